package release

import (
	"strconv"
	"strings"

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
	year, month, day := d.Civil()
	s = s.say(words).say(d.Weekday().String()).say(" ")
	s = strconv.AppendInt(s, int64(day), 10)
	s = s.say(" ").say(month.String()).say(" ")
	return strconv.AppendInt(s, int64(year), 10)
}

// explain says in one sentence which day it is and why.
func explain(q *Question, a *Answer, why reasonSet, n *notes) string {
	var room [640]byte
	s := sentence(room[:0])
	if a.DecidingType == Confirmed {
		s = s.day("The prison has confirmed ", a.Statutory)
		if why.has(becauseOverride) {
			s = s.say(" (an override)")
		}
	} else {
		s = s.say("The ").say(a.DecidingType.Words().String()).say(" date")
		if why.has(becauseOverride) {
			s = s.say(" (an override)")
		}
		s = s.day(" is ", a.Statutory)
	}
	s = s.kindOfDay(a, why, n)
	s = s.confirmedAfter(why, n)
	s = s.scheme(q, a, why, n)
	s = s.passed(q, a, why, n)
	s = s.setAside(why)
	if why.has(becauseProvisional) {
		s = s.say("; the bank holidays for that time are not published yet")
	}
	return string(s.holds(why).say("."))
}

// kindOfDay says what the statutory date itself is and what follows from it.
func (s sentence) kindOfDay(a *Answer, why reasonSet, n *notes) sentence {
	switch {
	case why.has(becauseWeekend):
		s = s.say(", a weekend")
	case why.has(becauseBankHoliday):
		title, _, _ := strings.Cut(n.holiday, " (") // "Boxing Day (substitute day)" says more than is asked
		s = s.say(", a bank holiday (").say(title).say(")")
	default:
		return s
	}
	switch {
	case why.has(becauseConfirmedNotWorking):
		s = s.say(", when prisons do not release")
		if !why.has(becauseConfirmedAfter) { // which says so itself
			s = s.say(": ring the prison")
		}
	case why.has(becauseUnmovedNotWorking):
		s = s.say(", and a date of this kind is never moved: ring the prison")
	default:
		s = s.day(", so it becomes the working day before, ", a.WorkingDay)
	}
	return s
}

// confirmedAfter says that the prison's day is later than the sentence gives.
func (s sentence) confirmedAfter(why reasonSet, n *notes) sentence {
	if !why.has(becauseConfirmedAfter) {
		return s
	}
	s = s.day("; that is later than the sentence gives, ", n.sentenceDay)
	return s.say(" (added days not yet keyed, or a mistake): ring the prison")
}

// scheme says what the Friday scheme makes of the working day, or why it makes
// nothing of it.
func (s sentence) scheme(q *Question, a *Answer, why reasonSet, n *notes) sentence {
	switch {
	case why.has(becauseShortService):
		return s.say("; the Friday scheme does not apply with fewer than 28 days from the start of the sentence")
	case n.schemeRefused:
		return s.day("; the Friday scheme was refused, so ", a.WorkingDay).say(" stands")
	case why.has(becauseYouth) && !why.has(becauseFridayScheme):
		return s.say("; under 18 the Friday scheme applies only if somebody decides so")
	case !why.has(becauseFridayScheme):
		return s
	case a.Presumed:
		s = s.day("; under the Friday scheme we expect ", a.FridaySchemeDay)
		s = s.day(", or ", a.WorkingDay).say(" if the scheme is not applied")
	case q.Scheme == SchemeOneDayMore:
		s = s.day("; the Friday scheme is applied with one day more: ", a.FridaySchemeDay)
	default:
		s = s.day("; the Friday scheme is applied: ", a.FridaySchemeDay)
	}
	if why.has(becauseServiceUnknown) {
		s = s.say("; the start of the sentence is not known, so 28 days are taken as served")
	}
	return s
}

// passed says that the planned day has gone by, by name where another day or
// another thing was spoken of since.
func (s sentence) passed(q *Question, a *Answer, why reasonSet, n *notes) sentence {
	const since = becauseFridayScheme | becauseShortService | becauseYouth | becauseConfirmedAfter
	switch {
	case !why.has(becauseDatePassed):
		return s
	case why.has(since) || n.schemeRefused:
		s = s.day("; ", a.PlannedDay)
	default:
		s = s.say("; that day")
	}
	s = s.say(" has passed")
	if q.NoExtract { // nobody says that they are held
		return s
	}
	return s.say(" and the person is still held")
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
