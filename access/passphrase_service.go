package access

import (
	"context"
	"crypto/rand"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"throughgate/internal/pg"
)

// Holder tells whom a one-time link is for; it stays unused. Errors:
// fault.NotFound.
func (d *Door) Holder(ctx context.Context, token string) (h Holder, err error) {
	err = pg.ReadTx(ctx, d.pool, AtTheDoor, func(tx pgx.Tx) error {
		h, err = readHolder(ctx, tx, d.now(), token)
		return err
	})
	return h, err
}

// Choose uses a one-time link up, gives its account a passphrase, ends the
// account's other sessions and lets its holder in, as far as the second factor.
// Errors: fault.NotFound (the
// link), fault.Invalid (the passphrase; the link still works), ErrBusy.
func (d *Door) Choose(ctx context.Context, token, passphrase, place string) (in Arrival, err error) {
	holder, err := d.Holder(ctx, token)
	if err != nil {
		return Arrival{}, err
	}
	if err := CheckPassphrase(passphrase, holder.Email, holder.Name); err != nil {
		return Arrival{}, err
	}
	leave, err := d.turn(ctx)
	if err != nil {
		return Arrival{}, err
	}
	defer leave()
	hash, err := freshHash(passphrase)
	if err != nil {
		return Arrival{}, err
	}
	now := d.now()
	err = pg.InTx(ctx, d.pool, AtTheDoor, func(tx pgx.Tx) error {
		if err := useLink(ctx, tx, now, token); err != nil {
			return err
		}
		epoch, err := choosePassphrase(ctx, tx, now, Actor{AccountID: holder.AccountID}, holder.AccountID, hash)
		if err != nil {
			return err
		}
		in, err = d.second(ctx, tx, now, half{Holder: holder, Epoch: epoch, How: "one-time link"}, place)
		return err
	})
	return in, err
}

// ChangePassphrase gives whoever is in another passphrase and ends all of their
// sessions: the one given goes on. The caller has asked for a proof. Errors:
// fault.Invalid, ErrBusy.
func (d *Door) ChangePassphrase(ctx context.Context, who Actor, passphrase string) (in SessionData, err error) {
	p, err := d.Prover(ctx, who)
	if err != nil {
		return in, err
	}
	if err := CheckPassphrase(passphrase, p.Email, p.Name); err != nil {
		return in, err
	}
	leave, err := d.turn(ctx)
	if err != nil {
		return in, err
	}
	defer leave()
	hash, err := freshHash(passphrase)
	if err != nil {
		return in, err
	}
	in.Account = who.AccountID
	err = pg.InTx(ctx, d.pool, AtTheDoor, func(tx pgx.Tx) error {
		in.Epoch, err = choosePassphrase(ctx, tx, d.now(), who, who.AccountID, hash)
		return err
	})
	return in, err
}

// SetPassphrase gives an account a passphrase without a link, for pretend
// accounts: nobody real is told theirs. Errors: fault.Invalid.
func SetPassphrase(ctx context.Context, tx pgx.Tx, now time.Time, who Actor, a Account, passphrase string) error {
	if err := CheckPassphrase(passphrase, a.Email, a.Name); err != nil {
		return err
	}
	hash, err := freshHash(passphrase)
	if err != nil {
		return err
	}
	_, err = choosePassphrase(ctx, tx, now, who, a.ID, hash)
	return err
}

func choosePassphrase(ctx context.Context, tx pgx.Tx, now time.Time, who Actor, account int64, hash string) (epoch int, err error) {
	if err := storePassphrase(ctx, tx, now, account, hash); err != nil {
		return 0, err
	}
	if err := endLinks(ctx, tx, account); err != nil {
		return 0, err
	}
	if epoch, err = endSessions(ctx, tx, account); err != nil {
		return 0, err
	}
	return epoch, Record(ctx, tx, now, who, Entry{Action: Alter, ObjectKind: "account", ObjectID: account, Detail: "passphrase chosen"})
}

func freshHash(passphrase string) (string, error) {
	salt := make([]byte, saltBytes)
	if _, err := rand.Read(salt); err != nil {
		return "", fmt.Errorf("make a salt: %w", err)
	}
	return hashPassphrase(passphrase, salt), nil
}
