package calendar_test

import (
	"encoding/json"
	"testing"
	"time"

	"pgregory.net/rapid"

	"throughgate/internal/calendar"
)

func d(s string) calendar.Date { return calendar.MustParse(s) }

func TestADayIsLondonsWhateverTheZoneOfTheInstant(t *testing.T) {
	for _, tt := range []struct{ instant, day string }{
		{"2026-11-23T23:59:59Z", "2026-11-23"},      // winter: London is UTC
		{"2026-06-30T22:59:59Z", "2026-06-30"},      // summer: an hour ahead
		{"2026-06-30T23:00:00Z", "2026-07-01"},      // midnight in London
		{"2026-03-29T00:30:00Z", "2026-03-29"},      // the night the clock goes forward
		{"2026-10-25T00:30:00+01:00", "2026-10-25"}, // the night it goes back
		{"2026-07-01T08:00:00+09:00", "2026-07-01"}, // told in another zone
	} {
		at, err := time.Parse(time.RFC3339, tt.instant)
		if err != nil {
			t.Fatal(err)
		}
		if got := calendar.DayOf(at); got != d(tt.day) {
			t.Errorf("day of %s = %s, want %s", tt.instant, got, tt.day)
		}
	}
}

// interface.md 3: a London time that does not exist (clock going forward) is
// refused; one that happens twice is the first.
func TestClockTimesOnTheNightsTheClockChanges(t *testing.T) {
	for _, tt := range []struct {
		day          string
		hour, minute int
		exists       bool
		utc          string
	}{
		{"2026-11-23", 8, 0, true, "2026-11-23T08:00:00Z"},
		{"2026-06-30", 8, 0, true, "2026-06-30T07:00:00Z"},
		{"2026-03-29", 0, 59, true, "2026-03-29T00:59:00Z"},
		{"2026-03-29", 1, 30, false, "2026-03-29T01:30:00Z"},
		{"2026-03-29", 2, 0, true, "2026-03-29T01:00:00Z"},
		{"2026-10-25", 1, 30, true, "2026-10-25T00:30:00Z"}, // the first of two
		{"2026-10-25", 2, 0, true, "2026-10-25T02:00:00Z"},
	} {
		if got := d(tt.day).Exists(tt.hour, tt.minute); got != tt.exists {
			t.Errorf("%s %02d:%02d exists = %v, want %v", tt.day, tt.hour, tt.minute, got, tt.exists)
		}
		if got := d(tt.day).At(tt.hour, tt.minute).Format(time.RFC3339); tt.exists && got != tt.utc {
			t.Errorf("%s %02d:%02d = %s, want %s", tt.day, tt.hour, tt.minute, got, tt.utc)
		}
	}
}

func TestDaysThatAreNoDaysAreRefused(t *testing.T) {
	for _, s := range []string{"2026-02-31", "2026-13-01", "31/12/2026", "2026-1-2", "", "tomorrow", "2027-02-29", "0000-12-31"} {
		if got, err := calendar.Parse(s); err == nil {
			t.Errorf("Parse(%q) = %s, want an error", s, got)
		}
	}
	if got := d("2028-02-29").AddDays(1); got != d("2028-03-01") {
		t.Errorf("the day after the leap day is %s", got)
	}
}

func TestAgeIsInWholeYears(t *testing.T) {
	for _, tt := range []struct {
		born, on string
		want     int
	}{
		{"2008-11-24", "2026-11-23", 17},
		{"2008-11-23", "2026-11-23", 18},
		{"2008-02-29", "2026-02-28", 17},
		{"2008-02-29", "2026-03-01", 18},
		{"2008-02-29", "2028-02-29", 20},
	} {
		if got := d(tt.born).AgeOn(d(tt.on)); got != tt.want {
			t.Errorf("born %s, on %s: %d, want %d", tt.born, tt.on, got, tt.want)
		}
	}
}

func TestNoDayIsNullAndEmpty(t *testing.T) {
	out, err := json.Marshal([]calendar.Date{{}, d("2026-11-23")})
	if err != nil || string(out) != `[null,"2026-11-23"]` {
		t.Errorf("%s, %v", out, err)
	}
	var in []calendar.Date
	if err := json.Unmarshal([]byte(`[null,"","2026-11-23"]`), &in); err != nil || !in[0].IsZero() || !in[1].IsZero() || in[2] != d("2026-11-23") {
		t.Errorf("%v, %v", in, err)
	}
	if err := json.Unmarshal([]byte(`["23/11/2026"]`), &in); err == nil {
		t.Error("a day in another form was read")
	}
	if none := (calendar.Date{}); none.AddDays(3) != none || none.String() != "" || none.Long() != "" {
		t.Error("no day did not stay no day")
	}
}

func TestDaysAgreeWithTheStandardLibrary(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(-200_000, 200_000).Draw(t, "days")
		want := time.Date(2026, 11, 23, 0, 0, 0, 0, time.UTC).AddDate(0, 0, n)
		got := d("2026-11-23").AddDays(n)
		if got.String() != want.Format("2006-01-02") || got.Weekday() != want.Weekday() || got.Sub(d("2026-11-23")) != n {
			t.Fatalf("%d days on: %s %s, want %s %s", n, got, got.Weekday(), want.Format("2006-01-02"), want.Weekday())
		}
		if back, err := calendar.Parse(got.String()); err != nil || back != got {
			t.Fatalf("%s read back is %s, %v", got, back, err)
		}
	})
}
