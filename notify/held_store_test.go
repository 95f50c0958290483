package notify_test

import (
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5"

	"throughgate/internal/calendar"
	"throughgate/internal/pg"
	"throughgate/notify"
)

var sameDay = cmp.Comparer(func(a, b calendar.Date) bool { return a == b })

// imports are rows for messages to wait for, numbered from 1.
func (o *office) imports(n int) {
	o.Helper()
	o.exec(`INSERT INTO import (kind, source, file_name, sha256, as_of, started_at, actor)
	        SELECT 'releases', 's', 'f.csv', 'x', $1, $1, 'system:test' FROM generate_series(1, $2::int) n`, monday, n)
}

// releases are rows for items to be about, numbered from 1, each with a task and
// an appointment of the same number.
func (o *office) releases(n int) {
	o.Helper()
	o.exec(`INSERT INTO prison (code, name, bare_name) VALUES ('LEI', 'Leeds (HMP)', 'Leeds')`)
	o.exec(`INSERT INTO release (is_current, ref, person_id, episode, prison, legal_status, custody_status, custody_as_of, received_day, out_of_area, watched, state, decided_at, judged_on)
	        SELECT n = 1, 'rel' || n, 1, n, 'LEI', 'SENTENCED', 'ACTIVE IN', $1, '2026-11-01', 'yes', true, 'planned', $1, '2026-11-23' FROM generate_series(1, $2::int) n`, monday, n)
	o.exec(`INSERT INTO standard (code, position, pathway, title, mail_words, service, found_by, anchor, hand_off_offset, due_offset, due_day_kind,
	               required, after_release, applies_when, needs_first, before_telling, evidence)
	        VALUES ('ACC-CAS3', 1, 'accommodation', 'Ask', 'Request to answer', 'housing', 'area', 'planned', -20, -10, 'working',
	               true, false, '{}', '{}', '{}', '{}')`)
	o.exec(`INSERT INTO task (ref, release_id, standard, state, planned_at, planned_by)
	        SELECT 't' || n, n, 'ACC-CAS3', 'planned', $1, 'system:test' FROM generate_series(1, $2::int) n`, monday, n)
	o.exec(`INSERT INTO appointment (ref, person_id, release_id, service, starts_at, place, state, created_at, updated_at)
	        SELECT 'a' || n, 1, n, 'x', $1::timestamptz + n * interval '1 day', 'here', 'booked', $1, $1 FROM generate_series(1, $2::int) n`, monday, n)
}

// held is a message that waits for import 1.
func held(key string, items ...notify.Item) notify.Intent {
	in := mail(key)
	in.State, in.ImportID, in.Items = notify.Held, 1, items
	return in
}

func newDay(release int64, from, to string) notify.Item {
	return notify.Item{Kind: notify.ItemNewDate, ReleaseID: release, From: day(from), To: day(to)}
}

const itemList = `SELECT m.dedupe_key || ' ' || i.position || ' ' || i.kind || ' ' || coalesce(i.release_id, 0) || ' ' || i.dropped
	FROM message m JOIN message_item i ON i.message_id = m.id ORDER BY m.id, i.position`

