package pathways_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5"

	"throughgate/access"
	"throughgate/internal/calendar"
	"throughgate/pathways"
)

// move gives a release a new planned day and plans it again.
func (o *office) move(today calendar.Date, c *pathways.Case, planned string) {
	o.t.Helper()
	c.PlannedDay = day(planned)
	o.exec(`UPDATE release SET planned_day = $2 WHERE id = $1`, c.ReleaseID, c.PlannedDay)
	o.replan(today, c)
}

// backAsTold is what the release package does where the word of a move has not
// left.
func (o *office) backAsTold(today calendar.Date, refs ...string) {
	o.t.Helper()
	o.in(func(tx pgx.Tx, ref *pathways.Reference) error {
		rows, _ := tx.Query(o.t.Context(), `SELECT id FROM task WHERE ref = ANY($1)`, refs)
		ids, err := pgx.CollectRows(rows, pgx.RowTo[int64])
		if err != nil {
			return err
		}
		return ref.BackAsTold(o.t.Context(), tx, access.System("import"), today.At(8, 0), ids)
	})
}

// told is a message that told the holder of a task of a move.
func (o *office) told(ref string, at time.Time, state string) {
	o.t.Helper()
	id := o.id(`INSERT INTO message (ref, channel, kind, recipient, dedupe_key, state, queued_at, not_before, sent_at)
		VALUES ('told' || $1, 'email', 'told', 'jobcentre@services.example', 'told' || $1, $2, $3, $3, $3) RETURNING id`, ref, state, at)
	o.exec(`INSERT INTO message_item (message_id, position, kind, task_id) SELECT $1, 1, 'moved', id FROM task WHERE ref = $2`, id, ref)
}

// askedFor hands off what a release planned for that day has on a day.
func askedFor(t *testing.T, planned, on string, needs ...string) (*office, *pathways.Case) {
	t.Helper()
	o := open(t)
	o.service(haringey, "mental_health")
	c := o.caseOf(o.release, planned, needs...)
	o.move(day(on), c, planned)
	o.handOff(day(on), c)
	return o, c
}

// domain 6: there and back makes no message, so the due day is the one told.
func TestThereAndBackIsDueAsTold(t *testing.T) {
	t.Parallel()
	o, c := askedFor(t, "2027-01-12", "2026-12-01", "mental_health")
	ref := o.ref(o.release, "MH-CMHT")
	before := o.row(ref)
	if before.DueOn != day("2026-12-29") || before.ShortNotice { // d 14 days before
		t.Fatalf("handed off: %+v", before)
	}
	if n := o.count(`SELECT count(*) FROM task WHERE ref = $1 AND told_due = '2026-12-29'`, ref); n != 1 {
		t.Error("a hand-off does not note the due day its holder was told")
	}
	today := day("2026-12-02")
	o.move(today, c, "2027-01-11")
	if got := o.row(ref).DueOn; got != day("2026-12-24") { // 28 December is a holiday
		t.Fatalf("moved: due %s", got)
	}
	o.backAsTold(today, ref) // its holder knows the 12th: nothing is back yet
	if got := o.row(ref).DueOn; got != day("2026-12-24") {
		t.Errorf("not back: due %s", got)
	}
	o.move(today, c, "2027-01-12")
	o.backAsTold(today, ref)
	got := o.row(ref)
	got.Version = before.Version
	if diff := cmp.Diff(before, got, sameDay, sameInstant); diff != "" {
		t.Errorf("there and back (-before +after):\n%s", diff)
	}
	steps := o.history(ref)
	want := step{State: "handed_off", Actor: "system:import", Reason: "due day moved", DueOn: day("2026-12-29"), At: today.At(8, 0)}
	if diff := cmp.Diff(want, steps[len(steps)-1], sameDay, sameInstant); diff != "" {
		t.Errorf("history (-want +got):\n%s", diff)
	}
	versions := o.versions()
	o.backAsTold(today, ref)
	if o.replan(today, c); o.versions() != versions {
		t.Error("again changes something")
	}
	// Later there are fewer than half of the usual days left: no short notice, as nobody was told anew.
	o.move(day("2026-12-21"), c, "2027-01-13")
	o.move(day("2026-12-21"), c, "2027-01-12")
	if !o.row(ref).ShortNotice {
		t.Fatal("choose another day for this test")
	}
	o.backAsTold(day("2026-12-21"), ref)
	if got := o.row(ref); got.ShortNotice || got.DueOn != before.DueOn {
		t.Errorf("late: %+v", got)
	}
}

