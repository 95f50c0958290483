package pathways_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5"

	"throughgate/access"
	"throughgate/internal/calendar"
	"throughgate/pathways"
)

// What a hand-off leaves in the database, for a service's task and an officer's.
func TestAHandOffIsStored(t *testing.T) {
	t.Parallel()
	o := open(t)
	health := o.service("*", "prison_healthcare")
	c := o.caseOf(o.release, "2026-12-14") // MH-MEDS and ACC-NIGHT1: hand-off 16 November
	o.replan(day("2026-11-20"), c)
	hand := o.handOff(day(monday), c)
	answer, rung3 := day("2026-11-25").At(17, 0), watchAt("2026-12-04")
	// MH-MEDS: h 16 Nov, d 4 back from 14 Dec: Tue 8: 22 x 21 / 28 = 16: 9 Dec. ACC-NIGHT1: 17 x 21 / 28 = 12: 5 Dec -> 4.
	meds := o.row(o.ref(o.release, "MH-MEDS"))
	want := row{State: pathways.HandedOff, Version: 2, DueOn: day("2026-12-09"), HandOffOn: day("2026-11-16"), Waiting: []string{},
		Evidence: []string{}, NextRungAt: &answer, ContactEmail: "prison_healthcare@services.example", ServiceID: health}
	if diff := cmp.Diff(want, meds, sameDay, sameInstant); diff != "" {
		t.Errorf("a service's task (-want +got):\n%s", diff)
	}
	if n := o.count(`SELECT count(*) FROM task WHERE standard = 'MH-MEDS' AND handed_off_on = '2026-11-23' AND acknowledge_by = $1
		AND contact_note = $2 AND NOT first_load`, answer, pathways.NoteGeneral); n != 1 {
		t.Error("its clock, day or note is not stored")
	}
	night := o.row(o.ref(o.release, "ACC-NIGHT1"))
	// It blocks PRO-LIC (d 7 Dec) and GATE-PLAN (d 9 Dec): its own 4 December stays.
	if night.DueOn != day("2026-12-04") || night.NextRungAt == nil || !night.NextRungAt.Equal(watchAt("2026-12-07")) || night.ContactEmail != "com@probation.example" {
		t.Errorf("an officer's task: due %s, next %v, contact %q, want due 4 December; %s", night.DueOn, night.NextRungAt, night.ContactEmail, rung3)
	}
	steps := o.history(o.ref(o.release, "MH-MEDS"))
	wantStep := []step{{State: "handed_off", Actor: "system:watch", SentTo: "prison_healthcare@services.example",
		DueOn: day("2026-12-09"), At: day(monday).At(5, 0)}}
	if diff := cmp.Diff(wantStep, steps, sameDay, sameInstant); diff != "" {
		t.Errorf("history (-want +got):\n%s", diff)
	}
	if len(hand) == 0 || len(o.handOff(day("2026-11-24"), c)) != 0 {
		t.Error("the next watch hands off again")
	}
}

// What needs it first pulls its due day, also where that is not handed off yet,
// or was before.
func TestAHandOffIsPulledByWhatNeedsIt(t *testing.T) {
	t.Parallel()
	for state, change := range map[string]string{
		"planned":    `UPDATE task SET due_on = '2026-12-02', hand_off_on = '2026-11-30' WHERE standard = 'PRO-LIC'`,
		"handed_off": `UPDATE task SET due_on = '2026-12-02', state = 'handed_off', handed_off_at = '2026-11-20Z' WHERE standard = 'PRO-LIC'`,
	} {
		o := open(t)
		c := o.caseOf(o.release, "2026-12-14")
		o.replan(day("2026-11-20"), c)
		o.exec(change)
		o.handOff(day(monday), c)
		night := o.row(o.ref(o.release, "ACC-NIGHT1")) // its own day is 4 December
		if night.State != pathways.HandedOff || night.DueOn != day("2026-12-02") {
			t.Errorf("PRO-LIC %s: ACC-NIGHT1 is %s, due %s, want 2 December", state, night.State, night.DueOn)
		}
	}
}

// What waits and what has nobody is stored by the watch that saw it.
func TestWhatCannotGoIsStoredAsWaiting(t *testing.T) {
	t.Parallel()
	o := open(t)
	o.service(haringey, "drug_and_alcohol")
	c := o.caseOf(o.release, "2026-12-14", "drugs_and_alcohol")
	c.Consents = nil
	o.replan(day("2026-11-20"), c)
	for _, d := range []string{"2026-11-20", monday} {
		o.handOff(day(d), c)
	}
	refer := o.row(o.ref(o.release, "DA-REFER"))
	if diff := cmp.Diff([]string{"consent_to_share_health"}, refer.Waiting); diff != "" || refer.State != pathways.Planned {
		t.Errorf("%s, waits for %s", refer.State, diff)
	}
	if n := o.count(`SELECT count(*) FROM task WHERE standard = 'DA-REFER' AND waiting_since = '2026-11-20'`); n != 1 {
		t.Error("the first watch that saw it wait is not kept")
	}
	if got := o.row(o.ref(o.release, "DA-ASK")); got.State != pathways.Planned || !got.Nobody {
		t.Errorf("with no prison healthcare DA-ASK is %s, nobody %v", got.State, got.Nobody)
	}
}

// domain 6, due day 1: judged at every watch, waiting ones too; nobody is chased.
func TestWhatIsTooLateIsJudgedAtTheWatch(t *testing.T) {
	t.Parallel()
	o := open(t)
	last := o.plan("BEN-ID", "2026-10-12", "2026-11-16", monday)
	over := o.plan("BEN-COACH", "2026-10-12", "2026-11-16", "2026-11-22")
	waits := o.plan("ACC-CRS", "2026-10-12", "2026-11-16", "2026-11-20")
	none := o.plan("BEN-JCP", "2026-10-12", "2026-11-16", "")
	given := o.ask("MH-BASE", o.jobs)
	o.exec(`UPDATE task SET latest_start_on = '2026-11-01' WHERE ref = $1`, given)
	o.exec(`UPDATE task SET waiting_for = '{om_release}', nobody = true WHERE ref = $1`, waits)
	judge := func(today calendar.Date) (n int) {
		t.Helper()
		o.in(func(tx pgx.Tx, _ *pathways.Reference) (err error) {
			n, err = pathways.JudgeTooLate(t.Context(), tx, access.System("watch"), today.At(5, 0), today)
			return err
		})
		return n
	}
	if n := judge(day(monday)); n != 2 {
		t.Errorf("%d are too late, want 2", n)
	}
	for ref, want := range map[string]pathways.State{last: pathways.Planned, over: pathways.TooLate, waits: pathways.TooLate,
		none: pathways.Planned, given: pathways.HandedOff} {
		if got := o.row(ref); got.State != want || (want == pathways.TooLate && (len(got.Waiting) != 0 || got.Nobody || got.NextRungAt != nil)) {
			t.Errorf("%s is %s, waiting for %v, want %s", ref, got.State, got.Waiting, want)
		}
	}
	if steps := o.history(over); len(steps) != 1 || steps[0].State != "too_late" || steps[0].Actor != "system:watch" {
		t.Errorf("history %+v", steps)
	}
	if n := judge(day(monday)); n != 0 {
		t.Errorf("judged twice: %d more", n)
	}
	if n := judge(day("2026-11-24")); n != 1 || o.row(last).State != pathways.TooLate {
		t.Errorf("the day after its last day %d more, %s", n, o.row(last).State)
	}
}
