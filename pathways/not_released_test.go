package pathways_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"throughgate/pathways"
)

// domain 5: tasks anchored on the actual release have no days until release. One
// asked for a release that turns out not to be one is planned again, the service
// that held it is told once; a done one stays, an officer's needs no word.
func TestAReleaseThatWasNoneTakesBackWhatWasAskedForIt(t *testing.T) {
	t.Parallel()
	o := open(t)
	o.service(haringey, "drug_and_alcohol")
	c := o.caseOf(o.release, "2026-12-14", "accommodation", "drugs_and_alcohol")
	o.replan(day("2026-12-10"), c)
	out := *c
	out.ActualDay, out.LearntDay, out.Unexpected = day("2026-12-10"), day("2026-12-10"), true
	o.replan(day("2026-12-10"), &out)
	o.handOff(day("2026-12-10"), &out)
	claim, tonight, seen := o.ref(o.release, "BEN-CLAIM"), o.ref(o.release, "ACC-TONIGHT"), o.ref(o.release, "DA-SEEN")
	o.now = day("2026-12-10").At(9, 0)
	if err := o.give(o.kay, claim, o.row(claim).Version, pathways.Accepted); err != nil {
		t.Fatal(err)
	}
	if err := o.tasks.Finish(t.Context(), o.lin, seen, o.row(seen).Version, pathways.Finish{Reason: "rang"}); err != nil {
		t.Fatal(err)
	}
	asked, done := o.row(claim), o.row(seen)
	got := o.replan(day("2026-12-11"), c)
	task := map[string]int64{}
	for _, code := range []string{"BEN-CLAIM", "DA-START"} {
		task[code] = int64(o.count(`SELECT id::int FROM task WHERE standard = $1`, code))
	}
	var told []pathways.Taken
	for _, taken := range got.Taken {
		if taken.Reason == "not released after all" {
			told = append(told, taken)
		}
	}
	want := []pathways.Taken{{TaskID: task["BEN-CLAIM"], ReleaseID: o.release, ServiceID: o.jobs,
		Contact: pathways.Contact{Name: "jobcentre", Email: asked.ContactEmail}, Reason: "not released after all"}}
	if n := o.count(`SELECT count(*) FROM task_event e JOIN task t ON t.id = e.task_id WHERE t.standard = 'DA-START' AND e.state = 'handed_off'`); n == 1 {
		want = append(want, pathways.Taken{TaskID: task["DA-START"], ReleaseID: o.release,
			ServiceID: int64(o.count(`SELECT id::int FROM service WHERE service = 'drug_and_alcohol'`)),
			Contact:   pathways.Contact{Name: "drug_and_alcohol", Email: "drug_and_alcohol@services.example"}, Reason: "not released after all"})
	}
	if diff := cmp.Diff(want, told); diff != "" {
		t.Errorf("told (-want +got):\n%s", diff)
	}
	for _, ref := range []string{claim, tonight} {
		r := o.row(ref)
		if r.State != pathways.Planned || !r.DueOn.IsZero() || !r.HandOffOn.IsZero() || r.ContactEmail != "" || r.ServiceID != 0 ||
			r.AcknowledgedAt != nil || r.AcceptedAt != nil || r.Rung != 0 || r.NextRungAt != nil || r.Reason != "" || r.ShortNotice {
			t.Errorf("planned again: %+v", r)
		}
		steps := o.history(ref)
		if last := steps[len(steps)-1]; last.State != "planned" || last.Reason != "not released after all" {
			t.Errorf("history %+v", last)
		}
	}
	if n := o.count(`SELECT count(*) FROM task WHERE ref = $1 AND acknowledge_by IS NULL AND handed_off_on IS NULL AND told_day IS NULL
		AND told_due IS NULL AND asked_where = ''`, claim); n != 1 {
		t.Error("what it was asked with is kept")
	}
	if r := o.row(seen); r.State != pathways.Done || r.Version != done.Version {
		t.Errorf("a done one changed: %+v", r)
	}
	versions := o.versions()
	if again := o.replan(day("2026-12-11"), c); len(again.Taken) != 0 || o.versions() != versions {
		t.Errorf("again: %+v", again)
	}
	// They do leave: asked anew.
	out.ActualDay, out.LearntDay, out.Unexpected = day("2026-12-14"), day("2026-12-14"), false
	o.replan(day("2026-12-14"), &out)
	o.handOff(day("2026-12-14"), &out)
	for _, ref := range []string{claim, tonight} {
		if r := o.row(ref); r.State != pathways.HandedOff || r.DueOn.Before(day("2026-12-14")) {
			t.Errorf("released: %+v", r)
		}
	}
}

// A task asked for a release that was none pulls no blocker: it has no due day.
func TestWhatIsPlannedAgainPullsNothing(t *testing.T) {
	t.Parallel()
	k := keep(t)
	k.replan(needing("2027-01-12", "mental_health"), day("2026-12-01"))
	k.watch(needing("2027-01-12", "mental_health"), day("2026-12-01"))
	first := k.task("MH-FIRST") // needs MH-CMHT
	first.State, first.DueOn, first.Usual.Due = pathways.HandedOff, day("2026-12-04"), day("2026-12-04")
	diff := k.replan(needing("2027-01-19", "mental_health"), day("2026-12-01"))
	if m := k.moveOf(diff, "MH-CMHT"); m.To != day("2027-01-05") {
		t.Errorf("due %s, want 5 January", m.To)
	}
	if first := k.task("MH-FIRST"); first.State != pathways.Planned || !first.DueOn.IsZero() {
		t.Errorf("it is %s, due %s", first.State, first.DueOn)
	}
}
