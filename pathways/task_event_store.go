package pathways

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"throughgate/internal/calendar"
	"throughgate/internal/pg"
)

// event is one step in a task's history.
type event struct {
	task   int64
	state  State
	reason string
	to     string
	due    calendar.Date // the due day from then on, where it was set or moved
}

func insertEvents(ctx context.Context, tx pgx.Tx, by string, now time.Time, list []event) error {
	if len(list) == 0 {
		return nil
	}
	if err := pg.Insert(ctx, tx, "task_event", eventColumns, len(list), eventRows(by, now, list)); err != nil {
		return fmt.Errorf("write task history: %w", err)
	}
	return nil
}

// queueEvents is insertEvents in one round trip with others.
func queueEvents(batch *pgx.Batch, by string, now time.Time, list ...event) {
	pg.QueueInsert(batch, "task_event", eventColumns, len(list), eventRows(by, now, list))
}

const eventColumns = `task_id bigint, state text, at timestamptz, actor text, reason text, sent_to text, due_on date`

func eventRows(by string, now time.Time, list []event) func(i int) []any {
	return func(i int) []any {
		e := &list[i]
		return []any{e.task, string(e.state), now, by, e.reason, e.to, e.due}
	}
}
