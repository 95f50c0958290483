package access

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"throughgate/internal/fault"
)

// Holder is whom a one-time link was made for.
type Holder struct {
	AccountID   int64
	Email, Name string
}

// readHolder finds whom a link that still works was made for. Errors:
// fault.NotFound: it was used, is too old, or was never one.
func readHolder(ctx context.Context, tx pgx.Tx, now time.Time, token string) (Holder, error) {
	var h Holder
	err := tx.QueryRow(ctx, `
		SELECT a.id, a.email, a.name FROM account_link l JOIN account a ON a.id = l.account_id AND a.disabled_at IS NULL
		 WHERE l.token_hash = $1 AND l.used_at IS NULL AND l.expires_at > $2`, linkHash(token), now).Scan(&h.AccountID, &h.Email, &h.Name)
	if errors.Is(err, pgx.ErrNoRows) {
		return Holder{}, fault.NotFound("link")
	}
	if err != nil {
		return Holder{}, fmt.Errorf("read one-time link: %w", err)
	}
	return h, nil
}

// useLink makes a link a used one, if nobody was quicker. Errors: fault.NotFound.
func useLink(ctx context.Context, tx pgx.Tx, now time.Time, token string) error {
	tag, err := tx.Exec(ctx, `UPDATE account_link SET used_at = $2 WHERE token_hash = $1 AND used_at IS NULL AND expires_at > $2`, linkHash(token), now)
	if err != nil {
		return fmt.Errorf("use one-time link: %w", err)
	}
	if tag.RowsAffected() == 0 {
		return fault.NotFound("link")
	}
	return nil
}

func storePassphrase(ctx context.Context, tx pgx.Tx, now time.Time, account int64, hash string) error {
	_, err := tx.Exec(ctx, `
		INSERT INTO account_passphrase (account_id, hash, chosen_at) VALUES ($1, $2, $3)
		ON CONFLICT (account_id) DO UPDATE SET hash = excluded.hash, chosen_at = excluded.chosen_at`, account, hash, now)
	if err != nil {
		return fmt.Errorf("store passphrase: %w", err)
	}
	return nil
}

// renewHash puts a hash of today's cost in the place of the one that was
// checked, if that is still the one.
func renewHash(ctx context.Context, tx pgx.Tx, account int64, from, to string) error {
	if _, err := tx.Exec(ctx, `UPDATE account_passphrase SET hash = $3 WHERE account_id = $1 AND hash = $2`, account, from, to); err != nil {
		return fmt.Errorf("renew the hash of a passphrase: %w", err)
	}
	return nil
}
