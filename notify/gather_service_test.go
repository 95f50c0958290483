package notify_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"throughgate/notify"
)

// choosy is a composer that fails for one message and, as release's does, reads
// for several at once.
type choosy struct {
	*composer
	bad      int64
	panics   bool // instead of failing
	prepared [][]int64
}

func (c *choosy) Prepare(ctx context.Context, tx pgx.Tx, _ time.Time, messages []notify.Message) (notify.Composer, error) {
	var ids []int64
	for _, m := range messages {
		ids = append(ids, m.ID)
	}
	c.mu.Lock()
	c.prepared = append(c.prepared, ids)
	c.mu.Unlock()
	_, err := tx.Exec(ctx, `SELECT 1`)
	return c, err
}

func (c *choosy) Compose(ctx context.Context, tx pgx.Tx, now time.Time, m notify.Message, items []notify.Item) (notify.Letter, notify.Verdict, error) {
	if m.ID == c.bad {
		if c.panics {
			panic("Sam Fictional")
		}
		return notify.Letter{}, notify.Verdict{}, errors.New("nothing is known of it")
	}
	return c.composer.Compose(ctx, tx, now, m, items)
}

// deliverAtOnce asks for each message by a caller of its own.
func (o *office) deliverAtOnce(ids ...int64) map[int64]error {
	var all sync.WaitGroup
	var mu sync.Mutex
	errs := map[int64]error{}
	for _, id := range ids {
		all.Go(func() {
			err := o.courier.Deliver(o.Context(), []int64{id})
			mu.Lock()
			defer mu.Unlock()
			errs[id] = errors.Join(errs[id], err)
		})
	}
	all.Wait()
	return errs
}

func TestOneMessageThatCannotBeComposedHoldsUpNoOther(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]*choosy{"it fails": {}, "it panics": {panics: true}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c.composer = &composer{}
			oneHoldsUpNoOther(t, c)
		})
	}
}

func oneHoldsUpNoOther(t *testing.T, c *choosy) {
	o := newOffice(t, func(p *notify.CourierParts) { p.Composer = c })
	var intents []notify.Intent
	for i := range 40 {
		intents = append(intents, mail(fmt.Sprint("k", i)))
	}
	ids := o.add(intents...)
	c.bad = ids[17]
	for id, err := range o.deliverAtOnce(ids...) {
		state := o.message(id).State
		if id == c.bad && (err == nil || state != "queued") || id != c.bad && (err != nil || state != "sent") {
			t.Errorf("message %d is %s: %v", id, state, err)
		}
		if err != nil && strings.Contains(err.Error(), "Sam") {
			t.Errorf("a name stands in the error: %v", err)
		}
	}
	if n := len(o.email.sent); n != 39 {
		t.Errorf("%d messages were handed over, want 39", n)
	}
}

func TestClaimsThatWaitTravelTogether(t *testing.T) {
	t.Parallel()
	c := &choosy{composer: &composer{}}
	o := newOffice(t, func(p *notify.CourierParts) { p.Composer = c })
	var intents []notify.Intent
	for i := range 100 {
		intents = append(intents, mail(fmt.Sprint("k", i)))
	}
	ids := o.add(intents...)
	for id, err := range o.deliverAtOnce(append(ids, ids...)...) {
		if state := o.message(id).State; err != nil || state != "sent" {
			t.Errorf("message %d is %s: %v", id, state, err)
		}
	}
	if n := len(o.email.sent); n != 100 {
		t.Errorf("%d messages were handed over, want each of 100 once, whoever else wanted it", n)
	}
	longest := 0
	for _, list := range c.prepared {
		longest = max(longest, len(list))
	}
	if longest < 2 || longest > 32 {
		t.Errorf("at most %d were composed together, want several and no more than a batch", longest)
	}
}

// hanging is a composer that answers about one message only when it is let go.
type hanging struct {
	*composer
	id          int64
	asked, gate chan struct{}
}

func (h *hanging) Compose(ctx context.Context, tx pgx.Tx, now time.Time, m notify.Message, items []notify.Item) (notify.Letter, notify.Verdict, error) {
	if m.ID == h.id {
		close(h.asked)
		<-h.gate
	}
	return h.composer.Compose(ctx, tx, now, m, items)
}

// A claim that waits, for an import that lets go, holds up nobody who asks after
// it, however few they are.
func TestAClaimThatHangsHoldsUpNoOther(t *testing.T) {
	t.Parallel()
	c := &hanging{composer: &composer{}, asked: make(chan struct{}), gate: make(chan struct{})}
	o := newOffice(t, func(p *notify.CourierParts) { p.Composer = c })
	ids := o.add(mail("hangs"), mail("second"), mail("third"))
	c.id = ids[0]
	var hung, others sync.WaitGroup
	hung.Go(func() { o.deliverAtOnce(ids[0]) })
	<-c.asked
	others.Go(func() {
		for _, id := range ids[1:] { // one after the other
			o.deliverAtOnce(id)
		}
	})
	passed := make(chan struct{})
	go func() { others.Wait(); close(passed) }()
	select {
	case <-passed:
	case <-time.After(20 * time.Second):
		t.Error("the others wait for the one that hangs")
	}
	close(c.gate)
	hung.Wait()
	others.Wait()
	for _, id := range ids {
		if state := o.message(id).State; state != "sent" {
			t.Errorf("message %d is %s", id, state)
		}
	}
}

// Many messages that waited for the end of a pause ask at once: the account is
// tried by one of them.
func TestOneOfManyTriesWhetherTheAccountIsGoodAgain(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	var intents []notify.Intent
	for i := range 40 {
		intents = append(intents, text(fmt.Sprint("k", i)))
	}
	ids := o.add(intents...)
	alarm := notify.Result{Outcome: notify.Later, Fault: notify.FaultAccountAlarm, Code: "20003"}
	o.text.answers = []notify.Result{alarm, alarm}
	o.deliver(ids...)
	// The call hangs until all others have been put off, or one more is made.
	gate := make(chan struct{})
	open := sync.OnceFunc(func() { close(gate) })
	o.text.during = func(notify.Outgoing) {
		if o.text.calls() > 2 {
			open()
		}
		<-gate
	}
	o.moveClock(15 * time.Minute)
	var all sync.WaitGroup
	var done atomic.Int32
	for _, id := range ids {
		all.Go(func() {
			if err := o.courier.Deliver(o.Context(), []int64{id}); err != nil {
				t.Errorf("message %d: %v", id, err)
			}
			if int(done.Add(1)) == len(ids)-1 {
				open()
			}
		})
	}
	all.Wait()
	if n := o.text.calls(); n != 2 {
		t.Fatalf("%d calls, want one by which it is tried again", n)
	}
	for range 2 { // it is taken, and the others follow
		o.moveClock(15 * time.Minute)
		o.deliverAtOnce(ids...)
	}
	if n := o.text.calls(); n != 42 || len(o.openItems()) != 0 {
		t.Errorf("%d calls, want each text and the two refusals; lists %v", n, o.openItems())
	}
}
