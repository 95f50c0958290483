package release_test

import (
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"throughgate/internal/calendar"
	"throughgate/notify"
)

// dueNow asks twice: what is done is done once.
func (u *unitTest) dueNow(day string, hour, minute int) {
	u.Helper()
	u.at(day, hour, minute)
	for range 2 {
		if err := u.releases.DueNow(u.Context()); err != nil {
			u.Fatal(err)
		}
	}
}

// count is how many items of a kind stand in messages of a kind.
func (u *unitTest) count(kind notify.Kind, item notify.ItemKind) int {
	u.Helper()
	return one[int](u, `SELECT count(*)::int FROM message_item i JOIN message m ON m.id = i.message_id WHERE m.kind = $1 AND i.kind = $2`,
		string(kind), string(item))
}

var gone = who{"status": "INACTIVE OUT"}

func TestRequestsOfAReasonUnknownWaitOneWorkingHour(t *testing.T) {
	for name, test := range map[string]struct {
		learnt time.Time
		waits  []time.Time
		sent   time.Time // and whatever was missed after it
	}{
		"in the morning":            {day("2026-11-24").At(10, 0), []time.Time{day("2026-11-24").At(10, 59)}, day("2026-11-24").At(11, 0)},
		"in the evening":            {day("2026-11-24").At(16, 30), []time.Time{day("2026-11-24").At(17, 30), day("2026-11-25").At(8, 29)}, day("2026-11-25").At(8, 30)},
		"before a weekend":          {day("2026-11-27").At(18, 0), []time.Time{day("2026-11-28").At(12, 0), day("2026-11-30").At(8, 59)}, day("2026-11-30").At(9, 0)},
		"nobody asked for two days": {day("2026-11-24").At(10, 0), nil, day("2026-11-26").At(12, 0)},
	} {
		t.Run(name, func(t *testing.T) {
			u := newUnit(t)
			u.officer(linkAddress)
			u.services()
			u.running()
			row := merged(leaver, who{"crd": "2027-02-15"})
			u.tell(row)
			u.now = test.learnt
			u.tell(merged(row, gone))
			if got := one[string](u, `SELECT state FROM release WHERE is_current`); got != "left_unknown" {
				t.Fatalf("out, no day told: %s", got)
			}
			asked := len(u.messages(notify.Request))
			due := func(at time.Time) {
				u.now = at
				for range 2 {
					if err := u.releases.DueNow(u.Context()); err != nil {
						t.Fatal(err)
					}
				}
			}
			for _, at := range test.waits {
				due(at)
				if n := len(u.messages(notify.Request)) - asked; n != 0 {
					t.Fatalf("%s: %d requests went before the hour was over", at, n)
				}
			}
			due(test.sent)
			if n := len(u.messages(notify.Request)) - asked; n == 0 {
				t.Fatal("nobody was asked for anything")
			}
			if got := u.task("ACC-TONIGHT"); got.State != "handed_off" || !got.Short {
				t.Errorf("the call tonight, short notice: %+v", got)
			}
			if to := u.toldOf(notify.Alert, "task ACC-TONIGHT"); !slices.Equal(to, []string{linkAddress, unitMailbox}) {
				t.Errorf("officers' own go to %v", to)
			}
			if twice := collect[string](u, `SELECT t.standard FROM task_event e JOIN task t ON t.id = e.task_id WHERE e.state = 'handed_off'
				AND e.at = $1 GROUP BY 1 HAVING count(*) > 1`, test.sent); len(twice) > 0 {
				t.Errorf("asked twice: %v", twice)
			}
			tasks := func() []string {
				return collect[string](u, `SELECT standard || ' ' || state || ' ' || coalesce(due_on::text, '') FROM task ORDER BY id`)
			}
			stand := tasks()
			u.exec(`UPDATE standard SET edited_at = $1 WHERE code = 'ACC-NEED'`, u.clock()) // everybody is planned again
			u.sweep(calendar.DayOf(test.sent).AddDays(1).String())
			if diff := cmp.Diff(stand, tasks()); diff != "" {
				t.Errorf("the next watch undoes it (-before +after):\n%s", diff)
			}
			before := len(u.messages(notify.Request))
			due(test.sent.Add(30 * time.Hour))
			if n := len(u.messages(notify.Request)) - before; n != 0 {
				t.Errorf("an hour later %d more", n)
			}
		})
	}
}

