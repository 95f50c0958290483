package jobs_test

import (
	"bufio"
	"os"
	"os/exec"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"throughgate/internal/testkit"
)

// TestASurvivorTakesUpWhatADeadWorkerHadWithoutWaitingForTheMinute: the survivor's
// look of every minute is over before the other dies, and the next comes after
// the test has long failed.
func TestASurvivorTakesUpWhatADeadWorkerHadWithoutWaitingForTheMinute(t *testing.T) {
	url := testkit.URL(t)
	w := newWorks(t, url)
	w.add(12, "k", time.Time{})
	cmd := exec.CommandContext(t.Context(), os.Args[0])
	cmd.Env = append(os.Environ(), childURL+"="+url)
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	const inFlight = 10 // each of its hands holds one
	lines := bufio.NewScanner(out)
	for range inFlight {
		if !lines.Scan() {
			t.Fatal("the worker ended before it sent")
		}
	}
	stop := w.run(w.runner)
	defer stop()
	<-w.watch.asked
	w.awaitStates(t, map[string]int{"sending": inFlight, "sent": 2})
	for w.one(`SELECT count(*)::text FROM river_job WHERE state IN ('available', 'running')`) != "10" && t.Context().Err() == nil {
	}
	if err := cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = cmd.Wait() // it was killed
	w.awaitStates(t, map[string]int{"unknown": inFlight, "sent": 2})
	for w.one(`SELECT count(*)::text FROM river_job WHERE state = 'running'`) != "0" && t.Context().Err() == nil {
	}
}

// awaitStates returns when the messages are in these states, and fails before a
// minute's next look could have brought them there.
func (w *works) awaitStates(t *testing.T, want map[string]int) {
	t.Helper()
	const most = 45 * time.Second
	for began := time.Now(); time.Since(began) < most; {
		if cmp.Equal(want, w.states()) {
			return
		}
	}
	t.Fatalf("states (-want +got):\n%s\nthe jobs: %s\nlocks: %s\nthe log:\n%s", cmp.Diff(want, w.states()),
		w.one(`SELECT string_agg(state || ' ' || array_to_string(attempted_by, ','), '; ') FROM river_job`),
		w.one(`SELECT string_agg(objid::text, ', ') FROM pg_locks WHERE locktype = 'advisory' AND granted`), w.log)
}
