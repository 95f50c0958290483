package jobs_test

import (
	"strings"
	"testing"
	"time"

	"throughgate/internal/testkit"
)

func TestAWorkerThatFindsTheDatabaseGoneWhileItStartsTriesAgain(t *testing.T) {
	t.Parallel()
	w := newWorks(t, testkit.URL(t))
	w.add(3, "k", time.Time{})
	w.exec(`ALTER TABLE river_queue RENAME TO gone`) // its first questions fail, as they do while the server restarts
	stop := w.run(w.runner)
	const most = 30 * time.Second
	for began := time.Now(); !strings.Contains(w.log.String(), "it tries again"); w.one(`SELECT pg_sleep(0.01)::text`) {
		if time.Since(began) > most {
			t.Fatal("it does not try again")
		}
	}
	w.exec(`ALTER TABLE gone RENAME TO river_queue`)
	w.awaitStates(t, map[string]int{"sent": 3})
	stop()
}
