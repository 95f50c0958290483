package main

import (
	"testing"
	"time"

	"throughgate/access"
	"throughgate/internal/pg"
)

// A virtual clock starts where it is told to, whatever the machine's says: what
// `migrate` writes of the reference data is of that time too. Written at the
// machine's, it had the demo leave its Monday for good once that day was past.
func TestAVirtualClockStartsOnItsDayAndNotOnTheMachines(t *testing.T) {
	w := newWorld(t)
	start := time.Date(2020, 1, 6, 8, 0, 0, 0, time.UTC)
	w.env["THROUGHGATE_CLOCK"] = start.Format(time.RFC3339)
	w.must(exitDone, "migrate")
	w.must(exitDone, "migrate") // time goes on, and does not begin again
	pool, err := pg.Open(t.Context(), w.env["THROUGHGATE_DATABASE_URL"], pg.Options{MaxConns: 1})
	if err != nil {
		t.Fatal(err)
	}
	defer pool.Close()
	at, err := access.NewestInstant(t.Context(), pool)
	if err != nil {
		t.Fatal(err)
	}
	if at.Before(start) || at.After(start.Add(time.Hour)) {
		t.Errorf("the newest instant is %s, and the clock was started at %s", at, start)
	}
}
