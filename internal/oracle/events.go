package oracle

import "time"

// Event is one line of an event file.
type Event struct {
	At                                                  time.Time
	Number, Word, Prison, Decision, About, Reason, Into string
}

// Events take in what happened, or what somebody recorded, learnt at an instant
// from one file: what follows for a person follows from all of it.
func (o *Oracle) Events(at time.Time, list []Event) {
	var about []*person
	for _, e := range list {
		if p := o.of(e.Number); p != nil {
			o.event(p, at, e)
			if e.Word == "merged" {
				p = o.of(e.Into)
			}
			if len(about) == 0 || about[len(about)-1] != p {
				about = append(about, p)
			}
		}
	}
	for _, p := range about {
		o.settle(p, at)
	}
}

func (o *Oracle) event(p *person, at time.Time, e Event) {
	p.note(at, o.words.text("told: "+e.Word+" "+e.Decision+e.About))
	switch e.Word {
	case "friday_scheme":
		p.scheme, p.schemeFor = e.Decision, p.answer.statutory
		p.judged = DayOf(at)
	case "consent":
		p.consents.add(o.words.text(e.About))
	case "checked":
		p.cleared.add(o.words.text(e.About))
	case "yes_tell_them":
		p.let.add(o.words.text(e.About))
	case "reason_written":
		p.reasonFor = p.answer.plannedDay
	default:
		o.movement(p, at, e)
	}
}

func (o *Oracle) movement(p *person, at time.Time, e Event) {
	if e.Word != "merged" { // it says nothing of where they are
		if e.At.Before(p.placeAt) {
			p.vague = "events out of order"
		}
		p.placeAt = e.At
	}
	switch e.Word {
	case "released", "released_from_court":
		o.leaves(p, at, "released", DayOf(e.At), e.Word)
	case "released_in_error":
		o.leaves(p, at, "released", DayOf(e.At), e.Word)
		o.mustAlert(p, e.Word, at)
		p.inError = true
		p.vague = e.Word
	case "died":
		p.place = "died"
	case "escaped", "absconded", "failed_to_return":
		o.leaves(p, at, "at_large", DayOf(e.At), e.Word)
	case "removed", "extradited", "immigration_centre", "other_jurisdiction":
		o.leaves(p, at, "removed", DayOf(e.At), e.Word)
	case "left_unknown":
		o.leaves(p, at, "unknown", DayOf(e.At), e.Word)
		o.mustAlert(p, e.Word, at)
		p.vague = e.Word
	case "court", "temporary_absence":
		p.place = "court"
	case "hospital":
		p.place = "hospital"
	case "transferred":
		p.prison, p.prisonAt = e.Prison, e.At
	case "received", "recalled":
		o.stop(p, at)
		p.place, p.vague, p.inError = "held", e.Word, false
		p.releasedOn, p.goneOn = 0, 0
	case "merged":
		if stays := o.of(e.Into); stays != nil && stays != p {
			o.join(p, stays, at)
		}
	case "moved_area":
		p.vague = e.Word
	}
}

// of finds somebody by a number: either of two that were joined finds them.
func (o *Oracle) of(number string) *person {
	for o.joined[number] != "" {
		number = o.joined[number]
	}
	return o.people[number]
}

// leaves records that a person has left, learnt at an instant.
func (o *Oracle) leaves(p *person, at time.Time, place string, day Day, word string) {
	if p.place != "at_large" || place != "at_large" { // told again, the first day stands
		p.goneOn = day
	}
	p.place, p.learntAt = place, at
	if place != "released" {
		return
	}
	p.releasedOn, p.learntOn = day, DayOf(at)
	if p.learntOn < day {
		p.learntOn = day
	}
	p.leftBy = word
}

// Answered takes in what a holder said to a request: acknowledged, accepted,
// declined, no_capacity, done, not_wanted, not_eligible.
func (o *Oracle) Answered(at time.Time, number, code, to, authority string) {
	p := o.people[number]
	if p == nil || p.request(code) == nil {
		return
	}
	t := p.request(code)
	switch to {
	case "done", "not_eligible":
		t.state = done
	case "not_wanted":
		t.state, t.heardOn = notWanted, DayOf(at)
	default:
		t.said = stepOf(to)
	}
	if authority != "" {
		p.authority = authority
	}
	if to == "declined" || to == "no_capacity" {
		o.mustAlert(p, to, at)
	}
	p.note(at, o.words.text(code+" "+to))
	o.replan(p, at)
}
