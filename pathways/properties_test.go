package pathways_test

import (
	"testing"

	"pgregory.net/rapid"

	"throughgate/internal/calendar"
	"throughgate/pathways"
)

// anyDay is a day around Christmas 2026, weekends and holidays included.
func anyDay(from, days int) *rapid.Generator[calendar.Date] {
	return rapid.Custom(func(t *rapid.T) calendar.Date {
		return day("2026-11-23").AddDays(rapid.IntRange(from, from+days).Draw(t, "day"))
	})
}

func subset(list ...string) *rapid.Generator[[]string] {
	return rapid.Custom(func(t *rapid.T) []string {
		var out []string
		for _, s := range list {
			if rapid.Bool().Draw(t, s) {
				out = append(out, s)
			}
		}
		return out
	})
}

// anyCase is a case on 23 November, not yet released.
func anyCase() *rapid.Generator[*pathways.Case] {
	return rapid.Custom(func(t *rapid.T) *pathways.Case {
		c := adult("")
		if rapid.Bool().Draw(t, "has a planned day") {
			c.PlannedDay = anyDay(0, 200).Draw(t, "planned")
		}
		c.BirthDate = day("2009-06-01").AddDays(-rapid.IntRange(0, 900).Draw(t, "older"))
		c.Supervised = rapid.Bool().Draw(t, "supervised")
		c.NeedsAssessed = rapid.Bool().Draw(t, "assessed")
		c.Needs = subset("accommodation", "mental_health", "drugs_and_alcohol", "finance", "family").Draw(t, "needs")
		c.Flags = subset("children", "victim_contact", "mappa2", "approved_premises").Draw(t, "flags")
		c.Consents = subset("consent_to_refer", "consent_to_share_contact", "consent_to_share_health").Draw(t, "consents")
		c.Received = anyDay(-40, 40).Draw(t, "received")
		c.ReceivedDay = c.Received
		return c
	})
}

// A life: days pass with watches, the planned day moves, tasks are answered,
// holders are told of the day, the prison changes, a holiday is announced late,
// perhaps there is a release. After each re-plan a second one changes nothing,
// done tasks never move, and no due day breaks the rules of domain 6.
func TestWhateverHappensThePlanHolds(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		k := keep(t)
		cal := k.ref.Calendar
		c := anyCase().Draw(rt, "case")
		today := day("2026-11-23")
		done := map[int64]pathways.Task{}
		for range rapid.IntRange(1, 8).Draw(rt, "steps") {
			switch rapid.SampledFrom([]string{"move", "answer", "told", "transfer", "holiday", "release", "pass"}).Draw(rt, "event") {
			case "move":
				if !c.Released() {
					c.PlannedDay = today.AddDays(rapid.IntRange(0, 190).Draw(rt, "to"))
				}
			case "answer":
				if len(k.tasks) > 0 {
					task := &k.tasks[rapid.IntRange(0, len(k.tasks)-1).Draw(rt, "task")]
					if task.State.Asked() {
						task.State = rapid.SampledFrom([]pathways.State{pathways.Acknowledged, pathways.Accepted, pathways.Declined, pathways.Done}).Draw(rt, "to")
						if task.State == pathways.Done {
							done[task.ID] = *task
						}
					}
				}
			case "release":
				if !c.Released() {
					c.ActualDay, c.LearntDay = today, today
					c.Unexpected = c.PlannedDay.IsZero() || cal.Between(today, c.PlannedDay) >= 2
				}
			case "told":
				for i := range k.tasks {
					if k.tasks[i].State.Asked() {
						k.tasks[i].ToldDay = c.PlannedDay
					}
				}
			case "transfer":
				c.Prison = rapid.SampledFrom([]string{leeds, manchester}).Draw(rt, "prison")
			case "holiday":
				k.announce(today.AddDays(rapid.IntRange(1, 60).Draw(rt, "holiday in")))
				cal = k.ref.Calendar
			case "pass":
			}
			k.replan(c, today)
			if diff := k.replan(c, today); changes(diff) != 0 {
				rt.Fatalf("the second plan on %s changes %+v", today, diff)
			}
			if cal.Working(today) {
				k.transfer(c, today)
				k.watch(c, today)
				if hand, back := k.transfer(c, today); len(hand)+len(back) != 0 {
					rt.Fatalf("the second watch of %s changes hands: %v %v", today, codesOf(hand), back)
				}
				if diff := k.replan(c, today); changes(diff) != 0 {
					rt.Fatalf("planning after the watch of %s changes %+v", today, diff)
				}
			}
			for i := range k.tasks {
				checkDays(rt, cal, k.ref.Catalogue, c, &k.tasks[i])
				if was, ok := done[k.tasks[i].ID]; ok && (k.tasks[i].DueOn != was.DueOn || k.tasks[i].State != pathways.Done || k.tasks[i].Usual != was.Usual) {
					rt.Fatalf("a done task moved from %+v to %+v", was, k.tasks[i])
				}
			}
			today = today.AddDays(rapid.IntRange(0, 12).Draw(rt, "days pass"))
			if !c.Released() && !c.PlannedDay.IsZero() && today.After(c.PlannedDay) {
				return // date passed: nothing new is handed off (domain 2)
			}
		}
	})
}

