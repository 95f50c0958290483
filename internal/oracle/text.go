package oracle

import (
	"time"
)

// appointment is when somebody is expected somewhere.
type appointment struct {
	starts  time.Time
	learnt  time.Time
	stopped bool
}

// Appointment takes in a booking, a new time for one, or its end.
func (o *Oracle) Appointment(at time.Time, number, id string, starts time.Time, cancelled bool) {
	p := o.people[number]
	if p == nil {
		return
	}
	if p.booked == nil {
		p.booked = map[string]appointment{}
	}
	p.booked[id] = appointment{starts, at, cancelled}
}

// text says whether a text to the person may leave now (rule 8).
func (o *Oracle) text(p *person, s Sent) {
	p.heard = append(p.heard, heard{s.At, "text", "", s.To, 0})
	if s.Kind == "auto_reply" || !p.judgedForTexts() {
		return
	}
	why := o.noText(p, s.At)
	if number := mobileNumber(p.mobile); why == "" && number != s.To {
		why = "it goes to another number"
	}
	if why != "" {
		o.violate(p, "a text that may not leave: %s", why)
	}
}

// judgedForTexts: whoever is recalled is back inside, whatever else is not told
// of their tasks.
func (p *person) judgedForTexts() bool {
	return p.vague == "" || p.vague == toldAlready || p.vague == "recalled"
}

// noText is why no text may leave to a person at an instant; "" where it may.
func (o *Oracle) noText(p *person, at time.Time) string {
	clock, number := at.In(london), mobileNumber(p.mobile)
	switch {
	case p.place != "released":
		return "before release, or not free: " + p.place
	case number == "":
		return "no number"
	case p.agreedNumber != number:
		return "the agreement names another number"
	case p.textOK != "yes":
		return "no agreement"
	case p.textAgreed == 0 || p.received != 0 && p.textAgreed < p.received:
		return "the agreement is older than this stay"
	case p.shared != "no" && p.shared != "yes":
		return "nobody has said who else sees the phone"
	case ageOn(p.birth, DayOf(at)) < adult:
		return "under 18"
	case p.language != "en" && p.language != "cy":
		return "texts are in English and Welsh only"
	case p.flag("contact_risk"):
		return "contact risk"
	case o.stopped[number]:
		return "they said STOP, or the number takes no texts"
	case clock.Hour() < 8 || clock.Hour() >= 20:
		return "at " + clock.Format(time.TimeOnly)
	}
	if o.hasCompany(p, number) {
		return "two live people have the number"
	}
	return ""
}

// hasCompany tells whether somebody else who lives has the person's number.
func (o *Oracle) hasCompany(p *person, number string) bool {
	for _, other := range o.sharing(number) {
		if other != p && other.place != "died" {
			return true
		}
	}
	return false
}

// sharing are those who have a number, where it is more than one.
func (o *Oracle) sharing(number string) []*person {
	if o.shared == nil {
		o.shared = map[string][]*person{}
		first := make(map[string]*person, len(o.people))
		for _, p := range o.people {
			n := mobileNumber(p.mobile)
			switch other := first[n]; {
			case n == "":
			case other == nil:
				first[n] = p
			case o.shared[n] == nil:
				o.shared[n] = []*person{other, p}
			default:
				o.shared[n] = append(o.shared[n], p)
			}
		}
	}
	return o.shared[number]
}

// remindersMissing: who may be texted is reminded four days and one day before,
// at ten. Whose number was another's too in the morning is told by a worker.
func (o *Oracle) remindersMissing(p *person, day Day) {
	if len(p.booked) == 0 {
		return
	}
	ten := day.at(10, 0)
	for _, a := range p.booked {
		before := DayOf(a.starts) - day
		if a.stopped || before != 4 && before != 1 || !a.learnt.Before(ten) || !p.learntAt.Before(ten) || p.place != "released" ||
			p.flag("contact_risk") || p.shared == "yes" || p.notAlone || o.noText(p, ten) != "" {
			continue
		}
		reminded := false
		for _, h := range p.heard {
			reminded = reminded || h.message == "text" && DayOf(h.at) == day
		}
		if !reminded {
			o.violate(p, "a reminder is missing: nothing was texted of an appointment in %d days", before)
			p.vague = toldAlready
		}
	}
}

// Stopped takes in that a number sent STOP, or cannot be texted any more.
func (o *Oracle) Stopped(number string) { o.stopped[number] = true }
