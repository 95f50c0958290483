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
	err := pg.Insert(ctx, tx, "task_event",
		`task_id bigint, state text, at timestamptz, actor text, reason text, sent_to text, due_on date`, len(list), func(i int) []any {
			e := &list[i]
			return []any{e.task, string(e.state), now, by, e.reason, e.to, e.due}
		})
	if err != nil {
		return fmt.Errorf("write task history: %w", err)
	}
	return nil
}