// checkDays: no due day on a non-working day, none after the planned day, but
// for ACC-TONIGHT, the planned day itself where nothing else is left, and what
// is due after a release.
func checkDays(t *rapid.T, cal *calendar.Calendar, cat *pathways.Catalogue, c *pathways.Case, task *pathways.Task) {
	s := cat.Get(task.Standard)
	if !task.State.Open() || task.DueOn.IsZero() || task.Standard == "ACC-TONIGHT" {
		return
	}
	if !cal.Working(task.DueOn) && task.DueOn != c.PlannedDay {
		t.Fatalf("%s (%s) is due on %s, no working day", task.Standard, task.State, task.DueOn.Long())
	}
	if s.Anchor == pathways.OnPlanned && !c.Released() && task.DueOn.After(c.PlannedDay) {
		t.Fatalf("%s (%s) is due on %s, after the planned day %s", task.Standard, task.State, task.DueOn, c.PlannedDay)
	}
	if task.Standard == "DA-START" && c.Released() && task.DueOn.After(c.ActualDay.AddDays(21)) {
		t.Fatalf("DA-START is due on %s, after day 21", task.DueOn)
	}
	if task.State == pathways.Planned && (task.DueOn != task.Usual.Due) {
		t.Fatalf("%s is not handed off and due on %s, not its usual %s", task.Standard, task.DueOn, task.Usual.Due)
	}
}

// Step 5 never makes a due day later, and gives none to a task that is not
// handed off now.
func TestPullingBlockersNeverMakesADueDayLater(t *testing.T) {
	t.Parallel()
	cat := defaultCatalogue(t)
	today := day("2026-11-23")
	rapid.Check(t, func(rt *rapid.T) {
		var chain []pathways.ChainTask
		for _, s := range cat.All() {
			if rapid.Bool().Draw(rt, s.Code) {
				link := pathways.ChainTask{Standard: s, Due: anyDay(-10, 60).Draw(rt, "due")}
				switch rapid.IntRange(0, 2).Draw(rt, "state") {
				case 0:
					link.Fixed = true
				case 1:
					link.Handing = true
				}
				chain = append(chain, link)
			}
		}
		pulled := cat.PullBlockers(chain, today)
		days := map[string]calendar.Date{}
		for _, link := range chain {
			due, given := pulled[link.Standard.Code]
			if given != link.Handing {
				rt.Fatalf("%s: given a day %v, handed off now %v", link.Standard.Code, given, link.Handing)
			}
			if given && due.After(link.Due) {
				rt.Fatalf("%s was due %s and is now due %s", link.Standard.Code, link.Due, due)
			}
			days[link.Standard.Code] = link.Due
			if given {
				days[link.Standard.Code] = due
			}
		}
		// A blocker handed off now is due no later than what needs it, if that is
		// handed off or still ahead.
		for _, link := range chain {
			for _, needs := range cat.NeededBy(link.Standard.Code) {
				for _, n := range chain {
					if n.Standard != needs || !link.Handing || !n.Fixed && !n.Handing && !n.Due.After(today) {
						continue
					}
					if n.Fixed || n.Handing {
						if days[link.Standard.Code].After(days[needs.Code]) {
							rt.Fatalf("%s is due %s, after %s on %s", link.Standard.Code, days[link.Standard.Code], needs.Code, days[needs.Code])
						}
					}
				}
			}
		}
	})
}

// An earlier planned day never makes a due day later; a later one by no more
// calendar days than it moved.
func TestAMoveNeverGivesMoreThanItMoved(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		k := keep(t)
		c := anyCase().Draw(rt, "case")
		c.PlannedDay = anyDay(3, 170).Draw(rt, "planned")
		first := day("2026-11-23")
		k.replan(c, first)
		k.watch(c, first)
		was := map[int64]calendar.Date{}
		for _, task := range k.tasks {
			was[task.ID] = task.DueOn
		}
		learnt := first.AddDays(rapid.IntRange(0, 3).Draw(rt, "learnt after"))
		left := c.PlannedDay.Sub(learnt)
		after := *c // a day that is not passed, and not beyond the window
		after.PlannedDay = c.PlannedDay.AddDays(rapid.IntRange(max(-30, -left), min(30, pathways.Reach-left)).Draw(rt, "moved by"))
		by := after.PlannedDay.Sub(c.PlannedDay)
		for _, m := range k.replan(&after, learnt).Move {
			if m.From != was[m.ID] {
				rt.Fatalf("%s moved from %s, it was due %s", k.byID(m.ID).Standard, m.From, was[m.ID])
			}
			if got := m.To.Sub(m.From); got > max(by, 0) {
				rt.Fatalf("%s: the planned day moved by %d days, the due day by %d", k.byID(m.ID).Standard, by, got)
			}
		}
	})
}
