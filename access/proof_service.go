package access

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"throughgate/internal/fault"
	"throughgate/internal/pg"
)

// Prover tells whose session it is that is to be proved. Errors: fault.NotFound.
func (d *Door) Prover(ctx context.Context, who Actor) (p Prover, err error) {
	err = pg.ReadTx(ctx, d.pool, AtTheDoor, func(tx pgx.Tx) error {
		if p, err = readProver(ctx, tx, who.AccountID); err != nil {
			return err
		}
		p.Pretend, err = d.pretendCode(ctx, tx, who.AccountID)
		return err
	})
	if d.rules.Exempt != nil && d.rules.Exempt(p.Email) {
		p.ByCode = false
	}
	return p, err
}

// Prove shows that whoever has a session is its owner, by a code of the second
// factor, or by the passphrase where there is none, and gives the token by which
// the session goes on: the one before is worth nothing. Tries are counted with
// those of the sign-in. Errors: fault.Refused (it does not fit), fault.NotFound
// (the session is over), *TooSoon, ErrBusy.
func (d *Door) Prove(ctx context.Context, who Actor, token, given, place string) (renewed string, err error) {
	p, err := d.Prover(ctx, who)
	if err != nil {
		return "", err
	}
	if renewed, err = newToken(); err != nil {
		return "", err
	}
	if p.ByCode {
		return renewed, d.proveByCode(ctx, p, token, renewed, given, place)
	}
	return renewed, d.proveByPassphrase(ctx, p, token, renewed, given, place)
}

func (d *Door) proveByCode(ctx context.Context, p Prover, token, renewed, code, place string) error {
	leave, err := d.codeTurn(ctx, p.Email, place)
	if err != nil {
		return err
	}
	defer leave()
	now, by := d.now(), ""
	err = pg.InTx(ctx, d.pool, AtTheDoor, func(tx pgx.Tx) (err error) {
		if by, err = d.checkCode(ctx, tx, now, p.AccountID, code); err != nil || by == "" {
			return err
		}
		return d.proven(ctx, tx, now, p, token, renewed, place, by)
	})
	if err != nil || by != "" {
		return err
	}
	return d.wrongCode(ctx, now, p.Holder, place, "code, again")
}

func (d *Door) proveByPassphrase(ctx context.Context, p Prover, token, renewed, passphrase, place string) error {
	if _, err := d.comer(ctx, p.Email, place); err != nil {
		return err
	}
	leave, err := d.turn(ctx)
	if err != nil {
		return err
	}
	defer leave()
	comes, err := d.comer(ctx, p.Email, place)
	if err != nil {
		return err
	}
	fits, _, err := comes.check(passphrase)
	if err != nil {
		return err
	}
	now := d.now()
	if !fits {
		if err := d.countAgainst(ctx, now, p.Holder, place, "passphrase, again"); err != nil {
			return err
		}
		return fault.Refused("The passphrase is not right. Check it and try again")
	}
	return pg.InTx(ctx, d.pool, AtTheDoor, func(tx pgx.Tx) error {
		return d.proven(ctx, tx, now, p, token, renewed, place, "passphrase")
	})
}

// proven writes a proof down.
func (d *Door) proven(ctx context.Context, tx pgx.Tx, now time.Time, p Prover, token, renewed, place, by string) error {
	if err := proveSession(ctx, tx, now, d.rules.Keys, p.AccountID, token, renewed); err != nil {
		return err
	}
	return d.arrive(ctx, tx, now, p.AccountID, p.Email, place, by+", again")
}
