package notify_test

import (
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"throughgate/notify"
)

func TestEveryAnswerOfAProviderHasItsOutcome(t *testing.T) {
	const about = "message:1"
	for _, c := range []struct {
		name    string
		intent  notify.Intent
		answer  notify.Result
		want    row
		items   []string
		optOut  []string
		nextTry time.Duration // asked for again after; -1: not at all
	}{
		{name: "accepted e-mail", intent: mail("k"), answer: notify.Result{Outcome: notify.Accepted, ProviderRef: "250 ok"},
			want: row{State: "sent", ProviderRef: "250 ok", Attempts: 1, Sent: true, Settled: true}, nextTry: -1},
		{name: "accepted text waits for its receipt", intent: text("k"), answer: notify.Result{Outcome: notify.Accepted, ProviderRef: "SM1"},
			want: row{State: "sent", ProviderRef: "SM1", Attempts: 1, Sent: true}, nextTry: -1},
		{name: "refused e-mail", intent: mail("k"), answer: notify.Result{Outcome: notify.Refused, Fault: notify.FaultBadAddress, Code: "550"},
			want:  row{State: "failed", Reason: "this address takes no mail (550)", ProviderCode: "550", Attempts: 1, Settled: true},
			items: []string{"undelivered link_officer " + about}, nextTry: -1},
		{name: "bad number", intent: text("k"), answer: notify.Result{Outcome: notify.Refused, Fault: notify.FaultBadNumber, Code: "21211"},
			want:  row{State: "failed", Reason: "this number takes no texts (21211)", ProviderCode: "21211", Attempts: 1, Settled: true},
			items: []string{"undelivered link_officer " + about}, optOut: []string{mobile + " bad_number"}, nextTry: -1},
		{name: "opted out at the provider", intent: text("k"), answer: notify.Result{Outcome: notify.Refused, Fault: notify.FaultOptedOut, Code: "21610"},
			want:  row{State: "failed", Reason: "this number has asked for no texts (21610)", ProviderCode: "21610", Attempts: 1, Settled: true},
			items: []string{"undelivered link_officer " + about}, optOut: []string{mobile + " provider"}, nextTry: -1},
		{name: "later", intent: mail("k"), answer: notify.Result{Outcome: notify.Later, Code: "451"},
			want:    row{State: "queued", Reason: "the provider could not take it: tried again later", ProviderCode: "451", Attempts: 1},
			nextTry: time.Minute},
		{name: "phone out of reach", intent: text("k"), answer: notify.Result{Outcome: notify.Later, Fault: notify.FaultLaterTellWorker, Code: "30003"},
			want:  row{State: "queued", Reason: "the provider could not take it: tried again later", ProviderCode: "30003", Attempts: 1},
			items: []string{"undelivered link_officer " + about}, nextTry: time.Minute},
		{name: "account alarm", intent: text("k"), answer: notify.Result{Outcome: notify.Later, Fault: notify.FaultAccountAlarm, Code: "20003"},
			want:  row{State: "queued", Reason: "the provider could not take it: tried again later", ProviderCode: "20003", Attempts: 1},
			items: []string{"account_alarm administrator channel:text"}, nextTry: 15 * time.Minute},
		{name: "interrupted e-mail", intent: mail("k"), answer: notify.Result{Outcome: notify.Interrupted},
			want: row{State: "queued", Reason: "the connection dropped: sent once more", ProviderCode: "interrupted", Attempts: 1}},
		{name: "unknown", intent: text("k"), answer: notify.Result{Outcome: notify.Unknown, Fault: notify.FaultTimeout},
			want:  row{State: "unknown", Reason: "the provider gave no clear answer", Attempts: 1},
			items: []string{"unknown_outcome link_officer " + about}, nextTry: -1},
		{name: "an outcome nobody knows is unknown", intent: mail("k"), answer: notify.Result{Outcome: "odd"},
			want:  row{State: "unknown", Reason: "the provider gave no clear answer", Attempts: 1},
			items: []string{"unknown_outcome link_officer " + about}, nextTry: -1},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			o := newOffice(t)
			ids := o.add(c.intent)
			o.takeAsked()
			o.email.answers, o.text.answers = []notify.Result{c.answer}, []notify.Result{c.answer}
			o.deliver(ids...)
			if diff := cmp.Diff(c.want, o.message(ids[0])); diff != "" {
				t.Errorf("message (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(c.items, o.openItems()); diff != "" && len(c.items)+len(o.openItems()) > 0 {
				t.Errorf("lists (-want +got):\n%s", diff)
			}
			if got := o.list(`SELECT number || ' ' || reason FROM opt_out`); strings.Join(got, ",") != strings.Join(c.optOut, ",") {
				t.Errorf("opted out: %v, want %v", got, c.optOut)
			}
			var want []notify.Delivery
			if c.nextTry >= 0 {
				want = []notify.Delivery{{MessageID: ids[0], Channel: c.intent.Channel, At: monday.Add(c.nextTry)}}
			}
			if diff := cmp.Diff(want, o.takeAsked()); diff != "" {
				t.Errorf("asked for again (-want +got):\n%s", diff)
			}
		})
	}
}

