package notify_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5"

	"throughgate/access"
	"throughgate/internal/fault"
	"throughgate/notify"
)

// officer is a link officer with an account, the first of the office.
func (o *office) officer() access.Actor {
	o.Helper()
	o.exec(`INSERT INTO account (ref, email, name, role, created_at) VALUES ('lee', 'lee@unit.example', 'Lee Link', 'link_officer', $1)`, monday)
	return access.Actor{AccountID: 1, Name: "Lee Link", Role: access.LinkOfficer}
}

func (o *office) desk() *notify.Desk {
	return notify.NewDesk(o.pool, o.clock, o.outbox, o.composer, o.settings)
}

func (o *office) open(ref string) notify.Opened {
	o.Helper()
	var m notify.Opened
	o.tx(func(tx pgx.Tx) (err error) {
		m, err = notify.Open(o.Context(), tx, ref, notify.Reach{})
		return err
	})
	return m
}

func (o *office) refOf(id int64) string {
	o.Helper()
	return o.list(`SELECT ref FROM message WHERE id = $1`, id)[0]
}

// lives are the steps of a message's life with who did them.
func (o *office) lives(ref string) []string {
	o.Helper()
	var out []string
	for _, s := range o.open(ref).Life {
		words := string(s.What)
		if s.By != "" {
			words += " by " + s.By
		}
		out = append(out, words)
	}
	return out
}

// failed is a message that the provider refused for good.
func (o *office) failed(in notify.Intent) (ref string) {
	o.Helper()
	id := o.add(in)[0]
	o.email.answers = []notify.Result{{Outcome: notify.Refused, Fault: notify.FaultBadAddress, Code: "550"}}
	o.deliver(id)
	if got := o.message(id); got.State != "failed" {
		o.Fatalf("the test's own message: %+v", got)
	}
	return o.refOf(id)
}

// unknown is a message whose fate nobody knows.
func (o *office) unknown(in notify.Intent) (ref string) {
	o.Helper()
	id := o.add(in)[0]
	o.text.answers = []notify.Result{{Outcome: notify.Unknown}}
	o.deliver(id)
	if got := o.message(id); got.State != "unknown" {
		o.Fatalf("the test's own message: %+v", got)
	}
	return o.refOf(id)
}

func TestAPersonSendsAgain(t *testing.T) {
	o := newOffice(t)
	who, desk := o.officer(), o.desk()
	first := o.failed(mail("k"))
	again := notify.Order{Ref: first, Seen: notify.Failed, Reason: "the address works again"}
	if _, err := desk.SendAgain(o.Context(), who, notify.Order{Ref: first, Seen: notify.Failed}); !fault.Is(err, fault.KindInvalid) {
		t.Errorf("without a reason: %v", err)
	}
	o.takeAsked()
	ref, err := desk.SendAgain(o.Context(), who, again)
	if err != nil {
		t.Fatal(err)
	}
	if asked := o.takeAsked(); len(asked) != 1 {
		t.Fatalf("asked for %d deliveries", len(asked))
	}
	second := o.open(ref)
	if second.State != notify.Queued || second.FirstRef != first || o.open(first).AgainRef != ref {
		t.Errorf("the second: %+v", second)
	}
	if got := o.openItems(); len(got) != 0 {
		t.Errorf("still on a list: %q", got)
	}
	o.deliver(second.ID)
	if got := o.message(second.ID); got.State != "sent" {
		t.Errorf("the second: %+v", got)
	}
	want := []string{"queued", "claimed", "tried", "listed", "sent_again by Lee Link", "unlisted by Lee Link", "settled"}
	if diff := cmp.Diff(want, o.lives(first)); diff != "" {
		t.Errorf("the life of the first (-want +got):\n%s", diff)
	}
	if _, err := desk.SendAgain(o.Context(), who, again); !fault.Is(err, fault.KindConflict) || fault.Text(err) != "Lee Link has sent it again already" {
		t.Errorf("twice: %v", err)
	}
	if got := o.list(`SELECT actor || ' ' || detail FROM audit WHERE object_kind = 'message' AND action = 'alter'`); len(got) != 1 || got[0] != "account:1 sent_again" {
		t.Errorf("the audit: %q", got)
	}
}

