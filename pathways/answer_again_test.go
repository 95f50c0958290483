package pathways_test

import (
	"testing"

	"throughgate/internal/calendar"
	"throughgate/pathways"
)

// domain 6: earlier by 3 or more working days than last told re-opens the
// answer. BEN-ID is a service's task, handed off on 23 November.
func TestAnEarlierDayReopensTheAnswer(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		rule        string
		state       pathways.State
		told, moved string
		again       bool
	}{
		{"three working days: accepted", pathways.Accepted, "2027-01-14", "2027-01-11", true},
		{"three working days: acknowledged", pathways.Acknowledged, "2027-01-14", "2027-01-11", true},
		{"a no was said of another day", pathways.Declined, "2027-01-14", "2027-01-11", true},
		{"full on another day", pathways.NoCapacity, "2027-01-14", "2027-01-11", true},
		{"not answered: nothing to re-open", pathways.HandedOff, "2027-01-14", "2027-01-11", false},
		{"two working days", pathways.Accepted, "2027-01-14", "2027-01-12", false},
		{"four calendar days are two working days over a weekend", pathways.Accepted, "2027-01-18", "2027-01-14", false},
		{"three over a weekend", pathways.Accepted, "2027-01-18", "2027-01-13", true},
		{"later", pathways.Accepted, "2027-01-14", "2027-01-28", false},
		{"counted from the day last told, not the day before", pathways.Accepted, "2027-01-08", "2027-01-06", false},
		{"never told a day", pathways.Accepted, "", "2027-01-06", false},
	} {
		k := keep(t)
		planned := tt.told
		if planned == "" || planned == "2027-01-08" {
			planned = "2027-01-14"
		}
		k.replan(adult(planned), day(monday))
		k.watch(adult(planned), day(monday))
		task, own := k.task("BEN-ID"), k.task("PRO-COM")
		task.State, task.ToldDay, task.Rung = tt.state, day(tt.told), 1
		own.State = pathways.Accepted // an officer's own needs no answer
		m := k.moveOf(k.replan(adult(tt.moved), day("2026-11-24")), "BEN-ID")
		if m.Again != tt.again {
			t.Errorf("%s: asked again %v", tt.rule, m.Again)
		}
		if tt.again && (m.Rung != 0 || m.AnswerBy != day("2026-11-26").At(17, 0) || m.NextRung != m.AnswerBy && m.NextRung.After(m.AnswerBy)) {
			t.Errorf("%s: rung %d, answer by %s, next %s", tt.rule, m.Rung, m.AnswerBy, m.NextRung)
		}
		if k.task("PRO-COM").State != pathways.Accepted {
			t.Errorf("%s: an officer was asked again", tt.rule)
		}
		if diff := k.replan(adult(tt.moved), day("2026-11-25")); changes(diff) != 0 {
			t.Errorf("%s: the same again: %+v", tt.rule, diff)
		}
	}
}

// Ten or fewer calendar days to the new day: one working day to answer.
func TestAnAnswerToANearDayIsAwaitedSooner(t *testing.T) {
	t.Parallel()
	k := keep(t)
	k.replan(adult("2026-12-14"), day(monday))
	k.watch(adult("2026-12-14"), day(monday))
	k.task("MH-MEDS").State = pathways.Accepted
	m := k.moveOf(k.replan(adult("2026-12-03"), day(monday)), "MH-MEDS")
	if !m.Again || m.AnswerBy != day("2026-11-24").At(17, 0) {
		t.Errorf("asked again %v, answer by %s", m.Again, m.AnswerBy)
	}
}

// What a re-opened answer leaves in the database; the ladder climbs anew, and the
// service is not blamed for the days before.
func TestAReopenedAnswerIsStored(t *testing.T) {
	t.Parallel()
	o := open(t)
	c := o.caseOf(o.release, "2026-11-30")
	o.replan(day("2026-11-16"), c)
	o.handOff(day("2026-11-16"), c)
	ref := o.ref(o.release, "BEN-JCP")
	if n := o.count(`SELECT count(*) FROM task WHERE ref = $1 AND told_day = '2026-11-30'`, ref); n != 1 {
		t.Fatal("a hand-off does not note the day its holder was told")
	}
	o.now = day("2026-11-16").At(12, 0)
	if err := o.give(o.kay, ref, 2, pathways.Accepted); err != nil {
		t.Fatal(err)
	}
	o.exec(`UPDATE task SET first_load = true WHERE ref = $1`, ref)
	c.PlannedDay = day("2026-11-25")
	o.replan(day("2026-11-18"), c)
	got := o.row(ref)
	answer := day("2026-11-19").At(17, 0) // 7 calendar days left
	if got.State != pathways.HandedOff || got.AcknowledgedAt != nil || got.AcceptedAt != nil || got.Rung != 0 || got.RungAt != nil ||
		got.NextRungAt == nil || !got.NextRungAt.Equal(answer) || got.Version != 4 {
		t.Errorf("stored %+v", got)
	}
	if n := o.count(`SELECT count(*) FROM task WHERE ref = $1 AND acknowledge_by = $2 AND NOT first_load AND handed_off_on = '2026-11-16'`, ref, answer); n != 1 {
		t.Error("its clock is not stored")
	}
	steps := o.history(ref)
	if last := steps[len(steps)-1]; last.State != "handed_off" || last.Reason != "the day moved earlier: answer again" || last.DueOn != got.DueOn || last.SentTo != "" {
		t.Errorf("history %+v", last)
	}
	before := o.versions()
	o.replan(day("2026-11-19"), c)
	if o.versions() != before || len(o.history(ref)) != len(steps) {
		t.Error("planning again asks again")
	}
	// Answered again after it was told the new day: that counts.
	o.exec(`UPDATE task SET told_day = '2026-11-25' WHERE ref = $1`, ref)
	if err := o.give(o.kay, ref, got.Version, pathways.Accepted); err != nil {
		t.Fatal(err)
	}
	o.replan(day("2026-11-19"), c)
	if o.row(ref).State != pathways.Accepted {
		t.Error("the new answer was re-opened")
	}
}

