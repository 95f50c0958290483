package release_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"throughgate/internal/pg"
	"throughgate/notify"
)

// queue puts one message into the outbox.
func (u *unitTest) queue(in notify.Intent) {
	u.Helper()
	in.Channel = notify.Email
	err := pg.InTx(u.Context(), u.pool, pg.As{Key: "system:test"}, func(tx pgx.Tx) error {
		_, err := u.releases.Outbox.Add(u.Context(), tx, u.clock(), []notify.Intent{in})
		return err
	})
	if err != nil {
		u.Fatal(err)
	}
}

// newTold is somebody whose MH-RECONNECT a service holds, on the morning after.
func newTold(t *testing.T) *unitTest {
	u := newUnit(t)
	u.services()
	u.running()
	u.tell(reconnect(who{"consents": "consent_to_share_health"}))
	u.sweep("2026-11-23")
	u.deliver()
	if got := u.task("MH-RECONNECT"); got.State != "handed_off" {
		t.Fatalf("the service holds it: %+v", got)
	}
	u.at("2026-11-24", 10, 0)
	return u
}

func TestWhatAServiceIsToldIsCheckedWhenItIsSent(t *testing.T) {
	const (
		moved     = notify.ItemMoved
		withdrawn = notify.ItemWithdrawn
		meeting   = notify.ItemMeetingInside
		later     = `UPDATE message SET sent_at = sent_at + interval '5 days', claimed_at = claimed_at + interval '5 days' WHERE kind = 'request'`
		taken     = `UPDATE task SET state = 'withdrawn' WHERE standard = 'MH-RECONNECT'`
	)
	for name, test := range map[string]struct {
		kind  notify.ItemKind
		since string // what has happened since it was queued
		goes  bool
	}{
		"moved: it still holds":                       {moved, ``, true},
		"moved: they have said no":                    {moved, `UPDATE task SET state = 'declined' WHERE standard = 'MH-RECONNECT'`, true},
		"moved: done":                                 {moved, `UPDATE task SET state = 'done' WHERE standard = 'MH-RECONNECT'`, false},
		"moved: withdrawn":                            {moved, taken, false},
		"moved: somebody else holds it":               {moved, `UPDATE task SET contact_email = 'other@services.example'`, false},
		"moved: the day has changed again":            {moved, `UPDATE release SET planned_day = '2027-02-16'`, false},
		"moved: there is no day any more":             {moved, `UPDATE release SET planned_day = NULL, state = 'no_dates'`, false},
		"moved: consent withdrawn":                    {moved, `UPDATE consent SET withdrawn_at = now()`, false},
		"moved: the offender manager has to release":  {moved, `UPDATE person SET flags = '{mappa2}'`, false},
		"moved: released in error":                    {moved, `UPDATE release SET withheld = true`, false},
		"moved: at large":                             {moved, `UPDATE release SET state = 'at_large'`, false},
		"moved: died":                                 {moved, `UPDATE release SET state = 'died'`, false},
		"moved: removed":                              {moved, `UPDATE release SET state = 'removed'`, false},
		"moved: of another area":                      {moved, `UPDATE person SET home_area = 'E09000010'`, false},
		"moved: dropped":                              {moved, `UPDATE message_item SET dropped = true WHERE kind = 'moved'`, false},
		"moved: they were asked after it had":         {moved, later, false},
		"withdrawn: they had not been asked yet":      {withdrawn, taken + `; ` + later, false},
		"withdrawn: it is":                            {withdrawn, taken, true},
		"withdrawn: stands again":                     {withdrawn, ``, false},
		"withdrawn: planned again for another day":    {withdrawn, `UPDATE task SET state = 'planned', contact_email = ''`, true},
		"withdrawn: somebody else holds it":           {withdrawn, `UPDATE task SET contact_email = 'other@services.example'`, true},
		"withdrawn: no consent is needed for that":    {withdrawn, taken + `; UPDATE consent SET withdrawn_at = now()`, true},
		"withdrawn: at large, and not why":            {withdrawn, taken + `; UPDATE release SET state = 'at_large'`, true},
		"withdrawn: removed":                          {withdrawn, taken + `; UPDATE release SET state = 'removed'`, true},
		"withdrawn: moved away, and not where to":     {withdrawn, taken + `; UPDATE release SET state = 'moved_away'; UPDATE person SET home_area = 'E09000010'`, true},
		"withdrawn: died":                             {withdrawn, taken + `; UPDATE release SET state = 'died'`, false},
		"withdrawn: released in error":                {withdrawn, taken + `; UPDATE release SET withheld = true`, false},
		"meeting inside: booked":                      {meeting, ``, true},
		"meeting inside: moved":                       {meeting, `UPDATE appointment SET state = 'moved'`, true},
		"meeting inside: cancelled":                   {meeting, `UPDATE appointment SET state = 'cancelled'`, false},
		"meeting inside: past":                        {meeting, `UPDATE appointment SET starts_at = '2026-11-24T09:00Z'`, false},
		"meeting inside: died":                        {meeting, `UPDATE release SET state = 'died'`, false},
		"meeting inside: released in error, withheld": {meeting, `UPDATE release SET withheld = true`, false},
	} {
		t.Run(name, func(t *testing.T) {
			u := newTold(t)
			u.book("X1,A0001BC,2026-12-10 14:00,reconnect,Visits hall,no,")
			task := u.task("MH-RECONNECT")
			item := notify.Item{Kind: test.kind, TaskID: task.ID, ReleaseID: one[int64](u, `SELECT id FROM release`)}
			switch test.kind {
			case moved:
				item.From, item.To = day("2027-02-22"), day("2027-02-15")
			case meeting:
				item.TaskID, item.AppointmentID = 0, one[int64](u, `SELECT id FROM appointment`)
			}
			u.queue(notify.Intent{Kind: notify.Told, To: task.Contact, DedupeKey: "test", Items: []notify.Item{item}})
			for _, sql := range strings.Split(test.since, "; ") {
				if sql != "" {
					u.exec(sql)
				}
			}
			left := u.deliver()
			m := u.messages(notify.Told)[0]
			if (len(left) == 1) != test.goes || test.goes != (m.State == "sent") || test.goes == (m.Reason != "") {
				t.Errorf("%d left, %s: %s", len(left), m.State, m.Reason)
			}
			for _, o := range left {
				if contains(o.Text, "Fictional") || contains(o.Text, "Leeds") {
					t.Errorf("it says too much:\n%s", o.Text)
				}
			}
		})
	}
}

