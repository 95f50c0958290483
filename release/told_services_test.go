package release_test

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"throughgate/notify"
)

// with is the leaver of these tests with other cells.
func with(cells who) who {
	row := maps.Clone(leaving)
	maps.Copy(row, cells)
	return row
}

// days are the changes of day in told e-mails: "to: code from > to".
func (u *unitTest) toldDays() []string {
	var out []string
	for _, line := range u.toldServices() {
		if strings.Contains(line, "moved") {
			out = append(out, line)
		}
	}
	return out
}

// Domain rule 6: each recipient gets one message for that change, half an hour
// after the last change of that release.
func TestHoldersAreToldOnceHalfAnHourLater(t *testing.T) {
	u := asked(t, nil)
	u.at("2026-11-24", 9, 0)
	u.tell(with(who{"crd": "2027-01-21"}))
	first := u.toldDays()
	if len(first) == 0 {
		t.Fatal("nobody is told")
	}
	for _, line := range first {
		if !strings.Contains(line, "2027-01-07 > 2027-01-21") {
			t.Errorf("told %s", line)
		}
	}
	for _, m := range u.messages(notify.Told) {
		if m.NotBefore.Format("15:04") != "09:30" {
			t.Errorf("leaves at %s", m.NotBefore)
		}
	}
	if left := u.deliver(); len(left) != 0 {
		t.Errorf("%d left before the half hour", len(left))
	}
	// Another change in the same morning: one message, from the day they know.
	u.at("2026-11-24", 9, 20)
	u.tell(with(who{"crd": "2027-01-28"}))
	u.at("2026-11-24", 9, 49)
	if left := u.deliver(); len(left) != 0 {
		t.Errorf("%d left before half an hour after the last change", len(left))
	}
	u.at("2026-11-24", 9, 50)
	left := u.deliver()
	if len(left) != len(first) {
		t.Errorf("%d left, want one for each of %d recipients", len(left), len(first))
	}
	for _, m := range left {
		if !contains(m.Text, "Thursday 7 January 2027") || !contains(m.Text, "Thursday 28 January 2027") || contains(m.Text, "21 January") {
			t.Errorf("to %s:\n%s", m.To, m.Text)
		}
	}
	if n := one[int](u, `SELECT count(*) FROM message WHERE kind = 'told' AND state = 'cancelled' AND reason = 'the day has changed again'`); n != len(first) {
		t.Errorf("%d superseded ones are cancelled, want %d", n, len(first))
	}
}

func TestThereAndBackMakesNoMessage(t *testing.T) {
	u := asked(t, nil)
	due := u.task("ACC-CRS").DueOn
	u.at("2026-11-24", 9, 0)
	u.tell(with(who{"crd": "2027-01-21"}))
	u.at("2026-11-24", 9, 15)
	u.tell(with(who{"crd": "2027-01-07"}))
	if got := u.toldServices(); len(got) != 0 {
		t.Errorf("told all the same: %v", got)
	}
	if got := u.task("ACC-CRS").DueOn; got != due {
		t.Errorf("due on %s, was %s, and nobody was told", got, due)
	}
	// and there once more: from the day they know
	u.at("2026-11-24", 9, 25)
	u.tell(with(who{"crd": "2027-01-21"}))
	for _, line := range u.toldDays() {
		if !strings.Contains(line, "2027-01-07 > 2027-01-21") {
			t.Errorf("told %s", line)
		}
	}
}

// A change in the evening is told the next working morning.
func TestServicesAreToldInWorkingHours(t *testing.T) {
	u := asked(t, nil)
	u.at("2026-11-27", 16, 45) // a Friday
	u.tell(with(who{"crd": "2027-01-21"}))
	for _, m := range u.messages(notify.Told) {
		if got := m.NotBefore.Format("Mon 15:04"); got != "Mon 08:00" {
			t.Errorf("leaves %s", got)
		}
	}
}

// Earlier by three or more working days than last told re-opens the answer.
func TestAMuchEarlierDayReopensTheAnswer(t *testing.T) {
	for _, row := range []struct {
		crd  string
		want string
	}{{"2027-01-05", "acknowledged"}, {"2027-01-04", "handed_off"}, {"2027-01-21", "acknowledged"}} {
		t.Run(row.crd, func(t *testing.T) {
			u := asked(t, nil)
			u.at("2026-11-23", 12, 0)
			task := u.task("ACC-CRS")
			if err := u.tasks.Acknowledge(u.Context(), official, task.Ref, task.Version); err != nil {
				t.Fatal(err)
			}
			u.at("2026-11-24", 9, 0)
			u.tell(with(who{"crd": row.crd}))
			if got := u.task("ACC-CRS"); got.State != row.want {
				t.Errorf("it is %s, want %s", got.State, row.want)
			}
			again := one[int](u, `SELECT count(*) FROM task_event WHERE reason = 'the day moved earlier: answer again'`)
			if (again > 0) != (row.want == "handed_off") {
				t.Errorf("%d events say that an answer is wanted again", again)
			}
		})
	}
}

