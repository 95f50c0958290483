package release

import "throughgate/internal/calendar"

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
