package release_test

import (
	"testing"
	"time"

	"throughgate/internal/fault"
	"throughgate/release"
)

func TestTheInstantAskedAbout(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 23, 8, 0, 0, 0, time.UTC)
	for asked, want := range map[string]string{
		"2026-03-03":                "2026-03-03T23:59:59.999999Z", // a day is its end
		"2026-10-25":                "2026-10-25T23:59:59.999999Z", // the clock goes back: a day of 25 hours
		"2026-07-01":                "2026-07-01T22:59:59.999999Z", // London in summer
		"2026-11-23":                "2026-11-23T08:00:00Z",        // today: now
		"2026-03-03 14:00":          "2026-03-03T14:00:00Z",
		"2026-07-01 14:00":          "2026-07-01T13:00:00Z",
		"2026-10-25 01:30":          "2026-10-25T00:30:00Z", // happens twice: the first
		" 2026-03-03T14:00:00Z ":    "2026-03-03T14:00:00Z",
		"2026-03-03T14:00:00+01:00": "2026-03-03T13:00:00Z",
		"2026-11-23T08:00:00Z":      "2026-11-23T08:00:00Z",
	} {
		got, err := release.InstantAsked(asked, now)
		if err != nil || got.Format(time.RFC3339Nano) != want {
			t.Errorf("%q is %s, %v; want %s", asked, got.Format(time.RFC3339Nano), err, want)
		}
	}
	for _, asked := range []string{"", "3 March", "2026-02-30", "03/03/2026", "2026-03-29 01:30", "2026-11-24", "2026-11-23 08:01",
		"2026-11-23T08:00:01Z", "2027-01-01"} {
		if got, err := release.InstantAsked(asked, now); !fault.Is(err, fault.KindInvalid) {
			t.Errorf("%q is %s, %v; want it refused", asked, got, err)
		}
	}
}
