package pathways_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5"

	"throughgate/internal/calendar"
	"throughgate/pathways"
)

func (o *office) climb(now time.Time) map[string]int {
	o.t.Helper()
	rungs := map[string]int{}
	o.in(func(tx pgx.Tx, ref *pathways.Reference) error {
		list, err := ref.ClimbLadder(o.t.Context(), tx, now)
		for _, c := range list {
			rungs[c.Standard] = c.Rung
		}
		return err
	})
	return rungs
}

// domain 6, ladder: the watch moves every task that is due for a rung, in one
// go, and each only once.
func TestAWatchClimbsTheLadder(t *testing.T) {
	t.Parallel()
	o := open(t)
	ref := o.ask("BEN-JCP", o.jobs)
	o.ask("MH-MEDS", o.jobs)
	o.ask("ACC-NIGHT1", 0) // an officer's own
	o.exec(`UPDATE task SET next_rung_at = $1 WHERE standard = 'ACC-NIGHT1'`, watchAt("2026-12-15"))
	done := o.ask("BEN-ID", o.jobs)
	o.exec(`UPDATE task SET state = 'done', next_rung_at = NULL WHERE ref = $1`, done)
	if got := o.climb(day("2026-11-25").At(16, 59)); len(got) != 0 {
		t.Errorf("before their time: %v", got)
	}
	if diff := cmp.Diff(map[string]int{"BEN-JCP": 1, "MH-MEDS": 1}, o.climb(watchAt("2026-11-26"))); diff != "" {
		t.Errorf("first watch after (-want +got):\n%s", diff)
	}
	got := o.row(ref)
	if got.Rung != 1 || got.RungAt == nil || !got.RungAt.Equal(watchAt("2026-11-26")) || !got.NextRungAt.Equal(watchAt("2026-11-27")) {
		t.Errorf("stored rung %d at %v, next %v", got.Rung, got.RungAt, got.NextRungAt)
	}
	if got := o.climb(day("2026-11-26").At(9, 0)); len(got) != 0 {
		t.Errorf("again the same day: %v", got)
	}
	// A reminder is no change of the request: a form that is open stays good.
	if err := o.give(o.kay, ref, got.Version, pathways.Accepted); err != nil || got.Version != 1 {
		t.Errorf("answered after a reminder, version %d: %v", got.Version, err)
	}
	if diff := cmp.Diff(map[string]int{"MH-MEDS": 2}, o.climb(watchAt("2026-11-27"))); diff != "" {
		t.Errorf("a working day later (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(map[string]int{"MH-MEDS": 3, "BEN-JCP": 3, "ACC-NIGHT1": 3}, o.climb(watchAt("2026-12-15"))); diff != "" {
		t.Errorf("after the due day (-want +got):\n%s", diff)
	}
	if got := o.row(ref); got.NextRungAt != nil {
		t.Errorf("after rung 3 the next is %v", got.NextRungAt)
	}
	if got := o.climb(watchAt("2026-12-16")); len(got) != 0 {
		t.Errorf("rung 3 again: %v", got)
	}
}

// domain 2: with a date passed, not confirmed or left unknown no rung is climbed.
func TestNoRungIsClimbedWhileTheReleaseIsInDoubt(t *testing.T) {
	t.Parallel()
	for state, climbs := range map[string]bool{"planned": true, "could_leave_any_day": true, "released": true, "date_passed": false,
		"not_confirmed": false, "left_unknown": false, "at_large": false, "died": false, "removed": false, "moved_away": false} {
		o := open(t)
		o.ask("BEN-JCP", o.jobs)
		o.exec(`UPDATE release SET state = $1, released_on = CASE WHEN $1 = 'released' THEN '2026-11-23'::date END`, state)
		if got := o.climb(watchAt("2026-11-26")); (len(got) == 1) != climbs {
			t.Errorf("%s: climbed %v, want %v", state, got, climbs)
		}
	}
}

// domain 6, brake: nothing climbs while the import waits for somebody to press
// send. domain 4, released in error: no service hears anything.
func TestNoRungIsClimbedForWhatIsHeldBack(t *testing.T) {
	t.Parallel()
	for sql, want := range map[string]map[string]int{
		`UPDATE release SET held_by = (SELECT min(id) FROM import)`: {},
		`UPDATE release SET withheld = true`:                        {"ACC-NIGHT1": 3},
		`UPDATE release SET withheld = false, held_by = NULL`:       {"ACC-NIGHT1": 3, "BEN-JCP": 3},
	} {
		o := open(t)
		o.exec(`INSERT INTO import (kind, source, file_name, sha256, as_of, actor, started_at) VALUES ('releases', 'test', 'x.csv', 'x', $1, 'system:import', $1)`, eight)
		o.ask("BEN-JCP", o.jobs)
		o.ask("ACC-NIGHT1", 0)
		o.exec(sql)
		if diff := cmp.Diff(want, o.climb(watchAt("2026-12-15"))); diff != "" {
			t.Errorf("%s (-want +got):\n%s", sql, diff)
		}
	}
}

// judge runs the judgement of a day's watch and says whether the Jobcentre is
// newly marked.
func (o *office) judge(d string) bool {
	o.t.Helper()
	var marked []int64
	o.in(func(tx pgx.Tx, ref *pathways.Reference) (err error) {
		marked, err = ref.JudgeAnswering(o.t.Context(), tx, watchAt(d))
		return err
	})
	if len(marked) > 1 || len(marked) == 1 && marked[0] != o.jobs {
		o.t.Fatalf("marked %v", marked)
	}
	return len(marked) == 1
}

func (o *office) silent() bool {
	o.t.Helper()
	return o.count(`SELECT count(*) FROM service WHERE id = $1 AND not_answering_since IS NOT NULL`, o.jobs) == 1
}

// askMany gives the Jobcentre requests of n people, handed off on a day.
func (o *office) askMany(n int, handed string) []string {
	var refs []string
	for range n {
		refs = append(refs, o.askOn(o.newRelease("2027-01-14"), "BEN-JCP", o.jobs, day(handed)))
	}
	return refs
}

// domain 6: five or more unanswered past their time.
func TestFiveUnansweredMarkAServiceAndAnswersClearIt(t *testing.T) {
	t.Parallel()
	o := open(t)
	refs := o.askMany(4, monday)
	if o.judge("2026-11-26") {
		t.Error("four mark it")
	}
	refs = append(refs, o.askMany(1, "2026-11-24")...) // to be answered by Thursday 26, 17:00
	if o.judge("2026-11-26") {
		t.Error("the fifth has until 17:00")
	}
	if !o.judge("2026-11-27") || !o.silent() {
		t.Error("five past their time do not mark it")
	}
	if o.judge("2026-11-30") || !o.silent() {
		t.Error("it is marked anew every day, or cleared by itself")
	}
	o.now = watchAt("2026-11-30")
	if err := o.give(o.kay, refs[0], 1, pathways.Acknowledged); err != nil {
		t.Fatal(err)
	}
	if o.judge("2026-12-01") || o.silent() {
		t.Error("with four left it stays marked")
	}
}

// domain 6: or none answered in 10 working days.
func TestTenWorkingDaysWithoutAnAnswerMarkAService(t *testing.T) {
	t.Parallel()
	o := open(t)
	refs := o.askMany(2, monday)
	if o.judge("2026-12-04") { // the ninth working day
		t.Error("nine working days mark it")
	}
	if !o.judge("2026-12-07") {
		t.Error("ten working days do not")
	}
	o.now = watchAt("2026-12-08")
	if err := o.give(o.kay, refs[1], 1, pathways.Declined); err != nil { // a no is an answer
		t.Fatal(err)
	}
	if o.judge("2026-12-08") || o.silent() {
		t.Error("an answer does not clear it")
	}
	if o.judge("2026-12-21") { // nine working days after the answer
		t.Error("the other request marks it though one was answered within 10 working days")
	}
	if !o.judge("2026-12-23") {
		t.Error("ten working days after its last answer it is not marked again")
	}
}

// A later step counts too: acknowledged long ago, accepted lately.
func TestALaterAnswerToAnOldRequestCounts(t *testing.T) {
	t.Parallel()
	o := open(t)
	refs := o.askMany(2, "2026-11-02")
	o.now = watchAt("2026-11-03")
	if err := o.give(o.kay, refs[0], 1, pathways.Acknowledged); err != nil {
		t.Fatal(err)
	}
	if !o.judge(monday) {
		t.Fatal("fourteen working days after its only answer it is not marked")
	}
	o.now = eight
	if err := o.give(o.kay, refs[0], 2, pathways.Accepted); err != nil {
		t.Fatal(err)
	}
	if o.judge("2026-11-24"); o.silent() {
		t.Error("accepting is no answer")
	}
}

// domain 6, first load: does not count towards not answering.
func TestAFirstListDoesNotCountAgainstAService(t *testing.T) {
	t.Parallel()
	o := open(t)
	o.askMany(6, "2026-11-02")
	o.exec(`UPDATE task SET first_load = true`)
	if o.judge("2026-12-14") || o.silent() {
		t.Error("a first list marks it")
	}
	o.askMany(1, "2026-11-02")
	if !o.judge("2026-12-14") {
		t.Error("a later request does not")
	}
}

// What managers are told: how many, and the oldest.
func TestHowManyAreUnanswered(t *testing.T) {
	t.Parallel()
	o := open(t)
	o.askMany(2, "2026-11-20")
	o.askMany(1, monday)
	o.exec(`UPDATE task SET rung = 1`)
	o.ask("MH-MEDS", o.jobs) // not reminded of yet
	o.in(func(tx pgx.Tx, _ *pathways.Reference) error {
		got, err := pathways.CountUnanswered(t.Context(), tx, []int64{o.jobs})
		want := map[int64]pathways.Unanswered{o.jobs: {ServiceID: o.jobs, Count: 3, Oldest: day("2026-11-20")}}
		if diff := cmp.Diff(want, got, sameDay); diff != "" {
			t.Error(diff)
		}
		return err
	})
	o.in(func(tx pgx.Tx, _ *pathways.Reference) error {
		return pathways.ManagersTold(t.Context(), tx, []int64{o.jobs}, day(monday))
	})
	o.in(func(_ pgx.Tx, ref *pathways.Reference) error {
		if got := ref.Directory.Find(haringey, "jobcentre").ManagerToldOn; got != day(monday) {
			t.Errorf("told on %s", got)
		}
		return nil
	})
}

// The first watch that saw a service is kept.
func TestTheFirstWatchThatSawAServiceIsKept(t *testing.T) {
	t.Parallel()
	o := open(t)
	o.exec(`UPDATE service SET first_watch_on = NULL`)
	for _, d := range []calendar.Date{day(monday), day("2026-11-24")} {
		o.in(func(tx pgx.Tx, _ *pathways.Reference) error { return pathways.FirstWatchSeen(t.Context(), tx, d) })
	}
	o.in(func(_ pgx.Tx, ref *pathways.Reference) error {
		if got := ref.Directory.Find(haringey, "jobcentre").FirstWatchOn; got != day(monday) {
			t.Errorf("first seen on %s", got)
		}
		return nil
	})
}
