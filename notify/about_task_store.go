package notify

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
)

// AboutTask is a message that said something of a task.
type AboutTask struct {
	Kind      Kind
	Line      ItemKind // what it said
	Recipient string
	State     State
	At        time.Time // sent, or when it is to go
}

// ReadAboutTask lists what was sent, or waits to be sent, about a task, in the
// order of time: also what its service's manager was told since it was asked,
// which names no single request.
func ReadAboutTask(ctx context.Context, tx pgx.Tx, task int64) ([]AboutTask, error) {
	rows, err := tx.Query(ctx, `
		SELECT m.kind, min(i.kind), m.recipient, m.state, coalesce(m.sent_at, greatest(m.not_before, m.queued_at)) AS at
		  FROM task t
		  JOIN message_item i ON NOT i.dropped AND (i.task_id = t.id OR i.task_id IS NULL AND i.service_id = t.service_id)
		  JOIN message m ON m.id = i.message_id AND m.state NOT IN ('cancelled', 'not_sent')
		   AND (i.task_id IS NOT NULL OR m.kind = 'escalation' AND m.queued_at >= t.handed_off_at)
		 WHERE t.id = $1 GROUP BY m.id ORDER BY at, m.id`, task)
	if err != nil {
		return nil, fmt.Errorf("read what was sent about a task: %w", err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowToStructByPos[AboutTask])
	if err != nil {
		return nil, fmt.Errorf("read what was sent about a task: %w", err)
	}
	return list, nil
}
