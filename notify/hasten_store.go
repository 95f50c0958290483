package notify

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
)

// Hasten asks again at once for queued messages about these releases that were
// put off for this reason: what they waited for is over. It changes nothing of
// messages that wait for something else.
func (o *Outbox) Hasten(ctx context.Context, tx pgx.Tx, now time.Time, releaseIDs []int64, reason string) error {
	if len(releaseIDs) == 0 {
		return nil
	}
	rows, err := tx.Query(ctx, `
		UPDATE message m SET reason = '', not_before = $1
		 WHERE m.state = 'queued' AND m.reason = $3 AND m.not_before > $1
		   AND (m.release_id = ANY ($2) OR EXISTS (
		       SELECT FROM message_item i LEFT JOIN task t ON t.id = i.task_id
		        WHERE i.message_id = m.id AND coalesce(i.release_id, t.release_id) = ANY ($2)))
		RETURNING m.id AS message_id, m.channel, m.not_before AS at`, now, releaseIDs, reason)
	if err != nil {
		return fmt.Errorf("hasten messages: %w", err)
	}
	deliveries, err := pgx.CollectRows(rows, pgx.RowToStructByName[Delivery])
	if err != nil {
		return fmt.Errorf("hasten messages: %w", err)
	}
	return o.ask(ctx, tx, deliveries)
}
