package jobs_test

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"go.uber.org/goleak"

	"throughgate/internal/fault"
	"throughgate/internal/testkit"
	"throughgate/jobs"
	"throughgate/notify"
)

func TestDrainSendsWhatIsDueAndLeavesWhatIsNot(t *testing.T) {
	w := newWorks(t, testkit.URL(t))
	w.add(250, "now", time.Time{})
	w.add(1, "alone", time.Time{})
	w.add(30, "later", start.Add(time.Hour))
	before := goleak.IgnoreCurrent()
	w.drain()
	goleak.VerifyNone(t, before)
	if diff := cmp.Diff(map[string]int{"sent": 251, "queued": 30}, w.states()); diff != "" {
		t.Errorf("states (-want +got):\n%s", diff)
	}
	w.drain()
	if messages, times := w.provider.handedOver(); messages != 251 || times != 251 {
		t.Errorf("%d messages handed over %d times; a second drain sends nothing", messages, times)
	}
	w.moveClock(time.Hour)
	w.drain()
	if diff := cmp.Diff(map[string]int{"sent": 281}, w.states()); diff != "" {
		t.Errorf("an hour on (-want +got):\n%s", diff)
	}
}

func TestDrainFollowsJobsThatJobsInsert(t *testing.T) {
	w := newWorks(t, testkit.URL(t))
	w.provider.answers = []notify.Result{{Outcome: notify.Interrupted}, {Outcome: notify.Interrupted}}
	w.add(2, "k", time.Time{})
	w.drain()
	if messages, times := w.provider.handedOver(); messages != 2 || times != 4 {
		t.Errorf("%d messages handed over %d times, want each once more", messages, times)
	}
	if diff := cmp.Diff(map[string]int{"sent": 2}, w.states()); diff != "" {
		t.Errorf("states (-want +got):\n%s", diff)
	}
}

func TestANudgeTakesUpAtOnceWhatAClockThatJumpedMadeDue(t *testing.T) {
	w := newWorks(t, testkit.URL(t))
	w.provider.got = make(chan string, 10)
	w.add(3, "tomorrow", start.Add(24*time.Hour))
	before := goleak.IgnoreCurrent()
	stop := w.run(w.runner)
	<-w.watch.asked // at the start
	w.moveClock(25 * time.Hour)
	w.runner.Nudge()
	<-w.watch.asked // at the nudge
	for range 3 {
		<-w.provider.got
	}
	stop()
	goleak.VerifyNone(t, before)
	if diff := cmp.Diff(map[string]int{"sent": 3}, w.states()); diff != "" {
		t.Errorf("states (-want +got):\n%s", diff)
	}
}

func TestAWatchThatFailsIsAskedAgainAndLoggedWithoutItsWords(t *testing.T) {
	w := newWorks(t, testkit.URL(t))
	w.watch.err = errors.New("Sam Fictional has no day")
	stop := w.run(w.runner)
	<-w.watch.asked
	w.runner.Nudge()
	<-w.watch.asked
	stop()
	if log := w.log.String(); !strings.Contains(log, "daily watch") || strings.Contains(log, "Fictional") {
		t.Errorf("log:\n%s", log)
	}
	if n := w.watch.due.Load(); n == 0 {
		t.Error("what has come due waits for a watch that fails")
	}
}

// box is a mailbox of bounces that counts who looks into it.
type box struct {
	asked chan struct{}
	err   error
}

func (b *box) Look(context.Context) error { b.asked <- struct{}{}; return b.err }

func TestEachLookTakesBouncesInAndOneThatCannotBeReadHoldsNothingUp(t *testing.T) {
	w := newWorks(t, testkit.URL(t))
	b := &box{asked: make(chan struct{}, 10), err: fault.Refused("the mailbox of bounces cannot be opened")}
	w.bounces = b
	w.runner = w.newRunner(w.provider)
	w.add(1, "stale", time.Time{})
	stop := w.run(w.runner)
	<-b.asked
	w.runner.Nudge()
	<-b.asked
	stop()
	if log := w.log.String(); !strings.Contains(log, "bounces that have come") || !strings.Contains(log, "cannot be opened") {
		t.Errorf("the remedy is not logged:\n%s", log)
	}
	if err := w.runner.Drain(t.Context()); err == nil || !strings.Contains(err.Error(), "cannot be opened") {
		t.Errorf("a drain says %v", err)
	}
	if diff := cmp.Diff(map[string]int{"sent": 1}, w.states()); diff != "" {
		t.Errorf("what is queued goes all the same (-want +got):\n%s", diff)
	}
}

