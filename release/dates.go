package release

import "throughgate/internal/calendar"

// StaleAfter is how many working days an HDCAD, APD or CONFIRMED may be past,
// with the person still in prison, before it decides nothing any more.
const StaleAfter = 5

// Decide says which date decides and which day that becomes (domain rules 2
// and 3). It knows the states a date can bring about; a release, an escape and
// the like are laid over it by whoever knows the movements.
func Decide(c *calendar.Calendar, q Question) Answer {
	if q.LegalStatus == Dead {
		return Answer{State: Died, Reasons: reasonSet(0).list(), Explanation: "The person has died."}
	}
	var why reasonSet
	if q.immigration() {
		why |= becauseImmigrationHold
	}
	if q.InHospital {
		why |= becauseInHospital
	}
	if q.LegalStatus == Remand || q.LegalStatus == ConvictedUnsentenced {
		return withoutDate(c, &q, nil, CouldLeaveAnyDay, why|becauseRemand)
	}
	var f datesInForce
	f.read(q.Dates)
	if q.LegalStatus == Recall && f.setAsideLeftOvers(q.judgedOn(), q.ReturnedOn) {
		why |= becauseLeftOver
	}
	s, stale := f.deciding(c, &q, slotConfirmed)
	if stale {
		why |= becauseStale
	}
	switch {
	case s != noSlot:
		return withDate(c, &q, &f, s, why)
	case q.LegalStatus == Recall:
		return withoutDate(c, &q, &f, RecalledNoDate, why|becauseRecalledNoDate)
	case q.LegalStatus == Indeterminate || f.known(slotPED) || f.known(slotTariff):
		return withoutDate(c, &q, &f, AwaitingParole, why|becauseParoleAwaited)
	}
	return withoutDate(c, &q, &f, NoDates, why|becauseNoDates)
}

// deciding is the first date that decides, looking from CONFIRMED, APD or
// HDCAD on; stale tells whether one that would have decided was passed over.
func (f *datesInForce) deciding(c *calendar.Calendar, q *Question, from slot) (s slot, stale bool) {
	nonDTO := f.nonDTO()
	for s := from; s <= slotHDCAD; s++ {
		switch {
		case !f.known(s):
		case s == slotHDCAD && f.known(nonDTO) && f[s].day.After(f[nonDTO].day):
			// a curfew later than the release itself decides nothing
		case q.stale(c, f[s].day):
			stale = true
		default:
			return s, stale
		}
	}
	return f.stepFour(), stale
}

// stale tells whether a day is more than StaleAfter working days past while a
// newer extract has the person in prison, or was when they left. What was set
// aside stays so though the newest extract has them elsewhere.
func (q *Question) stale(c *calendar.Calendar, day calendar.Date) bool {
	held := q.HeldAsOf
	if q.SetAside && held.IsZero() {
		held = q.Today
	}
	return day.Before(q.asTheyLeft(held)) && !c.Add(day, StaleAfter+1).After(q.asTheyLeft(q.Today))
}

// asTheyLeft is a day, or that of leaving where it came before.
func (q *Question) asTheyLeft(day calendar.Date) calendar.Date {
	if !q.LeftOn.IsZero() && q.LeftOn.Before(day) {
		return q.LeftOn
	}
	return day
}

// nonDTO is the latest of ARD, CRD, NPD and PRRD; on a tie the first of them.
func (f *datesInForce) nonDTO() slot {
	best := noSlot
	for s := slotARD; s <= slotPRRD; s++ {
		if f[s].day.After(f[best].day) {
			best = s
		}
	}
	return best
}

// stepFour is the later of the non-DTO date and MTD; on a tie the non-DTO date.
func (f *datesInForce) stepFour() slot {
	s := f.nonDTO()
	if f[slotMTD].day.After(f[s].day) {
		return slotMTD
	}
	return s
}

// withDate answers where a date decides.
func withDate(c *calendar.Calendar, q *Question, f *datesInForce, s slot, why reasonSet) Answer {
	typ, statutory := slotTypes[s], f[s].day
	a := Answer{DecidingType: typ, StandsFor: typ, Statutory: statutory, State: Planned}
	if f[s].override {
		why |= becauseOverride
	}
	var note notes
	why |= a.releaseDay(c, q, &note)
	if s == slotConfirmed {
		instead, _ := f.deciding(c, q, slotAPD)
		a.StandsFor = slotTypes[instead]
		if four := f.stepFour(); four != noSlot {
			note.sentenceDay = WorkingDay(c, slotTypes[four], f[four].day)
			if statutory.After(note.sentenceDay) {
				why |= becauseConfirmedAfter
			}
		}
	}
	if q.passed(a.PlannedDay) {
		a.State = DatePassed
		why |= becauseDatePassed
	}
	a.Supervised = f.supervised(q.LegalStatus, a.StandsFor, statutory)
	a.Reasons = why.list()
	a.Explanation = explain(q, &a, why, &note)
	return a
}

// passed tells whether a planned day is past while a newer extract still holds
// the person. In hospital nothing is overdue until checked (domain rule 4).
func (q *Question) passed(planned calendar.Date) bool {
	return planned.Before(q.Today) && !q.InHospital && q.LeftOn.IsZero() &&
		(q.NoExtract || planned.Before(q.ListedAsOf))
}

// supervised is the condition of domain rule 6: what decides, or what
// CONFIRMED stands for, is not ARD; the statutory date is before each of SED,
// LED and SLED that is known; not a civil prisoner.
func (f *datesInForce) supervised(l LegalStatus, standsFor DateType, statutory calendar.Date) bool {
	if standsFor == ARD || l == CivilPrisoner {
		return false
	}
	for s := slotSED; s <= slotSLED; s++ {
		if f.known(s) && !statutory.Before(f[s].day) {
			return false
		}
	}
	return true
}

// withoutDate answers where no date decides.
func withoutDate(c *calendar.Calendar, q *Question, f *datesInForce, s State, why reasonSet) Answer {
	return Answer{State: s, Reasons: why.list(), Explanation: explainNoDate(c, q, f, s, why)}
}