func TestAMessageIsSentAsItWasWritten(t *testing.T) {
	o := newOffice(t)
	o.deliver(o.add(mail("m"), text("t"))...)
	email, text := o.email.sent[0], o.text.sent[0]
	if email.To != mailbox || email.Subject != "A request for you" || email.ReplyTo != "team@unit.example" ||
		email.FromName != "Haringey Support Team" || email.Ref == "" || email.Attempt != 1 || email.Token != "" {
		t.Errorf("e-mail: %+v", email)
	}
	if text.To != mobile || text.Token == "" || text.HTML != "" || text.Subject != "" || text.ValidFor != 10*time.Hour {
		t.Errorf("text: %+v", text)
	}
	token := o.list(`SELECT token FROM message WHERE channel = 'email'`)[0]
	if link := "/have-it/" + token; len(token) < 20 || !strings.Contains(email.Text, link) || !strings.Contains(email.HTML, link) {
		t.Errorf("the request lacks its own link %q:\n%s", link, email.Text)
	}
	kept := o.list(`SELECT text FROM message_words ORDER BY message_id`)
	if diff := cmp.Diff([]string{email.Text, text.Text}, kept); diff != "" {
		t.Errorf("the words that are kept (-want +got):\n%s", diff)
	}
	disclosed := o.list(`SELECT actor || ' ' || action || ' ' || object_kind || ' ' || object_id || ' ' || detail FROM audit ORDER BY id`)
	want := []string{"system:deliver disclose message 1 email sent", "system:deliver disclose message 2 text sent"}
	if diff := cmp.Diff(want, disclosed); diff != "" {
		t.Errorf("audit (-want +got):\n%s", diff)
	}
}

func TestAnInterruptedEmailIsSentOnceMoreAndThenUnknown(t *testing.T) {
	o := newOffice(t)
	ids := o.add(mail("k"))
	o.email.answers = []notify.Result{{Outcome: notify.Interrupted}, {Outcome: notify.Later, Code: "421"}, {Outcome: notify.Interrupted}}
	o.deliver(ids...)
	o.deliver(ids...)
	o.moveClock(time.Hour)
	o.deliver(ids...)
	o.deliver(ids...)
	if got := o.message(ids[0]); got.State != "unknown" || got.Attempts != 3 || o.email.calls() != 3 {
		t.Errorf("after two interruptions: %+v, %d calls", got, o.email.calls())
	}
	if o.email.sent[0].Ref != o.email.sent[2].Ref {
		t.Error("the second sending has another reference")
	}
}