func TestADrainBeginsWithWhatHasComeDue(t *testing.T) {
	w := newWorks(t, testkit.URL(t))
	w.watch.dueNow = func(context.Context) error { w.add(1, "due", time.Time{}); return nil }
	w.drain()
	if diff := cmp.Diff(map[string]int{"sent": 1}, w.states()); diff != "" {
		t.Errorf("what came of it goes in the same drain (-want +got):\n%s", diff)
	}
	w.watch.dueNow = func(context.Context) error { w.add(1, "later", time.Time{}); return errors.New("the database is away") }
	if err := w.runner.Drain(t.Context()); err == nil || !strings.Contains(err.Error(), "due") {
		t.Errorf("it fails, and the drain says %v", err)
	}
	if diff := cmp.Diff(map[string]int{"sent": 2}, w.states()); diff != "" {
		t.Errorf("what is queued goes all the same (-want +got):\n%s", diff)
	}
}

func TestTwoRunnersAtOnceSendEachMessageOnce(t *testing.T) {
	w := newWorks(t, testkit.URL(t))
	w.add(300, "k", time.Time{})
	var both sync.WaitGroup
	for _, r := range []*jobs.Runner{w.runner, w.newRunner(w.provider)} {
		both.Go(func() {
			if err := r.Drain(t.Context()); err != nil {
				t.Error(err)
			}
		})
	}
	both.Wait()
	w.drain() // what one of them had in hand when the other looked
	if messages, times := w.provider.handedOver(); messages != 300 || times != 300 {
		t.Errorf("%d messages handed over %d times, want 300 once", messages, times)
	}
	if diff := cmp.Diff(map[string]int{"sent": 300}, w.states()); diff != "" {
		t.Errorf("states (-want +got):\n%s", diff)
	}
}

func TestAJobThatFailsIsTriedAgainAndThenGivenToAPerson(t *testing.T) {
	w := newWorks(t, testkit.URL(t))
	w.composer.err = errors.New("Sam Fictional, spoc0@services.example")
	w.add(1, "k", time.Time{})
	for range 15 {
		w.drain()
		w.moveClock(5 * time.Minute)
	}
	if diff := cmp.Diff(map[string]int{"failed": 1}, w.states()); diff != "" {
		t.Errorf("states (-want +got):\n%s", diff)
	}
	if n := w.one(`SELECT count(*)::text FROM attention WHERE kind = 'undelivered' AND closed_at IS NULL`); n != "1" {
		t.Errorf("%s things on the list, want 1", n)
	}
	stored := w.one(`SELECT array_to_string(errors, ' ') FROM river_job LIMIT 1`) + w.log.String()
	if strings.Contains(stored, "Fictional") || strings.Contains(stored, "services.example") {
		t.Errorf("a job or the log keeps personal data:\n%s", stored)
	}
}

func TestAMessageWhoseJobWasLostIsAskedForAgain(t *testing.T) {
	w := newWorks(t, testkit.URL(t))
	w.add(5, "k", time.Time{})
	w.exec(`DELETE FROM river_job`)
	w.drain()
	if diff := cmp.Diff(map[string]int{"queued": 5}, w.states()); diff != "" {
		t.Errorf("before it is overdue (-want +got):\n%s", diff)
	}
	w.moveClock(3 * time.Minute)
	w.drain()
	if diff := cmp.Diff(map[string]int{"sent": 5}, w.states()); diff != "" {
		t.Errorf("once it is overdue (-want +got):\n%s", diff)
	}
}
