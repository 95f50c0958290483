package pathways_test

import (
	"testing"

	"throughgate/pathways"
)

const monday = "2026-11-23"

// needing is a plain case with needs.
func needing(planned string, needs ...string) *pathways.Case {
	c := adult(planned)
	c.Needs = needs
	return c
}

// domain 6: planned tasks move with the day; done ones never; nobody is chased
// twice.
func TestPlannedTasksMoveWithTheDayAndDoneOnesDoNot(t *testing.T) {
	t.Parallel()
	k := keep(t)
	k.replan(adult("2027-03-11"), day(monday))
	done := k.task("MH-MEDS")
	done.State = pathways.Done
	before := *done
	diff := k.replan(adult("2027-03-18"), day("2026-11-24"))
	if len(diff.Move) != 0 || len(diff.Add) != 0 || len(diff.Withdraw) != 0 {
		t.Errorf("planned tasks were moved, added or withdrawn: %+v", diff)
	}
	if got, want := k.task("ACC-NIGHT1").Usual.HandOff, day("2027-02-18"); got != want { // 18 March - 28
		t.Errorf("hand-off day %s, want %s", got, want)
	}
	if after := k.task("MH-MEDS"); after.Usual != before.Usual || after.DueOn != before.DueOn || after.State != pathways.Done {
		t.Errorf("a done task moved from %+v to %+v", before, after)
	}
}

func TestPlanningAgainChangesNothing(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]*pathways.Case{
		"planned": needing("2027-01-14", "accommodation", "drugs_and_alcohol"), "near": needing("2026-11-27", "accommodation"),
		"no day": adult(""), "released": released("2026-11-23", "2026-11-23"), "unexpected": unexpected("2026-11-21"),
		"weekend": adult("2026-12-12"),
	} {
		k := keep(t)
		k.replan(c, day(monday))
		k.watch(c, day(monday))
		if diff := k.replan(c, day("2026-11-24")); changes(diff) != 0 {
			t.Errorf("%s: planning again changes %+v", name, diff)
		}
	}
}

// domain 6: a task that no longer applies is withdrawn, with its reason; one
// that applies again is re-opened, the same task.
func TestWithdrawnAndOpenedAgain(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		rule, code, reason string
		change             func(*pathways.Case)
	}{
		{"a need is assessed as absent", "ACC-DTR", pathways.WithdrawnNotNeeded, func(c *pathways.Case) { c.Needs = nil }},
		{"no longer watched", "ACC-DTR", pathways.WithdrawnNotWatched, func(c *pathways.Case) { c.Watched = false }},
		{"no planned day any more", "ACC-DTR", pathways.WithdrawnOutOfWindow, func(c *pathways.Case) { c.PlannedDay = day("") }},
		{"beyond the window", "BEN-CLAIM", pathways.WithdrawnOutOfWindow, func(c *pathways.Case) { c.PlannedDay = day("2027-05-19") }},
		{"died", "ACC-DTR", pathways.WithdrawnDied, func(c *pathways.Case) { c.Ended = true }},
		{"removed", "ACC-DTR", pathways.WithdrawnRemoved, func(c *pathways.Case) { c.Ended, c.Closed = true, pathways.WithdrawnRemoved }},
		{"moved to another area", "ACC-DTR", pathways.WithdrawnClosed, func(c *pathways.Case) { c.Ended, c.Closed = true, pathways.WithdrawnClosed }},
		{"at large: services are not told why", "ACC-DTR", "stopped", func(c *pathways.Case) { c.Stopped = true }},
		{"released: not one that stays", "ACC-NIGHT1", pathways.WithdrawnReleased, func(c *pathways.Case) {
			c.ActualDay, c.LearntDay = day("2026-11-24"), day("2026-11-24")
		}},
		{"released, and the need is gone: not because of the release", "ACC-DTR", pathways.WithdrawnNotNeeded, func(c *pathways.Case) {
			c.ActualDay, c.LearntDay, c.Needs = day("2026-11-24"), day("2026-11-24"), nil
		}},
	} {
		t.Run(tt.rule, func(t *testing.T) {
			t.Parallel()
			k, c := keep(t), needing("2027-01-14", "accommodation")
			k.replan(c, day(monday))
			id := k.task(tt.code).ID
			later := *c
			tt.change(&later)
			reason := ""
			for _, w := range k.replan(&later, day("2026-11-24")).Withdraw {
				if w.ID == id {
					reason = w.Reason
				}
			}
			if reason != tt.reason {
				t.Errorf("withdrawn because %q, want %q", reason, tt.reason)
			}
			diff := k.replan(c, day("2026-11-25"))
			if got := k.task(tt.code); got.State != pathways.Planned || got.ID != id || len(diff.Add) != 0 {
				t.Errorf("applies again: %+v, added %d", got, len(diff.Add))
			}
		})
	}
}