func TestATextIsNeverSentAgainBlindly(t *testing.T) {
	for _, outcome := range []notify.Outcome{notify.Unknown, notify.Interrupted} {
		o := newOffice(t)
		ids := o.add(text("k"))
		o.text.answers = []notify.Result{{Outcome: outcome}}
		o.deliver(ids...)
		o.moveClock(24 * time.Hour)
		o.deliver(ids...)
		if got := o.message(ids[0]); got.State != "unknown" || o.text.calls() != 1 {
			t.Errorf("%s: %+v, %d calls", outcome, got, o.text.calls())
		}
	}
}

func TestGivingUpComesWithTheDeadlineOrAfterManyTries(t *testing.T) {
	o := newOffice(t)
	short := mail("short")
	short.Deadline = monday.Add(90 * time.Second)
	ids := o.add(short, mail("long"))
	for range 40 {
		o.email.answers = []notify.Result{{Outcome: notify.Later, Code: "451"}, {Outcome: notify.Later, Code: "451"}}
		o.deliver(ids...)
		o.moveClock(time.Minute)
		if o.message(ids[1]).State == "queued" {
			o.moveClock(time.Hour)
		}
	}
	got := []row{o.message(ids[0]), o.message(ids[1])}
	want := []row{
		{State: "not_sent", Reason: "it could no longer be sent in time", ProviderCode: "451", Attempts: 1, Settled: true},
		{State: "failed", Reason: "the provider could not take it in many tries", ProviderCode: "451", Attempts: 30, Settled: true},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("messages (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"undelivered link_officer message:2"}, o.openItems()); diff != "" {
		t.Errorf("lists (-want +got):\n%s", diff)
	}
}

func TestAnAccountAlarmPausesItsChannelUntilOneMessageIsAccepted(t *testing.T) {
	o := newOffice(t)
	second := text("b")
	second.To = "+447700900555"
	ids := o.add(text("a"), second, mail("c"))
	o.text.answers = []notify.Result{{Outcome: notify.Later, Fault: notify.FaultAccountAlarm, Code: "20003"}}
	o.takeAsked()
	o.deliver(ids...)
	if o.text.calls() != 1 || o.message(ids[2]).State != "sent" {
		t.Fatalf("%d texts tried, e-mail %+v; want one try and the e-mail sent", o.text.calls(), o.message(ids[2]))
	}
	at := monday.Add(15 * time.Minute)
	want := []notify.Delivery{{MessageID: ids[0], Channel: notify.Text, At: at}, {MessageID: ids[1], Channel: notify.Text, At: at}}
	if diff := cmp.Diff(want, o.takeAsked()); diff != "" {
		t.Errorf("asked for again (-want +got):\n%s", diff)
	}
	o.moveClock(15 * time.Minute)
	o.deliver(ids...)
	o.moveClock(time.Minute) // the second waits for what becomes of the first
	o.deliver(ids...)
	if o.text.calls() != 3 || len(o.openItems()) != 0 {
		t.Errorf("after the pause: %d calls, lists %v", o.text.calls(), o.openItems())
	}
}

func TestNothingIsSentThatTheRulesOfNotifyForbid(t *testing.T) {
	late := text("late")
	late.Deadline = monday.Add(time.Minute)
	evening := monday.Add(11 * time.Hour)
	for _, c := range []struct {
		name    string
		prepare func(*office)
		intent  notify.Intent
		at      time.Time
		want    row
		asked   time.Time // asked for again at
		items   int
	}{
		{name: "the number opted out", intent: text("k"), prepare: func(o *office) { o.exec(`INSERT INTO opt_out VALUES ($1, 'stop', $2)`, mobile, monday) },
			want: row{State: "not_sent", Reason: "this number has asked for no texts", Settled: true}, items: 1},
		{name: "an e-mail to that text is another matter", intent: mail("k"), prepare: func(o *office) { o.exec(`INSERT INTO opt_out VALUES ($1, 'stop', $2)`, mobile, monday) },
			want: row{State: "sent", ProviderRef: "ref-1", Attempts: 1, Sent: true, Settled: true}},
		{name: "the deadline passed", intent: late, at: monday.Add(time.Minute),
			want: row{State: "not_sent", Reason: "it could no longer be sent in time", Settled: true}},
		{name: "after 20:00 a text waits for the morning", intent: text("k"), at: evening,
			want: row{State: "queued", Reason: "texts go out from 08:00 to 20:00"}, asked: monday.Add(22 * time.Hour)},
		{name: "after 20:00 a text that cannot wait is not sent", intent: func() notify.Intent { i := text("k"); i.Deadline = evening.Add(time.Hour); return i }(), at: evening,
			want: row{State: "not_sent", Reason: "it could no longer be sent in time: texts go out from 08:00 to 20:00", Settled: true}},
		{name: "after 20:00 an e-mail goes", intent: mail("k"), at: evening,
			want: row{State: "sent", ProviderRef: "ref-1", Attempts: 1, Sent: true, Settled: true}},
		{name: "the domain says no", intent: text("k"), prepare: func(o *office) { o.composer.verdict = &notify.Verdict{Reason: "the appointment was moved"} },
			want: row{State: "not_sent", Reason: "the appointment was moved", Settled: true}},
		{name: "a blocked place is left out", intent: text("k"), prepare: func(o *office) { o.composer.place = "Earls Court" },
			want: row{State: "sent", ProviderRef: "ref-1", Attempts: 1, Sent: true}, items: 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			o := newOffice(t)
			ids := o.add(c.intent)
			o.takeAsked()
			if c.prepare != nil {
				c.prepare(o)
			}
			if !c.at.IsZero() {
				o.moveClock(c.at.Sub(monday))
			}
			o.deliver(ids...)
			if diff := cmp.Diff(c.want, o.message(ids[0])); diff != "" {
				t.Errorf("message (-want +got):\n%s", diff)
			}
			if n := len(o.openItems()); n != c.items {
				t.Errorf("%d things on lists, want %d", n, c.items)
			}
			asked := o.takeAsked()
			if c.asked.IsZero() != (len(asked) == 0) || (len(asked) == 1 && !asked[0].At.Equal(c.asked)) {
				t.Errorf("asked for again: %v, want at %v", asked, c.asked)
			}
			for _, m := range o.text.sent {
				if strings.Contains(m.Text, "Court") {
					t.Errorf("the text holds a blocked word: %s", m.Text)
				}
			}
		})
	}
}

