package simulation

import (
	"context"
	"strings"
	"testing"
	"time"

	"throughgate/internal/calendar"
	"throughgate/internal/pg"
)

// startServer starts a PostgreSQL of the test's own, set up like a simulator's.
func startServer(t *testing.T) *pg.Private {
	t.Helper()
	server, err := pg.Start(t.Context(), pg.PrivateOptions{Settings: ServerSettings})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := server.Stop(context.Background()); err != nil {
			t.Error(err)
		}
	})
	return server
}

// A simulator that finds nothing proves something only if it finds what is
// broken on purpose, and says so in few words.
func TestWhatIsBrokenOnPurposeIsFoundAndShrunk(t *testing.T) {
	server := startServer(t)
	broken := calendar.MustParse("2026-11-25")
	victim := ""
	o := Options{People: 12, From: calendar.MustParse("2026-11-23"), Days: 6, Seed: 5, Faults: Heavy}
	o.meddle = func(w *world, day calendar.Date) error {
		if day != broken {
			return nil
		}
		if victim == "" {
			if err := w.house.eyes.QueryRow(t.Context(), `SELECT n.prison_number FROM release r JOIN person_number n ON n.person_id = r.person_id
				WHERE r.state = 'planned' AND r.planned_day > '2027-02-01' ORDER BY 1 LIMIT 1`).Scan(&victim); err != nil {
				return err
			}
		}
		_, err := w.house.eyes.Exec(t.Context(), `UPDATE release SET planned_day = planned_day + 1
			FROM person_number n WHERE n.person_id = release.person_id AND n.prison_number = $1`, victim)
		return err
	}
	r, err := Run(t.Context(), server, o, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	if len(r.Violations) == 0 || r.Days != 3 || r.Seed != 5 {
		t.Fatalf("%d violations after %d days, want some on the third", len(r.Violations), r.Days)
	}
	v := r.Violations[0]
	if v.Release != victim || v.Day != broken.String() || !strings.Contains(v.Problem, "the release should be") {
		t.Errorf("said of %s: %+v", victim, v)
	}
	for _, line := range v.History {
		if !strings.Contains(line, victim) {
			t.Errorf("the history names somebody else: %s", line)
		}
	}
}
