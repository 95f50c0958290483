package oracle

import (
	"slices"
)

// SeenRelease is a release as the tables have it. Days as YYYY-MM-DD, "" none.
type SeenRelease struct {
	Number, State                                 string
	Statutory, Working, Scheme, Planned, Released string
	Presumed, Supervised, Watched                 bool
}

// SeenTask is a request as the tables have it.
type SeenTask struct {
	Number, Code, State, HandOff, HandedOn, Contact string
}

// Releases holds what the tables say of everybody beside what should be.
func (o *Oracle) Releases(seen []SeenRelease) {
	for _, s := range seen {
		p := o.people[s.Number]
		if p == nil || p.vague != "" {
			continue
		}
		a := p.answer
		want := SeenRelease{Number: s.Number, State: p.stateNow, Statutory: a.statutory.text(), Working: a.working.text(), Scheme: a.schemeDay.text(),
			Planned: a.plannedDay.text(), Released: p.releasedOn.text(), Presumed: a.presumed, Supervised: a.supervised, Watched: o.watched(p)}
		if p.ended() {
			want = SeenRelease{Number: s.Number, State: p.stateNow}
			s = SeenRelease{Number: s.Number, State: s.State}
		}
		if want.State == planned && s.State == datePassed && p.passed() {
			want.State = datePassed // judged a watch sooner
		}
		if want != s {
			o.violate(p, "the release should be %+v and is %+v", want, s)
			p.vague = toldAlready
		}
	}
}

func (d Day) text() string {
	if d == 0 {
		return ""
	}
	return d.String()
}

// Tasks holds the requests that the tables have for one person beside those
// that should stand.
func (o *Oracle) Tasks(number string, seen []SeenTask) {
	p := o.people[number]
	if p == nil || p.vague != "" {
		return
	}
	have := map[string]SeenTask{}
	for _, s := range seen {
		have[s.Code] = s
	}
	for _, s := range o.list {
		problem := o.task(p, p.of(s), have[s.code])
		if problem != "" {
			o.violate(p, "%s: %s", s.code, problem)
			p.vague = toldAlready
			return
		}
	}
}

// askedOf are the states of a request that somebody outside or an officer holds.
var askedOf = []string{"handed_off", "acknowledged", "accepted", "declined", "no_capacity", "passed_on"}

func (o *Oracle) task(p *person, want *task, have SeenTask) string {
	standing := have.State != "" && have.State != "withdrawn"
	switch {
	case want == nil && !standing, want != nil && want.state == withdrawn && !standing:
		return ""
	case want == nil, want.state == withdrawn:
		if have.State == "done" || have.State == "not_wanted" || have.State == "not_eligible" || have.State == "too_late" {
			return ""
		}
		return "should not stand and is " + have.State
	case !standing:
		return "should be " + want.state.String() + " and does not stand"
	}
	switch want.state {
	case toAsk:
		if have.State != "planned" {
			return "should be planned and is " + have.State + " since " + have.HandedOn
		}
		if have.HandOff != want.handOff.text() {
			return "should be handed off on " + want.handOff.String() + " and is down for " + have.HandOff
		}
	case tooLate:
		if have.State != "too_late" {
			return "should be too late and is " + have.State
		}
	case asked:
		if !slices.Contains(askedOf, have.State) {
			return "should have been asked of " + want.to + " on " + want.handedOn.String() + " and is " + have.State
		}
		if have.HandedOn != want.handedOn.text() || have.Contact != want.to {
			return "should have been asked of " + want.to + " on " + want.handedOn.String() + " and was asked of " + have.Contact + " on " + have.HandedOn
		}
	}
	return ""
}
