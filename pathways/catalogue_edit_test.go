package pathways_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5"

	"throughgate/pathways"
)

// A standard that was retired: its open tasks are withdrawn and a service that
// was asked is to be told; done ones stay. In force again, it is the same task.
func TestARetiredStandardIsNoLongerAskedFor(t *testing.T) {
	t.Parallel()
	o := open(t)
	second, third := o.newRelease("2026-12-14"), o.newRelease("2027-03-11")
	cases := []*pathways.Case{o.caseOf(o.release, "2026-11-30"), o.caseOf(second, "2026-12-14"), o.caseOf(third, "2027-03-11")}
	o.replan(day(monday), cases...)
	o.handOff(day(monday), cases...) // BEN-JCP: of the first only
	asked, done, planned := o.ref(o.release, "BEN-JCP"), o.ref(second, "BEN-JCP"), o.ref(third, "BEN-JCP")
	o.exec(`UPDATE task SET state = 'done' WHERE ref = $1`, done)
	o.exec(`UPDATE standard SET retired_at = $1 WHERE code = 'BEN-JCP'`, eight)
	got := o.replan(day("2026-11-24"), cases...)
	task := int64(o.count(`SELECT id::int FROM task WHERE ref = $1`, asked))
	want := []pathways.Taken{{TaskID: task, ReleaseID: o.release, ServiceID: o.jobs,
		Contact: pathways.Contact{Name: "jobcentre", Email: "jobcentre@services.example"}, Reason: "no longer asked for"}}
	if diff := cmp.Diff(want, got.Taken); diff != "" || got.Withdrawn != 2 {
		t.Errorf("%d withdrawn, to be told (-want +got):\n%s", got.Withdrawn, diff)
	}
	for ref, want := range map[string]pathways.State{asked: pathways.Withdrawn, planned: pathways.Withdrawn, done: pathways.Done} {
		if got := o.row(ref); got.State != want || want == pathways.Withdrawn && got.Reason != "no longer asked for" {
			t.Errorf("%s is %s: %q", ref, got.State, got.Reason)
		}
	}
	if got := o.replan(day("2026-11-24"), cases...); got.Withdrawn+len(got.Taken) != 0 {
		t.Errorf("again: %+v", got)
	}
	o.exec(`UPDATE standard SET retired_at = NULL WHERE code = 'BEN-JCP'`)
	o.replan(day("2026-11-25"), cases...)
	steps := o.history(asked)
	if got := o.row(asked); got.State != pathways.Planned || len(steps) != 3 || steps[2].Reason != "applies again" {
		t.Errorf("in force again it is %s, history %+v", got.State, steps)
	}
}

// What is withdrawn from an officer, or was never asked, is nobody's to tell.
func TestOnlyServicesThatWereAskedAreTold(t *testing.T) {
	t.Parallel()
	o := open(t)
	c := o.caseOf(o.release, "2026-11-30")
	o.replan(day(monday), c)
	if hand := codesOf(o.handOff(day(monday), c)); len(hand) < 3 {
		t.Fatalf("handed off %v", hand)
	}
	c.Stopped = true
	got := o.replan(day("2026-11-24"), c)
	if len(got.Taken) != 1 || got.Taken[0].ServiceID != o.jobs || got.Taken[0].Reason != "stopped" || got.Withdrawn < 5 {
		t.Errorf("%d withdrawn, to be told %+v", got.Withdrawn, got.Taken)
	}
	c.Stopped = false
	if o.replan(day("2026-11-25"), c); o.row(o.ref(o.release, "BEN-JCP")).State != pathways.Planned {
		t.Error("back again, it is not planned again")
	}
}

