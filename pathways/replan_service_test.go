package pathways_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5"

	"throughgate/access"
	"throughgate/internal/calendar"
	"throughgate/pathways"
)

// replan plans these releases as on a day, then notes the planned day as the
// release package does.
func (o *office) replan(today calendar.Date, cases ...*pathways.Case) pathways.Replanned {
	o.t.Helper()
	var done pathways.Replanned
	o.in(func(tx pgx.Tx, ref *pathways.Reference) (err error) {
		done, err = ref.Replan(o.t.Context(), tx, access.System("import"), today.At(8, 0), cases)
		if err != nil {
			return err
		}
		for _, c := range cases {
			if _, err := tx.Exec(o.t.Context(), `UPDATE release SET planned_for = $2 WHERE id = $1`, c.ReleaseID, c.PlannedDay); err != nil {
				return err
			}
		}
		return nil
	})
	return done
}

func (o *office) handOff(today calendar.Date, cases ...*pathways.Case) []pathways.HandOff {
	o.t.Helper()
	var hand []pathways.HandOff
	o.in(func(tx pgx.Tx, ref *pathways.Reference) (err error) {
		hand, err = ref.HandOffDue(o.t.Context(), tx, access.System("watch"),
			pathways.Occasion{Now: today.At(5, 0), Today: today, Services: true}, cases)
		return err
	})
	return hand
}

func (o *office) caseOf(id int64, planned string, needs ...string) *pathways.Case {
	c := needing(planned, needs...)
	c.ReleaseID = id
	return c
}

// ref is the reference of a release's task.
func (o *office) ref(release int64, standard string) string {
	o.t.Helper()
	var ref string
	if err := o.pool.QueryRow(o.t.Context(), `SELECT ref FROM task WHERE release_id = $1 AND standard = $2`, release, standard).Scan(&ref); err != nil {
		o.t.Fatalf("%s of release %d: %v", standard, release, err)
	}
	return ref
}

// versions is how often anything was written to the tasks.
func (o *office) versions() int { return o.count(`SELECT coalesce(sum(version), 0)::int FROM task`) }

// Several releases are planned in one go; planned, handed off or moved, doing it
// again writes nothing.
func TestPlanningTwiceWritesNothing(t *testing.T) {
	t.Parallel()
	o := open(t)
	second := o.newRelease("2027-02-18")
	one, two := o.caseOf(o.release, "2027-01-14", "accommodation"), o.caseOf(second, "2027-02-18", "drugs_and_alcohol", "mental_health")
	got := o.replan(day(monday), one, two)
	want := o.count(`SELECT count(*) FROM task`)
	if got.Added != want || want != 18+21 {
		t.Errorf("added %d tasks, stored %d, want 39", got.Added, want)
	}
	again := func(when string) {
		t.Helper()
		before := o.versions()
		if got := o.replan(day("2026-11-24"), one, two); got.Added+got.Updated+got.Moved+got.Withdrawn+len(got.Taken)+len(got.Unmet) != 0 || o.versions() != before {
			t.Errorf("%s, planning again changes %+v", when, got)
		}
	}
	again("planned")
	if len(o.handOff(day(monday), one, two)) == 0 {
		t.Fatal("nothing was handed off")
	}
	again("handed off")
	one.PlannedDay, two.PlannedDay = day("2027-01-07"), day("2027-03-04")
	if got := o.replan(day("2026-11-24"), one, two); got.Moved == 0 {
		t.Error("nothing moved with the day")
	}
	again("moved")
}

// A handed-off task that moves gets its due day, short notice, latest start and
// the rung that hangs on it; the planned ones follow silently.
func TestAMoveIsStoredWhole(t *testing.T) {
	t.Parallel()
	o := open(t)
	c := o.caseOf(o.release, "2027-04-02")
	o.replan(day(monday), c)
	o.handOff(day(monday), c)
	ref := o.ref(o.release, "PRO-COM")
	if got := o.row(ref); got.DueOn != day("2027-01-27") { // see move_test.go
		t.Fatalf("handed off, it is due %s", got.DueOn)
	}
	o.exec(`UPDATE task SET rung = 3, rung_at = $2, next_rung_at = NULL WHERE ref = $1`, ref, eight)
	before := o.history(ref)
	c.PlannedDay = day("2027-03-12")
	o.replan(day("2026-11-24"), c)
	got := o.row(ref)
	if got.DueOn != day("2027-01-15") || got.Rung != 0 || got.NextRungAt == nil || !got.NextRungAt.Equal(watchAt("2027-01-18")) {
		t.Errorf("moved to %s, rung %d, next %v", got.DueOn, got.Rung, got.NextRungAt)
	}
	if n := o.count(`SELECT count(*) FROM task WHERE ref = $1 AND latest_start_on = '2027-03-05' AND usual_due_on = '2026-12-18'`, ref); n != 1 {
		t.Error("the usual days are not those of the new planned day")
	}
	want := step{State: "handed_off", Actor: "system:import", Reason: "due day moved", DueOn: day("2027-01-15"), At: day("2026-11-24").At(8, 0)}
	if diff := cmp.Diff(append(before, want), o.history(ref), sameDay, sameInstant); diff != "" {
		t.Errorf("history (-want +got):\n%s", diff)
	}
	// A move that leaves the due day leaves nothing: 12 March is a Friday, the 13th is moved to by a confirmed date.
	c.PlannedDay = day("2027-03-13")
	if o.replan(day("2026-11-24"), c); len(o.history(ref)) != len(before)+1 || o.row(ref).DueOn != day("2027-01-15") {
		t.Errorf("due %s, %d steps", o.row(ref).DueOn, len(o.history(ref)))
	}
}

