package notify

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
)

// Undo cancels what an import would send and has not left: the import is undone.
// It gives how many messages, and which moves of a day they were to tell of: the
// holders of those tasks know what they knew before. What is being sent at this
// moment is not among them.
func (o *Outbox) Undo(ctx context.Context, tx pgx.Tx, now time.Time, importID int64, reason string) ([]Dropped, int, error) {
	rows, err := tx.Query(ctx, `
		WITH waiting AS (
			SELECT id FROM message WHERE import_id = $2 AND state IN ('queued', 'held') ORDER BY id FOR UPDATE
		)
		UPDATE message m SET state = 'cancelled', reason = $3, settled_at = $1
		  FROM waiting WHERE m.id = waiting.id RETURNING m.id`, now, importID, reason)
	if err != nil {
		return nil, 0, fmt.Errorf("cancel the messages of import %d: %w", importID, err)
	}
	ids, err := pgx.CollectRows(rows, pgx.RowTo[int64])
	if err != nil {
		return nil, 0, fmt.Errorf("cancel the messages of import %d: %w", importID, err)
	}
	rows, err = tx.Query(ctx, `
		SELECT i.task_id, coalesce(i.release_id, 0) AS release_id, coalesce(i.appointment_id, 0) AS appointment_id, i.kind,
		       i.from_day AS "from", i.to_day AS "to", coalesce(i.version, 0) AS version, coalesce(i.count, 0) AS count,
		       m.recipient, m.recipient_name, coalesce(m.service_id, 0) AS service_id
		  FROM message m JOIN message_item i ON i.message_id = m.id
		 WHERE m.id = ANY ($1) AND m.kind = 'told' AND i.kind = 'moved' AND NOT i.dropped
		 ORDER BY i.message_id, i.position`, ids)
	if err != nil {
		return nil, 0, fmt.Errorf("find what services were to be told: %w", err)
	}
	dropped, err := pgx.CollectRows(rows, pgx.RowToStructByName[Dropped])
	if err != nil {
		return nil, 0, fmt.Errorf("find what services were to be told: %w", err)
	}
	return dropped, len(ids), nil
}
