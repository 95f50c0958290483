package pathways_test

import (
	"testing"

	"throughgate/pathways"
)

// domain 6: when the planned day moves, a handed-off task is taken through the
// steps again, counted from the day the move was learnt. h, d, L, R, H as in
// due_test.go.
func TestAHandedOffTaskMovesWithTheDay(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		rule, code       string
		planned, handed  string
		due              string
		moved, learnt    string
		want             string
		short            bool
		rungBefore, rung int
	}{
		{rule: "earlier: from the day it was learnt",
			// first: h 16 Oct, d 8 Jan: 84 x 130 / 168 = 65: Wed 27 Jan
			code: "PRO-COM", planned: "2027-04-02", handed: "2026-11-23", due: "2027-01-27",
			// then: h 25 Sep, d 18 Dec, R 108: 84 x 108 / 168 = 54 -> Sun 17 Jan -> Fri 15
			moved: "2027-03-12", learnt: "2026-11-24", want: "2027-01-15"},
		{rule: "later: from the day it was learnt",
			// first: h 30 Oct, d 22 Jan: 84 x 144 / 168 = 72: Wed 3 Feb
			code: "PRO-COM", planned: "2027-04-16", handed: "2026-11-23", due: "2027-02-03",
			// then: h 13 Nov, d 5 Feb, R 157: 84 x 157 / 168 = 78.5 -> 78: Wed 10 Feb (not more than 17)
			moved: "2027-04-30", learnt: "2026-11-24", want: "2027-02-10"},
		{rule: "handed off before the hand-off day of the new planned day: stands",
			code: "ACC-NIGHT1", planned: "2027-01-14", handed: "2026-12-17", due: "2027-01-05",
			moved: "2027-01-28", learnt: "2026-12-18", want: "2027-01-19"}, // 7 back: 27 26 25 22 21 20 19
		{rule: "later by no more calendar days than it moved, then off non-working days",
			// 7 back from 7 Jan: 6 5 4 Jan 31 30 29 24 Dec; from 8 Jan: Tue 29 Dec, five days on; one day on is Christmas
			code: "ACC-NIGHT1", planned: "2027-01-07", handed: "2026-12-10", due: "2026-12-24",
			moved: "2027-01-08", learnt: "2026-12-14", want: "2026-12-24"},
		{rule: "an earlier planned day never makes it later",
			// first: h 3 Dec, d 10 back from 14 Jan: 13 12 11 8 7 6 5 4 31 30
			code: "PRO-VLO", planned: "2027-01-14", handed: "2026-12-03", due: "2026-12-30",
			// then: h 2 Dec, d 29 Dec, R 22: 27 x 22 / 42 = 14: Tue 5 Jan would be later; 8 of 27 days left
			moved: "2027-01-13", learnt: "2026-12-22", want: "2026-12-30", short: true},
		{rule: "at the last move fewer than half of the usual days are left: short notice",
			code: "ACC-NIGHT1", planned: "2027-01-14", handed: "2026-12-17", due: "2027-01-05",
			moved: "2026-12-30", learnt: "2026-12-18", want: "2026-12-23", short: true},
		{rule: "a due day ahead again takes it off rung 3",
			code: "ACC-NIGHT1", planned: "2027-01-14", handed: "2026-12-17", due: "2027-01-05", rungBefore: 3,
			moved: "2027-02-11", learnt: "2027-01-06", want: "2027-02-02", rung: 0}, // 7 back: 10 9 8 5 4 3 2; cap 5 Jan + 28 = 2 Feb
	} {
		t.Run(tt.rule, func(t *testing.T) {
			t.Parallel()
			k, c := keep(t), adult(tt.planned)
			c.Flags = []string{"victim_contact"}
			k.replan(c, day(tt.handed))
			k.watch(c, day(tt.handed))
			if got := k.task(tt.code).DueOn; got != day(tt.due) {
				t.Fatalf("handed off, it is due %s, want %s", got, tt.due)
			}
			k.task(tt.code).Rung = tt.rungBefore
			after := *c
			after.PlannedDay = day(tt.moved)
			m := k.moveOf(k.replan(&after, day(tt.learnt)), tt.code)
			if m.From != day(tt.due) || m.To != day(tt.want) || m.Short != tt.short || m.Rung != tt.rung {
				t.Errorf("moved from %s to %s, short notice %v, rung %d; want %s, %v, %d", m.From, m.To, m.Short, m.Rung, tt.want, tt.short, tt.rung)
			}
			if want := workingDays(t).OnOrAfter(m.To.AddDays(1)).At(5, 0); !m.NextRung.Equal(want) {
				t.Errorf("next rung %s, want the watch after the due day, %s", m.NextRung, want)
			}
			if diff := k.replan(&after, day(tt.learnt).AddDays(1)); changes(diff) != 0 {
				t.Errorf("the same again: %+v", diff)
			}
		})
	}
}

