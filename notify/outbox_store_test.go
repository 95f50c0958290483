package notify_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5"

	"throughgate/internal/calendar"
	"throughgate/internal/pg"
	"throughgate/internal/testkit"
	"throughgate/notify"
)

func TestAddKeepsOneMessageForEachKey(t *testing.T) {
	o := newOffice(t)
	first := o.add(mail("a"), mail("b"), mail("a"))
	again := o.add(mail("b"), mail("c"))
	if len(first) != 2 || len(again) != 1 {
		t.Fatalf("added %v, then %v; want two and one", first, again)
	}
	got := o.list(`SELECT m.dedupe_key || ' ' || m.state || ' ' || i.kind || ' ' || i.from_day FROM message m JOIN message_item i ON i.message_id = m.id ORDER BY m.id`)
	want := []string{"a queued task 2026-12-01", "b queued task 2026-12-01", "c queued task 2026-12-01"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("messages (-want +got):\n%s", diff)
	}
}

func TestAddAsksForDeliveryOfWhatIsToBeSentAtItsTime(t *testing.T) {
	o := newOffice(t)
	later := mail("later")
	later.NotBefore = monday.Add(time.Hour)
	never := text("never")
	never.State, never.Reason = notify.NotSent, "no agreement"
	held := mail("held")
	held.State = notify.Held
	past := mail("past")
	past.NotBefore = monday.Add(-time.Hour)
	ids := o.add(later, never, held, past)
	want := []notify.Delivery{
		{MessageID: ids[0], Channel: notify.Email, At: monday.Add(time.Hour)},
		{MessageID: ids[1], Channel: notify.Email, At: monday},
	}
	if diff := cmp.Diff(want, o.takeAsked()); diff != "" {
		t.Errorf("deliveries (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"queued ", "not_sent no agreement", "held ", "queued "},
		o.list(`SELECT state || ' ' || reason FROM message ORDER BY id`)); diff != "" {
		t.Errorf("states (-want +got):\n%s", diff)
	}
}

func TestAddRefusesAnIntentWithoutKeyOrRecipient(t *testing.T) {
	o := newOffice(t)
	for _, intent := range []notify.Intent{mail(""), {Channel: notify.Email, Kind: notify.Request, DedupeKey: "x"}} {
		err := pg.InTx(t.Context(), o.pool, pg.As{Key: "system:test"}, func(tx pgx.Tx) error {
			_, err := o.outbox.Add(t.Context(), tx, monday, []notify.Intent{intent})
			return err
		})
		if err == nil {
			t.Errorf("%+v was taken", intent)
		}
	}
}

func TestCancelWithdrawsWhatTheScopeMeansAndNothingElse(t *testing.T) {
	o := newOffice(t)
	a, b, c := text("a"), text("b"), mail("c")
	b.To, b.PersonID = "+447700900999", 1
	ids := o.add(a, b, c)
	for _, step := range []struct {
		scope notify.Scope
		want  int
	}{
		{notify.Scope{}, 0},
		{notify.Scope{Number: mobile}, 1},
		{notify.Scope{Number: mobile}, 0},
		{notify.Scope{PersonID: 1, Kinds: []notify.Kind{notify.Alert}}, 0},
		{notify.Scope{MessageIDs: ids[1:], Channel: notify.Email}, 1},
	} {
		o.tx(func(tx pgx.Tx) error {
			n, err := o.outbox.Cancel(t.Context(), tx, monday, step.scope, "moved")
			if n != step.want {
				t.Errorf("%+v cancelled %d, want %d", step.scope, n, step.want)
			}
			return err
		})
	}
	if diff := cmp.Diff([]string{"cancelled moved", "queued ", "cancelled moved"},
		o.list(`SELECT state || ' ' || reason FROM message ORDER BY id`)); diff != "" {
		t.Errorf("states (-want +got):\n%s", diff)
	}
}

func TestCancelByAppointmentLeavesAMessageAboutAnotherOneToo(t *testing.T) {
	o := newOffice(t)
	o.exec(`INSERT INTO prison (code, name, bare_name) VALUES ('LEI', 'Leeds (HMP)', 'Leeds')`)
	o.exec(`INSERT INTO release (ref, person_id, episode, prison, legal_status, custody_status, custody_as_of, received_day, out_of_area, watched, state, decided_at, judged_on)
	        VALUES ('rel', 1, 1, 'LEI', 'SENTENCED', 'ACTIVE IN', $1, '2026-11-01', 'yes', true, 'planned', $1, '2026-11-23')`, monday)
	o.exec(`INSERT INTO appointment (ref, person_id, release_id, service, starts_at, place, state, created_at, updated_at)
	        SELECT 'a' || n, 1, 1, 'x', $1::timestamptz + n * interval '1 day', 'here', 'booked', $1, $1 FROM generate_series(1, 2) n`, monday)
	one, both := text("one"), text("both")
	one.Items = []notify.Item{{Kind: notify.ItemAppointment, AppointmentID: 1}}
	both.Items = []notify.Item{{Kind: notify.ItemAppointment, AppointmentID: 1}, {Kind: notify.ItemAppointment, AppointmentID: 2}}
	o.add(one, both)
	o.tx(func(tx pgx.Tx) error {
		_, err := o.outbox.Cancel(t.Context(), tx, monday, notify.Scope{AppointmentID: 1}, "cancelled")
		return err
	})
	if diff := cmp.Diff([]string{"cancelled", "queued"}, o.list(`SELECT state FROM message ORDER BY id`)); diff != "" {
		t.Errorf("states (-want +got):\n%s", diff)
	}
}

func TestExpireSettlesWhatIsOfNoUseAnyMore(t *testing.T) {
	o := newOffice(t)
	short, long := mail("short"), mail("long")
	short.Deadline, long.Deadline = monday.Add(time.Hour), monday.Add(2*time.Hour)
	o.add(short, long, mail("none"))
	o.moveClock(time.Hour)
	n, err := o.courier.Expire(t.Context())
	if err != nil || n != 1 {
		t.Fatalf("expired %d, %v; want 1", n, err)
	}
	if diff := cmp.Diff([]string{"not_sent it could no longer be sent in time", "queued ", "queued "},
		o.list(`SELECT state || ' ' || reason FROM message ORDER BY id`)); diff != "" {
		t.Errorf("states (-want +got):\n%s", diff)
	}
}

func TestWakeAsksAgainForMessagesThatWaited(t *testing.T) {
	o := newOffice(t)
	o.composer.verdict = &notify.Verdict{Wait: true, Reason: "the person has not left yet"}
	ids := o.add(text("waits"))
	o.takeAsked()
	o.deliver(ids...)
	if got := o.message(ids[0]); got.State != "queued" || got.Reason != "waiting: the person has not left yet" || got.Attempts != 0 {
		t.Fatalf("a message that waits: %+v", got)
	}
	if asked := o.takeAsked(); len(asked) != 0 {
		t.Fatalf("asked for %v though it waits", asked)
	}
	o.composer.verdict = nil
	o.moveClock(time.Hour)
	o.tx(func(tx pgx.Tx) error { return o.outbox.Wake(t.Context(), tx, o.clock(), ids) })
	if asked := o.takeAsked(); len(asked) != 1 || asked[0].MessageID != ids[0] || !asked[0].At.Equal(o.clock()) {
		t.Fatalf("woken: asked for %v", asked)
	}
	o.deliver(ids...)
	if got := o.message(ids[0]); got.State != "sent" {
		t.Errorf("after waking: %+v", got)
	}
}

func BenchmarkAdd10500(b *testing.B) {
	pool := testkit.DB(b)
	outbox := notify.NewOutbox(func(context.Context, pgx.Tx, []notify.Delivery) error { return nil })
	round := 0
	for b.Loop() {
		round++
		intents := make([]notify.Intent, 10500)
		for i := range intents {
			intents[i] = notify.Intent{Channel: notify.Email, Kind: notify.Request, To: fmt.Sprintf("spoc%d@services.example", i),
				DedupeKey: fmt.Sprintf("bench:%d:%d", round, i), Items: []notify.Item{{Kind: notify.ItemTask, From: calendar.DayOf(monday)}}}
		}
		err := pg.InTx(context.Background(), pool, pg.As{Key: "system:bench"}, func(tx pgx.Tx) error {
			_, err := outbox.Add(context.Background(), tx, monday, intents)
			return err
		})
		if err != nil {
			b.Fatal(err)
		}
	}
}
