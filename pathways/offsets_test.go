package pathways_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"throughgate/internal/calendar"
	"throughgate/pathways"
)

var sameDay = cmp.Comparer(func(a, b calendar.Date) bool { return a == b })

// The usual days of domain 6, "offsets". 25 December 2026 is a Friday, 28
// December (Monday) and 1 January 2027 (Friday) are holidays too.
func TestUsualDaysFollowTheOffsets(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		rule, code, anchor   string
		hand, due, lastStart string
	}{
		// Planned Thursday 14 January 2027.
		{"count from the planned day; a due day on a non-working day is the working day before", // -54: Sat 21 Nov
			"ACC-DTR", "2027-01-14", "2026-11-12", "2026-11-20", ""},
		{"a hand-off day on a non-working day is the working day before", // -54: Sat 21 Nov; -42: Thu 3 Dec
			"ACC-CASE", "2027-01-14", "2026-11-20", "2026-12-03", ""},
		{"due_day_kind governs due_offset, hand_off_offset stays in calendar days", // 7 working back: 13 12 11 8 7 6 5 Jan
			"ACC-NIGHT1", "2027-01-14", "2026-12-17", "2027-01-05", ""},
		{"latest_start in calendar days before the planned day", // -84, -49, -42
			"BEN-ID", "2027-01-14", "2026-10-22", "2026-11-26", "2026-12-03"},
		{"a planned day on Monday, latest start on a Saturday stays", // -42 from Sat 16 Jan: the day itself is not moved
			"BEN-ID", "2027-01-16", "2026-10-23", "2026-11-27", "2026-12-05"},
		// Planned Thursday 7 January 2027, across Christmas.
		{"working days leave out the holidays", // 3 back: 6 5 4 Jan
			"GATE-PLAN", "2027-01-07", "2026-12-24", "2027-01-04", ""},
		{"working days leave out 1 January", // 4 back: 6 5 4 Jan, 31 Dec
			"BEN-JCP", "2027-01-07", "2026-12-24", "2026-12-31", ""},
		{"a hand-off day on Saturday after a holiday goes back over both", // -5: Sat 2 Jan; Fri 1 Jan is a holiday
			"GATE-PACK", "2027-01-07", "2026-12-31", "2027-01-06", ""},
		{"ten working days back over Christmas", // 6 5 4 Jan, 31 30 29 24 23 22 21 Dec
			"PRO-FIRST", "2027-01-07", "2026-12-10", "2026-12-21", ""},
		{"a due day on Christmas Day is the working day before", // -21 from Fri 15 Jan: 25 Dec
			"ACC-CAS3", "2027-01-15", "2026-12-18", "2026-12-24", "2027-01-12"},
		{"a due day on the Monday holiday goes back over weekend and Christmas", // -21 from Mon 18 Jan: 28 Dec
			"ACC-CAS3", "2027-01-18", "2026-12-21", "2026-12-24", "2027-01-15"},
		{"one working day before a planned Saturday is Friday", // HDCAD is never moved
			"DA-NALOX", "2026-12-12", "2026-12-04", "2026-12-11", ""},
		// Anchored on the actual release.
		{"ACC-TONIGHT never moves: a Sunday stays", "ACC-TONIGHT", "2026-12-06", "2026-12-06", "2026-12-06", ""},
		{"ACC-TONIGHT never moves: Christmas Day stays", "ACC-TONIGHT", "2026-12-25", "2026-12-25", "2026-12-25", ""},
		{"due 1 working day after a Friday release", "BEN-CLAIM", "2026-12-04", "2026-12-04", "2026-12-07", ""},
		{"due 1 working day after Christmas Eve", "BEN-CLAIM", "2026-12-24", "2026-12-24", "2026-12-29", ""},
		{"anchored on actual, a hand-off day moves to the next working day", "BEN-CLAIM", "2026-12-06", "2026-12-07", "2026-12-07", ""},
		{"hand-off of a Saturday release on Monday; due day back from Saturday 26 December", // +21; 25 is a holiday
			"DA-START", "2026-12-05", "2026-12-07", "2026-12-24", ""},
		{"only a task due 0 or 1 day after release moves forward: day 7 on Christmas goes back", "MH-FIRST", "2026-12-18", "2026-12-18", "2026-12-24", ""},
		{"three working days after", "DA-SEEN", "2026-12-18", "2026-12-18", "2026-12-23", ""},
		{"day 21 on Christmas goes back, never past it", "DA-START", "2026-12-04", "2026-12-04", "2026-12-24", ""},
		{"a later hand-off moves to the next working day", // +28: 25 Dec -> Tue 29; +56: Fri 22 Jan
			"ACC-MOVE", "2026-11-27", "2026-12-29", "2027-01-22", ""},
		// Anchored on reception: both offsets in working days.
		{"both offsets in working days", "REC-FIRST", "2026-11-18", "2026-11-18", "2026-11-25", ""},
		{"received on a Sunday: hand-off on the working day before, five working days to Friday", "REC-FIRST", "2026-11-22", "2026-11-20", "2026-11-27", ""},
		{"both over Christmas", // 5 on: 17 18 21 22 23; 10 on: 24 29 30 31 Dec, 4 Jan
			"REC-READY", "2026-12-16", "2026-12-23", "2027-01-04", ""},
		{"without an anchor day there are none", "BEN-CLAIM", "", "", "", ""},
	} {
		t.Run(tt.code+" "+tt.anchor, func(t *testing.T) {
			t.Parallel()
			got := standard(t, tt.code).UsualDays(workingDays(t), day(tt.anchor))
			want := pathways.Days{HandOff: day(tt.hand), Due: day(tt.due), LatestStart: day(tt.lastStart)}
			if diff := cmp.Diff(want, got, sameDay); diff != "" {
				t.Errorf("domain 6, offsets: %s (-want +got):\n%s", tt.rule, diff)
			}
		})
	}
}

// A unit may write a standard due on the day of release itself: never after the
// planned day, even where that is no working day.
func TestAPlannedTaskIsNeverDueAfterThePlannedDay(t *testing.T) {
	t.Parallel()
	s := pathways.Standard{Code: "OWN-ROW", Anchor: pathways.OnPlanned, HandOffOffset: -7, DueOffset: 3, DueDayKind: pathways.CalendarDays}
	if got := s.UsualDays(workingDays(t), day("2026-12-10")).Due; got != day("2026-12-10") {
		t.Errorf("due %s, want the planned day", got)
	}
}