func TestOutsideProductionOnlyTheAllowListIsWrittenTo(t *testing.T) {
	for _, c := range []struct {
		name  string
		env   notify.Environment
		allow []string
		catch bool
		want  []string // states of: e-mail, text
	}{
		{"nobody listed", notify.Test, nil, false, []string{"not_sent", "not_sent"}},
		{"address in another case", notify.Test, []string{"KAY@Services.Example"}, false, []string{"sent", "not_sent"}},
		{"domain", notify.Test, []string{"@services.example"}, false, []string{"sent", "not_sent"}},
		{"a longer domain is another", notify.Test, []string{"@example"}, false, []string{"not_sent", "not_sent"}},
		{"number as people write it", notify.Test, []string{"07700 900 123"}, false, []string{"not_sent", "sent"}},
		{"star in test", notify.Test, []string{"*"}, false, []string{"sent", "sent"}},
		{"star in the demo", notify.Demo, []string{"*"}, false, []string{"not_sent", "not_sent"}},
		{"the demo's catchers", notify.Demo, nil, true, []string{"sent", "sent"}},
		{"production", notify.Production, nil, false, []string{"sent", "sent"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			o := newOffice(t, func(p *notify.CourierParts) {
				p.Settings.Environment, p.Settings.AllowRecipients, p.Settings.Catchers = c.env, c.allow, c.catch
			})
			o.deliver(o.add(mail("m"), text("t"))...)
			if diff := cmp.Diff(c.want, o.list(`SELECT state FROM message ORDER BY id`)); diff != "" {
				t.Errorf("states (-want +got):\n%s", diff)
			}
			if got := o.list(`SELECT DISTINCT reason FROM message WHERE state = 'not_sent'`); len(got) > 0 && got[0] != "not on the allow-list" {
				t.Errorf("reason %q", got[0])
			}
		})
	}
}

