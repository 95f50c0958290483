package pathways

import (
	"slices"

	"throughgate/internal/calendar"
)

// Wanted is one task that a release should have.
type Wanted struct {
	Standard   *Standard
	Usual      Days
	Waiting    []string
	DoneBefore calendar.Date // done in an earlier episode: "was done on ...: still good?"; zero: not
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
	if !c.planned() {
		return nil
	}
	var out []Wanted
	for _, s := range cat.of(c) {
		if !cat.wanted(s, c, today) {
			continue
		}
		out = append(out, Wanted{
			Standard:   s,
			Usual:      c.usualDays(cal, s),
			Waiting:    cat.Waiting(s, c, given(s.Code), today),
			DoneBefore: c.DoneBefore[s.Code],
		})
	}
	return out
}

// planned tells whether there are tasks for the case at all.
func (c *Case) planned() bool { return c.Watched && !c.Ended && !c.Stopped }

func (cat *Catalogue) wanted(s *Standard, c *Case, today calendar.Date) bool {
	switch s.Anchor {
	case OnReceived:
		if c.Released() && !c.staysOpen(s) || !c.opensOnReception(s) {
			return false
		}
	case OnPlanned:
		if c.Released() && !c.staysOpen(s) || !c.Released() && !c.InWindow(today) {
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

// staysOpen: asked for after release too, unless that was learnt too late.
func (c *Case) staysOpen(s *Standard) bool {
	return s.AfterRelease && c.LearntDay.Sub(c.ActualDay) <= plannedAfterRelease
}

// opensOnReception: not for a reception more than 28 days before the person was
// first stored, unless the standard is for people without a planned day or for
// this person alone.
func (c *Case) opensOnReception(s *Standard) bool {
	return s.opensWithoutDay() || s.ReleaseID != 0 || c.Received.IsZero() || c.FirstStored.Sub(c.Received) <= receptionReach
}

// usualDays are the days of a standard for this case. What stays open after
// release is asked for at once and due in two working days (domain rule 6, at
// release), counted from the day the release was recorded.
func (c *Case) usualDays(cal *calendar.Calendar, s *Standard) Days {
	if c.Released() && s.Anchor != OnActual {
		return Days{HandOff: c.LearntDay, Due: s.afterRelease(cal, c, c.LearntDay)}
	}
	return c.sooner(cal, s, s.UsualDays(cal, c.anchorDay(s)))
}

// OffsetDays are the days of a standard by its offsets alone, also where a
// release has overtaken them: what "usual" means in short notice.
func (c *Case) OffsetDays(cal *calendar.Calendar, s *Standard) Days {
	anchor := c.anchorDay(s)
	if anchor.IsZero() && s.Anchor == OnPlanned {
		anchor = c.ActualDay // the planned day becomes the actual one
	}
	return c.sooner(cal, s, s.UsualDays(cal, anchor))
}

// returnedDays is within how many working days of a recall or a new reception
// the tenancy and a CAS3 bed are asked about (domain rule 4).
const returnedDays = 2

// sooner brings forward what is asked of somebody who is back in custody. The
// domain says "tenancy and CAS3 bed are asked about within 2 working days". Our
// reading: the task that asks is the one anchored on reception whose checklist
// records what the person has and needs outside (REC-FIRST: tenancy and rent,
// ...); the officer asks in that talk whether a tenancy or a CAS3 bed is to be
// kept or given up. It is due at most 2 working days after the return, and no
// other task moves: ACC-CAS3 requests a bed for the next release, and says by
// its mark "was done on ..." that there was one.
func (c *Case) sooner(cal *calendar.Calendar, s *Standard, d Days) Days {
	if c.ReturnedDay.IsZero() || s.Anchor != OnReceived || !slices.Contains(s.Evidence, NeedsRecorded) {
		return d
	}
	if most := cal.Add(c.ReturnedDay, returnedDays); d.Due.After(most) {
		d.Due = most
	}
	return d
}

// anchorDay is the day the standard's offsets count from; zero while unknown.
func (c *Case) anchorDay(s *Standard) calendar.Date {
	switch s.Anchor {
	case OnPlanned:
		return c.PlannedDay
	case OnActual:
		return c.ActualDay
	case OnReceived:
		if c.ReceivedDay.IsZero() {
			return c.ReturnedDay
		}
		return c.ReceivedDay
	}
	return calendar.Date{}
}
