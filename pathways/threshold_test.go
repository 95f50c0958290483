package pathways_test

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"throughgate/internal/calendar"
	"throughgate/pathways"
)

// Reached or passed, not the exact day: whatever watches were missed, each task
// is handed off once, and by the last watch the same ones have been.
func TestMissedWatchesHandOffOnce(t *testing.T) {
	t.Parallel()
	cal := workingDays(t)
	last := day("2027-03-09")
	rapid.Check(t, func(rt *rapid.T) {
		c := needing("2027-03-11", "accommodation", "drugs_and_alcohol")
		c.Received, c.ReceivedDay = day("2026-11-20"), day("2026-11-20")
		some, all := keep(t), keep(t)
		times := map[string]int{}
		for d := day(monday); !d.After(last); d = d.AddDays(1) {
			if !cal.Working(d) {
				continue
			}
			all.replan(c, d)
			all.watch(c, d)
			if d != last && rapid.IntRange(0, 4).Draw(rt, "watched") > 0 {
				continue
			}
			some.replan(c, d)
			for code := range some.watch(c, d) {
				times[code]++
			}
		}
		for _, task := range all.tasks {
			asked := task.State == pathways.HandedOff
			missed := !task.Usual.LatestStart.IsZero() && some.task(task.Standard).State == pathways.TooLate
			if want := btoi(asked && !missed); times[task.Standard] != want {
				rt.Fatalf("%s was handed off %d times, want %d", task.Standard, times[task.Standard], want)
			}
		}
	})
}

func btoi(b bool) int {
	if b {
		return 1
	}
	return 0
}

// The same on the database: a fortnight of missed watches, one hand-off; and two
// watches of one day.
func TestAMissedHandOffDayIsCaughtUpOnce(t *testing.T) {
	t.Parallel()
	o := open(t)
	c := o.caseOf(o.release, "2026-12-14") // BEN-JCP: hand-off 30 November
	o.replan(day(monday), c)
	o.handOff(day("2026-11-27"), c)
	if got := o.row(o.ref(o.release, "BEN-JCP")).State; got != pathways.Planned {
		t.Fatalf("before its day it is %s", got)
	}
	for i, on := range []string{"2026-12-04", "2026-12-04", "2026-12-07"} {
		hand := codesOf(o.handOff(day(on), c))
		if got := slices.Contains(hand, "BEN-JCP"); got != (i == 0) {
			t.Errorf("watch %d, of %s: handed off %v", i, on, hand)
		}
	}
	if steps := o.history(o.ref(o.release, "BEN-JCP")); len(steps) != 1 {
		t.Errorf("history %+v", steps)
	}
}

// Clock changes, 29 February and the turn of the year shift no day: offsets are
// calendar days, and instants are London's.
func TestNoDayIsShifted(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		rule, code, anchor string
		handOff, due       string
	}{
		// MH-MEDS: 28 calendar days before; due 4 working days before
		{"the clocks go forward on 28 March 2027", "MH-MEDS", "2027-04-22", "2027-03-25", "2027-04-16"},
		{"the clocks go back on 31 October 2027", "MH-MEDS", "2027-11-11", "2027-10-14", "2027-11-05"},
		{"from 29 February", "MH-MEDS", "2028-03-28", "2028-02-29", "2028-03-22"},
		{"to 29 February", "MH-MEDS", "2028-02-29", "2028-02-01", "2028-02-23"},
		{"28 days on, over 29 February", "ACC-MOVE", "2028-02-01", "2028-02-29", "2028-03-28"},
		{"31 December", "MH-MEDS", "2027-01-28", "2026-12-31", "2027-01-22"},
		{"1 January is a holiday: the working day before", "MH-MEDS", "2027-01-29", "2026-12-31", "2027-01-25"},
		{"due over the turn of the year", "ACC-NIGHT1", "2027-01-07", "2026-12-10", "2026-12-24"}, // 6 5 4 31 30 29 24
		{"day 21 over the turn of the year", "DA-START", "2026-12-15", "2026-12-15", "2027-01-05"},
	} {
		got := standard(t, tt.code).UsualDays(workingDays(t), day(tt.anchor))
		if got.HandOff != day(tt.handOff) || got.Due != day(tt.due) {
			t.Errorf("%s: %s hand-off %s, due %s; want %s, %s", tt.rule, tt.code, got.HandOff, got.Due, tt.handOff, tt.due)
		}
	}
}

// A watch at 05:00 of the morning the clocks change, and an answer awaited at
// 17:00 by London's clock on either side of it.
func TestTheClockChangeShiftsNoInstant(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ rule, today, planned, answer string }{
		{"forward", "2027-03-25", "2027-04-22", "2027-03-31T16:00:00Z"}, // Easter: Wednesday is the 2nd working day after
		{"back", "2027-10-28", "2027-11-25", "2027-11-01T17:00:00Z"},
	} {
		k, c := keep(t), adult(tt.planned)
		k.replan(c, day(tt.today))
		h := k.watch(c, day(tt.today))["MH-MEDS"]
		if got := h.AnswerBy.UTC().Format(time.RFC3339); h.TaskID == 0 || got != tt.answer {
			t.Errorf("%s: answer by %s, want %s", tt.rule, got, tt.answer)
		}
	}
	for _, d := range []string{"2027-03-28", "2027-10-31", "2028-02-29", "2026-12-31", "2027-01-01"} {
		for _, at := range []time.Time{day(d).At(0, 0), day(d).At(5, 0), day(d).At(23, 59)} {
			if diff := cmp.Diff(day(d), calendar.DayOf(at), sameDay); diff != "" {
				t.Errorf("%s: %s", at, diff)
			}
		}
	}
}
