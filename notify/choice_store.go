package notify

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"
)

// ReadChoice is what an account has chosen to be told.
func ReadChoice(ctx context.Context, tx pgx.Tx, account int64) (Choice, error) {
	rows, err := tx.Query(ctx, `SELECT digest, left_out, version FROM account_choice WHERE account_id = $1`, account)
	if err != nil {
		return Choice{}, fmt.Errorf("read what an account is told: %w", err)
	}
	c, err := pgx.CollectExactlyOneRow(rows, pgx.RowToStructByName[Choice])
	if errors.Is(err, pgx.ErrNoRows) {
		return Choice{Digest: true}, nil
	}
	if err != nil {
		return Choice{}, fmt.Errorf("read what an account is told: %w", err)
	}
	return c, nil
}

// ReadChoices gives the choices of those with these addresses (lower case) who
// have chosen anything, by address.
func ReadChoices(ctx context.Context, tx pgx.Tx, addresses []string) (map[string]Choice, error) {
	rows, err := tx.Query(ctx, `
		SELECT lower(a.email), c.digest, c.left_out, c.version
		  FROM account_choice c JOIN account a ON a.id = c.account_id
		 WHERE a.disabled_at IS NULL AND (NOT c.digest OR c.left_out <> '{}') AND lower(a.email) = ANY ($1)`, addresses)
	if err != nil {
		return nil, fmt.Errorf("read what officers are told: %w", err)
	}
	out := map[string]Choice{}
	var address string
	var c Choice
	if _, err = pgx.ForEachRow(rows, []any{&address, &c.Digest, &c.LeftOut, &c.Version}, func() error {
		out[address] = c
		c.LeftOut = nil
		return nil
	}); err != nil {
		return nil, fmt.Errorf("read what officers are told: %w", err)
	}
	return out, nil
}
