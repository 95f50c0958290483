package release

import "throughgate/internal/calendar"

// fridayScheme works out the Friday scheme (Offenders (Day of Release from
// Detention) Act 2023; domain rule 3) for a date of a type it knows, sets its
// day and moves the planned day there, and says why or why not.
//
// What is past is judged on the day the date was learnt or decided on. Whether
// service is short or not known and whether the person is under 18 is told
// wherever the scheme gives another day than the working day, each by itself.
func (a *Answer) fridayScheme(c *calendar.Calendar, q *Question, n *notes) (why reasonSet) {
	judgedOn := q.judgedOn()
	if a.Statutory.Before(judgedOn) {
		return 0
	}
	day, looked := fridaySchemeDay(c, a.Statutory)
	if c.Provisional(looked) {
		why |= becauseProvisional
	}
	if day == a.WorkingDay {
		return why
	}
	if q.Scheme == SchemeOneDayMore {
		day = c.Add(day, -1)
	}
	if day.Before(judgedOn) {
		return why
	}
	short := !q.SentenceStart.IsZero() && a.WorkingDay.Sub(q.SentenceStart) < ShortService
	youth := !q.BirthDate.IsZero() && q.BirthDate.AgeOn(a.WorkingDay) < Adult
	if short {
		why |= becauseShortService
	}
	if youth {
		why |= becauseYouth
	}
	if q.SentenceStart.IsZero() {
		why |= becauseServiceUnknown
	}
	decided := q.Scheme == SchemeApplied || q.Scheme == SchemeOneDayMore
	n.schemeRefused = q.Scheme == SchemeRefused
	if short || n.schemeRefused || (youth && !decided) {
		return why
	}
	a.FridaySchemeDay, a.PlannedDay, a.Presumed = day, day, !decided
	return why | becauseFridayScheme
}

// fridaySchemeDay goes back from the statutory date while the day is a
// non-working day or the day after it is one. looked is the latest day it had
// to look at. No day: a calendar of holidays alone ends before the first day.
func fridaySchemeDay(c *calendar.Calendar, statutory calendar.Date) (day, looked calendar.Date) {
	day, looked = statutory, statutory
	if c.Working(day) {
		looked = day.AddDays(1)
	}
	for !day.IsZero() && (!c.Working(day) || !c.Working(day.AddDays(1))) {
		day = day.AddDays(-1)
	}
	return day, looked
}
