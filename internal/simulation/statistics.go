package simulation

import (
	"context"
	"fmt"
	"slices"

	"github.com/jackc/pgx/v5"
)

// analyseOn are the days after which the planner's statistics are taken: the
// tables begin empty and double ever more slowly. Autovacuum goes by the
// machine's clock, and a month here may pass between two of its looks.
var analyseOn = []int{1, 2, 4, 8, 16, 32, 64, 128, 256, 512}

// analyseHands is how many tables are counted at once: nothing else goes on
// meanwhile, and the server counts one with one processor.
const analyseHands = 2

func (w *world) analyse(ctx context.Context, days int) error {
	if !slices.Contains(analyseOn, days) {
		return nil
	}
	rows, err := w.house.eyes.Query(ctx, `
		SELECT c.oid::regclass::text FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
		WHERE c.relkind = 'r' AND n.nspname = 'public' ORDER BY pg_relation_size(c.oid) DESC`)
	if err != nil {
		return fmt.Errorf("list the tables: %w", err)
	}
	tables, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return fmt.Errorf("list the tables: %w", err)
	}
	return inHands(analyseHands, tables, func(table string) error {
		if _, err := w.house.eyes.Exec(ctx, `ANALYZE `+table); err != nil {
			return fmt.Errorf("take the statistics of %s after %d days: %w", table, days, err)
		}
		return nil
	})
}
