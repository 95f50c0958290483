package release_test

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"throughgate/internal/calendar"
	"throughgate/release"
)

func TestWhenSomebodyLeaves(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		last  string
		years int
		want  string
	}{
		{"2024-11-22", 2, "2026-11-23"}, // two years ago is not yet more than two years ago
		{"2024-02-29", 1, "2025-03-02"}, // no 29 February: 1 March is the anniversary
		{"2024-02-29", 2, "2026-03-02"},
		{"2024-02-29", 4, "2028-03-01"},
		{"2024-02-28", 1, "2025-03-01"},
		{"2024-12-31", 1, "2026-01-01"},
	} {
		if got := (release.Retention{Years: tt.years}).LeavesOn(calendar.MustParse(tt.last)); got != calendar.MustParse(tt.want) {
			t.Errorf("%d years after %s: %s, want %s", tt.years, tt.last, got, tt.want)
		}
	}
}

func TestTheRuleNeverShortensOrSkips(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		years := rapid.IntRange(release.FewestYears, release.MostYears).Draw(t, "years")
		rule := release.Retention{Years: years}
		last := calendar.Day(1999, time.January, 1).AddDays(rapid.IntRange(0, 15000).Draw(t, "day"))
		on := rule.LeavesOn(last)
		if on.Before(last.AddDays(365*years+1)) || on.After(last.AddDays(366*years+1)) {
			t.Fatalf("%d years after %s is %s", years, last, on)
		}
		if next := rule.LeavesOn(last.AddDays(1)); next.Before(on) {
			t.Fatalf("whoever was known a day longer, from %s, leaves sooner: %s, %s", last, on, next)
		}
		if longer := (release.Retention{Years: years + 1}).LeavesOn(last); !longer.After(on) {
			t.Fatalf("a year more from %s is %s, not after %s", last, longer, on)
		}
		l := release.Leaver{Ending: release.Ending{State: release.Released, Left: last}}
		if rule.Stays(l, on) != release.Leaves || rule.Stays(l, on.AddDays(-1)) != release.StaysNotYet {
			t.Fatalf("%s: the day before %s they stay, that day they leave", last, on)
		}
	})
}

func TestFromWhichDayTheYearsCount(t *testing.T) {
	t.Parallel()
	day := calendar.MustParse
	left, licence, visit := day("2024-01-10"), day("2025-06-30"), day("2024-02-01")
	for name, tt := range map[string]struct {
		e    release.Ending
		want calendar.Date
	}{
		"released":                      {release.Ending{State: release.Released, Left: left}, left},
		"released on licence":           {release.Ending{State: release.Released, Left: left, Supervised: licence}, licence},
		"a licence that had ended":      {release.Ending{State: release.Released, Left: licence, Supervised: left}, licence},
		"seen afterwards":               {release.Ending{State: release.Released, Left: left, Appointment: visit}, visit},
		"died":                          {release.Ending{State: release.Died, Left: left, Supervised: licence}, left},
		"removed":                       {release.Ending{State: release.Removed, Left: left, Supervised: licence}, left},
		"moved away":                    {release.Ending{State: release.MovedAway, Left: left, Supervised: licence}, left},
		"moved away, nobody knows when": {release.Ending{State: release.MovedAway, Appointment: visit}, calendar.Date{}},
		"in custody":                    {release.Ending{State: release.Planned, Appointment: visit, Supervised: left}, calendar.Date{}},
		"left, reason unknown":          {release.Ending{State: release.LeftUnknown, Left: left}, calendar.Date{}},
		"at large":                      {release.Ending{State: release.AtLarge, Left: left}, calendar.Date{}},
	} {
		if got := tt.e.LastDay(); got != tt.want {
			t.Errorf("%s: %s, want %s", name, got, tt.want)
		}
	}
}

func TestWhatKeepsSomebody(t *testing.T) {
	t.Parallel()
	rule, today := release.Retention{Years: 2}, calendar.MustParse("2026-11-23")
	gone := release.Ending{State: release.Released, Left: calendar.MustParse("2024-11-22")}
	for want, l := range map[release.Staying]release.Leaver{
		release.Leaves:       {Ending: gone},
		release.StaysUnended: {Ending: release.Ending{State: release.NoDates}, Held: true},
		release.StaysNotYet:  {Ending: release.Ending{State: release.Released, Left: calendar.MustParse("2024-11-23")}, Held: true},
		release.StaysHeld:    {Ending: gone, Held: true, Pending: release.Pending{Tasks: 1}},
		release.StaysOpen:    {Ending: gone, Pending: release.Pending{Wipes: 1}, Listed: true},
		release.StaysListed:  {Ending: gone, Listed: true},
	} {
		if got := rule.Stays(l, today); got != want {
			t.Errorf("%+v: %q, want %q", l, got, want)
		}
	}
	for i, p := range []release.Pending{{Tasks: 1}, {Appointments: 1}, {Messages: 1}, {Lists: 1}, {Wipes: 1}} {
		if got := rule.Stays(release.Leaver{Ending: gone, Pending: p}, today); got != release.StaysOpen {
			t.Errorf("pending %d: %q", i, got)
		}
	}
	if r := (release.Retention{Due: 400}); r.MayErase(false) < 400 || r.MayErase(true) >= 400 {
		t.Errorf("what was foreseen once is allowed once: %d, then %d", r.MayErase(false), r.MayErase(true))
	}
}
