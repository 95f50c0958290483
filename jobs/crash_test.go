package jobs_test

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"throughgate/internal/pg"
	"throughgate/internal/testkit"
	"throughgate/migrations"
)

const childURL = "THROUGHGATE_TEST_CHILD_URL"

// child is the test program as a worker process of its own, which is killed in
// the middle of handing a message over. It says on standard output when it is
// there, and waits.
func child() bool {
	url := os.Getenv(childURL)
	if url == "" {
		return false
	}
	t := &childTB{}
	w := newWorks(t, url)
	w.provider.during = func(int) {
		fmt.Println("sending")
		select {}
	}
	runner := w.runner
	if os.Getenv(childMail) != "" {
		runner = realChild(w)
	}
	if err := runner.Run(context.Background()); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	return true
}

// childTB is the little of a test that a child process needs.
type childTB struct{ testing.TB }

func (*childTB) Helper()        {}
func (*childTB) Cleanup(func()) {}
func (*childTB) Fatal(args ...any) {
	fmt.Fprintln(os.Stderr, args...)
	os.Exit(1)
}

func TestAWorkerKilledBetweenClaimAndSettleLosesAndDoublesNothing(t *testing.T) {
	url := testkit.URL(t)
	w := newWorks(t, url)
	w.add(40, "k", time.Time{})
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
	// Ten workers send e-mail: each claims one message and hangs in the call.
	const inFlight = 10
	lines := bufio.NewScanner(out)
	for range inFlight {
		if !lines.Scan() {
			t.Fatal("the worker ended before it sent")
		}
	}
	if err := cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = cmd.Wait() // it was killed
	awaitUnlocked(t, w)
	w.drain()
	if diff := cmp.Diff(map[string]int{"unknown": inFlight, "sent": 40 - inFlight}, w.states()); diff != "" {
		t.Errorf("states (-want +got):\n%s", diff)
	}
	if messages, times := w.provider.handedOver(); messages != 40-inFlight || times != messages {
		t.Errorf("%d messages handed over %d times", messages, times)
	}
	if n := w.one(`SELECT count(*)::text FROM attention WHERE kind = 'unknown_outcome' AND closed_at IS NULL`); n != fmt.Sprint(inFlight) {
		t.Errorf("%s on the list, want %d", n, inFlight)
	}
}

// awaitUnlocked returns when the server has noticed that the worker is gone.
func awaitUnlocked(t *testing.T, w *works) {
	t.Helper()
	for t.Context().Err() == nil {
		if w.one(`SELECT count(*)::text FROM pg_locks WHERE locktype = 'advisory' AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`) == "0" {
			return
		}
	}
}

func TestTheDatabaseGoingAwayLosesAndDoublesNothing(t *testing.T) {
	dir := filepath.Join(testkit.ServerDir(t), "pg")
	server := startServer(t, dir)
	if err := server.EnsureDatabase(t.Context(), "away"); err != nil {
		t.Fatal(err)
	}
	url := server.URL("away")
	if err := migrations.Up(t.Context(), url, nil); err != nil {
		t.Fatal(err)
	}
	w := newWorks(t, url)
	w.runClock()
	w.provider.got = make(chan string, 1000)
	down := make(chan struct{})
	w.provider.during = func(nth int) {
		if nth == 100 {
			// The provider accepts this one while the database goes away.
			if err := server.Stop(context.Background()); err != nil {
				t.Error(err)
			}
			close(down)
		}
	}
	w.add(300, "k", time.Time{})
	stop := w.run(w.runner)
	<-down
	outage(t)
	again := startServer(t, dir)
	if got := again.URL("away"); got != url {
		t.Fatalf("the server came back at another address: %s, was %s", got, url)
	}
	for range 300 {
		<-w.provider.got
	}
	stop()
	if messages, times := w.provider.handedOver(); messages != 300 || times != 300 {
		t.Errorf("%d messages handed over %d times, want 300 once", messages, times)
	}
	w.drain()
	if diff := cmp.Diff(map[string]int{"sent": 300}, w.states()); diff != "" {
		t.Errorf("states (-want +got):\n%s", diff)
	}
	if n := w.one(`SELECT count(*)::text FROM attention`); n != "0" {
		t.Errorf("%s things on lists, want none", n)
	}
}

// outage is how long the database stays away: as long as a server takes to
// start, or for the time that THROUGHGATE_TEST_OUTAGE names.
func outage(t *testing.T) {
	t.Helper()
	if d, err := time.ParseDuration(os.Getenv("THROUGHGATE_TEST_OUTAGE")); err == nil {
		<-time.After(d)
	}
}

func startServer(t *testing.T, dir string) *pg.Private {
	t.Helper()
	server, err := pg.Start(t.Context(), pg.PrivateOptions{Durable: true, Dir: dir})
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