func TestAMessageOfAnImportGrowsUntilItIsLetGo(t *testing.T) {
	o := newOffice(t)
	o.imports(2)
	o.releases(4)
	one, two, three, four := newDay(1, "2026-12-01", "2026-12-02"), newDay(2, "2026-12-01", "2026-12-02"),
		newDay(3, "2026-12-01", "2026-12-02"), newDay(4, "2026-12-01", "2026-12-02")
	other := one
	other.Version = 2
	// Two intents of one key in one batch, then two batches more.
	o.add(held("k", one), held("k", one, two), mail("q"))
	later := held("k", two, three, other, three)
	later.NotBefore, later.To, later.Reason = monday.Add(2*time.Hour), "another@services.example", "x"
	if ids := o.add(later, held("new", one)); len(ids) != 0 {
		t.Errorf("held messages were given as queued: %v", ids)
	}
	sooner := held("k")
	sooner.NotBefore = monday.Add(time.Hour)
	again := mail("q")
	again.Items = []notify.Item{four}
	never := held("k", four)
	never.State, never.Reason = notify.NotSent, "no agreement"
	o.add(sooner, again, never)
	want := []string{"k 0 new_date 1 false", "k 1 new_date 2 false", "k 2 new_date 3 false", "k 3 new_date 1 false",
		"q 0 task 0 false", "new 0 new_date 1 false"}
	if diff := cmp.Diff(want, o.list(itemList)); diff != "" {
		t.Errorf("items (-want +got):\n%s", diff)
	}
	const rows = `SELECT dedupe_key || ' ' || state || ' ' || coalesce(import_id, 0) || ' ' || recipient || ' ' || reason || ' ' ||
		to_char(not_before AT TIME ZONE 'UTC', 'HH24:MI') FROM message ORDER BY id`
	want = []string{"k held 1 " + mailbox + "  12:00", "q queued 0 " + mailbox + "  10:00", "new held 1 " + mailbox + "  10:00"}
	if diff := cmp.Diff(want, o.list(rows)); diff != "" {
		t.Errorf("messages (-want +got):\n%s", diff)
	}

	o.takeAsked()
	if ids := o.letGo(2); len(ids) != 0 {
		t.Errorf("another import let %v go", ids)
	}
	if ids := o.letGo(0); len(ids) != 0 {
		t.Errorf("no import let %v go", ids)
	}
	o.moveClock(time.Hour)
	ids := o.letGo(1)
	if len(ids) != 2 {
		t.Fatalf("let go %v, want two", ids)
	}
	asked := []notify.Delivery{{MessageID: ids[0], Channel: notify.Email, At: monday.Add(2 * time.Hour)},
		{MessageID: ids[1], Channel: notify.Email, At: monday.Add(time.Hour)}}
	if diff := cmp.Diff(asked, o.takeAsked()); diff != "" {
		t.Errorf("asked for (-want +got):\n%s", diff)
	}
	want = []string{"k queued 1 " + mailbox + "  12:00", "q queued 0 " + mailbox + "  10:00", "new queued 1 " + mailbox + "  11:00"}
	if diff := cmp.Diff(want, o.list(rows)); diff != "" {
		t.Errorf("let go (-want +got):\n%s", diff)
	}
	if again := o.letGo(1); len(again) != 0 || len(o.takeAsked()) != 0 {
		t.Errorf("let go again: %v", again)
	}
	before := o.list(itemList)
	o.add(held("k", four))
	if diff := cmp.Diff(before, o.list(itemList)); diff != "" {
		t.Errorf("a message that has gone on was changed (-want +got):\n%s", diff)
	}
}

func (o *office) letGo(importID int64) []int64 {
	o.Helper()
	var ids []int64
	o.tx(func(tx pgx.Tx) (err error) {
		ids, err = o.outbox.ReleaseHeld(o.Context(), tx, o.clock(), importID)
		return err
	})
	return ids
}

func TestAHeldMessageDoesNotLeaveAndCanBeCancelled(t *testing.T) {
	o := newOffice(t)
	o.imports(1)
	o.add(held("k", notify.Item{Kind: notify.ItemNoNews}))
	if asked := o.takeAsked(); len(asked) != 0 {
		t.Errorf("asked for %v", asked)
	}
	o.deliver(1)
	if got := o.message(1); got.State != "held" || o.email.calls() != 0 {
		t.Errorf("a held message: %+v, %d calls", got, o.email.calls())
	}
	o.tx(func(tx pgx.Tx) error {
		n, err := o.outbox.Cancel(t.Context(), tx, monday, notify.Scope{MessageIDs: []int64{1}}, "the import was undone")
		if n != 1 {
			t.Errorf("cancelled %d", n)
		}
		return err
	})
	if ids := o.letGo(1); len(ids) != 0 {
		t.Errorf("a cancelled message was let go: %v", ids)
	}
	o.add(held("k", newDay(0, "2026-12-01", "2026-12-02")))
	if got := o.message(1); got.State != "cancelled" || got.Reason != "the import was undone" {
		t.Errorf("a cancelled message came back: %+v", got)
	}
}

// told is a message to a service, of any items.
func toldMail(key string, items ...notify.Item) notify.Intent {
	in := mail(key)
	in.Kind, in.ToName, in.Items = notify.Told, "Kay Single", items
	return in
}

func (o *office) drop(releases ...int64) []notify.Dropped {
	o.Helper()
	var dropped []notify.Dropped
	o.tx(func(tx pgx.Tx) (err error) {
		dropped, err = o.outbox.DropTold(o.Context(), tx, o.clock(), releases)
		return err
	})
	return dropped
}

