package oracle

import "time"

// Watch does what the watch of a day does.
func (o *Oracle) Watch(at time.Time) {
	o.today = DayOf(at)
	working := o.cal.working(o.today)
	by := o.cal.onOrAfter(o.today).at(17, 0)
	for _, p := range o.everybody() {
		o.settleWatch(p, at, working)
		if working {
			o.hearingAhead(p)
		}
		p.notAlone = len(p.booked) > 0 && o.hasCompany(p, mobileNumber(p.mobile))
		for _, t := range p.tasks {
			if t == nil {
				continue
			}
			s := t.std
			if t.state == notWanted {
				_, t.latest = o.days(p, s)
			}
			if o.asksOnceMore(p, t) {
				t.state, t.askedAgain = toAsk, true
				p.note(at, o.words.text(s.code+" asked once more"))
				o.replan(p, at)
			}
			if t.state == toAsk && t.latest != 0 && o.today > t.latest {
				t.state = tooLate
			}
			if working && t.state == asked && s.foundBy == "prison" && t.where != p.prison && !p.out() && !p.paused() {
				if t.told {
					t.withdraw = &ended{t.to, at}
				}
				t.state, t.handOff = toAsk, o.today
			}
			if !s.officers() && !working {
				continue
			}
			o.handOff(p, t, at, by)
		}
	}
}

// settleWatch judges what time going by changes.
func (o *Oracle) settleWatch(p *person, at time.Time, working bool) {
	if a := &p.answer; a.statutory != 0 && a.statutory < o.today && (a.column == "confirmed_release" || a.column == "apd" || a.column == "hdcad") &&
		(p.place == "held" || p.place == "court") && (p.missedOn == 0 || p.stateNow == planned) {
		o.settle(p, at) // it may be stale by now; whom no file lists any more is not judged again by an older one
	}
	day := p.answer.plannedDay
	if day != 0 && day < o.today && (p.place == "held" || p.place == "court") {
		listed := DayOf(p.seenAsOf) > day
		switch {
		case listed && p.missedOn == 0 && (p.stateNow == planned || p.stateNow == notConfirmed):
			p.stateNow = datePassed
			p.note(at, "date passed")
		case working && p.missedOn > day && (p.stateNow == planned || p.stateNow == datePassed):
			p.stateNow = notConfirmed
			p.note(at, "not confirmed")
		}
	}
	o.replan(p, at)
}

// asksOnceMore: what was not wanted is asked about once more, fourteen days before
// the planned day, as long as there is time and the day has not passed (rule 6), of
// whoever is watched then.
func (o *Oracle) asksOnceMore(p *person, t *task) bool {
	day := p.answer.plannedDay
	return t.state == notWanted && o.watched(p) && !t.askedAgain && p.stateNow == planned && t.heardOn < day-askedOnceMore &&
		day >= o.today && day-o.today <= askedOnceMore && (t.latest == 0 || t.latest >= o.today)
}
