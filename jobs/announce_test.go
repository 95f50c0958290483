package jobs_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"throughgate/internal/testkit"
)

// Each transaction that queues a message wakes the workers, however soon it comes
// after another; one whose message is to go later wakes nobody.
func TestEveryMessageIsAnnouncedWhenItIsCommitted(t *testing.T) {
	w := newWorks(t, testkit.URL(t))
	conn, err := w.pool.Acquire(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Release()
	if _, err := conn.Exec(t.Context(), `LISTEN "public.river_insert"`); err != nil {
		t.Fatal(err)
	}
	for n := range 3 { // at one instant of the clock
		w.add(1, fmt.Sprint("later", n), start.Add(time.Hour))
		w.add(1, fmt.Sprint("now", n), time.Time{})
	}
	if _, err := w.pool.Exec(t.Context(), `SELECT pg_notify('public.river_insert', 'the end')`); err != nil {
		t.Fatal(err)
	}
	var said []string
	for len(said) == 0 || said[len(said)-1] != "the end" {
		patient, cancel := context.WithTimeout(t.Context(), time.Minute)
		heard, err := conn.Conn().WaitForNotification(patient)
		cancel()
		if err != nil {
			t.Fatal(err)
		}
		said = append(said, heard.Payload)
	}
	const email = `{"queue": "email"}`
	if want := []string{email, email, email, "the end"}; fmt.Sprint(said) != fmt.Sprint(want) {
		t.Errorf("said %q, want %q", said, want)
	}
}
