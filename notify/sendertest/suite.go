// Package sendertest is what every notify.Sender must stand up to. Each sender's
// tests run it against a real local server that stands for the provider, so that
// the courier need not know which of them it is talking to.
package sendertest

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"throughgate/notify"
)

// Situation is something that every provider can do to a message.
type Situation string

// The situations.
const (
	Healthy          Situation = "healthy"
	Down             Situation = "down"               // connections are refused
	RefusesRecipient Situation = "refuses recipient"  // for good
	AsksToWait       Situation = "asks to wait"       // SMTP 450, HTTP 429
	RefusesUs        Situation = "refuses us"         // our account, sender or password
	HangsBefore      Situation = "hangs before"       // not taken, no answer
	HangsAfter       Situation = "hangs after"        // taken, no answer
	DropsAfter       Situation = "drops after taking" // taken, connection closed
	InTrouble        Situation = "in trouble"         // SMTP 451, HTTP 500 in the provider's own words
	BreaksBefore     Situation = "breaks before"      // not taken: the line drops, or a proxy's page answers (502)
	GarblesAfter     Situation = "garbles after"      // taken, and the answer is none: no SMTP reply, an empty 201
)

// Rig is one sender with the server that stands for its provider.
type Rig struct {
	Sender notify.Sender
	// Message is one that the healthy provider accepts.
	Message notify.Outgoing
	// Set puts the provider into a situation, until the next Set.
	Set func(Situation)
	// Seen counts how often the provider has taken over the message that was
	// made of Message by Numbered.
	Seen func(m notify.Outgoing) int
}

// patience is how long a test waits for a provider that says nothing.
const patience = 250 * time.Millisecond

// want is what a situation must come to.
type want struct {
	situation Situation
	outcomes  []notify.Outcome
	fault     notify.Fault
	anyFault  bool
	seen      int
}

var wants = []want{
	{situation: Healthy, outcomes: only(notify.Accepted), seen: 1},
	{situation: Down, outcomes: only(notify.Later)},
	{situation: RefusesRecipient, outcomes: only(notify.Refused), anyFault: true},
	{situation: AsksToWait, outcomes: only(notify.Later)},
	{situation: RefusesUs, outcomes: only(notify.Later), fault: notify.FaultAccountAlarm},
	// An e-mail can know that its final dot never left; a text cannot.
	{situation: HangsBefore, outcomes: []notify.Outcome{notify.Interrupted, notify.Unknown}, fault: notify.FaultTimeout},
	{situation: HangsAfter, outcomes: only(notify.Unknown), fault: notify.FaultTimeout, seen: 1},
	{situation: DropsAfter, outcomes: only(notify.Unknown), seen: 1},
	{situation: InTrouble, outcomes: only(notify.Later)},
	{situation: BreaksBefore, outcomes: []notify.Outcome{notify.Interrupted, notify.Unknown}},
	{situation: GarblesAfter, outcomes: only(notify.Unknown), seen: 1},
}

func only(o notify.Outcome) []notify.Outcome { return []notify.Outcome{o} }

// Run checks one sender; newRig makes a fresh rig for each test.
func Run(t *testing.T, newRig func(t *testing.T) Rig) {
	for _, w := range wants {
		t.Run(string(w.situation), func(t *testing.T) {
			t.Parallel()
			rig := newRig(t)
			m := Numbered(rig.Message, 1)
			rig.Set(w.situation)
			w.check(t, m, send(t, rig, m), rig)
		})
		t.Run(string(w.situation)+", on a connection used before", func(t *testing.T) {
			t.Parallel()
			rig := newRig(t)
			mustAccept(t, rig, Numbered(rig.Message, 0))
			m := Numbered(rig.Message, 1)
			rig.Set(w.situation)
			w.check(t, m, send(t, rig, m), rig)
			rig.Set(Healthy)
			mustAccept(t, rig, Numbered(rig.Message, 2))
		})
	}
	t.Run("a cancelled context sends nothing", func(t *testing.T) { cancelled(t, newRig(t)) })
	t.Run("many at once are each taken once", func(t *testing.T) { manyAtOnce(t, newRig(t)) })
	t.Run("a recipient that is none is refused unsent", func(t *testing.T) { badRecipients(t, newRig(t)) })
}

