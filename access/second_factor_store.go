package access

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
)

// storedFactor is an account's second factor; no secret where it has none.
type storedFactor struct {
	Secret   []byte // sealed
	LastStep int64
}

func readFactor(ctx context.Context, tx pgx.Tx, account int64) (f storedFactor, err error) {
	err = tx.QueryRow(ctx, `SELECT secret, last_step FROM account_second_factor WHERE account_id = $1`, account).Scan(&f.Secret, &f.LastStep)
	if err != nil && !errors.Is(err, pgx.ErrNoRows) {
		return f, fmt.Errorf("read a second factor: %w", err)
	}
	return f, nil
}

// storeFactor gives an account a second factor, of which a code was just given.
// ok is false where it has one already, which is not to be replaced.
func storeFactor(ctx context.Context, tx pgx.Tx, now time.Time, account int64, sealed []byte, step int64, replaces bool) (ok bool, err error) {
	tag, err := tx.Exec(ctx, `
		INSERT INTO account_second_factor AS f (account_id, secret, set_at, last_step) VALUES ($1, $2, $3, $4)
		ON CONFLICT (account_id) DO UPDATE SET secret = excluded.secret, set_at = excluded.set_at, last_step = excluded.last_step WHERE $5`,
		account, sealed, now, step, replaces)
	if err != nil {
		return false, fmt.Errorf("store a second factor: %w", err)
	}
	return tag.RowsAffected() == 1, nil
}

// useStep counts a code of a step as used, if nobody was quicker with it or with
// a later one.
func useStep(ctx context.Context, tx pgx.Tx, account, step int64) (bool, error) {
	tag, err := tx.Exec(ctx, `UPDATE account_second_factor SET last_step = $2 WHERE account_id = $1 AND last_step < $2`, account, step)
	if err != nil {
		return false, fmt.Errorf("use a code up: %w", err)
	}
	return tag.RowsAffected() == 1, nil
}

// resealFactor puts the same secret under the newest key, if it is still the one.
func resealFactor(ctx context.Context, tx pgx.Tx, account int64, from, to []byte) error {
	if _, err := tx.Exec(ctx, `UPDATE account_second_factor SET secret = $3 WHERE account_id = $1 AND secret = $2`, account, from, to); err != nil {
		return fmt.Errorf("seal a second factor anew: %w", err)
	}
	return nil
}

// replaceRecoveryCodes ends the codes there are.
func replaceRecoveryCodes(ctx context.Context, tx pgx.Tx, now time.Time, account int64, hashes [][]byte) error {
	if _, err := tx.Exec(ctx, `DELETE FROM account_recovery_code WHERE account_id = $1`, account); err != nil {
		return fmt.Errorf("end recovery codes: %w", err)
	}
	_, err := tx.Exec(ctx, `INSERT INTO account_recovery_code (account_id, hash, made_at) SELECT $1, unnest($2::bytea[]), $3`, account, hashes, now)
	if err != nil {
		return fmt.Errorf("store recovery codes: %w", err)
	}
	return nil
}

// useRecoveryCode uses a recovery code up, if it is one that was not used.
func useRecoveryCode(ctx context.Context, tx pgx.Tx, now time.Time, account int64, hash []byte) (bool, error) {
	tag, err := tx.Exec(ctx, `UPDATE account_recovery_code SET used_at = $3 WHERE account_id = $1 AND hash = $2 AND used_at IS NULL`, account, hash, now)
	if err != nil {
		return false, fmt.Errorf("use a recovery code up: %w", err)
	}
	return tag.RowsAffected() == 1, nil
}

// clearFactor takes the second factor away, with its recovery codes.
func clearFactor(ctx context.Context, tx pgx.Tx, account int64) error {
	for _, sql := range []string{`DELETE FROM account_second_factor WHERE account_id = $1`, `DELETE FROM account_recovery_code WHERE account_id = $1`} {
		if _, err := tx.Exec(ctx, sql, account); err != nil {
			return fmt.Errorf("take a second factor away: %w", err)
		}
	}
	return nil
}

// FactorState is what a member of staff is told of their second factor.
type FactorState struct {
	SetAt time.Time // zero: they have none
	Left  int       // recovery codes that were not used
}

// ReadFactorState reads it.
func ReadFactorState(ctx context.Context, tx pgx.Tx, account int64) (s FactorState, err error) {
	err = tx.QueryRow(ctx, `
		SELECT f.set_at, (SELECT count(*) FROM account_recovery_code r WHERE r.account_id = f.account_id AND r.used_at IS NULL)
		  FROM account_second_factor f WHERE f.account_id = $1`, account).Scan(&s.SetAt, &s.Left)
	if err != nil && !errors.Is(err, pgx.ErrNoRows) {
		return s, fmt.Errorf("read a second factor: %w", err)
	}
	return s, nil
}
