package pathways

import "throughgate/internal/calendar"

// Wanted is one task that a release should have.
type Wanted struct {
	Standard *Standard
	Usual    Days
	Waiting  []string
}

// receptionReach is how many days before a person was first stored a reception
// may lie and still open the tasks anchored on it.
const receptionReach = 28

// plannedAfterRelease is how many days after a release it is still of use to ask
// for what was to be ready for it, or to plan for somebody first seen as
// released: the watched 28 days (domain 7).
const plannedAfterRelease = 28

// Plan works out which tasks a release should have, with their usual days
// (domain rules 5 and 6). given tells what has been recorded for a task, by its
// code.
func (cat *Catalogue) Plan(cal *calendar.Calendar, c *Case, given func(code string) Given, today calendar.Date) []Wanted {
	if !c.Watched || c.Ended {
		return nil
	}
	var out []Wanted
	for _, s := range cat.list {
		if !cat.wanted(s, c, today) {
			continue
		}
		out = append(out, Wanted{
			Standard: s,
			Usual:    c.usualDays(cal, s),
			Waiting:  cat.Waiting(s, c, given(s.Code), today),
		})
	}
	return out
}

func (cat *Catalogue) wanted(s *Standard, c *Case, today calendar.Date) bool {
	switch s.Anchor {
	case OnReceived:
		if c.Released() || !c.opensOnReception(s) {
			return false
		}
	case OnPlanned:
		if c.Released() {
			if !s.AfterRelease || c.LearntDay.Sub(c.ActualDay) > plannedAfterRelease {
				return false
			}
		} else if !c.InWindow(today) {
			return false
		}
	case OnActual: // planned together with those anchored on the planned day
		if c.Released() {
			if c.FirstStored.Sub(c.ActualDay) > plannedAfterRelease {
				return false
			}
		} else if !c.InWindow(today) {
			return false
		}
	}
	return s.Applies(c)
}

// opensOnReception: not for a reception more than 28 days before the person was
// first stored, unless the standard is for people without a planned day.
func (c *Case) opensOnReception(s *Standard) bool {
	return s.opensWithoutDay() || c.Received.IsZero() || c.FirstStored.Sub(c.Received) <= receptionReach
}

// usualDays are the days of a standard for this case. What stays open after
// release is asked for at once and due in two working days (domain rule 6, at
// release), counted from the day the release was recorded.
func (c *Case) usualDays(cal *calendar.Calendar, s *Standard) Days {
	if c.Released() && s.Anchor == OnPlanned {
		return Days{HandOff: c.LearntDay, Due: cal.Add(c.LearntDay, leastNotice)}
	}
	return s.UsualDays(cal, c.anchorDay(s))
}

// OffsetDays are the days of a standard by its offsets alone, also where a
// release has overtaken them: what "usual" means in short notice.
func (c *Case) OffsetDays(cal *calendar.Calendar, s *Standard) Days {
	anchor := c.anchorDay(s)
	if anchor.IsZero() && s.Anchor == OnPlanned {
		anchor = c.ActualDay // the planned day becomes the actual one
	}
	return s.UsualDays(cal, anchor)
}

// anchorDay is the day the standard's offsets count from; zero while unknown.
func (c *Case) anchorDay(s *Standard) calendar.Date {
	switch s.Anchor {
	case OnPlanned:
		return c.PlannedDay
	case OnActual:
		return c.ActualDay
	case OnReceived:
		return c.ReceivedDay
	}
	return calendar.Date{}
}