// An offset edited: planned tasks follow silently, asked ones by the steps; the
// hand-off offset alone leaves a due day where it was.
func TestAnEditedOffsetMovesWhatHangsOnIt(t *testing.T) {
	t.Parallel()
	o := open(t)
	c := o.caseOf(o.release, "2026-12-07")
	o.replan(day(monday), c)
	o.handOff(day(monday), c)
	asked, planned := o.ref(o.release, "BEN-JCP"), o.ref(o.release, "GATE-PACK")
	if got := o.row(asked); got.State != pathways.HandedOff || got.DueOn != day("2026-12-01") {
		t.Fatalf("BEN-JCP %s due %s", got.State, got.DueOn)
	}
	o.exec(`UPDATE standard SET hand_off_offset = -13, latest_start = 2 WHERE code = 'BEN-JCP'`)
	o.exec(`UPDATE standard SET due_offset = -2 WHERE code = 'GATE-PACK'`)
	o.replan(day("2026-11-24"), c)
	if got := o.row(asked); got.DueOn != day("2026-12-01") || got.HandOffOn != day("2026-11-24") || len(o.history(asked)) != 1 {
		t.Errorf("another hand-off offset: due %s, hand-off day %s", got.DueOn, got.HandOffOn)
	}
	if got := o.row(planned); got.State != pathways.Planned || got.DueOn != day("2026-12-03") || len(o.history(planned)) != 0 {
		t.Errorf("a planned task: %+v", got)
	}
	late := o.caseOf(o.newRelease("2027-04-02"), "2027-04-02") // PRO-COM is handed off late: its due day is stretched
	o.replan(day(monday), late)
	o.handOff(day(monday), late)
	o.exec(`UPDATE standard SET hand_off_offset = -150 WHERE code = 'PRO-COM'`)
	o.replan(day("2026-12-10"), late)
	if got := o.row(o.ref(late.ReleaseID, "PRO-COM")); got.DueOn != day("2027-01-27") {
		t.Errorf("another hand-off offset of a late task: due %s", got.DueOn)
	}
	o.exec(`UPDATE standard SET due_offset = -3 WHERE code = 'BEN-JCP'`)
	o.replan(day("2026-11-24"), c)
	if got, steps := o.row(asked), o.history(asked); got.DueOn != day("2026-12-02") || len(steps) != 2 || steps[1].DueOn != got.DueOn {
		t.Errorf("another due offset: due %s, history %+v", got.DueOn, steps)
	}
}

// A holiday announced late: no due day stands on it.
func TestAHolidayAnnouncedLateMovesDueDays(t *testing.T) {
	t.Parallel()
	for holiday, want := range map[string]string{
		"2026-12-01": "2026-11-30", // the due day itself: the working day before
		"2026-12-02": "2026-11-30", // between it and the planned day: counted back one more, 4 3 1 30
		"2026-12-10": "2026-12-01", // after the planned day
	} {
		o := open(t)
		c := o.caseOf(o.release, "2026-12-07")
		o.replan(day(monday), c)
		o.handOff(day(monday), c)
		o.exec(`INSERT INTO bank_holiday (day, title) VALUES ($1, 'Announced late')`, day(holiday))
		o.replan(day("2026-11-24"), c)
		if got := o.row(o.ref(o.release, "BEN-JCP")).DueOn; got != day(want) {
			t.Errorf("a holiday on %s: due %s, want %s", holiday, got, want)
		}
	}
	k, c := keep(t), adult("2027-04-02") // stretched: its usual day is past and does not move
	k.replan(c, day(monday))
	k.watch(c, day(monday))
	if got := k.task("PRO-COM").DueOn; got != day("2027-01-27") {
		t.Fatalf("PRO-COM due %s", got)
	}
	k.announce(day("2027-01-27"))
	m := k.moveOf(k.replan(c, day("2026-11-24")), "PRO-COM")
	if m.To != day("2027-01-26") {
		t.Errorf("moved to %s", m.To)
	}
	if diff := k.replan(c, day("2026-11-24")); changes(diff) != 0 {
		t.Errorf("again %+v", diff)
	}
}

func TestStandardsChangedSince(t *testing.T) {
	t.Parallel()
	o := open(t)
	since := func(at time.Time) (changed bool) {
		t.Helper()
		o.in(func(tx pgx.Tx, _ *pathways.Reference) (err error) {
			changed, err = pathways.StandardsChangedSince(t.Context(), tx, at)
			return err
		})
		return changed
	}
	if since(eight.AddDate(-1, 0, 0)) {
		t.Error("the default catalogue is no edit")
	}
	o.exec(`UPDATE standard SET edited_at = $1 WHERE code = 'BEN-JCP'`, eight)
	if since(eight) || !since(eight.Add(-time.Second)) {
		t.Error("an edit counts after it, or not before")
	}
	o.exec(`UPDATE standard SET retired_at = $1 WHERE code = 'BEN-ID'`, eight.Add(time.Hour))
	if since(eight.Add(time.Hour)) || !since(eight) {
		t.Error("a standard that was retired is not seen")
	}
}
