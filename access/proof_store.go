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
	err = pg.ReadTx(ctx, s.Pool, AtTheDoor, func(tx pgx.Tx) error {
		return tx.QueryRow(ctx, `SELECT coalesce(proved_at, began_at) FROM session WHERE token_hash = ANY ($1)`, s.Keys.tokenHashes(token)).Scan(&at)
	})
	if errors.Is(err, pgx.ErrNoRows) {
		return at, fault.NotFound("session")
	}
	if err != nil {
		return at, fmt.Errorf("read when a session was proved: %w", err)
	}
	return at, nil
}

// Prover is whoever proves again that a session is theirs.
type Prover struct {
	Holder
	ByCode       bool // they have a second factor
	ByPassphrase bool
	Pretend      string // the code that an app would show; in the demo alone
}

// readProver reads the enabled account that proves again who has its session.
// Errors: fault.NotFound.
func readProver(ctx context.Context, tx pgx.Tx, account int64) (Prover, error) {
	p := Prover{Holder: Holder{AccountID: account}}
	err := tx.QueryRow(ctx, `
		SELECT email, name, EXISTS (SELECT FROM account_second_factor f WHERE f.account_id = a.id), EXISTS (SELECT FROM account_passphrase p WHERE p.account_id = a.id)
		  FROM account a WHERE id = $1 AND disabled_at IS NULL`, account).Scan(&p.Email, &p.Name, &p.ByCode, &p.ByPassphrase)
	if errors.Is(err, pgx.ErrNoRows) {
		return p, fault.NotFound("account")
	}
	if err != nil {
		return p, fmt.Errorf("read who proves: %w", err)
	}
	return p, nil
}

// proveSession notes a proof and gives the session another token, as a sign-in
// does (OWASP ASVS 5.0, 7.2.4); when it began stays. Errors: fault.NotFound: the
// session is over.
func proveSession(ctx context.Context, tx pgx.Tx, now time.Time, keys Keys, account int64, token, renewed string) error {
	tag, err := tx.Exec(ctx, `UPDATE session SET token_hash = $3, proved_at = $4, seen_at = $4 WHERE token_hash = ANY ($1) AND account_id = $2`,
		keys.tokenHashes(token), account, keys.tokenHash(renewed), now)
	if err != nil {
		return fmt.Errorf("note a proof: %w", err)
	}
	if tag.RowsAffected() == 0 {
		return fault.NotFound("session")
	}
	return nil
}