func TestAnsweredTasksThatAreOverStayOver(t *testing.T) {
	t.Parallel()
	for _, state := range []pathways.State{pathways.Done, pathways.NotWanted, pathways.NotEligible} {
		k, c := keep(t), adult("2027-01-14")
		k.replan(c, day(monday))
		k.task("MH-MEDS").State = state
		for _, planned := range []string{"2027-01-20", "2027-01-10"} {
			k.replan(adult(planned), day("2026-11-24"))
		}
		c.Watched = false
		k.replan(c, day("2026-11-25"))
		if got := k.task("MH-MEDS").State; got != state {
			t.Errorf("%s became %s", state, got)
		}
	}
}

// domain 6, due day 1: too late; a later planned day makes it planned again.
func TestTooLateIsPlannedAgainByALaterDay(t *testing.T) {
	t.Parallel()
	k := keep(t)
	c := adult("2027-01-04") // BEN-ID: latest start 42 before = 23 November
	k.replan(c, day(monday))
	if hand := k.watch(c, day(monday)); hand["BEN-ID"].TaskID == 0 {
		t.Error("on its latest start day BEN-ID was not handed off")
	}
	k = keep(t)
	c = adult("2027-01-01") // 42 before = 20 November
	k.replan(c, day(monday))
	if hand := k.watch(c, day(monday)); hand["BEN-ID"].TaskID != 0 || k.task("BEN-ID").State != pathways.TooLate {
		t.Errorf("the day after its latest start BEN-ID is %s", k.task("BEN-ID").State)
	}
	if k.replan(c, day("2026-11-24")); k.task("BEN-ID").State != pathways.TooLate {
		t.Error("planning again took it back")
	}
	if k.replan(adult("2027-01-04"), day("2026-11-24")); k.task("BEN-ID").State != pathways.TooLate { // 23 November has passed
		t.Error("a day that is not late enough took it back")
	}
	k.replan(adult("2027-01-05"), day("2026-11-24")) // 42 before = today
	if got := k.task("BEN-ID"); got.State != pathways.Planned || got.Usual.LatestStart != day("2026-11-24") {
		t.Errorf("a later planned day left it %s with latest start %s", got.State, got.Usual.LatestStart)
	}
	k.watch(adult("2027-01-04"), day("2026-11-25"))
	if got := k.task("BEN-ID"); got.State != pathways.TooLate {
		t.Errorf("too late again, it is %s", got.State)
	}
}

// Waiting ones too are judged, and waiting_for is then empty.
func TestAWaitingTaskCanBeTooLate(t *testing.T) {
	t.Parallel()
	k, c := keep(t), needing("2026-11-30", "accommodation") // ACC-CRS: latest start 23 November
	c.Flags = []string{"mappa2"}
	k.replan(c, day(monday))
	k.watch(c, day(monday))
	if got := k.task("ACC-CRS"); got.State != pathways.Planned || len(got.Waiting) == 0 {
		t.Fatalf("on its last day it is %s, waiting for %v", got.State, got.Waiting)
	}
	k.watch(c, day("2026-11-24"))
	if got := k.task("ACC-CRS"); got.State != pathways.TooLate || len(got.Waiting) != 0 {
		t.Errorf("after it, it is %s, waiting for %v", got.State, got.Waiting)
	}
}

// domain 6, at release.
func TestAtReleaseSomeStayAndSomeGo(t *testing.T) {
	t.Parallel()
	k, c := keep(t), needing("2026-11-26", "accommodation")
	k.replan(c, day("2026-11-17"))
	k.watch(c, day("2026-11-17")) // BEN-JCP: h 12, d 20 November: 3 of 8 days left
	if !k.task("BEN-JCP").ShortNotice {
		t.Fatal("it was given its notice: this shows nothing")
	}
	if k.task("BEN-JCP").State != pathways.HandedOff || k.task("ACC-NIGHT1").State != pathways.HandedOff {
		t.Fatal("nothing was handed off before the release")
	}
	asked := k.task("BEN-JCP").ID
	out := *c
	out.ActualDay, out.LearntDay = day("2026-11-26"), day("2026-11-26")
	diff := k.replan(&out, day("2026-11-26"))
	m := k.moveOf(diff, "BEN-JCP")
	if m.ID != asked || m.To != day("2026-11-30") || !m.Short { // Thu 26 + 2 working days
		t.Errorf("what stays moved to %s, short notice %v", m.To, m.Short)
	}
	for _, code := range []string{"ACC-NIGHT1", "PRO-LIC", "GATE-PLAN", "GATE-PACK", "BEN-ID"} {
		if got := k.task(code).State; got != pathways.Withdrawn && got != pathways.TooLate {
			t.Errorf("%s is %s after release", code, got)
		}
	}
	want := pathways.Days{HandOff: day("2026-11-26"), Due: day("2026-11-27")}
	if got := k.task("BEN-CLAIM").Usual; got != want {
		t.Errorf("the claim has days %v, want %v", got, want)
	}
	if hand := k.watch(&out, day("2026-11-27")); hand["ACC-CASE"].TaskID != 0 {
		t.Error("ACC-CASE went with no authority recorded")
	}
	// Nothing goes on moving as days pass.
	if diff := k.replan(&out, day("2026-12-10")); changes(diff) != 0 {
		t.Errorf("two weeks later: %+v", diff)
	}
}