func TestServicesAreToldFromEightToFiveOnWorkingDays(t *testing.T) {
	for name, test := range map[string]struct{ at, until time.Time }{
		"at five":                        {day("2026-11-24").At(17, 0), day("2026-11-25").At(8, 0)},
		"before eight":                   {day("2026-11-24").At(7, 59), day("2026-11-24").At(8, 0)},
		"on a Saturday":                  {day("2026-11-28").At(11, 0), day("2026-11-30").At(8, 0)},
		"on a bank holiday":              {day("2026-12-25").At(11, 0), day("2026-12-29").At(8, 0)},
		"clocks go forward that weekend": {day("2027-03-26").At(20, 0), day("2027-03-30").At(8, 0)}, // Good Friday to Easter Tuesday
	} {
		t.Run(name, func(t *testing.T) {
			u := newTold(t)
			u.exec(`UPDATE release SET planned_day = '2027-06-01', state = 'planned'`)
			u.now = test.at
			task := u.task("MH-RECONNECT")
			u.queue(notify.Intent{Kind: notify.Told, To: task.Contact, DedupeKey: "test", Items: []notify.Item{{Kind: notify.ItemMoved,
				TaskID: task.ID, From: day("2027-02-15"), To: day("2027-06-01")}}})
			if left := u.deliver(); len(left) != 0 {
				t.Fatalf("it left outside hours: %+v", left)
			}
			if m := u.messages(notify.Told)[0]; m.State != "queued" || !m.NotBefore.Equal(test.until) {
				t.Errorf("it waits %s until %s, want %s", m.State, m.NotBefore, test.until)
			}
			u.now = test.until
			if left := u.deliver(); len(left) != 1 {
				t.Errorf("%d left at %s: %+v", len(left), test.until, u.messages(notify.Told))
			}
		})
	}
}

