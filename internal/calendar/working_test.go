package calendar_test

import (
	"testing"

	"github.com/rickar/cal/v2"
	"github.com/rickar/cal/v2/gb"
	"pgregory.net/rapid"

	"throughgate/internal/calendar"
)

// published are the holidays of England and Wales around Christmas 2026, and one
// of the year after, so that 2026 and 2027 are published years.
var published = calendar.New([]calendar.Holiday{
	{Day: d("2026-12-25"), Title: "Christmas Day"},
	{Day: d("2026-12-28"), Title: "Boxing Day (substitute day)"},
	{Day: d("2027-01-01"), Title: "New Year's Day"},
})

// domain 1: Monday to Friday without the bank holidays of England and Wales.
func TestWorkingDays(t *testing.T) {
	for _, tt := range []struct {
		day  string
		want bool
	}{
		{"2026-12-24", true}, {"2026-12-25", false}, {"2026-12-26", false}, {"2026-12-27", false},
		{"2026-12-28", false}, {"2026-12-29", true}, {"2027-01-01", false}, {"2027-01-04", true},
	} {
		if got := published.Working(d(tt.day)); got != tt.want {
			t.Errorf("%s working = %v", tt.day, got)
		}
	}
	if got := published.OnOrBefore(d("2026-12-28")); got != d("2026-12-24") {
		t.Errorf("on or before 28 December: %s", got)
	}
	if got := published.OnOrAfter(d("2026-12-25")); got != d("2026-12-29") {
		t.Errorf("on or after Christmas: %s", got)
	}
}

func TestCountingInWorkingDays(t *testing.T) {
	for _, tt := range []struct {
		from string
		n    int
		want string
	}{
		{"2026-11-20", 1, "2026-11-23"}, // Friday to Monday
		{"2026-11-21", 1, "2026-11-23"}, // Saturday to Monday
		{"2026-11-23", 0, "2026-11-23"},
		{"2026-11-21", 0, "2026-11-21"}, // none is the day itself
		{"2026-11-23", -1, "2026-11-20"},
		{"2026-11-22", -1, "2026-11-20"}, // Sunday back to Friday
		{"2026-12-24", 1, "2026-12-29"},  // over Christmas
		{"2026-12-29", -1, "2026-12-24"},
		{"2026-12-31", 1, "2027-01-04"}, // over the year
	} {
		if got := published.Add(d(tt.from), tt.n); got != d(tt.want) {
			t.Errorf("%s and %d working days = %s, want %s", tt.from, tt.n, got, tt.want)
		}
	}
	if got := published.Between(d("2026-12-24"), d("2027-01-04")); got != 4 { // 29, 30, 31, 4
		t.Errorf("from Christmas Eve to 4 January: %d working days", got)
	}
	if got := published.Between(d("2027-01-04"), d("2026-12-24")); got != -4 {
		t.Errorf("and back: %d", got)
	}
}

// domain 3: past the published calendar weekends and the standing holidays,
// marked provisional; before its first year the standing holidays hold; inside
// it only what is published. Scotland's and Northern Ireland's never count.
func TestOutsideThePublishedYearsTheStandingHolidaysHold(t *testing.T) {
	for _, tt := range []struct {
		day     string
		holiday bool
	}{
		{"2030-12-25", true}, {"2030-12-26", true}, {"2031-01-01", true},
		{"2030-04-19", true},  // Good Friday
		{"2030-05-06", true},  // early May
		{"2033-12-27", true},  // Christmas Day on a Sunday: its substitute
		{"2031-01-02", false}, // Scotland's
		{"2031-03-17", false}, // Northern Ireland's
		{"2031-11-28", false}, // St Andrew
		{"2025-12-25", true},  // before the first published year
		{"2027-05-03", false}, // in a published year only what is published
		{"2026-12-28", true},
	} {
		if got := published.Holiday(d(tt.day)) != ""; got != tt.holiday {
			t.Errorf("%s holiday = %v", tt.day, got)
		}
	}
	for day, want := range map[string]bool{"2027-12-31": false, "2028-01-01": true, "2020-01-01": false} {
		if got := published.Provisional(d(day)); got != want {
			t.Errorf("%s provisional = %v", day, got)
		}
	}
}

// interface.md 5: --holidays replaces the calendar wholly: no other holiday is
// assumed, standing ones included; an empty one never ends.
func TestAClosedCalendarAssumesNothing(t *testing.T) {
	c := calendar.NewClosed([]calendar.Holiday{{Day: d("2026-12-24"), Title: "Ours"}})
	if c.Working(d("2026-12-24")) || !c.Working(d("2026-12-25")) || !c.Working(d("2030-12-25")) {
		t.Error("a holiday that was not given counted, or one that was given did not")
	}
	if !c.Provisional(d("2027-01-01")) || calendar.NewClosed(nil).Provisional(d("2099-01-01")) {
		t.Error("the end of the given years is wrong")
	}
}

func TestAddAndBetweenAgree(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		from := published.OnOrAfter(d("2026-11-23").AddDays(rapid.IntRange(-2000, 4000).Draw(t, "from")))
		n := rapid.IntRange(-60, 60).Draw(t, "n")
		to := published.Add(from, n)
		if !published.Working(to) {
			t.Fatalf("%s and %d working days is %s, no working day", from, n, to)
		}
		if got := published.Between(from, to); got != n {
			t.Fatalf("%d working days from %s is %s, and between them are %d", n, from, to, got)
		}
	})
}

// Every day of two centuries is what the library says of it alone.
func TestStandingHolidaysAreTheLibrarys(t *testing.T) {
	library := &cal.Calendar{}
	library.AddHoliday(gb.NewYear, gb.GoodFriday, gb.EasterMonday, gb.EarlyMay,
		gb.SpringHoliday, gb.SummerHoliday, gb.ChristmasDay, gb.BoxingDay)
	ours := calendar.New(nil)
	for day := d("1960-01-01"); day.Before(d("2160-01-01")); day = day.AddDays(1) {
		want := ""
		if _, observed, h := library.IsHoliday(day.At(12, 0)); observed {
			want = h.Name
		}
		if got := ours.Holiday(day); got != want {
			t.Errorf("%s is %q, the library says %q", day, got, want)
		}
	}
}
