package pathways

import (
	"time"

	"throughgate/internal/calendar"
)

// When texts may leave (domain rule 8), London clock.
const (
	textsFrom    = 8
	textsTo      = 20
	reminderHour = 10
	releaseDayAt = textsFrom
	daysLong     = 4
	daysShort    = 1
	onReleaseDay = 0
)

// Reminder is one text about an appointment.
type Reminder struct {
	DaysBefore int
	At         time.Time
}

// Reminders lists the reminders that an appointment is still to get: 4 days and
// 1 day before at 10:00, and on the morning of an appointment on the day of
// release. None goes before the leaving day (actual, else planned) or after the
// start. A booking inside the lead time gets the next one only. When the person
// is out and every reminder's time is past, one that is still useful goes at
// once.
func Reminders(start, now time.Time, leaving calendar.Date, released bool) []Reminder {
	if leaving.IsZero() || !start.After(now) {
		return nil
	}
	day := calendar.DayOf(start)
	var out []Reminder
	missed := false
	for _, before := range []int{daysLong, daysShort, onReleaseDay} {
		on := day.AddDays(-before)
		at := on.At(reminderHour, 0)
		if before == onReleaseDay {
			if day != leaving {
				continue
			}
			at = on.At(releaseDayAt, 0)
		}
		switch {
		case on.Before(leaving), !at.Before(start):
			continue
		case at.Before(now):
			missed = true
			continue
		}
		out = append(out, Reminder{before, at})
	}
	if len(out) > 0 || !released {
		return out
	}
	if !missed {
		return nil
	}
	if at := TextWindow(now); at.Before(start) {
		return []Reminder{{day.Sub(calendar.DayOf(at)), at}}
	}
	return nil
}

// TextWindow is the instant itself if texts may leave then (08:00 to 20:00
// London), else the next 08:00.
func TextWindow(t time.Time) time.Time {
	day := calendar.DayOf(t)
	switch from, to := day.At(textsFrom, 0), day.At(textsTo, 0); {
	case t.Before(from):
		return from
	case t.Before(to):
		return t
	}
	return day.AddDays(1).At(textsFrom, 0)
}
