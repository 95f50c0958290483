package oracle

import (
	"slices"
	"time"
)

// inside are the states of people in custody, as far as anybody knows.
func (p *person) inside() bool {
	switch p.stateNow {
	case planned, couldLeave, awaitingParole, recalledNoDate, noDates, datePassed:
		return true
	}
	return false
}

// hearingAhead: on the eve of a hearing the digest says who could walk out
// (rule 4). The eve is the last working day before it, or its own day where it
// was learnt too late for that.
func (o *Oracle) hearingAhead(p *person) {
	h := p.nextCourt
	if p.vague == "" && o.watched(p) && p.inside() && h >= o.today && h <= o.cal.add(o.today, 1) {
		p.hearing = h
	}
}

// mustHear are the hearings of which the officers must hear in today's digest: the
// person's own, and those of records that were joined since the watch.
func (p *person) mustHear() []Day {
	if p.hearing == 0 {
		return p.hearings
	}
	return append(slices.Clone(p.hearings), p.hearing)
}

// hearingUntold looks in the evening whether every link officer was told.
func (o *Oracle) hearingUntold(p *person, now time.Time) {
	hearings := p.mustHear()
	p.hearing, p.hearings = 0, nil
	for _, h := range hearings {
		for _, officer := range o.linkOfficers(p.area) {
			if !o.heardOf(p, officer, func(x heard) bool { return x.message == "digest" && x.item == "hearing" && x.day == h }) {
				o.violate(p, "a hearing was not told on its eve: %s to %s, watch of %s", h, officer, DayOf(now))
				p.vague = toldAlready
				return
			}
		}
	}
}

// hearingTold: nobody is told of a hearing that is not to be. What was to be said
// of a record when it was joined is said (rule 4).
func (o *Oracle) hearingTold(p *person, s Sent, it Item) {
	if p.vague != "" {
		return
	}
	if day := parseDay(it.To); day != p.nextCourt && !slices.Contains(p.hearings, day) || !p.inside() || day < DayOf(s.At) {
		o.violate(p, "a hearing that is not to be: %s told of %s, the next is %s", s.To, it.To, p.nextCourt)
	}
}