func TestAMovedDayIsToldWithBothDaysAndWhetherAnAnswerIsWantedAgain(t *testing.T) {
	u := newTold(t)
	u.exec(`UPDATE release SET presumed = true, planned_day = '2027-01-14', working_day = '2027-01-15'`)
	task := u.task("MH-RECONNECT")
	tell := func(key string) string {
		u.queue(notify.Intent{Kind: notify.Told, To: task.Contact, DedupeKey: key, Items: []notify.Item{{Kind: notify.ItemMoved,
			TaskID: task.ID, From: day("2027-02-15"), To: day("2027-01-14")}}})
		left := u.deliver()
		if len(left) != 1 {
			t.Fatalf("%s: %+v", key, u.messages(notify.Told))
		}
		return left[0].Text
	}
	first := tell("first")
	if !contains(first, "14 January") || !contains(first, "15 January") {
		t.Errorf("both days are told, never the presumed one alone:\n%s", first)
	}
	if contains(first, "answer again") {
		t.Errorf("the answer was not re-opened:\n%s", first)
	}
	event := func(reason string) {
		u.exec(`INSERT INTO task_event (task_id, state, at, actor, reason) VALUES ($1, 'handed_off', now(), 'system:test', $2)`, task.ID, reason)
	}
	event("the day moved earlier: answer again")
	event("due day moved")
	if again := tell("second"); !contains(again, "answer again") {
		t.Errorf("the answer is wanted again:\n%s", again)
	}
	event("") // handed off anew
	if anew := tell("third"); contains(anew, "answer again") {
		t.Errorf("handed off since:\n%s", anew)
	}
}

func TestOfADeathOnlyItsMessageLeavesAndOnlyTheReference(t *testing.T) {
	u := newTold(t)
	u.exec(`UPDATE release SET state = 'died'`)
	release := one[int64](u, `SELECT id FROM release`)
	for i, kind := range []notify.ItemKind{notify.ItemDied, notify.ItemNewDate, notify.ItemUnexpectedRelease, notify.ItemLeftUnknown, notify.ItemTransferred, notify.ItemRemoved} {
		u.queue(notify.Intent{Kind: notify.Alert, To: linkAddress, DedupeKey: string(rune('a' + i)),
			Items: []notify.Item{{Kind: kind, ReleaseID: release, From: day("2027-02-15"), To: day("2027-02-16")}}})
	}
	left := u.deliver()
	if len(left) != 1 {
		t.Fatalf("%d messages left", len(left))
	}
	ref := one[string](u, `SELECT ref FROM release`)
	if text := left[0].Text; !contains(text, ref) || contains(text, "S.F.") || contains(text, "February") {
		t.Errorf("reference only:\n%s", text)
	}
}

func TestNoTextGoesAfterAReleaseInErrorUntilSomebodySaysSo(t *testing.T) {
	u := newTexts(t, reachable)
	u.book("X2,A0001BC,2026-12-01 11:00,housing_options,Office,yes,")
	u.at("2026-11-25", 9, 30)
	u.tell(merged(reachable, released("2026-11-25"), who{"movement_reason": "released_in_error"}))
	u.at("2026-11-27", 10, 0)
	if left := onlyTexts(u.deliver()); len(left) != 0 {
		t.Fatalf("nobody has said so: %+v", left)
	}
	if m := u.messages(notify.AppointmentReminder)[0]; m.State != "queued" || !contains(m.Reason, "error") {
		t.Errorf("it waits, and says why: %+v", m)
	}
}

func TestTheTextsOfAStayThatIsOverStop(t *testing.T) {
	for name, since := range map[string]string{
		"escaped":  `UPDATE release SET state = 'at_large'`,
		"back":     `UPDATE release SET is_current = false`,
		"died":     `UPDATE release SET state = 'died'`,
		"unlawful": `UPDATE release SET withheld = true`,
	} {
		t.Run(name, func(t *testing.T) {
			u := newTexts(t, reachable)
			u.book("X2,A0001BC,2026-12-01 11:00,housing_options,Office,yes,")
			u.at("2026-11-25", 9, 30)
			u.tell(merged(reachable, released("2026-11-25")))
			u.exec(since)
			u.at("2026-11-27", 10, 0)
			if left := onlyTexts(u.deliver()); len(left) != 0 {
				t.Errorf("a text left: %+v", left)
			}
		})
	}
}

func TestAPlaceMayBeTextedOnceItIsCheckedAgainstTheLicence(t *testing.T) {
	for _, checked := range []bool{false, true} {
		t.Run(fmt.Sprint(checked), func(t *testing.T) {
			u := newTexts(t, merged(reachable, who{"flags": "exclusion_zone"}))
			u.book("X2,A0001BC,2026-12-01 11:00,housing_options,Office,yes,")
			u.at("2026-11-25", 9, 30)
			u.tell(merged(reachable, who{"flags": "exclusion_zone"}, released("2026-11-25")))
			if checked {
				u.exec(`UPDATE release SET licence_checked_at = now()`)
			}
			u.at("2026-11-27", 10, 0)
			left := onlyTexts(u.deliver())
			if len(left) != 1 || contains(left[0].Text, "at Office") != checked {
				t.Errorf("checked %v: %+v", checked, left)
			}
		})
	}
}
