package notify_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"throughgate/internal/fault"
	"throughgate/notify"
)

func (o *office) comes(ref, from, body string) {
	o.Helper()
	err := notify.NewInbound(o.pool, o.clock, o.days, o.outbox).Receive(o.Context(), notify.InboundText{ProviderRef: ref, From: from, Body: body})
	if err != nil {
		o.Fatal(err)
	}
}

func TestRepliesAreUnderstoodInBothLanguages(t *testing.T) {
	o := newOffice(t)
	n := 0
	for want, bodies := range map[string][]string{
		"reply":          {"START", "dechrau", "1", " 1. ", "YES", "Yes!", "ok", "Ie", "iawn"},
		"change":         {"2", "Change", "NEWID", "2!"},
		"stop":           {"STOP", "stop.", "Stop All", "unsubscribe", "CANCEL", "End", "quit", "STOPIO", "\u200bstop"},
		"help":           {"HELP", "info", "Cymorth"},
		"wrong_number":   {"Wrong number mate", "you have the wrong person", "rhif anghywir"},
		"not_understood": {"stop texting my mum", "can't come", "", "11", "👍", "yes please", "who is this?"},
	} {
		for _, body := range bodies {
			n++
			// Each from its own number: what one sent must not bear on the next.
			o.comes(fmt.Sprint("SM", n), fmt.Sprintf("+4477009000%02d", n), body)
			got := o.list(`SELECT meaning FROM inbound_text WHERE provider_ref = $1`, fmt.Sprint("SM", n))
			if strings.Join(got, ",") != want {
				t.Errorf("%q means %v, want %s", body, got, want)
			}
		}
	}
}

func TestStopStopsAtOnceAndStartStartsAgain(t *testing.T) {
	o := newOffice(t)
	waiting := text("waiting")
	waiting.NotBefore = monday.AddDate(0, 0, 1)
	ids := o.add(waiting, mail("mail"), text("held by an import"))
	o.exec(`UPDATE message SET state = 'held' WHERE id = $1`, ids[2])
	o.comes("SM1", mobile, "STOP")
	o.comes("SM1", mobile, "STOP") // the provider repeats itself
	for _, id := range []int64{ids[0], ids[2]} {
		if got := o.message(id); got.State != "cancelled" || got.Reason != "this number has asked for no texts" {
			t.Errorf("a text that waited: %+v", got)
		}
	}
	if got := o.message(ids[1]); got.State != "queued" {
		t.Errorf("the e-mail: %+v", got)
	}
	next := o.add(text("next"))
	o.deliver(next...)
	if got := o.message(next[0]); got.State != "not_sent" {
		t.Errorf("a text after STOP: %+v", got)
	}
	o.comes("SM2", mobile, "yes")
	after := o.add(text("after"))
	o.deliver(after...)
	if got := o.message(after[0]); got.State != "sent" {
		t.Errorf("a text after YES from a number that had opted out: %+v", got)
	}
	if diff := cmp.Diff([]string{"stop 1", "start 1"}, o.list(`SELECT meaning || ' ' || person_id FROM inbound_text ORDER BY id`)); diff != "" {
		t.Errorf("kept (-want +got):\n%s", diff)
	}
}

func TestOnlyWhoOptedOutStartsAgainInEitherLanguage(t *testing.T) {
	for _, start := range []string{"START", "yes", "Ie", "DECHRAU"} {
		o := newOffice(t)
		o.comes("SM0", mobile, start)
		if got := o.openItems(); len(got) != 0 {
			t.Errorf("%s from a number that gets texts: %v", start, got)
		}
		o.comes("SM1", mobile, "STOPIO")
		o.comes("SM2", mobile, start)
		if left := o.list(`SELECT reason FROM opt_out`); len(left) != 0 {
			t.Errorf("%s after STOPIO: still opted out (%v)", start, left)
		}
		if got := o.openItems(); len(got) != 2 {
			t.Errorf("%s: the worker hears of both: %v", start, got)
		}
	}
}

func TestAWrongNumberStaysWrong(t *testing.T) {
	o := newOffice(t)
	o.comes("SM1", mobile, "STOP")
	o.comes("SM2", mobile, "wrong number")
	o.comes("SM3", mobile, "START")
	if got := o.list(`SELECT reason FROM opt_out`); strings.Join(got, ",") != "wrong_number" {
		t.Errorf("opted out: %v", got)
	}
}

func TestWhatIsNotUnderstoodGoesToAPersonAndPausesTheNumber(t *testing.T) {
	o := newOffice(t)
	o.comes("SM1", mobile, "my mum has this phone now")
	if diff := cmp.Diff([]string{"reply link_officer inbound:1"}, o.openItems()); diff != "" {
		t.Fatalf("lists (-want +got):\n%s", diff)
	}
	ids := o.add(text("k"))
	o.deliver(ids...)
	if got := o.message(ids[0]); got.State != "queued" || got.Reason != "a reply from this number has not been read yet" {
		t.Errorf("while the reply is unread: %+v", got)
	}
	o.exec(`UPDATE attention SET closed_at = $1, closed_by = 'account:1'`, monday)
	o.moveClock(30 * time.Minute)
	o.deliver(ids...)
	if got := o.message(ids[0]); got.State != "sent" {
		t.Errorf("after it was read: %+v", got)
	}
}

func TestAChangeAsksTheWorkerToRingAndPausesNothing(t *testing.T) {
	o := newOffice(t)
	o.comes("SM1", mobile, "2")
	ids := o.add(text("k"))
	o.deliver(ids...)
	if got := o.message(ids[0]); got.State != "sent" || len(o.openItems()) != 1 {
		t.Errorf("message %+v, lists %v", got, o.openItems())
	}
}

func TestHelpIsAnsweredWithWhoThisIs(t *testing.T) {
	o := newOffice(t)
	o.comes("SM1", mobile, "HELP")
	o.comes("SM1", mobile, "HELP")
	asked := o.takeAsked()
	if len(asked) != 1 {
		t.Fatalf("asked for %v", asked)
	}
	o.deliver(asked[0].MessageID)
	if len(o.text.sent) != 1 || !strings.HasPrefix(o.text.sent[0].Text, "This is Haringey Support Team.") {
		t.Errorf("sent %+v", o.text.sent)
	}
}

func TestATextFromNobodyWeKnowIsKeptApart(t *testing.T) {
	o := newOffice(t)
	o.comes("SM1", "+447700900777", "hello")
	o.exec(`INSERT INTO person (ref, surname, forenames, date_of_birth, home_area, mobile, first_stored_on, created_at, updated_at)
	        VALUES ('other', 'Invented', 'Alex', '1990-01-01', 'E09000014', $1, '2026-11-01', $2, $2)`, mobile, monday)
	o.comes("SM2", mobile, "hello")
	if got := o.list(`SELECT coalesce(person_id::text, 'nobody') FROM inbound_text ORDER BY id`); strings.Join(got, ",") != "nobody,nobody" {
		t.Errorf("people: %v", got)
	}
}

func TestATextWithoutASenderIsRefused(t *testing.T) {
	o := newOffice(t)
	for _, in := range []notify.InboundText{{ProviderRef: "SM1", From: "", Body: "x"}, {ProviderRef: "", From: mobile, Body: "x"}, {ProviderRef: "SM1", From: "TWILIO"}} {
		err := notify.NewInbound(o.pool, o.clock, o.days, o.outbox).Receive(t.Context(), in)
		if !fault.Is(err, fault.KindInvalid) {
			t.Errorf("%+v: %v", in, err)
		}
	}
}