func TestWhatIsSupersededIsTakenBackBeforeItLeaves(t *testing.T) {
	o := newOffice(t)
	o.releases(3)
	moved := func(task int64) notify.Item {
		return notify.Item{Kind: notify.ItemMoved, TaskID: task, From: day("2026-12-18"), To: day("2026-12-11")}
	}
	meeting := notify.Item{Kind: notify.ItemMeetingInside, AppointmentID: 1}
	withdrawn := notify.Item{Kind: notify.ItemWithdrawn, ReleaseID: 1, From: day("2026-12-18")}
	request := mail("request")
	request.Items = []notify.Item{{Kind: notify.ItemTask, TaskID: 1}}
	alert := mail("alert")
	alert.Kind, alert.Items = notify.Alert, []notify.Item{newDay(1, "2026-12-18", "2026-12-11")}
	passed := toldMail("passed on", notify.Item{Kind: notify.ItemTask, TaskID: 1})
	ids := o.add(toldMail("alone", moved(1)), toldMail("mixed", moved(2), moved(1), meeting, withdrawn), toldMail("other", moved(2)), request, alert, passed,
		toldMail("sent", moved(1)))
	o.deliver(ids[6])
	got := o.drop(1, 3)
	from, to := day("2026-12-18"), day("2026-12-11")
	want := []notify.Dropped{
		{TaskID: 1, ReleaseID: 1, Kind: notify.ItemMoved, From: from, To: to, Recipient: mailbox, RecipientName: "Kay Single"},
		{TaskID: 1, ReleaseID: 1, Kind: notify.ItemMoved, From: from, To: to, Recipient: mailbox, RecipientName: "Kay Single"},
		{ReleaseID: 1, AppointmentID: 1, Kind: notify.ItemMeetingInside, Recipient: mailbox, RecipientName: "Kay Single"},
		{ReleaseID: 1, Kind: notify.ItemWithdrawn, From: from, Recipient: mailbox, RecipientName: "Kay Single"},
	}
	if diff := cmp.Diff(want, got, sameDay); diff != "" {
		t.Errorf("dropped (-want +got):\n%s", diff)
	}
	states := []string{"alone cancelled the day has changed again", "mixed queued ", "other queued ", "request queued ", "alert queued ",
		"passed on queued ", "sent sent "}
	if diff := cmp.Diff(states, o.list(`SELECT dedupe_key || ' ' || state || ' ' || reason FROM message ORDER BY id`)); diff != "" {
		t.Errorf("states (-want +got):\n%s", diff)
	}
	if got := o.list(itemList + ` LIMIT 5`); got[0] != "alone 0 moved 0 true" || got[1] != "mixed 0 moved 0 false" || got[4] != "mixed 3 withdrawn 1 true" {
		t.Errorf("items %v", got)
	}
	if again := o.drop(1, 3); len(again) != 0 {
		t.Errorf("dropped again: %v", again)
	}
	if none := o.drop(); len(none) != 0 {
		t.Errorf("dropped of nothing: %v", none)
	}
	o.deliver(ids[1])
	if diff := cmp.Diff([]notify.Item{{Kind: notify.ItemMoved, TaskID: 2, From: from, To: to}}, o.composer.items, sameDay); diff != "" {
		t.Errorf("what the letter was made of (-want +got):\n%s", diff)
	}
}

func TestADroppedThingIsNotShownInAMessageThatGoesWithoutIt(t *testing.T) {
	o := newOffice(t)
	o.releases(2)
	o.add(toldMail("both", notify.Item{Kind: notify.ItemMoved, TaskID: 1}, notify.Item{Kind: notify.ItemMoved, TaskID: 2}),
		toldMail("one", notify.Item{Kind: notify.ItemMoved, TaskID: 1}))
	o.drop(1)
	for key, want := range map[string]string{"both": "t2", "one": "t1"} {
		ref := o.list(`SELECT ref FROM message WHERE dedupe_key = $1`, key)[0]
		o.tx(func(tx pgx.Tx) error {
			m, err := notify.Open(t.Context(), tx, ref, notify.Reach{})
			if err == nil && (len(m.Items) != 1 || m.Items[0].TaskRef != want) {
				t.Errorf("%s shows %+v, want %s", key, m.Items, want)
			}
			return err
		})
	}
}

func TestAnAppointmentsMessageIsCancelledWhereOnlyDroppedThingsStandBesideIt(t *testing.T) {
	o := newOffice(t)
	o.releases(2)
	o.add(toldMail("k", notify.Item{Kind: notify.ItemMoved, TaskID: 1}, notify.Item{Kind: notify.ItemMeetingInside, AppointmentID: 2}))
	o.drop(1)
	o.tx(func(tx pgx.Tx) error {
		n, err := o.outbox.Cancel(t.Context(), tx, monday, notify.Scope{AppointmentID: 2}, "cancelled")
		if n != 1 {
			t.Errorf("cancelled %d, want 1", n)
		}
		return err
	})
}

