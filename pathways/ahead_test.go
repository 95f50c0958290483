package pathways_test

import (
	"fmt"
	"reflect"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"throughgate/pathways"
)

func aheadWords(list []pathways.Ahead) []string {
	var out []string
	for _, a := range list {
		out = append(out, fmt.Sprintf("%s asked %s due %s %v %v", a.Standard.Code, a.Asked, a.Due, a.TooLate, a.Nobody))
	}
	slices.Sort(out)
	return out
}

// Looking ahead changes no task, and a planned day that stays where it is
// changes nothing that is asked.
func TestLookingAheadChangesNothing(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		k, c, today := keep(t), anyCase().Draw(rt, "case"), day("2026-11-23")
		k.replan(c, today)
		k.watch(c, today)
		stored, next := slices.Clone(k.tasks), today.AddDays(1)
		before := k.ref.LookAhead(c, stored, next)
		same := *c
		same.MovedFrom = c.PlannedDay
		after := k.ref.LookAhead(&same, k.ref.Replanned(&same, stored, today), next)
		if !reflect.DeepEqual(k.tasks, stored) {
			rt.Fatalf("tasks changed: %+v, were %+v", stored, k.tasks)
		}
		if diff := cmp.Diff(aheadWords(before), aheadWords(after)); diff != "" && (c.PlannedDay.IsZero() || c.InWindow(today)) {
			rt.Fatalf("the same day changes:\n%s", diff)
		}
	})
}

// What is asked on its own day is asked on the day that the catalogue gives it,
// whatever the planned day becomes: a week later it is asked on that week's day.
func TestARequestIsAskedOnTheDayTheMovedPlanGives(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		k, c, today := keep(t), anyCase().Draw(rt, "case"), day("2026-11-23")
		c.PlannedDay = anyDay(0, 160).Draw(rt, "planned")
		k.replan(c, today)
		k.watch(c, today)
		moved := *c
		moved.PlannedDay = c.PlannedDay.AddDays(7 * rapid.IntRange(-3, 3).Draw(rt, "weeks"))
		if moved.PlannedDay.Before(today) {
			return
		}
		next, asked := today.AddDays(1), 0
		for _, a := range k.ref.LookAhead(&moved, k.ref.Replanned(&moved, k.tasks, today), next) {
			usual := moved.OffsetDays(k.ref.Calendar, a.Standard)
			if a.Standard.Anchor != pathways.OnPlanned || a.Asked.IsZero() {
				continue
			}
			asked++
			switch {
			case usual.HandOff.After(next) && a.Asked != usual.HandOff:
				rt.Fatalf("%s is asked on %s, the plan says %s", a.Standard.Code, a.Asked, usual.HandOff)
			case !usual.HandOff.After(next) && a.Asked != next:
				rt.Fatalf("%s is asked on %s: its day %s has come, and the next watch is on %s", a.Standard.Code, a.Asked, usual.HandOff, next)
			case a.Less != a.Asked.After(usual.HandOff) || a.Overdue && !a.Less:
				rt.Fatalf("%s: less notice %v, asked on %s for %s", a.Standard.Code, a.Less, a.Asked, usual.HandOff)
			case a.Due.After(moved.PlannedDay):
				rt.Fatalf("%s is due on %s, after the planned day %s", a.Standard.Code, a.Due, moved.PlannedDay)
			}
		}
		if asked == 0 && moved.PlannedDay.After(today.AddDays(30)) {
			rt.Fatal("nothing is asked for a release a month away")
		}
	})
}
