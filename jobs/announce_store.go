package jobs

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"
)

// announce wakes the workers of these queues when the transaction commits. River
// does the same, but of two insertions within a tenth of a second it announces
// only the first, which need not be the last to commit: the other one's job would
// wait for the next poll, up to a second. What both say is said once, as
// PostgreSQL folds equal notifications of a transaction.
func announce(ctx context.Context, tx pgx.Tx, queues []string) error {
	if len(queues) == 0 {
		return nil
	}
	_, err := tx.Exec(ctx, `
		SELECT pg_notify(current_schema() || '.river_insert', '{"queue": "' || q.name || '"}') FROM unnest($1::text[]) AS q (name)`, queues)
	if err != nil {
		return fmt.Errorf("announce jobs: %w", err)
	}
	return nil
}
