package simulation

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
)

// explain writes into the journal which messages about the people of the
// violations did not leave, and why: that is half of the answer.
func (w *world) explain(ctx context.Context) error {
	var numbers []string
	for _, v := range w.found {
		numbers = append(numbers, v.Release)
	}
	rows, err := w.house.eyes.Query(ctx, `
		SELECT m.queued_at, n.prison_number, m.kind, m.recipient, i.kind, coalesce(t.standard, ''), coalesce(i.to_day::text, ''), m.state, m.reason, i.dropped
		FROM message m JOIN message_item i ON i.message_id = m.id LEFT JOIN task t ON t.id = i.task_id
		JOIN release r ON r.id = coalesce(i.release_id, t.release_id) JOIN person_number n ON n.person_id = r.person_id AND n.is_current
		WHERE n.prison_number = ANY($1) AND (i.dropped OR m.state NOT IN ('sent', 'delivered'))`, numbers)
	if err != nil {
		return err
	}
	var at time.Time
	var number, kind, to, item, standard, day, state, reason string
	var dropped bool
	_, err = pgx.ForEachRow(rows, []any{&at, &number, &kind, &to, &item, &standard, &day, &state, &reason, &dropped}, func() error {
		w.journal.write(at, number, fmt.Sprintf("not said: %s to %s: %s %s %s (message %s, line left out %t: %s)", kind, to, item, standard, day, state, dropped, reason))
		return nil
	})
	if err != nil {
		return err
	}
	return w.journal.close()
}
