package release

import (
	"strconv"

	"throughgate/internal/calendar"
)

// notes are what the explanation needs beside the answer.
type notes struct {
	holiday       string        // title of the bank holiday the statutory date is, "" for none
	sentenceDay   calendar.Date // the working day of the date a CONFIRMED stands in for
	schemeRefused bool          // the Friday scheme would give another day and was refused
}

// sentence is one sentence in the making. The buffer keeps it off the heap
// until it is finished: planned days are worked out by the ten thousand.
type sentence []byte

func (s sentence) say(words string) sentence { return append(s, words...) }

// day says "Friday 11 December 2026".
func (s sentence) day(words string, d calendar.Date) sentence {
	s = s.say(words).say(d.Weekday().String()).say(" ")
	s = strconv.AppendInt(s, int64(d.DayOfMonth()), 10)
	s = s.say(" ").say(d.Month().String()).say(" ")
	return strconv.AppendInt(s, int64(d.Year()), 10)
}

// explain says in one sentence which day it is and why.
func explain(q *Question, a *Answer, why reasonSet, n *notes) string {
	var room [640]byte
	s := sentence(room[:0])
	if a.DecidingType == Confirmed {
		s = s.day("The prison has confirmed ", a.Statutory)
	} else {
		s = s.say("The ").say(a.DecidingType.Words()).say(" date")
		if why.has(becauseOverride) {
			s = s.say(" (an override)")
		}
		s = s.day(" is ", a.Statutory)
	}
	s = s.kindOfDay(a, why, n)
	s = s.scheme(q, a, why, n)
	return string(s.warnings(q, why, n).say("."))
}

// kindOfDay says what the statutory date itself is and what follows from it.
func (s sentence) kindOfDay(a *Answer, why reasonSet, n *notes) sentence {
	switch {
	case why.has(becauseWeekend):
		s = s.say(", a weekend")
	case why.has(becauseBankHoliday):
		s = s.say(", a bank holiday (").say(n.holiday).say(")")
	default:
		return s
	}
	switch {
	case why.has(becauseConfirmedNotWorking):
		s = s.say(", when prisons do not release: ring the prison")
	case why.has(becauseUnmovedNotWorking):
		s = s.say(", and a date of this kind is not moved: ring the prison")
	default:
		s = s.day(", so it becomes the working day before, ", a.WorkingDay)
	}
	return s
}

// scheme says what the Friday scheme makes of the working day.
func (s sentence) scheme(q *Question, a *Answer, why reasonSet, n *notes) sentence {
	switch {
	case why.has(becauseFridayScheme) && a.Presumed:
		s = s.day("; under the Friday scheme we expect ", a.FridaySchemeDay)
		s = s.day(", or ", a.WorkingDay)
		s = s.say(" if the scheme is not applied")
	case why.has(becauseFridayScheme) && q.Scheme == SchemeOneDayMore:
		s = s.day("; the Friday scheme is applied with one day more: ", a.FridaySchemeDay)
	case why.has(becauseFridayScheme):
		s = s.day("; the Friday scheme is applied: ", a.FridaySchemeDay)
	case n.schemeRefused:
		s = s.say("; the Friday scheme was refused, so the working day stands")
	}
	switch {
	case why.has(becauseShortService):
		s = s.say("; the Friday scheme is not for fewer than 28 days from the start of the sentence")
	case why.has(becauseYouth) && !why.has(becauseFridayScheme):
		s = s.say("; under 18 the Friday scheme applies only if somebody decides so")
	}
	if why.has(becauseServiceUnknown) && !why.has(becauseYouth) {
		s = s.say("; the start of the sentence is not known, so 28 days are taken as served")
	}
	return s
}

// warnings says what is to be asked or known beside the day.
func (s sentence) warnings(q *Question, why reasonSet, n *notes) sentence {
	s = s.setAside(why)
	if why.has(becauseProvisional) {
		s = s.say("; the bank holidays of that time are not published yet")
	}
	if why.has(becauseConfirmedAfter) {
		s = s.day("; that is later than the sentence gives, ", n.sentenceDay)
		s = s.say(" (added days not yet keyed, or a mistake): ring the prison")
	}
	switch {
	case !why.has(becauseDatePassed):
	case q.NoExtract:
		s = s.say("; that day has passed")
	default:
		s = s.say("; that day has passed and the person is still held")
	}
	return s.holds(why)
}

// setAside says which dates no longer decide.
func (s sentence) setAside(why reasonSet) sentence {
	if why.has(becauseLeftOver) {
		s = s.say("; a date left over from before the recall was set aside")
	}
	if why.has(becauseStale) {
		s = s.say("; a date that passed with the person still in prison was set aside: ask the prison")
	}
	return s
}

// holds says what may keep the person in, whatever the date.
func (s sentence) holds(why reasonSet) sentence {
	if why.has(becauseImmigrationHold) {
		s = s.say("; an immigration hold may keep the person in: ask the prison whether papers are served")
	}
	if why.has(becauseInHospital) {
		s = s.say("; the person is in hospital under the Mental Health Act, held and not released")
	}
	return s
}

// explainNoDate says in one sentence why there is no day.
func explainNoDate(c *calendar.Calendar, q *Question, f *datesInForce, state State, why reasonSet) string {
	var room [512]byte
	s := sentence(room[:0])
	switch {
	case state == CouldLeaveAnyDay && q.LegalStatus == ConvictedUnsentenced:
		s = s.say("Convicted but not sentenced yet: could leave any day")
	case state == CouldLeaveAnyDay:
		s = s.say("On remand: could leave any day")
	case state == RecalledNoDate:
		s = s.say("Recalled: no new date yet")
	case state == AwaitingParole:
		s = s.say("No release date yet: a parole decision is awaited")
	default:
		s = s.say("No release date is known")
	}
	if f != nil {
		s = s.eligible(c, f)
	}
	s = s.setAside(why)
	return string(s.holds(why).say("."))
}

// eligible says from when the person could be released: PED and HDCED never
// make a planned day, but are shown (domain rule 2).
func (s sentence) eligible(c *calendar.Calendar, f *datesInForce) sentence {
	if f.known(slotPED) {
		s = s.day("; could be released on parole from ", WorkingDay(c, PED, f[slotPED].day))
	}
	if f.known(slotHDCED) {
		s = s.day("; could be released on curfew from ", WorkingDay(c, HDCED, f[slotHDCED].day))
	}
	return s
}
