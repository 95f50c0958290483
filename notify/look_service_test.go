package notify_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"throughgate/notify"
)

// lister is a provider of texts that can be asked what it has, and wipes words.
type lister struct {
	*provider
	list    []notify.Found
	asked   int
	fail    error
	blanked []string
}

func (l *lister) Find(_ context.Context, to string, _ time.Time) ([]notify.Found, error) {
	l.asked++
	if to != mobile {
		return nil, errors.New("another number")
	}
	return l.list, l.fail
}

func (l *lister) Blank(_ context.Context, ref string) error {
	if l.fail != nil {
		return l.fail
	}
	l.blanked = append(l.blanked, ref)
	return nil
}

// newListed is an office whose provider of texts can be asked.
func newListed(t *testing.T, change ...func(*notify.CourierParts)) (*office, *lister) {
	l := &lister{provider: &provider{}}
	o := newOffice(t, append(change, func(p *notify.CourierParts) { p.Senders[notify.Text] = l })...)
	o.text = l.provider
	return o, l
}

// lost sends a text of which nobody knows what became, and gives its words.
func (o *office) lost(key string) (id int64, words string) {
	o.Helper()
	o.text.answers = append(o.text.answers, notify.Result{Outcome: notify.Unknown})
	id = o.add(text(key))[0]
	o.deliver(id)
	return id, o.text.sent[len(o.text.sent)-1].Text
}

func (o *office) reconcile(want int) {
	o.Helper()
	n, err := o.courier.Reconcile(o.Context())
	if err != nil || n != want {
		o.Fatalf("settled %d, want %d, error %v", n, want, err)
	}
}

func TestATextOfUnknownOutcomeIsSettledByTheProvidersList(t *testing.T) {
	for name, c := range map[string]struct {
		found notify.Found // but for its words
		state string
		items []string
	}{
		"on its way":  {notify.Found{Ref: "SM9", At: monday, Status: "queued"}, "sent", nil},
		"delivered":   {notify.Found{Ref: "SM9", At: monday.Add(30 * time.Second), Status: "delivered"}, "delivered", nil},
		"undelivered": {notify.Found{Ref: "SM9", At: monday, Status: "undelivered", Code: "30005", Fault: notify.FaultBadNumber}, "failed", []string{"undelivered link_officer message:1"}},
		"a word nobody knows": {notify.Found{Ref: "SM9", At: monday, Status: "teleported"}, "unknown",
			[]string{"unknown_outcome link_officer message:1", "account_alarm administrator status:teleported"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o, l := newListed(t)
			id, words := o.lost("k")
			c.found.Body = words
			l.list = []notify.Found{{Ref: "SM1", At: monday, Body: "other words", Status: "delivered"}, c.found,
				{Ref: "SM2", At: monday.Add(-24 * time.Hour), Body: words, Status: "delivered"}}
			o.reconcile(0) // too soon
			o.moveClock(time.Minute)
			settled := 1
			if c.state == "unknown" {
				settled = 0
			}
			o.reconcile(settled)
			got := o.message(id)
			if got.State != c.state || (c.state != "unknown" && got.ProviderRef != "SM9") {
				t.Errorf("message %+v", got)
			}
			if diff := cmp.Diff(c.items, o.openItems()); diff != "" && len(c.items)+len(o.openItems()) > 0 {
				t.Errorf("lists (-want +got):\n%s", diff)
			}
			if o.text.calls() != 1 {
				t.Errorf("it was sent %d times", o.text.calls())
			}
		})
	}
}

func TestATextTheListDoesNotHoldStaysForAPerson(t *testing.T) {
	o, l := newListed(t)
	id, _ := o.lost("k")
	for range 30 {
		o.moveClock(time.Hour)
		o.reconcile(0)
		o.deliver(id)
	}
	if l.asked != 5 || o.text.calls() != 1 || o.message(id).State != "unknown" {
		t.Errorf("looked %d times, sent %d times, %+v", l.asked, o.text.calls(), o.message(id))
	}
	if got := o.list(`SELECT note FROM attention WHERE closed_at IS NULL`); len(got) != 1 || !strings.Contains(got[0], "most likely not gone") {
		t.Errorf("notes %v", got)
	}
}

func TestAProviderThatCannotBeAskedCostsNoLook(t *testing.T) {
	o, l := newListed(t)
	id, words := o.lost("k")
	l.fail = errors.New("away")
	for range 20 {
		o.moveClock(time.Minute)
		if _, err := o.courier.Reconcile(t.Context()); err == nil {
			t.Fatal("nobody is told that the provider cannot be asked")
		}
	}
	l.fail, l.list = nil, []notify.Found{{Ref: "SM9", At: monday, Body: words, Status: "sent"}}
	o.moveClock(time.Minute)
	o.reconcile(1)
	if got := o.message(id); got.State != "sent" {
		t.Errorf("message %+v", got)
	}
}