// What no longer applies is withdrawn with a word to whoever holds it; a change
// of a need is a change like any other.
func TestAWithdrawnTaskIsToldToItsHolder(t *testing.T) {
	u := asked(t, nil)
	u.at("2026-11-24", 9, 0)
	u.tell(with(who{"needs": "none"}))
	if got := u.task("ACC-CRS"); got.State != "withdrawn" {
		t.Fatalf("ACC-CRS is %s", got.State)
	}
	got := u.toldServices()
	if len(got) == 0 || !slices.ContainsFunc(got, func(s string) bool { return strings.Contains(s, "withdrawn ACC-CRS") }) {
		t.Fatalf("told: %v", got)
	}
	u.at("2026-11-24", 9, 30)
	left := u.deliver()
	if len(left) != len(got) {
		t.Errorf("%d left, want %d", len(left), len(got))
	}
	for _, m := range left {
		if !contains(m.Text, "do nothing more") {
			t.Errorf("to %s:\n%s", m.To, m.Text)
		}
	}
}

// Notice lost and what can no longer be met stand with the change.
func TestAChangeKeepsTheNoticeLostAndWhatCanNoLongerBeMet(t *testing.T) {
	u := newUnit(t)
	u.officer(linkAddress)
	u.services()
	u.running()
	u.tell(with(who{"crd": "2027-04-15"}))
	u.at("2026-11-24", 9, 0)
	u.tell(with(who{"crd": "2026-12-10"}))
	got := one[string](u, `SELECT notice_working_days || ' ' || array_to_string(unmet, ' ') FROM release_change WHERE from_day IS NOT NULL`)
	if diff := cmp.Diff("-85 ", got[:4]); diff != "" || !strings.Contains(got, "ACC-CRS") {
		t.Errorf("the change keeps %q", got)
	}
}

// As long as no decision is recorded services are told both days, also where the
// planned day stays and the other one is new; and which one it is once somebody
// has decided.
func TestADayThatBecomesPresumedIsToldWithBothDays(t *testing.T) {
	u := asked(t, who{"crd": "2027-01-07"}) // a Thursday
	u.at("2026-11-24", 9, 0)
	u.tell(with(who{"crd": "2027-01-08"}))
	u.at("2026-11-24", 9, 30)
	left := u.deliver()
	if len(left) == 0 {
		t.Fatal("nobody is told that it may be the Friday")
	}
	for _, m := range left {
		if !contains(m.Text, "Thursday 7 January 2027, or Friday 8 January 2027 if the scheme is not applied") {
			t.Errorf("to %s:\n%s", m.To, m.Text)
		}
	}
	u.at("2026-11-24", 11, 0)
	u.event(`d1 2026-11-24T10:50 A0001BC friday_scheme "decision":"applied"`)
	u.at("2026-11-24", 11, 30)
	decided := u.deliver()
	if len(decided) != len(left) {
		t.Errorf("%d are told of the decision, want %d", len(decided), len(left))
	}
	for _, m := range decided {
		if !contains(m.Text, "Thursday 7 January 2027") || contains(m.Text, "if the scheme") {
			t.Errorf("to %s:\n%s", m.To, m.Text)
		}
	}
	if got := u.present("A0001BC"); got != "episode 1 planned 2027-01-07 LEI SENTENCED" {
		t.Errorf("it is now %q", got)
	}
}

// A transfer tells a service with a meeting inside, and no other.
func TestATransferTellsThoseWithAMeetingInside(t *testing.T) {
	u := asked(t, nil)
	u.book("X1,A0001BC,2026-12-03 14:00,jobcentre,Video room,yes,", "X2,A0001BC,2027-01-08 10:00,housing_options,Office,yes,")
	u.at("2026-11-24", 9, 0)
	u.event(`e1 2026-11-24T08:00 A0001BC transferred "prison":"HLI"`)
	got := collect[string](u, `SELECT a.external_id FROM message_item i JOIN appointment a ON a.id = i.appointment_id JOIN message m ON m.id = i.message_id
		WHERE i.kind = 'meeting_inside' AND m.state <> 'cancelled'`)
	if diff := cmp.Diff([]string{"X1"}, got); diff != "" {
		t.Errorf("told (-want +got):\n%s", diff)
	}
}