// An answer that only the move in between re-opened stands again, as it was
// given: nobody was written to.
func TestThereAndBackLeavesTheAnswer(t *testing.T) {
	t.Parallel()
	for _, state := range []pathways.State{pathways.Acknowledged, pathways.Accepted, pathways.Declined, pathways.NoCapacity} {
		o, c := askedFor(t, "2026-12-17", "2026-12-03")
		ref := o.ref(o.release, "BEN-JCP")
		o.now = day("2026-12-03").At(12, 0)
		if err := o.give(o.kay, ref, o.row(ref).Version, state); err != nil {
			t.Fatal(err)
		}
		before, clock := o.row(ref), o.count1(`SELECT acknowledge_by::text FROM task WHERE standard = 'BEN-JCP'`)
		for range 2 { // and there and back once more
			o.move(day("2026-12-04"), c, "2026-12-14")
			if got := o.row(ref); got.State != pathways.HandedOff {
				t.Fatalf("%s: moved, it is %s", state, got.State)
			}
			o.move(day("2026-12-04"), c, "2026-12-11")
			o.move(day("2026-12-04"), c, "2026-12-17")
			o.backAsTold(day("2026-12-04"), ref)
			got := o.row(ref)
			got.Version = before.Version
			if diff := cmp.Diff(before, got, sameDay, sameInstant); diff != "" {
				t.Errorf("%s, there and back (-before +after):\n%s", state, diff)
			}
			if got := o.count1(`SELECT acknowledge_by::text FROM task WHERE standard = 'BEN-JCP'`); got != clock {
				t.Errorf("%s: to be answered by %s, was %s", state, got, clock)
			}
		}
		steps := o.history(ref)
		if last := steps[len(steps)-1]; last.State != string(state) || last.Reason != "due day moved" || last.DueOn != before.DueOn {
			t.Errorf("%s: history %+v", state, last)
		}
		versions := o.versions()
		o.backAsTold(day("2026-12-04"), ref)
		if o.replan(day("2026-12-04"), c); o.versions() != versions {
			t.Errorf("%s: again changes something", state)
		}
	}
}

// What their holder was really told in between stays: the answer is to be given
// again. Nor is one put back who is out.
func TestWhatWasToldInBetweenStays(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		state string
		want  pathways.State
	}{
		"told":      {"sent", pathways.HandedOff},
		"not told":  {"cancelled", pathways.Accepted},
		"not going": {"not_sent", pathways.Accepted},
	} {
		o, c := askedFor(t, "2027-01-14", "2026-12-31")
		ref := o.ref(o.release, "BEN-JCP")
		o.now = day("2026-12-31").At(12, 0)
		if err := o.give(o.kay, ref, o.row(ref).Version, pathways.Accepted); err != nil {
			t.Fatal(err)
		}
		today := day("2027-01-04")
		o.move(today, c, "2027-01-11")
		o.told(ref, today.At(8, 30), tt.state)
		o.exec(`UPDATE task SET told_day = '2027-01-11', told_due = due_on WHERE ref = $1`, ref)
		there := o.row(ref)
		o.move(today, c, "2027-01-14")
		versions := o.versions()
		if o.backAsTold(today, ref); o.versions() != versions {
			t.Errorf("%s: put back though its holder knows another day", name)
		}
		o.exec(`UPDATE release SET released_on = planned_day, planned_day = '2027-01-11' WHERE id = $1`, o.release)
		if o.backAsTold(today, ref); o.versions() != versions {
			t.Errorf("%s: put back though the person is out", name)
		}
		o.exec(`UPDATE release SET released_on = NULL WHERE id = $1`, o.release)
		o.move(today, c, "2027-01-11")
		o.backAsTold(today, ref)
		if got := o.row(ref); got.State != tt.want || got.DueOn != there.DueOn {
			t.Errorf("%s: %s, due %s, want %s, due %s", name, got.State, got.DueOn, tt.want, there.DueOn)
		}
	}
}