func TestAnAnswerInTheHourLetsNoRequestGoAsUnknown(t *testing.T) {
	u := newUnit(t)
	u.services()
	u.running()
	row := merged(leaver, who{"crd": "2027-02-15"})
	u.tell(row)
	u.at("2026-11-24", 10, 0)
	u.tell(merged(row, gone))
	u.at("2026-11-24", 10, 30)
	u.tell(merged(row, who{"status": "ACTIVE OUT", "movement_reason": "court"}))
	u.dueNow("2026-11-24", 12, 0)
	if got := u.task("ACC-TONIGHT").State; got != "planned" {
		t.Errorf("at court after all, and the call tonight is %s", got)
	}
}

func TestWhoseImportIsHeldWaitsForSomebodyToPressSend(t *testing.T) {
	u := newUnit(t)
	u.services()
	u.running()
	row := merged(leaver, who{"crd": "2027-02-15"})
	u.tell(row)
	u.at("2026-11-24", 10, 0)
	u.tell(merged(row, gone))
	u.exec(`UPDATE release SET held_by = (SELECT max(id) FROM import)`)
	u.dueNow("2026-11-24", 12, 0)
	if got := u.task("ACC-TONIGHT").State; got != "planned" {
		t.Errorf("held, and the call tonight is %s", got)
	}
	u.exec(`UPDATE release SET held_by = NULL`)
	u.dueNow("2026-11-24", 12, 1)
	if got := u.task("ACC-TONIGHT").State; got != "handed_off" {
		t.Errorf("sent, and the call tonight is %s", got)
	}
}

func TestNotConfirmedAtTheGateByThree(t *testing.T) {
	leaves := who{"crd": "2026-11-25", "sed": "2028-02-15"}
	for name, test := range map[string]struct {
		row   who
		book  string
		alert bool
	}{
		"nothing hangs on the day":             {leaves, "", false},
		"IOM":                                  {merged(leaves, who{"iom": "fixed"}), "", true},
		"MAPPA":                                {merged(leaves, who{"flags": "mappa1"}), "", true},
		"a bed in approved premises":           {merged(leaves, who{"flags": "approved_premises"}), "", true},
		"an appointment on the day":            {leaves, "X1,A0001BC,2026-11-25 17:00,jobcentre,Office,no,", true},
		"an appointment on another":            {leaves, "X1,A0001BC,2026-11-26 00:30,jobcentre,Office,no,", false},
		"an appointment that was cancelled":    {leaves, "X1,A0001BC,2026-11-25 17:00,jobcentre,Office,no,yes", false},
		"a prescription that was asked for":    {merged(leaves, who{"needs": "drugs_and_alcohol"}), "", true},
		"leaves on another day":                {merged(leaves, who{"iom": "fixed", "crd": "2026-12-03"}), "", false},
		"released, and recorded":               {merged(leaves, who{"iom": "fixed"}, released("2026-11-25")), "", false},
		"released tomorrow is no release yet":  {merged(leaves, who{"iom": "fixed", "released_on": "2026-11-26"}), "", true},
		"local and not in the cohort: unknown": {merged(leaves, who{"prison": "PVI"}), "", false},
	} {
		t.Run(name, func(t *testing.T) {
			u := newUnit(t)
			u.officer(linkAddress)
			u.services()
			u.running()
			u.tell(leaves)
			u.sweep("2026-11-24")
			if test.book != "" {
				u.book(test.book)
			}
			u.at("2026-11-25", 14, 0)
			u.tell(test.row)
			u.sweep("2026-11-25")
			u.dueNow("2026-11-25", 14, 59)
			if n := u.count(notify.Alert, notify.ItemNotAtGate); n != 0 {
				t.Errorf("before 15:00: %d lines", n)
			}
			u.dueNow("2026-11-25", 15, 0)
			u.dueNow("2026-11-25", 22, 0)
			u.dueNow("2026-11-26", 16, 0)
			to := u.toldOf(notify.Alert, "not_at_gate")
			switch want := []string{"com1@probation.example", linkAddress, unitMailbox}; {
			case !test.alert && len(to) > 0:
				t.Errorf("told %v", to)
			case test.alert && !slices.Equal(to, want):
				t.Errorf("told %v, want each of %v once", to, want)
			}
		})
	}
}