func (w want) check(t *testing.T, m notify.Outgoing, got notify.Result, rig Rig) {
	t.Helper()
	found := false
	for _, o := range w.outcomes {
		found = found || got.Outcome == o
	}
	if !found {
		t.Errorf("outcome %q (%+v), want one of %q", got.Outcome, got, w.outcomes)
	}
	if !w.anyFault && got.Fault != w.fault {
		t.Errorf("fault %q, want %q", got.Fault, w.fault)
	}
	if n := rig.Seen(m); n != w.seen {
		t.Errorf("the provider took the message over %d times, want %d", n, w.seen)
	}
	if (got.ProviderRef != "") != (got.Outcome == notify.Accepted) {
		t.Errorf("provider reference %q with outcome %q", got.ProviderRef, got.Outcome)
	}
	checkDiscreet(t, m, got)
}

// checkDiscreet: a result may be logged, so it holds nobody's address or words.
func checkDiscreet(t *testing.T, m notify.Outgoing, got notify.Result) {
	t.Helper()
	all := fmt.Sprintf("%+v", got)
	for _, secret := range []string{m.To, m.Text, m.Subject, m.HTML, m.Token} {
		if secret != "" && strings.Contains(all, secret) {
			t.Errorf("the result %s repeats %q", all, secret)
		}
	}
}

func cancelled(t *testing.T, rig Rig) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	m := Numbered(rig.Message, 1)
	if got := rig.Sender.Send(ctx, m); got.Outcome != notify.Later || got.Fault != notify.FaultNone {
		t.Errorf("got %+v, want later", got)
	}
	if n := rig.Seen(m); n != 0 {
		t.Errorf("taken %d times", n)
	}
}

func manyAtOnce(t *testing.T, rig Rig) {
	const many = 60
	results := make([]notify.Result, many)
	var all sync.WaitGroup
	for i := range many {
		all.Go(func() { results[i] = rig.Sender.Send(t.Context(), Numbered(rig.Message, i)) })
	}
	all.Wait()
	refs := map[string]bool{}
	for i, r := range results {
		if r.Outcome != notify.Accepted {
			t.Fatalf("message %d: %+v", i, r)
		}
		if n := rig.Seen(Numbered(rig.Message, i)); n != 1 {
			t.Errorf("message %d was taken %d times", i, n)
		}
		refs[r.ProviderRef] = true
	}
	if len(refs) == 0 {
		t.Error("no provider reference")
	}
}

func badRecipients(t *testing.T, rig Rig) {
	for _, to := range []string{"", " ", "nobody", "a@", "@b.example", "+", "+44 7700", "a@b.example, c@d.example", "x@y.example\r\nBcc: z@y.example"} {
		m := Numbered(rig.Message, 1)
		m.To = to
		if got := rig.Sender.Send(t.Context(), m); got.Outcome != notify.Refused || got.Fault == notify.FaultNone {
			t.Errorf("to %q: got %+v, want refused with a fault", to, got)
		}
		if n := rig.Seen(m); n != 0 {
			t.Errorf("to %q: taken %d times", to, n)
		}
	}
}

func send(t *testing.T, rig Rig, m notify.Outgoing) notify.Result {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	return rig.Sender.Send(ctx, m)
}

func mustAccept(t *testing.T, rig Rig, m notify.Outgoing) {
	t.Helper()
	if got := rig.Sender.Send(t.Context(), m); got.Outcome != notify.Accepted {
		t.Fatalf("a healthy provider: %+v", got)
	}
	if n := rig.Seen(m); n != 1 {
		t.Fatalf("a healthy provider took the message over %d times", n)
	}
}

// Numbered makes a message of its own out of a pattern.
func Numbered(m notify.Outgoing, n int) notify.Outgoing {
	m.Ref = fmt.Sprintf("%s-%d", m.Ref, n)
	m.Token = fmt.Sprintf("%s-%d", m.Token, n)
	return m
}
