package pathways_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"throughgate/internal/calendar"
	"throughgate/pathways"
)

// anyWorkingDay is a working day of the year from December 2026.
func anyWorkingDay(cal *calendar.Calendar) *rapid.Generator[calendar.Date] {
	return rapid.Custom(func(t *rapid.T) calendar.Date {
		return cal.OnOrAfter(day("2026-12-01").AddDays(rapid.IntRange(0, 364).Draw(t, "day")))
	})
}

// With 14, 28 and 56 days' notice no more than a tenth of the tasks fall due the
// next working day: neither of somebody new in the file, nor of somebody whose
// day has moved to that day while tasks were asked and answered. What was due
// that day or earlier before the move has lost nothing by it.
func TestWithNoticeFewTasksAreDueTheNextDay(t *testing.T) {
	t.Parallel()
	cal := workingDays(t)
	for _, notice := range []int{14, 28, 56} {
		rapid.Check(t, func(rt *rapid.T) {
			k := keep(t)
			c := anyCase().Draw(rt, "case")
			today := anyWorkingDay(cal).Draw(rt, "today")
			c.FirstStored, c.Received, c.ReceivedDay = today, calendar.Date{}, today.AddDays(-100)
			was := map[int64]calendar.Date{}
			if rapid.Bool().Draw(rt, "known before") {
				c.PlannedDay = today.AddDays(rapid.IntRange(20, 150).Draw(rt, "planned before"))
				k.life(rt, c, today.AddDays(-rapid.IntRange(1, 30).Draw(rt, "days known")), today)
				for _, task := range k.tasks {
					if task.State.Asked() {
						was[task.ID] = task.DueOn
					}
				}
			}
			c.PlannedDay = today.AddDays(notice)
			k.replan(c, today)
			k.watch(c, today)
			open, next := 0, 0
			for _, task := range k.tasks {
				if !task.State.Open() || k.ref.Catalogue.Get(task.Standard).Anchor != pathways.OnPlanned {
					continue
				}
				open++
				before, asked := was[task.ID]
				if task.State.Asked() && task.DueOn == cal.Add(today, 1) && (!asked || before.After(task.DueOn)) {
					next++
				}
			}
			if next*10 > open {
				rt.Fatalf("%d days' notice on %s: %d of %d tasks are due the next working day", notice, today, next, open)
			}
		})
	}
}

// life passes the working days up to until: planned, watched, answered by chance.
func (k *kept) life(rt *rapid.T, c *pathways.Case, from, until calendar.Date) {
	for d := from; d.Before(until); d = d.AddDays(1) {
		if !k.ref.Calendar.Working(d) {
			continue
		}
		k.replan(c, d)
		k.watch(c, d)
	}
	for i := range k.tasks {
		if t := &k.tasks[i]; t.State.Asked() {
			t.State = rapid.SampledFrom([]pathways.State{pathways.HandedOff, pathways.Acknowledged, pathways.Accepted, pathways.Done}).Draw(rt, t.Standard)
		}
	}
}

// plan is what an open task is planned for.
type plan struct {
	State   pathways.State
	Usual   pathways.Days
	DueOn   calendar.Date
	Waiting []string
}

// plans are the open tasks by code, as the watch of that day judges them.
func (k *kept) plans(today calendar.Date) map[string]plan {
	out := map[string]plan{}
	for i := range k.tasks {
		t := &k.tasks[i]
		late := t.State == pathways.Planned && !t.Usual.LatestStart.IsZero() && today.After(t.Usual.LatestStart)
		if t.State.Open() && !late {
			out[t.Standard] = plan{t.State, t.Usual, t.DueOn, t.Waiting}
		}
	}
	return out
}

// Any sequence of edits of the planned day, with watches of days off between
// that judge what is too late, ends, for tasks never handed off, in the same
// plan as the last day alone.
func TestOnlyTheLastDayCounts(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		edited, alone := keep(t), keep(t)
		c := anyCase().Draw(rt, "case")
		today := day("2026-11-23")
		for range rapid.IntRange(1, 8).Draw(rt, "edits") {
			c.PlannedDay = calendar.Date{}
			if rapid.IntRange(0, 9).Draw(rt, "no day") > 0 {
				c.PlannedDay = today.AddDays(rapid.IntRange(0, 190).Draw(rt, "planned"))
			}
			edited.replan(c, today)
			edited.judge(today)
			today = today.AddDays(rapid.IntRange(0, 9).Draw(rt, "days pass"))
		}
		if !c.PlannedDay.IsZero() && c.PlannedDay.Before(today) {
			return // date passed
		}
		edited.replan(c, today)
		alone.replan(c, today)
		if diff := cmp.Diff(alone.plans(today), edited.plans(today), sameDay, sameNone); diff != "" {
			rt.Fatalf("planned for %s on %s (-the last day alone +after the edits):\n%s", c.PlannedDay, today, diff)
		}
		if diff := edited.replan(c, today); changes(diff) != 0 {
			rt.Fatalf("once more changes %+v", diff)
		}
	})
}

// judge is the judgement of what is too late.
func (k *kept) judge(today calendar.Date) {
	for i := range k.tasks {
		t := &k.tasks[i]
		if t.State == pathways.Planned && !t.Usual.LatestStart.IsZero() && today.After(t.Usual.LatestStart) {
			t.State, t.Waiting = pathways.TooLate, nil
		}
	}
}

var sameNone = cmp.Comparer(func(a, b []string) bool { return len(a) == len(b) && (len(a) == 0 || cmp.Equal([]any{a}, []any{b})) })

// What can no longer be met never comes of a later day, names only open
// standards of the catalogue in its order, and each once however the day moves:
// a day lost in two steps is lost once.
func TestUnmetIsNeverDoubled(t *testing.T) {
	t.Parallel()
	cal, cat := workingDays(t), defaultCatalogue(t)
	rapid.Check(t, func(rt *rapid.T) {
		c := anyCase().Draw(rt, "case")
		today := day("2026-11-23")
		a, b, last := anyDay(0, 170).Draw(rt, "from"), anyDay(0, 170).Draw(rt, "over"), anyDay(0, 170).Draw(rt, "to")
		to := func(planned calendar.Date) *pathways.Case {
			after := *c
			after.PlannedDay = planned
			return &after
		}
		lost := cat.Unmet(cal, to(last), a, nil, today)
		if !last.Before(a) && len(lost) > 0 {
			rt.Fatalf("a later day loses %v", lost)
		}
		if b.After(a) || last.After(b) {
			return
		}
		steps := append(cat.Unmet(cal, to(b), a, nil, today), cat.Unmet(cal, to(last), b, nil, today)...)
		once := map[string]int{}
		for _, code := range steps {
			once[code]++
		}
		for _, code := range lost {
			if !ageChange(c, a, b, last) && once[code] != 1 {
				rt.Fatalf("%s is lost in one go and %d times in two steps", code, once[code])
			}
		}
		if !ageChange(c, a, b, last) && len(steps) != len(lost) {
			rt.Fatalf("in one go %v, in two steps %v", lost, steps)
		}
	})
}

// ageChange: a standard for an age may apply on one of the days and not on
// another.
func ageChange(c *pathways.Case, days ...calendar.Date) bool {
	for _, d := range days {
		for _, age := range []int{18, 19} {
			if (c.BirthDate.AgeOn(d) < age) != (c.BirthDate.AgeOn(days[0]) < age) {
				return true
			}
		}
	}
	return false
}
