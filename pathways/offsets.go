package pathways

import "throughgate/internal/calendar"

// Days are the usual days of one task, before any hand-off.
type Days struct {
	HandOff     calendar.Date
	Due         calendar.Date
	LatestStart calendar.Date // zero: none; the last day on which it makes sense to start
}

// tooLate tells whether the latest start has passed (step 1 of the due day).
func (d Days) tooLate(today calendar.Date) bool {
	return !d.LatestStart.IsZero() && today.After(d.LatestStart)
}

// UsualDays works out the usual days from the anchor day (domain rule 6,
// offsets). Without an anchor day all are zero.
func (s *Standard) UsualDays(cal *calendar.Calendar, anchor calendar.Date) Days {
	if anchor.IsZero() {
		return Days{}
	}
	if s.Anchor == OnReceived { // both offsets in working days
		return Days{
			HandOff: cal.OnOrBefore(cal.Add(anchor, s.HandOffOffset)),
			Due:     cal.OnOrBefore(cal.Add(anchor, s.DueOffset)),
		}
	}
	d := Days{HandOff: anchor.AddDays(s.HandOffOffset), Due: s.usualDue(cal, anchor)}
	if s.Anchor == OnActual {
		d.HandOff = cal.OnOrAfter(d.HandOff)
	} else {
		d.HandOff = cal.OnOrBefore(d.HandOff)
		if d.Due.After(anchor) && !s.neededAfter() {
			d.Due = anchor
		}
		if s.LatestStart != nil {
			d.LatestStart = anchor.AddDays(-*s.LatestStart)
		}
	}
	if s.Code == callTonight { // the same day, whatever day it is
		d.HandOff, d.Due = anchor, anchor
	}
	return d
}

func (s *Standard) usualDue(cal *calendar.Calendar, anchor calendar.Date) calendar.Date {
	due := anchor.AddDays(s.DueOffset)
	if s.DueDayKind == WorkingDays {
		due = cal.Add(anchor, s.DueOffset)
	}
	// Only a task due on the day of release or the day after it moves forward.
	if s.Anchor == OnActual && (s.DueOffset == 0 || s.DueOffset == 1) {
		return cal.OnOrAfter(due)
	}
	return cal.OnOrBefore(due)
}
