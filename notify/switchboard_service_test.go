package notify_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5"

	"throughgate/access"
	"throughgate/notify"
)

var boss = access.System("test")

func (o *office) switchboard() *notify.Switchboard {
	return &notify.Switchboard{Pool: o.pool, Clock: o.clock, Outbox: o.outbox}
}

func (o *office) must(err error) {
	o.Helper()
	if err != nil {
		o.Fatal(err)
	}
}

func (o *office) checkHome() string {
	o.Helper()
	moved, err := o.switchboard().CheckHome(o.Context())
	o.must(err)
	return moved
}

func TestAPausedChannelKeepsItsMessagesUntilItIsTurnedOn(t *testing.T) {
	o := newOffice(t)
	short := text("short")
	short.Deadline = monday.Add(time.Hour)
	ids := o.add(text("a"), mail("b"), short)
	o.takeAsked()
	o.must(o.switchboard().Pause(t.Context(), boss, notify.Text, "the wrong template"))
	o.deliver(ids...)
	want := []row{{State: "queued", Reason: "waiting: sending of texts is paused"}, {State: "sent", ProviderRef: "ref-1", Attempts: 1, Sent: true, Settled: true}}
	if diff := cmp.Diff(want, []row{o.message(ids[0]), o.message(ids[1])}); diff != "" {
		t.Errorf("messages (-want +got):\n%s", diff)
	}
	if asked := o.takeAsked(); len(asked) != 0 {
		t.Errorf("asked for again while paused: %v", asked)
	}
	state, err := o.switchboard().State(t.Context())
	o.must(err)
	if c := state.Channels[1]; c.Channel != notify.Text || !c.Paused() || c.Why != notify.PausedByPerson || c.Reason != "the wrong template" ||
		c.PausedBy != "system:test" || c.Waiting != 2 || c.Due != 2 || state.Channels[0].Paused() {
		t.Errorf("state %+v", state)
	}
	o.moveClock(2 * time.Hour)
	if n, err := o.courier.Expire(t.Context()); n != 1 || err != nil { // the deadline holds
		t.Errorf("expired %d, %v", n, err)
	}
	woken, err := o.switchboard().Resume(t.Context(), boss, notify.Text)
	o.must(err)
	if diff := cmp.Diff([]notify.Delivery{{MessageID: ids[0], Channel: notify.Text, At: monday.Add(2 * time.Hour)}}, o.takeAsked()); diff != "" || woken != 1 {
		t.Errorf("%d woken (-want +got):\n%s", woken, diff)
	}
	o.deliver(ids...)
	if got := o.list(`SELECT state FROM message ORDER BY id`); strings.Join(got, " ") != "sent sent not_sent" {
		t.Errorf("states %v", got)
	}
	audit := o.list(`SELECT actor || ' ' || detail FROM audit WHERE object_kind = 'sending' ORDER BY id`)
	if diff := cmp.Diff([]string{"system:test text paused", "system:test text resumed"}, audit); diff != "" {
		t.Errorf("audit (-want +got):\n%s", diff)
	}
}

func TestAMessageThatMissedTheSwitchBeingTurnedOnIsFound(t *testing.T) {
	o := newOffice(t)
	ids := o.add(mail("a"))
	o.exec(`UPDATE message SET reason = 'waiting: sending of e-mails is paused'`)
	o.takeAsked()
	o.must(o.switchboard().Wake(t.Context()))
	if asked := o.takeAsked(); len(asked) != 1 || asked[0].MessageID != ids[0] {
		t.Errorf("asked %v", asked)
	}
}

func TestARestoredDatabaseSendsNothingUntilSomebodyResumes(t *testing.T) {
	for name, restore := range map[string]string{
		"on another server":                    `UPDATE sending_home SET server = server - 1`,
		"as another database":                  `UPDATE sending_home SET database = database + 1`,
		"over the same database":               `UPDATE sending_home SET own_table = own_table + 1`,
		"by recovery to a point in time":       `UPDATE sending_home SET timeline = timeline - 1`,
		"from a copy made after the last time": `UPDATE sending_home SET restored_at = '2026-01-01Z', database = database + 1`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := newOffice(t)
			if moved := o.checkHome(); moved != "" {
				t.Fatalf("a new database counts as restored: %s", moved)
			}
			later := mail("later")
			later.NotBefore = monday.Add(time.Hour)
			held := mail("held")
			held.State = notify.Held
			ids := o.add(mail("due"), text("due text"), later, held)
			o.exec(restore)
			if moved := o.checkHome(); moved == "" {
				t.Fatal("it is not recognised")
			}
			o.deliver(ids...)
			o.moveClock(2 * time.Hour)
			o.deliver(ids...)
			if n := o.email.calls() + o.text.calls(); n != 0 {
				t.Errorf("%d messages left", n)
			}
			got := o.list(`SELECT state || ': ' || reason FROM message ORDER BY id`)
			const doubt = "unknown: the database was restored from a backup: it may have left since"
			want := []string{doubt, doubt, "queued: waiting: sending is paused since the database was restored", doubt}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("messages (-want +got):\n%s", diff)
			}
			if n := len(o.openItems()); n != 3 {
				t.Errorf("%d on lists, want 3: %v", n, o.openItems())
			}
			if moved := o.checkHome(); moved != "" {
				t.Errorf("it is found out a second time: %s", moved)
			}
			o.takeAsked()
			woken, err := o.switchboard().ResumeRestored(t.Context(), boss)
			o.must(err)
			if asked := o.takeAsked(); woken != 1 || len(asked) != 1 || asked[0].MessageID != ids[2] {
				t.Errorf("woken %d, asked %v", woken, asked)
			}
			o.deliver(ids...)
			if o.email.calls() != 1 || o.message(ids[2]).State != "sent" || o.message(ids[0]).State != "unknown" {
				t.Errorf("%d calls, %+v, %+v", o.email.calls(), o.message(ids[2]), o.message(ids[0]))
			}
			if moved := o.checkHome(); moved != "" {
				t.Errorf("after it was resumed: %s", moved)
			}
		})
	}
}

func TestTablesMadeAnewAreNoticedByTheClaimItself(t *testing.T) {
	o := newOffice(t)
	o.checkHome()
	ids := o.add(mail("a"))
	o.exec(`UPDATE sending_home SET own_table = own_table + 1`) // a worker that was running when it happened
	o.deliver(ids...)
	if got := o.message(ids[0]); got.State != "queued" || o.email.calls() != 0 {
		t.Errorf("message %+v, %d calls", got, o.email.calls())
	}
}

func TestARestoreDoesWhatElseItAsksForOrNothing(t *testing.T) {
	o := newOffice(t)
	o.checkHome()
	o.add(mail("a"))
	o.exec(`UPDATE sending_home SET database = 1`)
	s := o.switchboard()
	s.AfterRestore = func(ctx context.Context, tx pgx.Tx, _ time.Time) error {
		_, err := tx.Exec(ctx, `UPDATE message SET recipient_name = 'told'`)
		return err
	}
	if moved, err := s.CheckHome(t.Context()); moved != "another database" || err != nil {
		t.Fatalf("%q, %v", moved, err)
	}
	if got := o.list(`SELECT recipient_name || state FROM message`); got[0] != "toldunknown" {
		t.Errorf("message %v", got)
	}
}
