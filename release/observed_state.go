package release

import (
	"slices"

	"throughgate/internal/calendar"
)

// layMovements lays what happened over what the dates say.
func (o *observed) layMovements(by surroundings) {
	c := o.present()
	o.state, o.releasedOn, o.status = o.answer.State, calendar.Date{}, o.Status
	switch c.Place {
	case DeceasedPlace:
		o.state = Died
	case ReleasedPlace:
		o.state, o.releasedOn, o.status = Released, c.LeftOn, InactiveOut
	case RemovedPlace:
		o.state, o.status = Removed, InactiveOut
	case AtLargePlace:
		o.state, o.status = AtLarge, InactiveOut
	case GoneUnknown:
		o.state, o.status = LeftUnknown, InactiveOut
	case AtCourt, Absent, InHospital:
		if o.Status != ActiveIn || c.Place != InHospital {
			o.status = ActiveOut
		}
	case Held:
		if o.Status == ActiveOut || o.Status == InactiveOut {
			o.status = ActiveIn
		}
	}
	if o.stored == nil {
		o.justOut = o.state == Released
		o.wait(by)
		return
	}
	was := o.stored.State
	if !o.opens && o.state == was && (o.state == Released || o.state == Removed) { // what the day was planned for stays as it was when it came
		o.answer.PlannedDay = o.stored.PlannedDay
	}
	if o.keepsNotConfirmed() {
		o.state = NotConfirmed
	}
	if o.movedAway(by.unit) {
		o.state = MovedAway
	}
	o.justOut = o.state == Released && (o.opens || was != Released)
	o.wait(by)
}

// keepsNotConfirmed: nobody has seen them since the day on which they were to
// leave, and the watch has found them missing.
func (o *observed) keepsNotConfirmed() bool {
	return o.stored.State == NotConfirmed && !o.opens && o.answer.PlannedDay == o.stored.PlannedDay && o.state == Planned &&
		!calendar.DayOf(o.seenAt).After(o.answer.PlannedDay)
}

// movedAway: their home area was one of the unit's and is not any more. Nobody
// is told where to (domain rule 4).
func (o *observed) movedAway(u Unit) bool {
	if o.state == Died || u.Covers(Scope{Areas: []string{o.homeArea}}) {
		return false
	}
	return o.stored.State == MovedAway || u.Covers(Scope{Areas: []string{o.stored.HomeArea}})
}

// wait sets the clock of those who left for a reason unknown, and holds back
// what a release in error would tell.
func (o *observed) wait(by surroundings) {
	c := o.present()
	if o.state == LeftUnknown {
		switch {
		case o.stored != nil && !o.opens && o.stored.State == LeftUnknown:
			o.requestsAt = o.stored.RequestsAt
		default:
			o.requestsAt = workingHourAfter(by.cal, by.set, by.now)
		}
	}
	o.withheld = o.state == Released && c.LeftBy == ReleasedInError && !slices.ContainsFunc(o.events, func(e LifeEvent) bool {
		return e.Word == RecordTellThem && e.About == "" && !calendar.DayOf(e.At).Before(c.LeftOn)
	})
}
