package simulation

import (
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"throughgate/internal/calendar"
)

// The tables begin empty: without statistics the planner would take them for
// empty for the rest of the year.
func TestEveryTableIsCountedAfterTheFirstDay(t *testing.T) {
	server := startServer(t)
	first := calendar.MustParse("2026-11-23")
	var uncounted []string
	o := Options{People: 20, From: first, Days: 2, Seed: 5, Faults: None}
	o.meddle = func(w *world, day calendar.Date) error {
		if day == first {
			return nil
		}
		rows, err := w.house.eyes.Query(t.Context(), `SELECT relname FROM pg_stat_user_tables WHERE schemaname = 'public' AND last_analyze IS NULL`)
		if err != nil {
			return err
		}
		uncounted, err = pgx.CollectRows(rows, pgx.RowTo[string])
		return err
	}
	if r, err := Run(t.Context(), server, o, time.Now); err != nil || r.Days != 2 {
		t.Fatalf("%d days: %v", r.Days, err)
	}
	if len(uncounted) > 0 {
		t.Errorf("not counted: %v", uncounted)
	}
}