func TestTwoWorkersAtOnceMakeOneSend(t *testing.T) {
	o := newOffice(t)
	var intents []notify.Intent
	for i := range 20 {
		intents = append(intents, mail(string(rune('a'+i))))
	}
	ids := o.add(intents...)
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			if err := o.courier.Deliver(t.Context(), ids); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	refs := map[string]int{}
	for _, m := range o.email.sent {
		refs[m.Ref]++
	}
	if len(o.email.sent) != 20 || len(refs) != 20 {
		t.Errorf("%d sendings of %d messages, want 20 of 20", len(o.email.sent), len(refs))
	}
	if got := o.list(`SELECT DISTINCT state FROM message`); strings.Join(got, ",") != "sent" {
		t.Errorf("states %v", got)
	}
}

func TestADeadProcessLeavesItsMessageUnknownAndSomebodyIsTold(t *testing.T) {
	o := newOffice(t)
	ids := o.add(text("t"), mail("m"))
	// Claimed by a process that died before it could settle.
	o.exec(`UPDATE message SET state = 'sending', claimed_at = $1, attempts = 1`, monday)
	claims, err := o.courier.InFlight(t.Context())
	if err != nil || len(claims) != 2 {
		t.Fatalf("in flight: %v, %v", claims, err)
	}
	n, err := o.courier.SettleStale(t.Context(), claims)
	if err != nil || n != 2 {
		t.Fatalf("settled %d, %v", n, err)
	}
	o.moveClock(24 * time.Hour)
	o.deliver(ids...)
	if o.text.calls()+o.email.calls() != 0 {
		t.Error("it was sent again blindly")
	}
	if diff := cmp.Diff([]string{"unknown_outcome link_officer message:1", "unknown_outcome link_officer message:2"}, o.openItems()); diff != "" {
		t.Errorf("lists (-want +got):\n%s", diff)
	}
	if again, err := o.courier.SettleStale(t.Context(), claims); err != nil || again != 0 {
		t.Errorf("settled again: %d, %v", again, err)
	}
}

func TestAProcessBelievedDeadSettlesItsMessageAfterAll(t *testing.T) {
	o := newOffice(t)
	ids := o.add(text("t"))
	o.text.during = func(notify.Outgoing) {
		claims, err := o.courier.InFlight(t.Context())
		if err != nil {
			t.Error(err)
		}
		if n, err := o.courier.SettleStale(t.Context(), claims); n != 1 || err != nil {
			t.Errorf("settled %d, %v", n, err)
		}
	}
	o.deliver(ids...)
	if got := o.message(ids[0]); got.State != "sent" || got.ProviderRef != "ref-1" || got.Reason != "" {
		t.Errorf("message %+v", got)
	}
	if items := o.openItems(); len(items) != 0 {
		t.Errorf("still on lists: %v", items)
	}
}

func TestAMessageThatCannotBeMadeReadyStaysUntilItIsGivenUp(t *testing.T) {
	o := newOffice(t)
	ids := o.add(mail("k"))
	o.composer.err = errors.New("a fault in the program")
	err := o.courier.Deliver(t.Context(), ids)
	var undelivered *notify.Undelivered
	if !errors.As(err, &undelivered) || undelivered.MessageID != ids[0] {
		t.Fatalf("error %v", err)
	}
	if got := o.message(ids[0]); got.State != "queued" || got.Attempts != 0 {
		t.Errorf("message %+v", got)
	}
	if err := o.courier.GiveUp(t.Context(), ids); err != nil {
		t.Fatal(err)
	}
	if got := o.message(ids[0]); got.State != "failed" || len(o.openItems()) != 1 {
		t.Errorf("given up: %+v, lists %v", got, o.openItems())
	}
}
