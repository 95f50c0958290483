package notify_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"throughgate/access"
	"throughgate/internal/fault"
	"throughgate/notify"
)

func TestFreeTextOutsideHoursGetsOneNeutralAnswerADay(t *testing.T) {
	const friday, saturday = "2026-11-27", "2026-11-28"
	at := func(o *office, on string, hour int) { o.moveClock(day(on).At(hour, 0).Sub(o.clock())) }
	answers := func(o *office) []string {
		var got []string
		asked := o.takeAsked()
		for _, d := range asked {
			o.deliver(d.MessageID)
		}
		for _, m := range o.text.sent {
			got = append(got, m.Text)
		}
		o.text.sent = nil
		return got
	}
	t.Run("once a day, until somebody reads", func(t *testing.T) {
		o := newOffice(t)
		at(o, friday, 16)
		o.comes("SM1", mobile, "can you help me please")
		if got := answers(o); got != nil {
			t.Errorf("at four on a Friday somebody reads: %q", got)
		}
		at(o, friday, 17)
		o.comes("SM2", mobile, "hello?")
		o.comes("SM2", mobile, "hello?") // the provider repeats itself
		want := []string{"This phone is read on Monday from 9. In danger ring 999."}
		if diff := cmp.Diff(want, answers(o)); diff != "" {
			t.Errorf("Friday at five (-want +got):\n%s", diff)
		}
		at(o, friday, 22)
		o.comes("SM3", mobile, "anybody?")
		if got := answers(o); got != nil {
			t.Errorf("the same evening again: %q", got)
		}
		at(o, saturday, 3) // at night too: they have just written
		o.comes("SM4", mobile, "I have nowhere to go")
		if diff := cmp.Diff(want, answers(o)); diff != "" {
			t.Errorf("the next day (-want +got):\n%s", diff)
		}
	})
	t.Run("in Welsh for those who ask", func(t *testing.T) {
		o := newOffice(t)
		o.exec(`UPDATE person SET language = 'cy'`)
		at(o, saturday, 12)
		o.comes("SM1", mobile, "helo")
		want := []string{"Caiff y negeseuon hyn eu darllen ddydd Llun o 9. Mewn perygl ffoniwch 999."}
		if diff := cmp.Diff(want, answers(o)); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
		o.comes("SM2", mobile, "CYMORTH")
		want = []string{"Dyma Haringey Support Team. Ffoniwch 020 7946 0000. Mewn perygl ffoniwch 999. Atebwch STOP i beidio derbyn negeseuon."}
		if diff := cmp.Diff(want, answers(o)); diff != "" {
			t.Errorf("help (-want +got):\n%s", diff)
		}
	})
	for name, c := range map[string]struct{ first, from, body string }{
		"a reply that is understood":         {"", mobile, "1"},
		"from a number that opted out":       {"STOP", mobile, "leave me alone"},
		"from a number that is no UK mobile": {"", "+33612345678", "bonjour"},
	} {
		t.Run("none to "+name, func(t *testing.T) {
			o := newOffice(t)
			at(o, saturday, 12)
			if c.first != "" {
				o.comes("SM0", c.from, c.first)
			}
			o.comes("SM1", c.from, c.body)
			if got := o.list(`SELECT dedupe_key FROM message`); len(got) != 0 {
				t.Errorf("an answer is queued: %q", got)
			}
		})
	}
	t.Run("from 9 to 17 on working days it is read", func(t *testing.T) {
		for hour, want := range map[int]int{8: 1, 9: 0, 16: 0, 17: 1} {
			o := newOffice(t)
			at(o, friday, hour)
			o.comes("SM1", mobile, "hello")
			if got := answers(o); len(got) != want {
				t.Errorf("at %d: %q", hour, got)
			}
			if hour == 8 && !strings.Contains(o.list(`SELECT text FROM message_words`)[0], "on Friday from 9") {
				t.Error("before nine it is read the same day")
			}
		}
	})
}

func TestARepliesListIsClosedByNameAndLetsTheTextsGo(t *testing.T) {
	o := newOffice(t)
	replies := notify.Replies{Pool: o.pool, Now: o.clock, Outbox: o.outbox}
	o.exec(`INSERT INTO account (ref, email, name, role, created_at) VALUES ('lee', 'lee@unit.example', 'Lee Link', 'link_officer', $1)`, monday)
	o.exec(`INSERT INTO account_area (account_id, area) VALUES (1, 'E09000014')`)
	lee := access.Actor{AccountID: 1, Name: "Lee Link", Role: access.LinkOfficer, Areas: []string{"E09000014"}}
	o.comes("SM1", mobile, "who is this")
	o.comes("SM2", mobile, "answer me")
	o.comes("SM3", "+447700900777", "hello")
	ids := o.add(text("k"))
	o.takeAsked()
	o.deliver(ids...)
	list, err := replies.Open(t.Context(), lee)
	if err != nil || len(list) != 3 {
		t.Fatalf("%v, %+v", err, list)
	}
	first := list[0]
	if first.Body != "who is this" || first.From != notify.Mask(mobile) || !first.Pauses || first.DueOn != day("2026-11-23") {
		t.Errorf("listed: %+v", first)
	}
	if diff := cmp.Diff([]string{"Lee Link"}, first.Workers); diff != "" {
		t.Errorf("whose task it is (-want +got):\n%s", diff)
	}
	if list[2].Person != "" || list[2].Body != "hello" {
		t.Errorf("the one from nobody is kept apart: %+v", list[2])
	}
	elsewhere := access.Actor{AccountID: 2, Role: access.LinkOfficer, Areas: []string{"E09000001"}}
	if list, err := replies.Open(t.Context(), elsewhere); err != nil || len(list) != 1 {
		t.Errorf("an officer of another area: %v, %+v", err, list)
	}
	if err := replies.Close(t.Context(), elsewhere, first.ID); !fault.Is(err, fault.KindNotFound) {
		t.Errorf("closed by an officer of another area: %v", err)
	}
	if _, err := replies.Open(t.Context(), access.Actor{AccountID: 3, Role: access.SPOC}); !fault.Is(err, fault.KindRefused) {
		t.Errorf("read by a service: %v", err)
	}
	o.takeAsked()
	o.moveClock(5 * time.Minute)
	for i, want := range []int{0, 1} { // the number waits for both of its replies
		if err := replies.Close(t.Context(), lee, list[i].ID); err != nil {
			t.Fatal(err)
		}
		if asked := o.takeAsked(); len(asked) != want {
			t.Errorf("after %d closed: asked for %v", i+1, asked)
		}
	}
	o.deliver(ids...)
	if got := o.message(ids[0]); got.State != "sent" {
		t.Errorf("once all are read: %+v", got)
	}
	if err := replies.Close(t.Context(), lee, first.ID); !fault.Is(err, fault.KindNotFound) {
		t.Errorf("closed twice: %v", err)
	}
	if by := o.list(`SELECT DISTINCT closed_by FROM attention WHERE closed_at IS NOT NULL`); len(by) != 1 || by[0] != "account:1" {
		t.Errorf("closed by %v", by)
	}
}