func TestAnImportThatMovesADayTwiceTellsTheLatest(t *testing.T) {
	o := newOffice(t)
	o.imports(2)
	o.releases(2)
	tell := func(importID int64, to string) notify.Intent {
		in := toldMail("k", notify.Item{Kind: notify.ItemMoved, TaskID: 1, From: day("2026-12-18"), To: day(to)})
		in.State, in.ImportID = notify.Held, importID
		return in
	}
	o.add(tell(1, "2026-12-11"))
	o.drop(1)
	if got := o.message(1); got.State != "cancelled" || !got.Settled {
		t.Fatalf("dropped: %+v", got)
	}
	o.add(tell(2, "2026-12-10"))
	if got := o.message(1); got.State != "cancelled" {
		t.Fatalf("another import took it up: %+v", got)
	}
	// The same thing as was dropped is news again.
	o.add(tell(1, "2026-12-11"))
	if got := o.message(1); got.State != "held" || got.Settled || got.Reason != "" {
		t.Fatalf("told again: %+v", got)
	}
	if diff := cmp.Diff([]string{"k 0 moved 0 true", "k 1 moved 0 false"}, o.list(itemList)); diff != "" {
		t.Errorf("items (-want +got):\n%s", diff)
	}
	if ids := o.letGo(1); len(ids) != 1 {
		t.Errorf("let go %v", ids)
	}
}

func TestTwoChangesAtOnceLeaveNoEmptyMessage(t *testing.T) {
	o := newOffice(t)
	o.releases(2)
	o.add(toldMail("k", notify.Item{Kind: notify.ItemMoved, TaskID: 1}, notify.Item{Kind: notify.ItemMoved, TaskID: 2}))
	first, firstDone := make(chan struct{}), make(chan error, 1)
	second := make(chan struct{})
	goOn := sync.OnceFunc(func() { close(second) })
	t.Cleanup(goOn)
	go func() {
		firstDone <- pg.InTx(t.Context(), o.pool, pg.As{Key: "system:test"}, func(tx pgx.Tx) error {
			if _, err := o.outbox.DropTold(t.Context(), tx, monday, []int64{1}); err != nil {
				return err
			}
			close(first)
			<-second
			return nil
		})
	}()
	<-first
	secondDone := make(chan error, 1)
	go func() {
		secondDone <- pg.InTx(t.Context(), o.pool, pg.As{Key: "system:test"}, func(tx pgx.Tx) error {
			_, err := o.outbox.DropTold(t.Context(), tx, monday, []int64{2})
			return err
		})
	}()
	o.untilSomebodyWaits()
	goOn()
	for _, done := range []chan error{firstDone, secondDone} {
		if err := <-done; err != nil {
			t.Fatal(err)
		}
	}
	if got := o.message(1); got.State != "cancelled" {
		t.Errorf("both things were dropped: %+v", got)
	}
}

// untilSomebodyWaits returns when a transaction waits for another one's lock.
func (o *office) untilSomebodyWaits() {
	o.Helper()
	for range 100_000 {
		if len(o.list(`SELECT pid::text FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`)) > 0 {
			return
		}
	}
	o.Fatal("nobody waits for a lock")
}

func TestTheDomainMayNameTheTimeAtWhichAMessageGoes(t *testing.T) {
	for _, c := range []struct {
		name     string
		until    time.Duration
		deadline time.Duration
		state    string
		reason   string
		asked    time.Duration // -1: not at all
	}{
		{"tomorrow morning", 22 * time.Hour, 0, "queued", "outside working hours", 22 * time.Hour},
		{"a time that is past is no reason to turn in circles", -time.Hour, 0, "queued", "outside working hours", time.Minute},
		{"too late by then", 22 * time.Hour, 20 * time.Hour, "not_sent", "it could no longer be sent in time: outside working hours", -1},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			o := newOffice(t)
			in := toldMail("k", notify.Item{Kind: notify.ItemMoved})
			if c.deadline > 0 {
				in.Deadline = monday.Add(c.deadline)
			}
			ids := o.add(in)
			o.takeAsked()
			o.composer.verdict = &notify.Verdict{Wait: true, Until: monday.Add(c.until), Reason: "outside working hours"}
			o.deliver(ids...)
			if got := o.message(ids[0]); got.State != c.state || got.Reason != c.reason || got.Attempts != 0 {
				t.Errorf("message %+v", got)
			}
			var want []notify.Delivery
			if c.asked >= 0 {
				want = []notify.Delivery{{MessageID: ids[0], Channel: notify.Email, At: monday.Add(c.asked)}}
			}
			if diff := cmp.Diff(want, o.takeAsked()); diff != "" {
				t.Fatalf("asked for again (-want +got):\n%s", diff)
			}
			if c.asked < 0 {
				return
			}
			// Asked for too soon it waits on; should its job be lost it is found.
			o.composer.verdict = nil
			o.deliver(ids...)
			if o.email.calls() != 0 {
				t.Error("it went before its time")
			}
			o.moveClock(c.asked + 3*time.Minute)
			overdue, err := o.courier.Overdue(t.Context(), 10)
			if err != nil || len(overdue) != 1 {
				t.Errorf("overdue: %v, %v", overdue, err)
			}
			o.deliver(ids...)
			if got := o.message(ids[0]); got.State != "sent" {
				t.Errorf("at its time: %+v", got)
			}
		})
	}
}