func TestTwoPeopleAtTheGateOnOneDayAreToldOneAfterTheOther(t *testing.T) {
	u := newUnit(t)
	u.officer(linkAddress)
	u.running()
	u.tell(who{"crd": "2026-11-25", "iom": "fixed"}, who{"crd": "2026-11-26", "iom": "fixed"})
	u.dueNow("2026-11-25", 15, 0)
	u.at("2026-11-25", 15, 30) // the second leaves today too, as we learn now
	u.tell(who{"crd": "2026-11-25", "iom": "fixed"}, who{"crd": "2026-11-25", "iom": "fixed"})
	u.dueNow("2026-11-25", 15, 31)
	if n := one[int](u, `SELECT count(DISTINCT i.release_id)::int FROM message_item i JOIN message m ON m.id = i.message_id
		WHERE m.kind = 'alert' AND i.kind = 'not_at_gate' AND m.recipient = $1`, linkAddress); n != 2 {
		t.Errorf("told of %d people, want 2", n)
	}
}

func TestSeveralProcessesAlertOnce(t *testing.T) {
	u := newUnit(t)
	u.officer(linkAddress)
	u.running()
	u.tell(who{"crd": "2026-11-25", "iom": "fixed"})
	u.at("2026-11-25", 15, 0)
	var group sync.WaitGroup
	for range 4 {
		group.Go(func() {
			if err := u.releases.DueNow(u.Context()); err != nil {
				t.Error(err)
			}
		})
	}
	group.Wait()
	if to := u.toldOf(notify.Alert, "not_at_gate"); !slices.Equal(to, []string{"com1@probation.example", linkAddress, unitMailbox}) {
		t.Errorf("told %v", to)
	}
}

func TestThreeOClockIsLondons(t *testing.T) {
	for name, test := range map[string]struct {
		day       string
		early, at time.Time
	}{
		"winter":                           {"2026-11-25", time.Date(2026, 11, 25, 14, 59, 0, 0, time.UTC), time.Date(2026, 11, 25, 15, 0, 0, 0, time.UTC)},
		"summer":                           {"2026-07-01", time.Date(2026, 7, 1, 13, 59, 0, 0, time.UTC), time.Date(2026, 7, 1, 14, 0, 0, 0, time.UTC)},
		"23 hours: the clock goes forward": {"2027-03-28", time.Date(2027, 3, 28, 13, 59, 0, 0, time.UTC), time.Date(2027, 3, 28, 14, 0, 0, 0, time.UTC)},
		"25 hours: the clock goes back":    {"2026-10-25", time.Date(2026, 10, 25, 14, 59, 0, 0, time.UTC), time.Date(2026, 10, 25, 15, 0, 0, 0, time.UTC)},
	} {
		t.Run(name, func(t *testing.T) {
			u := newUnit(t)
			u.officer(linkAddress)
			u.now = day(test.day).AddDays(-3).At(9, 0)
			u.tell(who{"confirmed_release": test.day, "iom": "fixed"}) // never moved off a Sunday
			for at, want := range map[time.Time]int{test.early: 0, test.at: 3} {
				u.exec(`DELETE FROM message_item`)
				u.now = at
				if err := u.releases.DueNow(u.Context()); err != nil {
					t.Fatal(err)
				}
				if n := u.count(notify.Alert, notify.ItemNotAtGate); n != want {
					t.Errorf("%s: %d lines, want %d", at.In(calendar.London), n, want)
				}
			}
		})
	}
}

