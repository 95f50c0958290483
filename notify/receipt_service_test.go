package notify_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"throughgate/internal/fault"
	"throughgate/notify"
)

// sentText gives a text that has been handed over, and its callback token.
func (o *office) sentText() (id int64, token string) {
	o.Helper()
	ids := o.add(text("k"))
	o.deliver(ids...)
	return ids[0], o.text.sent[0].Token
}

func (o *office) receive(r notify.StatusReport) {
	o.Helper()
	if err := notify.NewReceipts(o.pool, o.clock, o.days).Receive(o.Context(), r); err != nil {
		o.Fatal(err)
	}
}

func TestReceiptsSettleATextInAnyOrder(t *testing.T) {
	report := func(status, code string, f notify.Fault) notify.StatusReport {
		return notify.StatusReport{ProviderRef: "SM9", Status: status, Code: code, Fault: f}
	}
	queued, sent, delivered := report("queued", "", ""), report("sent", "", ""), report("delivered", "", "")
	for _, c := range []struct {
		name    string
		reports []notify.StatusReport
		state   string
		reason  string
		items   []string
		optOut  []string
	}{
		{"on its way is not delivery", []notify.StatusReport{queued, sent}, "sent", "", nil, nil},
		{"delivered", []notify.StatusReport{queued, sent, delivered}, "delivered", "", nil, nil},
		{"shuffled and repeated", []notify.StatusReport{delivered, sent, delivered, queued, delivered}, "delivered", "", nil, nil},
		{"a final state never changes", []notify.StatusReport{delivered, report("undelivered", "30003", notify.FaultLaterTellWorker)}, "delivered", "", nil, nil},
		{"nor the other way round", []notify.StatusReport{report("failed", "30008", notify.FaultLaterTellWorker), delivered}, "failed",
			"not delivered: the phone could not be reached (30008)", []string{"undelivered link_officer message:1"}, nil},
		{"a number that takes no texts", []notify.StatusReport{report("undelivered", "30005", notify.FaultBadNumber)}, "failed",
			"not delivered: this number takes no texts (30005)", []string{"undelivered link_officer message:1"}, []string{"bad_number"}},
		{"our account at fault", []notify.StatusReport{report("undelivered", "30007", notify.FaultAccountAlarm)}, "failed", "not delivered (30007)",
			[]string{"account_alarm administrator code:30007", "undelivered link_officer message:1"}, nil},
		{"a status nobody knows is an alarm, not a success", []notify.StatusReport{report("Teleported<b>", "", notify.FaultUnknownCode)}, "sent", "",
			[]string{"account_alarm administrator status:Teleported<b>"}, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			o := newOffice(t)
			id, token := o.sentText()
			for _, r := range c.reports {
				r.Token = token
				o.receive(r)
			}
			got := o.message(id)
			if got.State != c.state || got.Reason != c.reason {
				t.Errorf("message %+v, want %s %q", got, c.state, c.reason)
			}
			if diff := cmp.Diff(append([]string{}, c.items...), append([]string{}, o.openItems()...)); diff != "" {
				t.Errorf("lists (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(append([]string{}, c.optOut...), append([]string{}, o.list(`SELECT reason FROM opt_out`)...)); diff != "" {
				t.Errorf("opted out (-want +got):\n%s", diff)
			}
		})
	}
}

func TestAReceiptThatComesBeforeTheAnswerCounts(t *testing.T) {
	o := newOffice(t)
	o.text.answers = []notify.Result{{Outcome: notify.Unknown}}
	o.text.during = func(m notify.Outgoing) {
		o.receive(notify.StatusReport{Token: m.Token, ProviderRef: "SM7", Status: "delivered"})
	}
	ids := o.add(text("k"))
	o.deliver(ids...)
	if got := o.message(ids[0]); got.State != "delivered" || got.ProviderRef != "SM7" {
		t.Errorf("message %+v", got)
	}
	if got := o.list(`SELECT actor || ' ' || detail FROM audit`); len(got) != 1 || got[0] != "system:receive text sent" {
		t.Errorf("audit %v, want the disclosure once", got)
	}
	if items := o.openItems(); len(items) != 0 {
		t.Errorf("lists %v", items)
	}
}

func TestAReceiptSettlesATextOfUnknownOutcome(t *testing.T) {
	o := newOffice(t)
	o.text.answers = []notify.Result{{Outcome: notify.Unknown}}
	id, token := o.sentText()
	if len(o.openItems()) != 1 {
		t.Fatalf("lists %v", o.openItems())
	}
	o.receive(notify.StatusReport{Token: token, ProviderRef: "SM8", Status: "sent"})
	if got := o.message(id); got.State != "sent" || got.ProviderRef != "SM8" || len(o.openItems()) != 0 {
		t.Errorf("message %+v, lists %v", got, o.openItems())
	}
}

func TestATextThatTheProviderHasIsNotSentAgain(t *testing.T) {
	o := newOffice(t)
	o.text.answers = []notify.Result{{Outcome: notify.Later, Code: "500"}}
	id, token := o.sentText()
	o.receive(notify.StatusReport{Token: token, ProviderRef: "SM8", Status: "sent"})
	o.moveClock(time.Hour)
	o.deliver(id)
	if got := o.message(id); got.State != "sent" || o.text.calls() != 1 {
		t.Errorf("message %+v, %d calls", got, o.text.calls())
	}
}

func TestAReceiptForNoMessageIsNotFound(t *testing.T) {
	o := newOffice(t)
	o.sentText()
	for _, token := range []string{"", "guessed"} {
		err := notify.NewReceipts(o.pool, o.clock, o.days).Receive(t.Context(), notify.StatusReport{Token: token, Status: "delivered"})
		if !fault.Is(err, fault.KindNotFound) {
			t.Errorf("token %q: %v", token, err)
		}
	}
}
