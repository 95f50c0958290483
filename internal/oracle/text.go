package oracle

import (
	"time"
)

// text says whether a text to the person may leave now (rule 8).
func (o *Oracle) text(p *person, s Sent) {
	say := func(why string) { o.violate(p, "a text that may not leave: %s", why) }
	day := DayOf(s.At)
	clock := s.At.In(london)
	number := mobileNumber(p.mobile)
	switch {
	case s.Kind == "auto_reply":
		return
	case p.vague != "" && p.vague != "told already" && p.vague != "recalled":
		return
	case p.place != "released":
		say("before release, or not free: " + p.place)
	case number == "" || number != s.To:
		say("to another number")
	case p.agreedNumber != number:
		say("the agreement names another number")
	case p.textOK != "yes":
		say("no agreement")
	case p.textAgreed == 0 || p.received != 0 && p.textAgreed < p.received:
		say("the agreement is older than this stay")
	case p.shared != "no" && p.shared != "yes":
		say("nobody has said who else sees the phone")
	case ageOn(p.birth, day) < adult:
		say("under 18")
	case o.stopped[number]:
		say("they said STOP")
	case clock.Hour() < 8 || clock.Hour() >= 20:
		say("at " + clock.Format(time.TimeOnly))
	}
	for _, other := range o.people {
		if other != p && other.place != "died" && mobileNumber(other.mobile) == number {
			say("two live people have the number")
			break
		}
	}
}

// Stopped takes in that a number sent STOP, or cannot be texted any more.
func (o *Oracle) Stopped(number string) { o.stopped[number] = true }
