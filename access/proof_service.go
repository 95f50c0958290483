package access

import (
	"context"

	"github.com/jackc/pgx/v5"

	"throughgate/internal/fault"
	"throughgate/internal/pg"
)

// Prover tells whose session it is that is to be proved. Errors: fault.NotFound.
func (d *Door) Prover(ctx context.Context, who Actor) (h Holder, err error) {
	err = pg.ReadTx(ctx, d.pool, atTheDoor.Key(), func(tx pgx.Tx) error {
		h, err = readProver(ctx, tx, who.AccountID)
		return err
	})
	return h, err
}

// Prove shows by the passphrase that whoever has a session is its owner, and
// gives the token by which the session goes on: the one before is worth nothing.
// Tries are counted with those of the sign-in. Errors: fault.Refused (it does not
// fit), fault.NotFound (the session is over), *TooSoon, ErrBusy.
func (d *Door) Prove(ctx context.Context, who Actor, token, passphrase, place string) (renewed string, err error) {
	h, err := d.Prover(ctx, who)
	if err != nil {
		return "", err
	}
	if _, err := d.comer(ctx, h.Email, place); err != nil {
		return "", err
	}
	leave, err := d.turn(ctx)
	if err != nil {
		return "", err
	}
	defer leave()
	comes, err := d.comer(ctx, h.Email, place)
	if err != nil {
		return "", err
	}
	fits, _, err := comes.check(passphrase)
	if err != nil {
		return "", err
	}
	now := d.now()
	if !fits {
		if err := d.countAgainst(ctx, now, h, place, "passphrase, again"); err != nil {
			return "", err
		}
		return "", fault.Refused("The passphrase is not right. Check it and try again")
	}
	if renewed, err = newToken(); err != nil {
		return "", err
	}
	err = pg.InTx(ctx, d.pool, atTheDoor.Key(), func(tx pgx.Tx) error {
		if err := proveSession(ctx, tx, now, who.AccountID, token, renewed); err != nil {
			return err
		}
		return d.arrive(ctx, tx, now, who.AccountID, h.Email, place, "passphrase, again")
	})
	return renewed, err
}