func TestWhatCouldBeAnotherTextIsLeftToAPerson(t *testing.T) {
	for name, c := range map[string]func(o *office, l *lister, words string){
		"two that fit": func(o *office, l *lister, words string) {
			l.list = []notify.Found{{Ref: "SM8", At: monday, Body: words, Status: "sent"}, {Ref: "SM9", At: monday, Body: words, Status: "sent"}}
		},
		"two of ours that it fits": func(o *office, l *lister, words string) {
			o.lost("other")
			l.list = []notify.Found{{Ref: "SM9", At: monday, Body: words, Status: "sent"}}
		},
		"another text of ours": func(o *office, l *lister, words string) {
			o.text.answers = []notify.Result{{Outcome: notify.Accepted, ProviderRef: "SM9"}}
			o.deliver(o.add(text("other"))...)
			l.list = []notify.Found{{Ref: "SM9", At: monday, Body: words, Status: "sent"}}
		},
		"another text being sent": func(o *office, l *lister, words string) {
			o.exec(`UPDATE message SET state = 'sending', claimed_at = $2, attempts = 1 WHERE id = $1`, o.add(text("other"))[0], monday)
			l.list = []notify.Found{{Ref: "SM9", At: monday, Body: words, Status: "sent"}}
		},
		"too late to be it": func(o *office, l *lister, words string) {
			l.list = []notify.Found{{Ref: "SM9", At: monday.Add(6 * time.Minute), Body: words, Status: "sent"}}
		},
		"words no longer kept": func(o *office, l *lister, words string) {
			o.exec(`UPDATE message_words SET text = '', blanked_at = $1`, monday)
			l.list = []notify.Found{{Ref: "SM9", At: monday, Body: "", Status: "sent"}}
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o, l := newListed(t)
			id, words := o.lost("k")
			c(o, l, words)
			o.moveClock(7 * time.Minute)
			o.reconcile(0)
			if got := o.message(id); got.State != "unknown" || len(o.openItems()) == 0 {
				t.Errorf("message %+v, lists %v", got, o.openItems())
			}
		})
	}
}

func TestWordsAreWipedAtTheProviderOnceATextIsSettled(t *testing.T) {
	const week = 7 * 24 * time.Hour
	o, l := newListed(t, func(p *notify.CourierParts) { p.Settings.BlankAfter = week })
	delivered, token := o.sentText()
	o.receive(notify.StatusReport{Token: token, ProviderRef: "SMdelivered", Status: "delivered"})
	o.add(text("on its way"))
	o.deliver(2)
	o.exec(`INSERT INTO inbound_text (provider_ref, number, person_id, body, meaning, at) VALUES ('SMreply', $1, 1, 'ok', 'reply', $2)`, mobile, monday)
	blank := func(want int) {
		t.Helper()
		if n, err := o.courier.BlankAtProvider(t.Context()); n != want || err != nil {
			t.Errorf("wiped %d, want %d, error %v", n, want, err)
		}
	}
	o.moveClock(week - time.Second)
	blank(0)
	o.moveClock(time.Second)
	l.fail = errors.New("away")
	if _, err := o.courier.BlankAtProvider(t.Context()); err == nil {
		t.Error("a provider that is away is not told of")
	}
	l.fail = nil
	blank(0) // not before the pause is over
	o.moveClock(10 * time.Minute)
	blank(2)
	blank(0)
	if diff := cmp.Diff([]string{"SMdelivered", "SMreply"}, l.blanked); diff != "" {
		t.Errorf("wiped (-want +got):\n%s", diff)
	}
	if got := o.list(`SELECT id::text FROM message WHERE provider_blanked_at IS NOT NULL`); len(got) != 1 || o.message(delivered).State != "delivered" {
		t.Errorf("noted for %v", got)
	}
	if got := o.list(`SELECT action || ' ' || object_kind FROM audit WHERE action = 'erase' ORDER BY id`); strings.Join(got, ",") != "erase message,erase inbound_text" {
		t.Errorf("audit %v", got)
	}
}

func TestAProviderThatNeverWipesIsTheAdministratorsMatter(t *testing.T) {
	o, l := newListed(t)
	_, token := o.sentText()
	o.receive(notify.StatusReport{Token: token, ProviderRef: "SM1", Status: "delivered"})
	l.fail = errors.New("no")
	for range 12 {
		o.moveClock(24 * time.Hour)
		_, _ = o.courier.BlankAtProvider(t.Context()) // it fails, as it was told
	}
	if diff := cmp.Diff([]string{"account_alarm administrator blank"}, o.openItems()); diff != "" {
		t.Errorf("lists (-want +got):\n%s", diff)
	}
}

