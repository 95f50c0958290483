package pathways

import "throughgate/internal/calendar"

// nearRelease is the number of calendar days before release from which the
// usual times are kept to the day and answers are wanted sooner.
const nearRelease = 10

// leastNotice is the number of working days that a late request leaves.
const leastNotice = 2

// Near tells whether 10 or fewer calendar days are left to the release. Once it
// is recorded none are: the planned day becomes the actual one (domain rule 4).
func (c *Case) Near(today calendar.Date) bool {
	return c.leftAtMost(nearRelease, today)
}

// leftAtMost tells whether that many calendar days or fewer are left to release.
func (c *Case) leftAtMost(days int, today calendar.Date) bool {
	return c.Released() || !c.PlannedDay.IsZero() && c.PlannedDay.Sub(today) <= days
}

// DueDay is the due day of a task taken through steps 2 to 4 of domain rule 6
// ("due day, step by step") on the day it is handed off, or the day a move of
// the planned day was learnt. handedOn is the day it was (or is) handed off.
// Step 5, the blockers, is [PullBlockers].
func (s *Standard) DueDay(cal *calendar.Calendar, c *Case, usual Days, handedOn, today calendar.Date) calendar.Date {
	if c.Released() && s.Anchor != OnActual {
		return s.afterRelease(cal, c, today)
	}
	planned := s.Anchor == OnPlanned
	near := c.Near(today)
	switch {
	case usual.Due.After(today) && (!handedOn.After(usual.HandOff) || !planned || near):
		return usual.Due
	case usual.Due == today && c.releaseAhead(today) && (!planned || near):
		next := cal.Add(today, 1)
		if !c.PlannedDay.IsZero() && c.PlannedDay.Before(next) {
			return c.PlannedDay
		}
		return next
	case planned:
		return s.stretched(cal, c, usual, today)
	}
	return s.shortDue(cal, c, today)
}

// afterRelease is the due day of what stays open after release: two working days
// from a day, or the later one that it was meant for.
func (s *Standard) afterRelease(cal *calendar.Calendar, c *Case, from calendar.Date) calendar.Date {
	due := cal.Add(from, leastNotice)
	if s.neededAfter() {
		if meant := s.usualDue(cal, c.ActualDay); meant.After(due) {
			return meant
		}
	}
	return due
}

// releaseAhead: the release is later than today, or there is no planned day.
func (c *Case) releaseAhead(today calendar.Date) bool {
	return !c.Released() && (c.PlannedDay.IsZero() || c.PlannedDay.After(today))
}

// stretched is step 3: what is left of the usual time, in proportion to what is
// left to the release.
func (s *Standard) stretched(cal *calendar.Calendar, c *Case, usual Days, today calendar.Date) calendar.Date {
	h := -s.HandOffOffset
	if h < 0 {
		h = -h
	}
	due := today
	if h > 0 {
		left := c.PlannedDay.Sub(today)
		if left < 0 {
			left = 0
		}
		due = cal.OnOrBefore(today.AddDays(usual.Due.Sub(usual.HandOff) * left / h))
	}
	if due.Before(usual.Due) {
		due = usual.Due
	}
	earliest := cal.Add(today, leastNotice)
	latest := cal.Add(c.PlannedDay, -1) // the working day before release
	if earliest.After(latest) {
		return c.PlannedDay
	}
	if due.Before(earliest) {
		due = earliest
	}
	if due.After(latest) && !s.neededAfter() {
		due = latest
	}
	return due
}

// shortDue is step 4: received, actual and unexpected releases.
func (s *Standard) shortDue(cal *calendar.Calendar, c *Case, today calendar.Date) calendar.Date {
	if s.Code == callTonight {
		return today
	}
	due := cal.Add(today, leastNotice)
	if s.Code == treatmentStart && c.Released() {
		if last := c.ActualDay.AddDays(lastTreatmentDay); due.After(last) {
			return cal.OnOrBefore(last)
		}
	}
	return due
}

// Short tells whether a request is short notice: fewer than half of the usual
// days are left to its due day, where usual is by the offsets
// ([Case.OffsetDays]). The requests of an unexpected release always are.
func Short(c *Case, usual Days, due, today calendar.Date) bool {
	return c.Unexpected && c.Released() || due.Sub(today)*2 < usual.Due.Sub(usual.HandOff)
}

// ChainTask is one open task of a release, as the blocker rule sees it.
type ChainTask struct {
	Standard *Standard
	Due      calendar.Date
	Fixed    bool // handed off before: its due day stands
	Handing  bool // handed off now
}

// PullBlockers is step 5: a blocker is never due after an open task that needs
// it. From the last task of a chain back, a task that is handed off now takes
// the due day of those that need it where that is earlier. A task not handed
// off whose due day is today or past pulls nothing. It returns the due days of
// the tasks that are handed off now, by code.
func (cat *Catalogue) PullBlockers(tasks []ChainTask, today calendar.Date) map[string]calendar.Date {
	open := make(map[string]ChainTask, len(tasks))
	for _, t := range tasks {
		open[t.Standard.Code] = t
	}
	settled := make(map[string]calendar.Date, len(tasks))
	var settle func(code string) calendar.Date
	settle = func(code string) calendar.Date {
		if d, ok := settled[code]; ok {
			return d
		}
		t := open[code]
		due := t.Due
		settled[code] = due // a ring in the catalogue ends here
		if !t.Fixed {
			for _, needs := range cat.NeededBy(code) {
				n, ok := open[needs.Code]
				if !ok || n.Due.IsZero() {
					continue
				}
				d := settle(needs.Code)
				if !n.Fixed && !n.Handing && !d.After(today) {
					continue
				}
				if d.Before(due) {
					due = d
				}
			}
		}
		settled[code] = due
		return due
	}
	out := map[string]calendar.Date{}
	for _, t := range tasks {
		if t.Handing {
			out[t.Standard.Code] = settle(t.Standard.Code)
		}
	}
	return out
}
