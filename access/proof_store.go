package access

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"throughgate/internal/fault"
	"throughgate/internal/pg"
)

// ProvedAt is when whoever has a session last showed that it is they: when they
// signed in, or proved it again. Errors: fault.NotFound.
func (s Sessions) ProvedAt(ctx context.Context, token string) (at time.Time, err error) {
	err = pg.ReadTx(ctx, s.Pool, atTheDoor.Key(), func(tx pgx.Tx) error {
		return tx.QueryRow(ctx, `SELECT coalesce(proved_at, began_at) FROM session WHERE token_hash = $1`, tokenHash(token)).Scan(&at)
	})
	if errors.Is(err, pgx.ErrNoRows) {
		return at, fault.NotFound("session")
	}
	if err != nil {
		return at, fmt.Errorf("read when a session was proved: %w", err)
	}
	return at, nil
}

// readProver reads the enabled account that proves again who has its session.
// Errors: fault.NotFound.
func readProver(ctx context.Context, tx pgx.Tx, account int64) (Holder, error) {
	h := Holder{AccountID: account}
	err := tx.QueryRow(ctx, `SELECT email, name FROM account WHERE id = $1 AND disabled_at IS NULL`, account).Scan(&h.Email, &h.Name)
	if errors.Is(err, pgx.ErrNoRows) {
		return h, fault.NotFound("account")
	}
	if err != nil {
		return h, fmt.Errorf("read who proves: %w", err)
	}
	return h, nil
}

// proveSession notes a proof and gives the session another token, as a sign-in
// does (OWASP ASVS 5.0, 7.2.4); when it began stays. Errors: fault.NotFound: the
// session is over.
func proveSession(ctx context.Context, tx pgx.Tx, now time.Time, account int64, token, renewed string) error {
	tag, err := tx.Exec(ctx, `UPDATE session SET token_hash = $3, proved_at = $4, seen_at = $4 WHERE token_hash = $1 AND account_id = $2`,
		tokenHash(token), account, tokenHash(renewed), now)
	if err != nil {
		return fmt.Errorf("note a proof: %w", err)
	}
	if tag.RowsAffected() == 0 {
		return fault.NotFound("session")
	}
	return nil
}
