package pathways

import "throughgate/internal/calendar"

// longestAhead is how many days ahead a one-off request may be due.
const longestAhead = 365

// days turns the days that were typed into offsets, so that they move with the
// day of release like those of any standard: from the actual day once the person
// is out, from the planned day where plans reach it, else, in working days, from
// reception. A request that was asked keeps the day on which it was.
func (o OneOff) days(e *editing, cal *calendar.Calendar, c *Case, s *Standard, asked, today calendar.Date) {
	ask := o.askDay(cal, asked, today)
	switch {
	case asked.IsZero() && !o.AskOn.IsZero() && o.AskOn.Before(today):
		e.wrong("ask_on", "This day is past: choose today or a later one")
		return
	case o.DueOn.IsZero():
		e.wrong("due_on", "Give the day by which it is needed, such as %s", cal.Add(ask, 5))
		return
	case o.DueOn.After(today.AddDays(longestAhead)):
		e.wrong("due_on", "This is more than a year away: check the day")
		return
	}
	s.DueDayKind = CalendarDays
	switch {
	case c.Released():
		s.Anchor, s.HandOffOffset, s.DueOffset = OnActual, ask.Sub(c.ActualDay), o.DueOn.Sub(c.ActualDay)
	case c.InWindow(today):
		s.Anchor, s.HandOffOffset, s.DueOffset = OnPlanned, ask.Sub(c.PlannedDay), o.DueOn.Sub(c.PlannedDay)
		if asked.IsZero() && ask.After(c.PlannedDay) {
			e.wrong("ask_on", "The person will have left by then: choose a day up to the planned one, %s", c.PlannedDay.Long())
			return
		}
		if s.DueOffset > 0 && !o.AfterRelease {
			e.wrong("due_on", "This is after the planned day, %s: choose an earlier day, or say that it is still to be done after that", c.PlannedDay.Long())
			return
		}
	default:
		from := c.anchorDay(&Standard{Anchor: OnReceived})
		s.Anchor, s.HandOffOffset, s.DueOffset = OnReceived, cal.Between(from, ask), cal.Between(from, o.DueOn)
	}
	usual := s.UsualDays(cal, c.anchorDay(s))
	switch {
	case !usual.Due.After(today):
		e.wrong("due_on", "Choose a working day after today: nobody can be asked for less")
	case asked.IsZero() && !usual.Due.After(usual.HandOff):
		e.wrong("due_on", "Choose a working day after the one on which it is asked, %s", usual.HandOff.Long())
	}
}

// askDay is the day on which it is asked: the one it was asked on; now is today,
// or the next working day.
func (o OneOff) askDay(cal *calendar.Calendar, asked, today calendar.Date) calendar.Date {
	switch {
	case !asked.IsZero():
		return cal.OnOrAfter(asked)
	case o.AskOn.IsZero():
		return cal.OnOrAfter(today)
	}
	return o.AskOn
}

// neededAfter: somebody has said of a one-off request that it is needed only
// after the planned day; a standard's due day is never after it.
func (s *Standard) neededAfter() bool {
	return s.ReleaseID != 0 && s.Anchor == OnPlanned && s.DueOffset > 0
}
