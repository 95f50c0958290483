package pathways

import (
	"time"

	"throughgate/internal/calendar"
)

// AnswerBy is the instant until which an answer to a request handed off on that
// day is awaited; zero for officers' own tasks, which need none. A first list
// has more time (10 working days by default), never beyond the hour of answers
// (17:00) of the due day, except near to release (10 or fewer calendar days).
func (s *Standard) AnswerBy(cal *calendar.Calendar, set Settings, c *Case, handedOn, due calendar.Date, firstLoad bool) time.Time {
	if s.OfficersOwn() {
		return time.Time{}
	}
	near := c.leftAtMost(set.NearDays, handedOn)
	if firstLoad && !near {
		by := cal.Add(handedOn, set.FirstLoadDays)
		if due.Before(by) {
			by = due
		}
		return set.answerOn(by)
	}
	days := set.AnswerDays
	if near {
		days = set.AnswerDaysNear
	}
	return set.answerOn(cal.Add(handedOn, days))
}

// Climber is a handed-off task on the ladder.
type Climber struct {
	State       State
	OfficersOwn bool
	HandedOffOn calendar.Date
	AnswerBy    time.Time
	DueOn       calendar.Date
	Rung        int
	RungOn      calendar.Date // London day of the last rung; zero: none
}

// HalfWay is the day by which something must have happened to an acknowledged
// task: half-way from hand-off to the due day.
func (t Climber) HalfWay() calendar.Date { return halfWay(t.HandedOffOn, t.DueOn) }

// Climb is the rung a task should stand on at a watch: rung 1 when its answer is
// past due, rung 2 a working day later (or as many as are set), rung 3 when its
// due day has passed. Acknowledged but nothing by half-way is rung 1 again.
// Declined and no capacity are with the link officer and do not climb before
// their due day.
func (t Climber) Climb(cal *calendar.Calendar, set Settings, now time.Time) int {
	today := calendar.DayOf(now)
	if !t.State.Asked() {
		return t.Rung
	}
	if !t.DueOn.IsZero() && today.After(t.DueOn) {
		return 3
	}
	if t.OfficersOwn {
		return t.Rung
	}
	switch t.State {
	case HandedOff, PassedOn:
		switch {
		case t.Rung == 0 && now.After(t.AnswerBy):
			return 1
		case t.Rung == 1 && !today.Before(cal.Add(t.RungOn, set.RungDays)):
			return 2
		}
	case Acknowledged:
		if t.Rung == 0 && today.After(t.HalfWay()) {
			return 1
		}
		if t.Rung == 1 && !today.Before(cal.Add(t.RungOn, set.RungDays)) {
			return 2
		}
	case Planned, Accepted, Declined, NoCapacity, Done, NotWanted, NotEligible, TooLate, Withdrawn:
	}
	return t.Rung
}

// Next is the instant at which the next rung is reached if nothing happens;
// zero when there is none. The watch of a day runs from 05:00.
func (t Climber) Next(cal *calendar.Calendar, set Settings) time.Time {
	if !t.State.Asked() || t.Rung >= 3 {
		return time.Time{}
	}
	late := watchOf(cal, t.DueOn.AddDays(1))
	if t.OfficersOwn {
		return late
	}
	var next time.Time
	switch t.State {
	case HandedOff, PassedOn:
		switch t.Rung {
		case 0:
			next = t.AnswerBy
		case 1:
			next = watchOf(cal, cal.Add(t.RungOn, set.RungDays))
		}
	case Acknowledged:
		switch t.Rung {
		case 0:
			next = watchOf(cal, t.HalfWay().AddDays(1))
		case 1:
			next = watchOf(cal, cal.Add(t.RungOn, set.RungDays))
		}
	case Planned, Accepted, Declined, NoCapacity, Done, NotWanted, NotEligible, TooLate, Withdrawn:
	}
	if next.IsZero() || (!late.IsZero() && late.Before(next)) {
		return late
	}
	return next
}

// eased takes a task off rung 3 when its due day has moved to today or later:
// only the rungs of its answer are left behind it.
func (t Climber) eased(today calendar.Date) Climber {
	if t.Rung < 3 || t.DueOn.Before(today) {
		return t
	}
	t.Rung = 0
	if !t.OfficersOwn && (t.State == HandedOff || t.State == PassedOn) {
		t.Rung = 2
	}
	return t
}

// watchOf is the start of the watch on that day, or the next working day's.
func watchOf(cal *calendar.Calendar, d calendar.Date) time.Time {
	if d.IsZero() {
		return time.Time{}
	}
	return cal.OnOrAfter(d).At(5, 0)
}

// halfWay is the day half-way between two days, rounded down.
func halfWay(from, to calendar.Date) calendar.Date { return from.AddDays(to.Sub(from) / 2) }