func TestOnlyWhatMayStillLeaveIsSentAgain(t *testing.T) {
	refusal := &notify.Verdict{Reason: "somebody else holds the request now"}
	for name, test := range map[string]struct {
		message func(o *office) string
		state   notify.State
		verdict *notify.Verdict
		change  string
		want    string
		kind    fault.Kind
	}{
		"refused by the domain": {message: func(o *office) string { return o.failed(mail("k")) }, state: notify.Failed, verdict: refusal,
			want: "It cannot be sent again: somebody else holds the request now", kind: fault.KindInvalid},
		"past its deadline": {message: func(o *office) string {
			in := mail("k")
			in.Deadline = monday.Add(time.Hour)
			ref := o.failed(in)
			o.moveClock(2 * time.Hour)
			return ref
		}, state: notify.Failed, want: "It cannot be sent again: it could no longer be sent in time", kind: fault.KindInvalid},
		"opted out": {message: func(o *office) string {
			ref := o.refOf(o.add(text("t"))[0])
			o.exec(`UPDATE message SET state = 'failed', settled_at = queued_at`)
			o.exec(`INSERT INTO opt_out (number, reason, at) VALUES ($1, 'stop', $2)`, mobile, monday)
			return ref
		}, state: notify.Failed, want: "It cannot be sent again: this number has asked for no texts", kind: fault.KindInvalid},
		"on its way": {message: func(o *office) string { return o.refOf(o.add(mail("k"))[0]) }, state: notify.Queued,
			want: "It cannot be sent again: it is still on its way", kind: fault.KindInvalid},
		"unknown": {message: func(o *office) string { return o.unknown(text("t")) }, state: notify.Unsettled,
			want: "It cannot be sent again: nobody knows whether it arrived: say first what you have found out", kind: fault.KindInvalid},
		"seen otherwise": {message: func(o *office) string { return o.failed(mail("k")) }, state: notify.NotSent,
			want: "Since you opened the page something has become known of this message", kind: fault.KindConflict},
	} {
		t.Run(name, func(t *testing.T) {
			o := newOffice(t)
			who := o.officer()
			ref := test.message(o)
			o.composer.verdict = test.verdict
			_, err := o.desk().SendAgain(o.Context(), who, notify.Order{Ref: ref, Seen: test.state, Reason: "because"})
			if !fault.Is(err, test.kind) || fault.Text(err) != test.want {
				t.Errorf("got %v, want %s", err, test.want)
			}
			if got := o.list(`SELECT ref FROM message`); len(got) != 1 {
				t.Errorf("%d messages are left", len(got))
			}
		})
	}
}

func TestAPersonSettlesWhatNobodyKnows(t *testing.T) {
	for name, test := range map[string]struct {
		as       notify.Decision
		state    string
		messages int
		life     string
	}{
		"arrived":     {notify.ItArrived, "delivered", 1, "arrived by Lee Link"},
		"told":        {notify.ToldAnotherWay, "failed", 1, "told_another_way by Lee Link"},
		"sends again": {notify.SendItAgain, "failed", 2, "sent_again by Lee Link"},
	} {
		t.Run(name, func(t *testing.T) {
			o := newOffice(t)
			who, desk := o.officer(), o.desk()
			ref := o.unknown(text("t"))
			if got := o.openItems(); len(got) != 1 {
				t.Fatalf("on the list: %q", got)
			}
			order := notify.Order{Ref: ref, Seen: notify.Unsettled, Reason: "I rang"}
			again, err := desk.Settle(o.Context(), who, order, test.as)
			if err != nil {
				t.Fatal(err)
			}
			if (again != "") != (test.messages == 2) {
				t.Errorf("a new message: %q", again)
			}
			first := o.open(ref)
			if got := o.message(first.ID); got.State != test.state || !got.Settled {
				t.Errorf("settled as %+v", got)
			}
			if got := o.openItems(); len(got) != 0 {
				t.Errorf("still on the list: %q", got)
			}
			if got := o.list(`SELECT close_note || ' ' || closed_by FROM attention`); got[0] != "I rang account:1" {
				t.Errorf("the note: %q", got)
			}
			lives := o.lives(ref)
			found := false
			for _, step := range lives {
				found = found || step == test.life
			}
			if !found {
				t.Errorf("%q is not in its life %q", test.life, lives)
			}
			if _, err := desk.Settle(o.Context(), who, order, test.as); !fault.Is(err, fault.KindConflict) {
				t.Errorf("twice: %v", err)
			}
			if got := o.list(`SELECT ref FROM message`); len(got) != test.messages {
				t.Errorf("%d messages, want %d", len(got), test.messages)
			}
		})
	}
}

func TestWhoLooksAtOtherAreasDecidesNothing(t *testing.T) {
	o := newOffice(t)
	who := o.officer()
	ref := o.unknown(text("t"))
	order := notify.Order{Ref: ref, Reach: notify.Reach{Areas: []string{"E09000007"}}, Seen: notify.Unsettled, Reason: "I rang"}
	if _, err := o.desk().Settle(o.Context(), who, order, notify.ItArrived); !fault.Is(err, fault.KindNotFound) {
		t.Errorf("settled: %v", err)
	}
}
