package notify_test

import (
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"throughgate/internal/fault"
	"throughgate/notify"
)

// sentMail gives an e-mail on which the server has answered so, and its
// reference.
func (o *office) sentMail(answers ...notify.Result) (id int64, ref string) {
	o.Helper()
	o.email.answers = answers
	ids := o.add(mail("k"))
	o.deliver(ids...)
	return ids[0], o.email.sent[0].Ref
}

func (o *office) bounced(b notify.Bounce) {
	o.Helper()
	if err := notify.NewReceipts(o.pool, o.clock, o.days).Bounced(o.Context(), b); err != nil {
		o.Fatal(err)
	}
}

var (
	taken  = notify.Result{Outcome: notify.Accepted, ProviderRef: "2.0.0 Ok"}
	doubt  = notify.Result{Outcome: notify.Unknown}
	broken = notify.Result{Outcome: notify.Interrupted}
)

func TestABounceSettlesAnEmail(t *testing.T) {
	report := func(action notify.BounceAction, code string) notify.Bounce {
		return notify.Bounce{Action: action, Code: code}
	}
	failed, delayed := report(notify.BounceFailed, "5.1.1"), report(notify.BounceDelayed, "4.4.1")
	relayed, delivered := report(notify.BounceRelayed, "2.0.0"), report(notify.BounceDelivered, "2.0.0")
	const badAddress = "not delivered: this address takes no mail (5.1.1)"
	task, listed := []string{"undelivered link_officer message:1"}, []string{"unknown_outcome link_officer message:1"}
	for _, c := range []struct {
		name    string
		answer  notify.Result
		reports []notify.Bounce
		state   string
		reason  string
		items   []string
	}{
		{"what was sent can still fail", taken, []notify.Bounce{failed}, "failed", badAddress, task},
		{"given up for want of time", taken, []notify.Bounce{delayed, report(notify.BounceFailed, "4.4.7")}, "failed", "not delivered (4.4.7)", task},
		{"refused for what it holds", taken, []notify.Bounce{report(notify.BounceFailed, "5.7.1")}, "failed", "not delivered (5.7.1)", task},
		{"no code at all", taken, []notify.Bounce{report(notify.BounceFailed, "")}, "failed", "not delivered", task},
		{"delayed is noted only", taken, []notify.Bounce{delayed}, "sent", "", nil},
		{"relayed too", taken, []notify.Bounce{relayed}, "sent", "", nil},
		{"delivered", taken, []notify.Bounce{relayed, delivered}, "delivered", "", nil},
		{"twice is once", taken, []notify.Bounce{failed, failed}, "failed", badAddress, task},
		{"a final state never changes", taken, []notify.Bounce{failed, delivered}, "failed", badAddress, task},
		{"nor the other way round", taken, []notify.Bounce{delivered, failed}, "delivered", "", nil},
		{"an unknown one failed", doubt, []notify.Bounce{failed}, "failed", badAddress, task},
		{"an unknown one arrived", doubt, []notify.Bounce{delivered}, "delivered", "", nil},
		{"of an unknown one a server has it", doubt, []notify.Bounce{delayed}, "sent", "", nil},
		{"nothing is known of an unknown one", doubt, nil, "unknown", "the provider gave no clear answer", listed},
		{"it had been taken, and would go a second time", broken, []notify.Bounce{failed}, "failed", badAddress, task},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			o := newOffice(t)
			id, ref := o.sentMail(c.answer)
			for _, b := range c.reports {
				b.Ref = ref
				o.bounced(b)
			}
			got := o.message(id)
			if got.State != c.state || got.Reason != c.reason {
				t.Errorf("message %+v, want %s %q", got, c.state, c.reason)
			}
			if want := c.state != "unknown"; got.Sent != want {
				t.Errorf("sent at: %v, want %v", got.Sent, want)
			}
			if diff := cmp.Diff(append([]string{}, c.items...), append([]string{}, o.openItems()...)); diff != "" {
				t.Errorf("lists (-want +got):\n%s", diff)
			}
			o.deliver(id)
			if c.answer == broken && o.email.calls() != 1 {
				t.Errorf("sent %d times", o.email.calls())
			}
		})
	}
}

func TestABounceThatComesBeforeTheAnswerCounts(t *testing.T) {
	o := newOffice(t)
	o.email.during = func(m notify.Outgoing) {
		o.bounced(notify.Bounce{Ref: m.Ref, Action: notify.BounceFailed, Code: "5.1.1"})
	}
	id, _ := o.sentMail(taken)
	if got := o.message(id); got.State != "failed" || got.ProviderCode != "5.1.1" {
		t.Errorf("message %+v", got)
	}
	if n := len(o.list(`SELECT id::text FROM audit WHERE action = 'disclose' AND object_kind = 'message'`)); n != 1 {
		t.Errorf("%d disclosures are logged, want 1", n)
	}
}

func TestTheSameBounceFromManySidesIsOneTask(t *testing.T) {
	o := newOffice(t)
	id, ref := o.sentMail(taken)
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() { o.bounced(notify.Bounce{Ref: ref, Action: notify.BounceFailed, Code: "5.1.1"}) })
	}
	all.Wait()
	if got, receipts := o.message(id), o.list(`SELECT status FROM receipt`); got.State != "failed" || len(receipts) != 1 || len(o.openItems()) != 1 {
		t.Errorf("message %+v, receipts %v, lists %v", got, receipts, o.openItems())
	}
}

func TestABounceOfNoEmailIsRefused(t *testing.T) {
	o := newOffice(t)
	ids := o.add(text("t"))
	o.deliver(ids...)
	receipts := notify.NewReceipts(o.pool, o.clock, o.days)
	for _, ref := range []string{"", "zzzzzzzzzzzzz", o.text.sent[0].Ref} {
		err := receipts.Bounced(o.Context(), notify.Bounce{Ref: ref, Action: notify.BounceFailed})
		if !fault.Is(err, fault.KindNotFound) {
			t.Errorf("reference %q: %v", ref, err)
		}
	}
	if err := receipts.Bounced(o.Context(), notify.Bounce{Ref: "x", Action: "vanished"}); !fault.Is(err, fault.KindInvalid) {
		t.Errorf("an action nobody knows: %v", err)
	}
	if got := o.message(ids[0]); got.State != "sent" {
		t.Errorf("the text is %+v", got)
	}
}
