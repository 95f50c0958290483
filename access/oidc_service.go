package access

import (
	"context"
	"slices"

	"github.com/jackc/pgx/v5"

	"throughgate/internal/fault"
	"throughgate/internal/pg"
)

// Provided is what a provider of single sign-on says of whoever signed in there.
type Provided struct {
	Email    string
	Verified bool     // that the address is theirs
	AMR      []string // how they showed who they are (RFC 8176)
	ACR      string   // at which level
}

// SecondDone tells whether the provider says that it asked for a second factor:
// by amr mfa, or by the level that the settings name. level "" names none.
func (p Provided) SecondDone(level string) bool {
	return slices.Contains(p.AMR, "mfa") || level != "" && p.ACR == level
}

// SignInBy lets in whom a provider vouches for: the enabled account with their
// verified address. It makes no account. Where the provider did not ask for a
// second factor, ours is. Errors: fault.Refused, the same for no account, a
// disabled one and an address that is not verified.
func (d *Door) SignInBy(ctx context.Context, p Provided, level, place string) (in Arrival, err error) {
	now := d.now()
	err = pg.InTx(ctx, d.pool, AtTheDoor, func(tx pgx.Tx) error {
		who, err := readComer(ctx, tx, now, p.Email, place)
		if err != nil {
			return err
		}
		if who.ID == 0 || !p.Verified {
			in = Arrival{}
			return nil
		}
		h := half{Holder: Holder{AccountID: who.ID, Email: who.Email}, Epoch: who.Epoch, How: "single sign-on"}
		if p.SecondDone(level) {
			in = Arrival{SessionData: SessionData{Account: who.ID, Epoch: who.Epoch}}
			return d.arrive(ctx, tx, now, who.ID, who.Email, place, h.How+", with its second factor")
		}
		in, err = d.second(ctx, tx, now, h, place)
		return err
	})
	if err != nil || in.Account != 0 {
		return in, err
	}
	err = pg.InTx(ctx, d.pool, AtTheDoor, func(tx pgx.Tx) error {
		return Record(ctx, tx, now, AtTheDoor, Entry{Action: SignInFailed, ObjectKind: "account", Detail: "single sign-on"})
	})
	if err != nil {
		return in, err
	}
	return in, fault.Refused("You are signed in there, but there is no account for you here. Ask your unit for one, with the same e-mail address")
}

// ProveBy proves a session by a provider who has just asked again. The address
// must be the session's own. Errors: fault.Refused, fault.NotFound.
func (d *Door) ProveBy(ctx context.Context, who Actor, p Provided, token, place string) (renewed string, err error) {
	prover, err := d.Prover(ctx, who)
	if err != nil {
		return "", err
	}
	if !p.Verified || sameAddress(p.Email) != sameAddress(prover.Email) {
		return "", fault.Refused("You signed in there as somebody else. Try again as yourself")
	}
	if renewed, err = newToken(); err != nil {
		return "", err
	}
	return renewed, pg.InTx(ctx, d.pool, AtTheDoor, func(tx pgx.Tx) error {
		return d.proven(ctx, tx, d.now(), prover, token, renewed, place, "single sign-on")
	})
}