func TestAReceiptThatBlamesOurAccountPausesTexts(t *testing.T) {
	o := newOffice(t)
	_, token := o.sentText()
	o.receive(notify.StatusReport{Token: token, ProviderRef: "SM1", Status: "undelivered", Code: "30007", Fault: notify.FaultAccountAlarm})
	next := o.add(text("next"))[0]
	o.deliver(next)
	if got := o.message(next); got.Reason != "waiting: sending of texts is paused" || o.text.calls() != 1 {
		t.Errorf("message %+v, %d calls", got, o.text.calls())
	}
	if _, err := o.switchboard().Resume(t.Context(), boss, notify.Text); err != nil {
		t.Fatal(err)
	}
	o.deliver(next)
	if got := o.message(next); got.State != "sent" {
		t.Errorf("resumed: %+v", got)
	}
	if items := o.openItems(); len(items) != 1 || items[0] != "undelivered link_officer message:1" {
		t.Errorf("lists %v", items)
	}
}

func TestAReceiptNobodyUnderstandsIsAnAlarmAndNeverASuccess(t *testing.T) {
	for name, r := range map[string]notify.StatusReport{
		"an unknown code":         {Status: "undelivered", Code: "39999", Fault: notify.FaultUnknownCode},
		"no reason":               {Status: "failed", Fault: notify.FaultUnknownCode},
		"an unknown status":       {Status: "beamed", Fault: notify.FaultUnknownCode},
		"delivered with an error": {Status: "delivered", Code: "30008"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := newOffice(t)
			id, token := o.sentText()
			r.Token = token
			o.receive(r)
			if got := o.message(id); got.State == "delivered" {
				t.Errorf("message %+v", got)
			}
			alarms := o.list(`SELECT note FROM attention WHERE kind = 'account_alarm' AND role = 'administrator'`)
			if len(alarms) != 1 {
				t.Errorf("alarms %v", alarms)
			}
			next := o.add(text("next"))[0]
			o.deliver(next)
			if got := o.message(next); got.State != "sent" {
				t.Errorf("one odd receipt stops other texts: %+v", got)
			}
		})
	}
}

func TestAFinalStateNeverChanges(t *testing.T) {
	for _, state := range []string{"delivered", "failed", "cancelled", "not_sent"} {
		o := newOffice(t)
		id, token := o.sentText()
		o.exec(`UPDATE message SET state = $1, settled_at = $2`, state, monday)
		for _, status := range []string{"queued", "sent", "delivered", "undelivered", "failed", "beamed"} {
			o.receive(notify.StatusReport{Token: token, ProviderRef: "SM1", Status: status})
		}
		o.moveClock(time.Hour)
		o.deliver(id)
		if got := o.message(id); got.State != state || o.text.calls() != 1 {
			t.Errorf("%s became %s, %d calls", state, got.State, o.text.calls())
		}
	}
}

func TestATextWhoseFinalReceiptNeverCameIsAskedAbout(t *testing.T) {
	o, l := newListed(t)
	id, _ := o.sentText()
	o.exec(`UPDATE message SET provider_ref = 'SM7'`)
	l.list = []notify.Found{{Ref: "SM7", At: monday, Status: "sent"}, {Ref: "SM8", At: monday, Status: "undelivered"}}
	o.moveClock(23 * time.Hour)
	o.reconcile(0)
	o.moveClock(time.Hour)
	o.reconcile(0) // it is still on its way
	l.list[0].Status, l.list[0].Code, l.list[0].Fault = "undelivered", "30005", notify.FaultBadNumber
	o.moveClock(time.Hour)
	o.reconcile(0) // once a day is enough
	o.moveClock(23 * time.Hour)
	o.reconcile(1)
	if got := o.message(id); got.State != "failed" || l.asked != 2 {
		t.Errorf("message %+v, asked %d times", got, l.asked)
	}
	if items := o.openItems(); len(items) != 1 || items[0] != "undelivered link_officer message:1" {
		t.Errorf("lists %v", items)
	}
}

func TestWhatARestoreMadeUnknownIsNotLookedFor(t *testing.T) {
	o, l := newListed(t)
	o.checkHome()
	o.text.answers = []notify.Result{{Outcome: notify.Later, Code: "20429"}}
	id := o.add(text("k"))[0]
	o.deliver(id)
	o.moveClock(2 * time.Minute) // due again, when the backup is made
	o.exec(`UPDATE sending_home SET database = 1`)
	if o.checkHome() == "" {
		t.Fatal("it is not recognised")
	}
	o.moveClock(time.Hour)
	o.reconcile(0)
	if l.asked != 0 || o.message(id).State != "unknown" {
		t.Errorf("asked %d times for a text whose time nobody knows: %+v", l.asked, o.message(id))
	}
}
