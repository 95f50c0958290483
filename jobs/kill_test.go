package jobs_test

import (
	"math/rand/v2"
	"os"
	"strconv"
	"sync"
	"testing"
	"time"

	"throughgate/internal/testkit"
	"throughgate/internal/testkit/smtpd"
	"throughgate/notify"
)

// sound checks what must hold however often workers were killed (domain rule 8,
// architecture claims 3 and 4).
func (p *post) sound(t *testing.T, messages, inFlight int) tally {
	t.Helper()
	p.settle()
	got := p.count()
	if got.lost+got.doubled+got.unlisted+got.unfinished+got.unknownTexts != 0 || got.messages != messages {
		t.Errorf("of %d messages: %+v", messages, got)
	}
	if got.unknown > inFlight {
		t.Errorf("%d unknown, and only %d calls were in flight at the kills", got.unknown, inFlight)
	}
	return got
}

func TestAWorkerKilledBetweenAnyTwoStepsLosesAndDoublesNothing(t *testing.T) {
	for _, point := range notify.Points {
		t.Run(string(point), func(t *testing.T) {
			url := testkit.URL(t)
			p := newPost(t, url)
			p.mixed(12, "k")
			inFlight := p.buriedAt(t, url, point)
			got := p.sound(t, 12, inFlight)
			claimed := point != notify.PointLocked && point != notify.PointRendered && point != notify.PointClaimWritten && point != notify.PointSettled
			if claimed && inFlight == 0 {
				t.Error("nothing was in flight: the point is not where it says")
			}
			if point == notify.PointClaimed && got.unknown == 0 {
				t.Error("a message whose call never began is unknown, never due again")
			}
		})
	}
}

// buriedAt has a worker die at a point. Callbacks come after that: one that came
// before would settle a text, and its call would no longer be in flight.
func (p *post) buriedAt(t *testing.T, url string, point notify.Point) (inFlight int) {
	t.Helper()
	p.late.Lock()
	defer p.late.Unlock()
	w := p.startWorker(url, point)
	if !w.lines.Scan() {
		t.Fatal("the worker ended before it came to the point")
	}
	return p.buried(t, w)
}

func TestAWorkerKilledInsideACallLosesAndDoublesNothing(t *testing.T) {
	for _, stage := range []smtpd.Stage{smtpd.AtMail, smtpd.AtRcpt, smtpd.AtData, smtpd.AtDot, "text kept"} {
		t.Run(string(stage), func(t *testing.T) {
			url := testkit.URL(t)
			p := newPost(t, url)
			p.mixed(12, "k")
			there, gone := make(chan struct{}), make(chan struct{})
			var once sync.Once
			stop := func() {
				once.Do(func() { close(there) })
				<-gone // the call is still open when the worker dies
			}
			p.mail.SetDelay(func(at smtpd.Stage) {
				if at == stage {
					stop()
				}
			})
			p.whenKept(func() {
				if stage == "text kept" {
					stop()
				}
			})
			w := p.startWorker(url, "")
			<-there
			inFlight := p.buried(t, w)
			close(gone)
			if inFlight == 0 {
				t.Error("nothing was in flight")
			}
			p.sound(t, 12, inFlight)
		})
	}
}

// TestWorkersKilledAtRandomLoseAndDoubleNothing kills workers one after the other
// while messages go out: THROUGHGATE_SOAK_KILLS times, 300 of them with 2,000
// messages in make soak.
func TestWorkersKilledAtRandomLoseAndDoubleNothing(t *testing.T) {
	kills := 6
	if n, err := strconv.Atoi(os.Getenv("THROUGHGATE_SOAK_KILLS")); err == nil && n > 0 {
		kills = n
	}
	messages := kills * 20 / 3 // 300 kills: 2,000
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	random := rand.New(rand.NewPCG(seed, 0))
	url := testkit.URL(t)
	p := newPost(t, url)
	p.deaf.Store(true)
	const slow = 5 * time.Millisecond // a stage of a call, so that kills find calls under way
	p.mail.SetDelay(func(smtpd.Stage) { <-time.After(slow) })
	p.whenKept(func() { <-time.After(2 * slow) })
	inFlight, hits := 0, 0
	for i := range kills {
		p.mixed(messages*(i+1)/kills-messages*i/kills, "k"+strconv.Itoa(i)+":")
		w := p.startWorker(url, "")
		if !w.lines.Scan() {
			t.Fatal("the worker ended by itself")
		}
		<-time.After(time.Duration(random.Int64N(int64(60 * time.Millisecond))))
		n := p.buried(t, w)
		if inFlight += n; n > 0 {
			hits++
		}
	}
	p.mail.SetDelay(nil)
	got := p.sound(t, messages, inFlight)
	t.Logf("%d kills, %d of them with calls in flight (%d calls); %d messages: lost %d, doubled %d, unknown %d, not on the list %d",
		kills, hits, inFlight, got.messages, got.lost, got.doubled, got.unknown, got.unlisted)
}
