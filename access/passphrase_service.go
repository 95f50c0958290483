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
// account's other sessions and lets its holder in. Errors: fault.NotFound (the
// link), fault.Invalid (the passphrase; the link still works), ErrBusy.
func (d *Door) Choose(ctx context.Context, token, passphrase, place string) (SessionData, error) {
	holder, err := d.Holder(ctx, token)
	if err != nil {
		return SessionData{}, err
	}
	if err := CheckPassphrase(passphrase, holder.Email, holder.Name); err != nil {
		return SessionData{}, err
	}
	leave, err := d.turn(ctx)
	if err != nil {
		return SessionData{}, err
	}
	defer leave()
	hash, err := freshHash(passphrase)
	if err != nil {
		return SessionData{}, err
	}
	now, in := d.now(), SessionData{Account: holder.AccountID}
	err = pg.InTx(ctx, d.pool, AtTheDoor, func(tx pgx.Tx) error {
		if err := useLink(ctx, tx, now, token); err != nil {
			return err
		}
		if in.Epoch, err = choosePassphrase(ctx, tx, now, Actor{AccountID: holder.AccountID}, holder.AccountID, hash); err != nil {
			return err
		}
		return d.arrive(ctx, tx, now, holder.AccountID, holder.Email, place, "one-time link")
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