func TestATextThatCannotArriveBeforeItsAppointmentIsToldAtOnce(t *testing.T) {
	for name, test := range map[string]struct {
		kind  string
		at    time.Time
		alert bool
	}{
		"it did not arrive":                 {"undelivered", day("2026-11-27").At(10, 5), true},
		"nobody knows whether it did":       {"unknown_outcome", day("2026-11-27").At(10, 5), true},
		"the appointment is past by now":    {"undelivered", day("2026-12-01").At(11, 1), false},
		"a reply is another thing":          {"reply", day("2026-11-27").At(10, 5), false},
		"nobody looked for two days":        {"undelivered", day("2026-11-29").At(9, 0), true},
		"just before the appointment":       {"undelivered", day("2026-12-01").At(10, 59), true},
		"somebody has dealt with it before": {"closed", day("2026-11-27").At(10, 5), false},
	} {
		t.Run(name, func(t *testing.T) {
			u := newTexts(t, reachable)
			u.book("X2,A0001BC,2026-12-01 11:00,housing_options,Office,yes,")
			u.at("2026-11-25", 9, 30)
			u.tell(merged(reachable, released("2026-11-25")))
			u.at("2026-11-27", 10, 0)
			u.deliver()
			kind := test.kind
			if kind == "closed" {
				kind = "undelivered"
			}
			u.exec(`INSERT INTO attention (kind, about_key, role, person_id, release_id, message_id, opened_at)
				SELECT $1, 'message:' || id, 'link_officer', person_id, release_id, id, $2 FROM message
				WHERE kind = 'appointment_reminder' AND state = 'sent' LIMIT 1`, kind, u.clock())
			if test.kind == "closed" {
				u.exec(`UPDATE attention SET closed_at = $1, closed_by = 'account:1'`, u.clock())
			}
			u.now = test.at
			for range 3 {
				if err := u.releases.DueNow(u.Context()); err != nil {
					t.Fatal(err)
				}
			}
			to := u.toldOf(notify.Alert, "undelivered")
			if want := []string{"com1@probation.example", linkAddress, unitMailbox}; test.alert != slices.Equal(to, want) || !test.alert && len(to) > 0 {
				t.Errorf("told %v", to)
			}
		})
	}
}

func TestAnImportThatDiedHalfWayIsClosedByTheNextMinute(t *testing.T) {
	u := newUnit(t)
	u.officer(linkAddress)
	u.services()
	u.running()
	u.tell(leaver)
	u.exec(`UPDATE import SET finished_at = NULL WHERE kind = 'releases'`)
	u.exec(`UPDATE message SET state = 'held', import_id = (SELECT max(id) FROM import)`)
	u.dueNow("2026-11-23", 9, 0)
	if n := one[int](u, `SELECT count(*)::int FROM import WHERE finished_at IS NULL`); n != 0 {
		t.Errorf("%d imports stay open", n)
	}
	if n := one[int](u, `SELECT count(*)::int FROM message WHERE state = 'held'`); n != 0 {
		t.Errorf("%d of its messages stay held", n)
	}
}

func TestWithNothingDueNothingIsWritten(t *testing.T) {
	u := newUnit(t)
	u.officer(linkAddress)
	u.services()
	u.running()
	u.tell(merged(leaver, who{"iom": "fixed"}))
	u.sweep("2026-11-24")
	state := func() string {
		return one[string](u, `SELECT (SELECT count(*) FROM message) || ' ' || (SELECT sum(version) FROM release) || ' ' ||
			(SELECT sum(version) FROM task) || ' ' || (SELECT count(*) FROM audit) || ' ' || (SELECT count(*) FROM attention)`)
	}
	before := state()
	for _, hour := range []int{0, 5, 12, 15, 23} {
		u.dueNow("2026-11-24", hour, 0)
	}
	if got := state(); got != before {
		t.Errorf("messages, versions, audit, attention %s, were %s", got, before)
	}
}
