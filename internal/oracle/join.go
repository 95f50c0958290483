package oracle

import (
	"slices"
	"time"
)

// join makes one person of two (rule 4): what is open of both is joined, none
// twice. Of two requests of one kind the one further on remains. Whoever was told
// of the other and does not hold the one that remains hears that it is withdrawn;
// whoever holds one that came over hears of the day that holds now.
func (o *Oracle) join(goes, stays *person, at time.Time) {
	o.joined[goes.number] = stays.number
	delete(o.people, goes.number)
	o.order, o.shared = o.order[:0], nil
	switch {
	case goes.vague != "" || stays.vague != "":
		stays.vague = "merged with somebody of whom not everything is judged"
	case goes.moved() || stays.moved() || goes.scheme != "" || goes.reasonFor != 0 || goes.area != stays.area:
		// Movements and decisions of the one become the other's: which of them
		// holds then, the rules do not say.
		stays.vague = "merged, with a story of its own on each side"
	}
	for _, s := range o.list {
		came, own := goes.of(s), stays.of(s)
		if came == nil {
			continue
		}
		lost := came
		if own == nil || came.far() > own.far() {
			lost = own
			stays.put(s, came, len(o.list))
			stays.cleared.put(s.code, goes.cleared.has(s.code))
			stays.let.put(s.code, goes.let.has(s.code))
			if s.code == "ACC-DTR" {
				stays.authority = goes.authority
			}
			if came.told {
				stays.movedAt = at
			}
		}
		if kept := stays.of(s); lost != nil && lost.state == asked && lost.told && !s.officers() && lost.to != kept.to {
			stays.lost = append(stays.lost, withdrawal{s.code, lost.to, at})
		}
	}
	stays.hearings = append(stays.hearings, goes.mustHear()...) // what waits to be sent is joined
	for _, c := range goes.consents {
		stays.consents.add(c)
	}
	for id, a := range goes.booked {
		if stays.booked == nil {
			stays.booked = map[string]appointment{}
		}
		if !stays.bookedAt(a.starts) {
			stays.booked[id] = a
		}
	}
	stays.firstStored, stays.firstAsOf = min(stays.firstStored, goes.firstStored), min(stays.firstAsOf, goes.firstAsOf)
	stays.note(at, "joined with "+goes.number)
}

// moved: they are where an event, or somebody's leaving, says.
func (p *person) moved() bool {
	return p.place != "held" || !p.placeAt.IsZero() || !p.prisonAt.IsZero()
}

func (p *person) bookedAt(starts time.Time) bool {
	for _, a := range p.booked {
		if !a.stopped && a.starts.Equal(starts) {
			return true
		}
	}
	return false
}

// withdrawal is a request that somebody must hear is withdrawn, though another
// stands in its place.
type withdrawal struct {
	code, to string
	from     time.Time
}

// lostHeard takes in that a holder was told of the end of a request.
func (o *Oracle) lostHeard(p *person, code string, s Sent) {
	p.lost = slices.DeleteFunc(p.lost, func(l withdrawal) bool { return l.code == code && o.reaches(s.To, l.to, s.At) })
}

// lostUntold looks whether those who lost a request by a merge were told.
func (o *Oracle) lostUntold(p *person, now time.Time) {
	for _, l := range p.lost {
		if now.After(o.tellBy(l.from)) && !p.ended() {
			o.violate(p, "the end of a request was not told: %s to %s, joined %s", l.code, l.to, l.from.Format(time.RFC3339))
			p.vague, p.lost = toldAlready, nil
			return
		}
	}
}
