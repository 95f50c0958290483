package release

import (
	"time"

	"throughgate/internal/calendar"
	"throughgate/pathways"
)

// tellAfter is how long a change rests before services are told: several in a
// morning make one message (domain rule 6).
const tellAfter = 30 * time.Minute

// inWorkingHours is the instant itself where it lies in the hours in which
// services are told, else when they begin next (domain rule 8, timing).
func inWorkingHours(cal *calendar.Calendar, set pathways.Settings, at time.Time) time.Time {
	day := calendar.DayOf(at)
	switch {
	case !cal.Working(day):
	case at.Before(set.Opens(day)):
		return set.Opens(day)
	case at.Before(set.Closes(day)):
		return at
	}
	return set.Opens(cal.Add(day, 1))
}

// toldAt is when services are told of a change learnt now.
func toldAt(cal *calendar.Calendar, set pathways.Settings, now time.Time) time.Time {
	return inWorkingHours(cal, set, now.Add(tellAfter))
}

// workingHourAfter is one hour of working time later: what is left of it at the
// end of a day goes over to the next (domain rule 4, reason unknown).
func workingHourAfter(cal *calendar.Calendar, set pathways.Settings, now time.Time) time.Time {
	from := inWorkingHours(cal, set, now)
	end := set.Closes(calendar.DayOf(from))
	if at := from.Add(time.Hour); !at.After(end) {
		return at
	}
	rest := time.Hour - end.Sub(from)
	return inWorkingHours(cal, set, end).Add(rest)
}
