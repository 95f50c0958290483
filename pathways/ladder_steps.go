package pathways

import (
	"time"

	"throughgate/internal/calendar"
)

// LadderStep is one rung: when it is reached if nothing happens, or that it was.
type LadderStep struct {
	Rung    int
	At      time.Time // zero where it was reached
	Reached bool
}

// LadderSteps are the rungs of a request: those reached, and those to come with
// their times, the next of which is known (domain rule 6, ladder). None where
// nothing climbs.
func LadderSteps(cal *calendar.Calendar, set Settings, t Climber, next time.Time) []LadderStep {
	if !t.State.Asked() || next.IsZero() && t.Rung == 0 {
		return nil
	}
	late := watchOf(cal, t.DueOn.AddDays(1))
	at := [4]time.Time{1: next, 3: late}
	switch t.Rung {
	case 0:
		at[2] = watchOf(cal, cal.Add(calendar.DayOf(watchAfter(cal, next)), set.RungDays))
	case 1:
		at[2] = next
	}
	first := 1
	if t.OfficersOwn || t.Rung == 0 && t.State != HandedOff && t.State != PassedOn && t.State != Acknowledged {
		first = 3
	}
	var list []LadderStep
	for rung := first; rung <= 3; rung++ {
		switch {
		case rung <= t.Rung:
			list = append(list, LadderStep{Rung: rung, Reached: true})
		case rung < 3 && (at[rung].IsZero() || !late.IsZero() && !at[rung].Before(late)): // the due day comes first
		case !at[rung].IsZero():
			list = append(list, LadderStep{Rung: rung, At: at[rung]})
		}
	}
	return list
}

// watchAfter is the first watch at or after an instant.
func watchAfter(cal *calendar.Calendar, at time.Time) time.Time {
	day := calendar.DayOf(at)
	if w := watchOf(cal, day); !w.Before(at) {
		return w
	}
	return watchOf(cal, day.AddDays(1))
}
