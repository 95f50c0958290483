package release

import (
	"time"

	"throughgate/internal/calendar"
)

// The hours in which services are told and answers are awaited, London (domain
// rule 8, timing).
const (
	hoursFrom = 8
	hoursTo   = 17
)

// tellAfter is how long a change rests before services are told: several in a
// morning make one message (domain rule 6).
const tellAfter = 30 * time.Minute

// inWorkingHours is the instant itself where it lies in working hours, else
// when they begin next.
func inWorkingHours(cal *calendar.Calendar, at time.Time) time.Time {
	day := calendar.DayOf(at)
	switch {
	case !cal.Working(day):
	case at.Before(day.At(hoursFrom, 0)):
		return day.At(hoursFrom, 0)
	case at.Before(day.At(hoursTo, 0)):
		return at
	}
	return cal.Add(day, 1).At(hoursFrom, 0)
}

// toldAt is when services are told of a change learnt now.
func toldAt(cal *calendar.Calendar, now time.Time) time.Time {
	return inWorkingHours(cal, now.Add(tellAfter))
}

// workingHourAfter is one hour of working time later: what is left of it at the
// end of a day goes over to the next (domain rule 4, reason unknown).
func workingHourAfter(cal *calendar.Calendar, now time.Time) time.Time {
	from := inWorkingHours(cal, now)
	end := calendar.DayOf(from).At(hoursTo, 0)
	if at := from.Add(time.Hour); !at.After(end) {
		return at
	}
	rest := time.Hour - end.Sub(from)
	return inWorkingHours(cal, end).Add(rest)
}
