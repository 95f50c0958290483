package notify

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
)

// lockCounts gives the turns of each limit by its scope, of which there is one of
// each, and keeps them locked until the transaction ends: each turn is taken once.
func lockCounts(ctx context.Context, tx pgx.Tx, limits []limit) (counts map[string]turns, err error) {
	scopes, starts := make([]string, len(limits)), make([]time.Time, len(limits))
	for i, l := range limits {
		scopes[i], starts[i] = l.Scope, l.Starts
	}
	batch := &pgx.Batch{}
	batch.Queue(`
		INSERT INTO sending_count (scope, starts)
		SELECT scope, starts FROM unnest($1::text[], $2::timestamptz[]) AS t (scope, starts) ORDER BY scope
		ON CONFLICT (scope, starts) DO NOTHING`, scopes, starts)
	batch.Queue(`
		SELECT c.scope, c.taken, c.turned_away
		  FROM sending_count c JOIN unnest($1::text[], $2::timestamptz[]) AS t (scope, starts) USING (scope, starts)
		 ORDER BY c.scope FOR UPDATE OF c`, scopes, starts)
	results := tx.SendBatch(ctx, batch)
	defer func() { err = errors.Join(err, results.Close()) }()
	if _, err := results.Exec(); err != nil {
		return nil, fmt.Errorf("count what left: %w", err)
	}
	rows, err := results.Query()
	if err != nil {
		return nil, fmt.Errorf("count what left: %w", err)
	}
	counts = make(map[string]turns, len(limits))
	var scope string
	var one turns
	if _, err := pgx.ForEachRow(rows, []any{&scope, &one.Taken, &one.TurnedAway}, func() error {
		counts[scope] = one
		return nil
	}); err != nil {
		return nil, fmt.Errorf("count what left: %w", err)
	}
	return counts, nil
}

func writeTaken(ctx context.Context, tx pgx.Tx, limits []limit) error {
	scopes, starts := make([]string, len(limits)), make([]time.Time, len(limits))
	for i, l := range limits {
		scopes[i], starts[i] = l.Scope, l.Starts
	}
	_, err := tx.Exec(ctx, `
		UPDATE sending_count c SET taken = taken + 1
		  FROM unnest($1::text[], $2::timestamptz[]) AS t (scope, starts)
		 WHERE c.scope = t.scope AND c.starts = t.starts`, scopes, starts)
	if err != nil {
		return fmt.Errorf("take a turn: %w", err)
	}
	return nil
}

func writeTurnedAway(ctx context.Context, tx pgx.Tx, l limit) error {
	_, err := tx.Exec(ctx, `UPDATE sending_count SET turned_away = turned_away + 1 WHERE scope = $1 AND starts = $2`, l.Scope, l.Starts)
	if err != nil {
		return fmt.Errorf("note who was turned away: %w", err)
	}
	return nil
}

// keepCounts is how long turns are kept.
const keepCounts = 3 * 24 * time.Hour

func dropOldCounts(ctx context.Context, tx pgx.Tx, now time.Time) error {
	if _, err := tx.Exec(ctx, `DELETE FROM sending_count WHERE starts < $1`, now.Add(-keepCounts)); err != nil {
		return fmt.Errorf("forget old turns: %w", err)
	}
	return nil
}
