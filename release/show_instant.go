package release

import (
	"strings"
	"time"

	"throughgate/internal/calendar"
	"throughgate/internal/fault"
)

// InstantAsked reads the instant of "what did we think then": RFC 3339, a
// London day, which means its end, or "YYYY-MM-DD HH:MM" in London, which is the
// first of the two where the clock says it twice. Today means now.
// fault.Invalid for anything else, and for what is still to come.
func InstantAsked(text string, now time.Time) (time.Time, error) {
	text = strings.TrimSpace(text)
	at, err := instantOf(text, now)
	if err != nil {
		return time.Time{}, err
	}
	if at.After(now) {
		return time.Time{}, fault.Invalid("%q is still to come: give a day or an instant that is past", text)
	}
	return at.UTC(), nil
}

func instantOf(text string, now time.Time) (time.Time, error) {
	if day, err := calendar.Parse(text); err == nil {
		if day == calendar.DayOf(now) {
			return now, nil
		}
		return day.AddDays(1).At(0, 0).Add(-time.Microsecond), nil // what the database can tell from the next day
	}
	if at, err := time.Parse(time.RFC3339, text); err == nil {
		return at, nil
	}
	if clock, err := time.Parse("2006-01-02 15:04", text); err == nil {
		day := calendar.Day(clock.Year(), clock.Month(), clock.Day())
		if !day.Exists(clock.Hour(), clock.Minute()) {
			return time.Time{}, fault.Invalid("%q does not exist in London: the clock goes forward", text)
		}
		return day.At(clock.Hour(), clock.Minute()), nil
	}
	return time.Time{}, fault.Invalid("%q is no day and no instant: write it as 2026-03-03, 2026-03-03 14:00 or 2026-03-03T14:00:00Z", text)
}
