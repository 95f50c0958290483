package access

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"throughgate/internal/pg"
)

// NewestInstant is the newest instant stored in the database: a virtual clock
// starts no earlier, so that time never runs backwards on one database. Zero
// where nothing is stored.
func NewestInstant(ctx context.Context, db *pgxpool.Pool) (time.Time, error) {
	var at *time.Time
	err := pg.ReadTx(ctx, db, System("clock"), func(tx pgx.Tx) error {
		return tx.QueryRow(ctx, `
			SELECT greatest((SELECT max(at) FROM clock_mark), (SELECT max(at) FROM audit), (SELECT max(done_at) FROM watch_day))`).Scan(&at)
	})
	if err != nil {
		return time.Time{}, fmt.Errorf("read the newest instant: %w", err)
	}
	if at == nil {
		return time.Time{}, nil
	}
	return *at, nil
}

// MarkInstant notes how far a process's clock has come.
func MarkInstant(ctx context.Context, db *pgxpool.Pool, now time.Time) error {
	err := pg.InTx(ctx, db, System("clock"), func(tx pgx.Tx) error {
		_, err := tx.Exec(ctx, `INSERT INTO clock_mark (at) VALUES ($1) ON CONFLICT (id) DO UPDATE SET at = greatest(clock_mark.at, excluded.at)`, now)
		return err
	})
	if err != nil {
		return fmt.Errorf("note the clock: %w", err)
	}
	return nil
}
