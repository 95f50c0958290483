package simulation

import (
	"context"
	"fmt"

	"throughgate/internal/calendar"
)

// checkInvariants asks the tables what must always be so (docs/ARCHITECTURE.md).
// Each question lists what breaks it.
func (w *world) checkInvariants(ctx context.Context, day calendar.Date) error {
	for _, i := range invariants {
		rows, err := w.house.eyes.Query(ctx, i.sql, w.clock.now(), day)
		if err != nil {
			return fmt.Errorf("%s: %w", i.claim, err)
		}
		for rows.Next() {
			var number, what string
			if err := rows.Scan(&number, &what); err != nil {
				return err
			}
			w.violate(day, number, i.claim+": "+what)
		}
		if err := rows.Err(); err != nil {
			return fmt.Errorf("%s: %w", i.claim, err)
		}
	}
	w.post.mu.Lock()
	defer w.post.mu.Unlock()
	for _, l := range w.post.twice {
		number := ""
		if len(l.items) > 0 {
			number = l.items[0].number
		}
		w.violate(day, number, "doubled: a provider took one message twice: "+l.key)
	}
	return nil
}

var invariants = []struct{ claim, sql string }{
	{"the watch of the day is done once", `
		SELECT '', 'it is not done' WHERE NOT EXISTS (SELECT 1 FROM watch_day WHERE day = $2) AND $1::timestamptz IS NOT NULL`},
	{"nothing due waits", `
		SELECT coalesce(n.prison_number, ''), m.channel || ' ' || m.kind || ' to ' || m.recipient || ' due ' || m.not_before
		FROM message m LEFT JOIN release r ON r.id = m.release_id LEFT JOIN person_number n ON n.person_id = r.person_id AND n.is_current
		WHERE m.state = 'queued' AND m.not_before <= $1::timestamptz - interval '6 hours' AND m.reason NOT LIKE 'waiting: %' AND $2::date IS NOT NULL`},
	{"nothing stays in a worker's hands", `
		SELECT '', m.kind || ' to ' || m.recipient FROM message m WHERE m.state = 'sending' AND $1::timestamptz IS NOT NULL AND $2::date IS NOT NULL`},
	{"what is unknown is on somebody's list", `
		SELECT '', m.kind || ' to ' || m.recipient FROM message m
		WHERE m.state = 'unknown' AND NOT EXISTS (SELECT 1 FROM attention a WHERE a.message_id = m.id) AND $1::timestamptz IS NOT NULL AND $2::date IS NOT NULL`},
}