// Step 5 holds at a move as well: ACC-DTR is handed off, ACC-CASE needs it.
func TestAMovedBlockerIsPulledByWhatNeedsIt(t *testing.T) {
	t.Parallel()
	k, c := keep(t), needing("2027-01-11", "accommodation")
	k.replan(c, day(monday))
	k.watch(c, day(monday))
	// h 9 Nov, d 18 Nov: 9 x 49 / 63 = 7: Mon 30 Nov; ACC-CASE is due 30 Nov too.
	if got := k.task("ACC-DTR").DueOn; got != day("2026-11-30") {
		t.Fatalf("ACC-DTR due %s", got)
	}
	after := *c
	after.PlannedDay = day("2027-01-07")
	m := k.moveOf(k.replan(&after, day("2026-11-24")), "ACC-DTR")
	// By itself: h 5 Nov, d Fri 13: 8 x 44 / 63 = 5: Sun 29 -> Fri 27. ACC-CASE: 42 before 7 Jan = Thu 26.
	if m.To != day("2026-11-26") || !m.Short {
		t.Errorf("ACC-DTR moved to %s, short notice %v; want 26 November, true", m.To, m.Short)
	}
}

// Weekends can hide a move from the usual days; the steps count it all the same.
func TestAMoveBetweenNonWorkingDaysIsAMove(t *testing.T) {
	t.Parallel()
	k, c := keep(t), adult("2027-01-17") // Sunday, as a confirmed day may be
	c.Flags = []string{"victim_contact"}
	k.replan(c, day("2026-12-07"))
	k.watch(c, day("2026-12-07"))
	usual := k.task("PRO-VLO").Usual
	after := *c
	after.PlannedDay = day("2027-01-16")
	diff := k.replan(&after, day("2026-12-08"))
	if k.task("PRO-VLO").Usual != usual {
		t.Fatalf("the usual days moved from %v to %v: choose another day for this test", usual, k.task("PRO-VLO").Usual)
	}
	if m := k.moveOf(diff, "PRO-VLO"); m.To.After(m.From) {
		t.Errorf("a day earlier made it later: %s to %s", m.From, m.To)
	}
	if diff := k.replan(&after, day("2026-12-09")); changes(diff) != 0 {
		t.Errorf("the same again: %+v", diff)
	}
}

// What is asked and does not hang on the planned day stays where it is.
func TestAnotherPlannedDayLeavesReceptionTasks(t *testing.T) {
	t.Parallel()
	k, c := keep(t), adult("2027-03-11")
	c.Received, c.ReceivedDay = day("2026-11-18"), day("2026-11-18")
	k.replan(c, day(monday))
	k.watch(c, day(monday))
	due := k.task("REC-FIRST").DueOn
	if k.task("REC-FIRST").State != pathways.HandedOff {
		t.Fatal("REC-FIRST was not handed off")
	}
	after := *c
	after.PlannedDay = day("2027-02-11")
	for _, m := range k.replan(&after, day("2026-11-24")).Move {
		if k.byID(m.ID).Standard == "REC-FIRST" {
			t.Errorf("moved from %s to %s", due, m.To)
		}
	}
}