// One live task per release and standard: withdrawn and needed again it is the
// same row, starts over and keeps its history.
func TestATaskThatAppliesAgainStartsOver(t *testing.T) {
	t.Parallel()
	o := open(t)
	o.service(leeds, "prison_healthcare")
	c := o.caseOf(o.release, "2026-12-14", "mental_health")
	o.replan(day(monday), c)
	o.handOff(day(monday), c)
	ref := o.ref(o.release, "MH-BASE")
	if got := o.row(ref); got.State != pathways.HandedOff || got.ContactEmail == "" {
		t.Fatalf("before: %+v", got)
	}
	if err := o.tasks.Acknowledge(t.Context(), o.lin, ref, o.row(ref).Version); err != nil {
		t.Fatal(err)
	}
	c.Needs = nil
	o.replan(day("2026-11-24"), c)
	if got := o.row(ref); got.State != pathways.Withdrawn || got.Reason != pathways.WithdrawnNotNeeded || got.NextRungAt != nil {
		t.Errorf("withdrawn: %+v", got)
	}
	c.Needs = []string{"mental_health"}
	o.replan(day("2026-11-25"), c)
	got := o.row(ref)
	if got.State != pathways.Planned || got.ContactEmail != "" || got.ServiceID != 0 || got.AcknowledgedAt != nil || got.Reason != "" || got.Rung != 0 {
		t.Errorf("planned again: %+v", got)
	}
	var states []string
	for _, s := range o.history(ref) {
		states = append(states, s.State+" by "+s.Actor)
	}
	want := []string{"handed_off by system:watch", "acknowledged by " + o.lin.Key(), "withdrawn by system:import", "planned by system:import"}
	if diff := cmp.Diff(want, states); diff != "" {
		t.Errorf("history (-want +got):\n%s", diff)
	}
	if hand := o.handOff(day("2026-11-25"), c); len(hand) != 1 || hand[0].Standard.Code != "MH-BASE" {
		t.Errorf("handed off again: %v", codesOf(hand))
	}
}

// Too late, then a later day: the history says why it is planned again.
func TestTooLateThenPlannedAgainSaysWhy(t *testing.T) {
	t.Parallel()
	o := open(t)
	c := o.caseOf(o.release, "2027-01-01") // BEN-ID: latest start 20 November
	o.replan(day(monday), c)
	o.in(func(tx pgx.Tx, _ *pathways.Reference) error {
		_, err := pathways.JudgeTooLate(t.Context(), tx, access.System("watch"), eight, day(monday))
		return err
	})
	c.PlannedDay = day("2027-01-14")
	o.replan(day("2026-11-24"), c)
	steps := o.history(o.ref(o.release, "BEN-ID"))
	if len(steps) != 2 || steps[0].State != "too_late" || steps[1].State != "planned" || steps[1].Reason != "the day of release is later" {
		t.Errorf("history %+v", steps)
	}
}

// A service that comes into the directory later, or goes, is noticed when the
// release is planned again.
func TestNobodyToSendToFollowsTheDirectory(t *testing.T) {
	t.Parallel()
	o := open(t)
	c := o.caseOf(o.release, "2027-03-11")
	o.replan(day(monday), c)
	ref := o.ref(o.release, "MH-MEDS")
	if !o.row(ref).Nobody || o.row(o.ref(o.release, "BEN-JCP")).Nobody {
		t.Error("prison healthcare is not in the directory, the Jobcentre is")
	}
	health := o.service("*", "prison_healthcare")
	o.replan(day("2026-11-24"), c)
	if o.row(ref).Nobody {
		t.Error("there is somebody now")
	}
	o.exec(`DELETE FROM service WHERE id = $1`, health)
	o.replan(day("2026-11-25"), c)
	if !o.row(ref).Nobody {
		t.Error("there is nobody any more")
	}
}

// interface 4: contact is whoever would be told today, for planned tasks too;
// null for ACC-CASE until an authority is recorded.
func TestWhoWouldBeToldToday(t *testing.T) {
	t.Parallel()
	o := open(t)
	o.service(haringey, "housing_options")
	o.service(camden, "housing_options")
	c := o.caseOf(o.release, "2027-03-11", "accommodation")
	o.replan(day(monday), c)
	o.exec(`UPDATE task SET state = 'too_late' WHERE ref = $1`, o.ref(o.release, "BEN-JCP"))
	told := func(standard string) string {
		t.Helper()
		var email string
		o.in(func(tx pgx.Tx, ref *pathways.Reference) error {
			holders, err := ref.Holders(t.Context(), tx, c, day(monday))
			email = holders[int64(o.count(`SELECT id::int FROM task WHERE ref = $1`, o.ref(o.release, standard)))].Email
			return err
		})
		return email
	}
	for standard, want := range map[string]string{
		"ACC-NEED": "com@probation.example", "BEN-JCP": "jobcentre@services.example",
		"GATE-PLAN": "unit@unit.example", "MH-MEDS": "", "ACC-CASE": "",
	} {
		if standard == "GATE-PLAN" {
			want = o.count1(`SELECT email FROM account WHERE role = 'link_officer'`)
		}
		if got := told(standard); got != want {
			t.Errorf("%s: %q, want %q", standard, got, want)
		}
	}
	o.exec(`UPDATE task SET housing_authority = $2 WHERE ref = $1`, o.ref(o.release, "ACC-DTR"), camden)
	if got := told("ACC-CASE"); got != "housing_options@services.example" {
		t.Errorf("with an authority recorded: %q", got)
	}
}

func (o *office) count1(sql string) string {
	o.t.Helper()
	var s string
	if err := o.pool.QueryRow(o.t.Context(), sql).Scan(&s); err != nil {
		o.t.Fatal(err)
	}
	return s
}