// A move is no answer, and a service that answered long ago has its time to
// answer again.
func TestAMoveIsNoAnswerAndNoSilence(t *testing.T) {
	t.Parallel()
	o := open(t)
	refs := o.askMany(1, "2026-11-02")
	move := func(release int64, planned, on string) {
		t.Helper()
		c := o.caseOf(release, planned)
		o.replan(day(on), c)
	}
	id := int64(o.count(`SELECT release_id::int FROM task WHERE ref = $1`, refs[0]))
	o.exec(`UPDATE task SET due_on = '2027-01-08', told_day = '2027-01-14' WHERE ref = $1`, refs[0])
	move(id, "2027-01-12", "2026-11-20") // two working days: its due day moves, no more
	if steps := o.history(refs[0]); steps[len(steps)-1].Reason != "due day moved" {
		t.Fatalf("history %+v", steps)
	}
	o.exec(`UPDATE task_event SET state = 'acknowledged' WHERE reason = 'due day moved'`) // as of one acknowledged long ago
	if !o.judge(monday) {
		t.Error("a move counts as an answer")
	}
	o.exec(`UPDATE service SET not_answering_since = NULL`)
	o.exec(`UPDATE task SET state = 'accepted' WHERE ref = $1`, refs[0])
	move(id, "2027-01-06", "2026-11-20")
	if got := o.row(refs[0]); got.State != pathways.HandedOff {
		t.Fatalf("it is %s", got.State)
	}
	if o.judge(monday) {
		t.Error("the day after it was asked again the service is marked as not answering")
	}
	if !o.judge("2026-12-07") {
		t.Error("ten working days later it is not")
	}
}

// What did we think on a day: the due day as of then.
func TestTheHistorySaysTheDueDayOfEveryDay(t *testing.T) {
	t.Parallel()
	o := open(t)
	c := o.caseOf(o.release, "2027-01-14")
	o.replan(day(monday), c)
	o.handOff(day(monday), c)
	ref := o.ref(o.release, "BEN-JCP")
	due := map[string]string{}
	for _, m := range []struct{ on, planned string }{{"2026-12-31", "2027-01-14"}, {"2027-01-02", "2027-01-21"}, {"2027-01-05", "2027-01-12"}} {
		c.PlannedDay = day(m.planned)
		o.replan(day(m.on), c)
		o.handOff(day(m.on), c)
		due[m.on] = o.row(ref).DueOn.String()
	}
	asOf := func(on calendar.Date) string {
		t.Helper()
		return o.count2(`SELECT coalesce((SELECT e.due_on::text FROM task_event e JOIN task t ON t.id = e.task_id
			WHERE t.ref = $1 AND e.due_on IS NOT NULL AND e.at < $2 ORDER BY e.id DESC LIMIT 1), '')`, ref, on.AddDays(1).At(0, 0))
	}
	if len(due) != 3 || due["2026-12-31"] == due["2027-01-02"] || due["2027-01-02"] == due["2027-01-05"] {
		t.Fatalf("due days %v: choose other days for this test", due)
	}
	for on, want := range due {
		if got := asOf(day(on)); got != want {
			t.Errorf("as of %s due %s, it was %s", on, got, want)
		}
	}
	if got := asOf(day("2026-12-30")); got != "" {
		t.Errorf("before the hand-off the usual day holds, got %s", got)
	}
}

func (o *office) count2(sql string, args ...any) (s string) {
	o.t.Helper()
	if err := o.pool.QueryRow(o.t.Context(), sql, args...).Scan(&s); err != nil {
		o.t.Fatal(err)
	}
	return s
}
