package oracle

import (
	"fmt"
	"time"
)

// settle works out the planned day and the requests again.
func (o *Oracle) settle(p *person, at time.Time) {
	before, day := p.answer.plannedDay, DayOf(at)
	listedAsOf, judgedBy, heldAsOf := DayOf(p.seenAsOf), day, Day(0)
	switch {
	case p.status == "ACTIVE IN":
		heldAsOf = listedAsOf
	case p.answer.setAside: // nobody has told another date since
		heldAsOf = day
	}
	if p.gone() { // what was expected is what was expected when they left
		judgedBy, heldAsOf, listedAsOf = min(day, p.goneOn), min(heldAsOf, p.goneOn), 0
	}
	a := o.cal.decide(&p.told, judgedBy, p.judged, heldAsOf, p.scheme)
	if p.scheme != "" && a.statutory != p.schemeFor {
		p.scheme, p.judged = "", day
		a = o.cal.decide(&p.told, judgedBy, p.judged, heldAsOf, "")
	}
	if p.out() && p.stateNow == released {
		a.plannedDay = p.answer.plannedDay
	}
	p.answer = a
	was := p.stateNow
	switch p.place {
	case "released":
		p.stateNow = released
		if was != released {
			p.unexpected = p.leftBy != "released" || a.plannedDay == 0 || o.cal.between(p.releasedOn, a.plannedDay) >= 2
		}
	case "died":
		p.stateNow = died
	case "removed":
		p.stateNow = removed
	case "at_large":
		p.stateNow = atLarge
	case "unknown":
		p.stateNow = leftUnknown
	default:
		p.stateNow = a.state
		switch {
		case a.plannedDay == 0 || a.plannedDay >= day || p.place == "hospital":
		case a.plannedDay < listedAsOf:
			p.stateNow = datePassed
		case was == notConfirmed && before == a.plannedDay:
			p.stateNow = notConfirmed
		}
	}
	if before != a.plannedDay || was != p.stateNow {
		p.note(at, fmt.Sprintf("%s %s (was %s %s)", p.stateNow, p.answer.plannedDay, was, before))
	}
	if before != a.plannedDay {
		p.movedAt = at
		o.alertMove(p, before, at)
	}
	if was != p.stateNow && was != "" {
		switch p.stateNow {
		case atLarge:
			o.mustAlert(p, "at_large", at)
		case died:
			o.mustAlert(p, "died", at)
		case released:
			if p.unexpected {
				o.mustAlert(p, "unexpected_release", at)
			}
		}
	}
	o.replan(p, at)
	if was != p.stateNow && p.stateNow == released {
		o.atOnce(p, at)
	}
}

// passed: the planned day is past, and a newer extract still lists the person
// (rule 2). In hospital nothing is overdue until checked (rule 4).
func (p *person) passed() bool {
	return (p.place == "held" || p.place == "court") && p.answer.plannedDay != 0 && p.answer.plannedDay < DayOf(p.seenAsOf)
}

// alertMove: earlier inside ten working days, or later inside three.
func (o *Oracle) alertMove(p *person, before Day, at time.Time) {
	day, after := DayOf(at), p.answer.plannedDay
	if before == 0 || after == 0 || p.out() || p.ended() || p.stateNow != planned {
		return
	}
	if after < before && after >= day && o.cal.between(day, after) <= 10 || after > before && before >= day && o.cal.between(day, before) <= 3 {
		o.mustAlert(p, "new_date", at)
	}
}
