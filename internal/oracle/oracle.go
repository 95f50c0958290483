package oracle

import (
	"fmt"
	"maps"
	"slices"
	"time"
)

// Config is what the oracle is made of: the reference files as text, and who
// works in the unit.
type Config struct {
	Standards, Services, Prisons, Authorities string            // CSV
	Areas                                     []string          // the unit's home areas, by name
	LinkOfficers                              map[string]string // by area: the account's address
	Mailbox                                   string
}

// Oracle knows what should be, as far as it has been told.
type Oracle struct {
	cal      calendar
	list     []*standard
	dir      *directory
	unit     map[string]bool
	officers map[string]string
	mailbox  string
	people   map[string]*person
	stopped  map[string]bool // numbers
	wrong    []Violation
	today    Day
}

// Violation is a difference between what should be and what is.
type Violation struct {
	Day     string   `json:"day"`
	Release string   `json:"release"` // the prison number; the people are invented
	Problem string   `json:"problem"`
	History []string `json:"history,omitempty"`
}

// New reads the reference files.
func New(c Config) (*Oracle, error) {
	o := &Oracle{unit: map[string]bool{}, officers: c.LinkOfficers, mailbox: c.Mailbox, people: map[string]*person{}, stopped: map[string]bool{}}
	var err error
	if o.list, err = readStandards(c.Standards); err != nil {
		return nil, err
	}
	if o.dir, err = readDirectory(c.Services, c.Prisons, c.Authorities); err != nil {
		return nil, err
	}
	for _, a := range c.Areas {
		o.unit[a] = true
	}
	return o, nil
}

func (o *Oracle) violate(p *person, format string, args ...any) {
	v := Violation{Day: o.today.String(), Problem: fmt.Sprintf(format, args...)}
	if p != nil {
		v.Release, v.History = p.number, slices.Clone(p.noted)
	}
	o.wrong = append(o.wrong, v)
}

// Violations gives what was found since it was last asked, and forgets it.
func (o *Oracle) Violations() []Violation {
	out := o.wrong
	o.wrong = nil
	return out
}

// PlannedDay is the day on which a person should be expected out ("" none), and
// whether nobody has decided yet between its two days.
func (o *Oracle) PlannedDay(number string) (day string, presumed bool) {
	p := o.people[number]
	if p == nil || p.answer.plannedDay == 0 {
		return "", false
	}
	return p.answer.plannedDay.String(), p.answer.presumed
}

// Working tells whether a day is a working day.
func (o *Oracle) Working(day string) bool { return o.cal.working(parseDay(day)) }

// Extract takes in a whole extract of one source: the rows of the people in it,
// as of an instant, imported at another. held: its messages wait for somebody.
func (o *Oracle) Extract(at, asOf time.Time, rows []map[string]string, held bool) {
	listed := make(map[string]bool, len(rows))
	for _, row := range rows {
		listed[row["prison_number"]] = true
		o.row(at, asOf, row, held)
	}
	for _, number := range o.numbers() {
		p := o.people[number]
		if !listed[number] && asOf.After(p.seenAsOf) {
			p.missedOn = DayOf(asOf)
		}
	}
}

func (o *Oracle) numbers() []string {
	out := make([]string, 0, len(o.people))
	for n := range o.people {
		out = append(out, n)
	}
	slices.Sort(out)
	return out
}

func (o *Oracle) row(at, asOf time.Time, row map[string]string, held bool) {
	number := row["prison_number"]
	if !o.unit[row["home_area"]] {
		return
	}
	p := o.people[number]
	fresh := p == nil
	if fresh {
		p = &person{firstStored: DayOf(at), firstAsOf: DayOf(asOf), place: "held", tasks: map[string]*task{}, cleared: map[string]bool{}, let: map[string]bool{}}
		p.area = row["home_area"]
		o.people[number] = p
	} else if !asOf.After(p.seenAsOf) {
		return
	}
	p.seenAsOf, p.missedOn = asOf, 0
	if !fresh && maps.Equal(p.lastRow, row) {
		return // a row that says nothing new is looked at by the next watch
	}
	p.lastRow = row
	prison := p.prison
	newDates := p.read(row)
	if p.prisonAt.After(asOf) && prison != "" {
		p.prison = prison // they have been moved since
	}
	o.placeOf(p, at, asOf, row)
	if prison != "" && prison != p.prison {
		p.note(at, "transferred to "+p.prison)
	}
	if newDates || fresh {
		p.judged = DayOf(at)
	}
	o.settle(p, at, held)
	left := p.answer.plannedDay // by what the same row tells of it
	if prison != "" && prison != p.prison && p.place == "held" && left >= DayOf(at) && o.cal.between(DayOf(at), left) < 10 {
		o.mustAlert(p, "transferred", at)
	}
}

// placeOf is where an extract says the person is, unless something newer is
// known.
func (o *Oracle) placeOf(p *person, at, asOf time.Time, row map[string]string) {
	if p.placeAt.After(asOf) || p.place == "died" {
		return
	}
	switch {
	case row["status"] == "INACTIVE OUT" && row["movement_reason"] == "released" && p.place != "released":
		o.leaves(p, at, "released", parseDay(row["released_on"]), row["movement_reason"])
	case row["status"] == "ACTIVE IN" && (p.place == "court" || p.place == ""):
		p.place = "held"
	case row["status"] == "ACTIVE OUT" && p.place == "held":
		p.place = "court"
	}
}

// leaves records that a person has left, learnt at an instant.
func (o *Oracle) leaves(p *person, at time.Time, place string, day Day, word string) {
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

// settle works out the planned day and the requests again.
func (o *Oracle) settle(p *person, at time.Time, held bool) {
	before, day := p.answer.plannedDay, DayOf(at)
	var heldAsOf, listedAsOf Day
	if p.place == "held" || p.place == "court" || p.place == "hospital" {
		if p.status == "ACTIVE IN" {
			heldAsOf = DayOf(p.seenAsOf)
		}
		listedAsOf = DayOf(p.seenAsOf)
	}
	a := o.cal.decide(&p.told, day, p.judged, heldAsOf, p.scheme)
	if p.scheme != "" && a.statutory != p.schemeFor {
		p.scheme, p.judged = "", day
		a = o.cal.decide(&p.told, day, p.judged, heldAsOf, "")
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
	if held {
		p.held = true
	}
	o.replan(p, at)
	if was != p.stateNow && p.stateNow == released {
		o.atOnce(p, at)
	}
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

// replan makes the requests those that should stand.
func (o *Oracle) replan(p *person, at time.Time) {
	day := DayOf(at)
	for _, s := range o.list {
		t, wanted := p.tasks[s.code], o.wants(p, s, day)
		switch {
		case wanted && t == nil:
			t = &task{std: s, state: "planned"}
			p.tasks[s.code] = t
		case wanted && t.state == "withdrawn":
			t.state, t.handedOn, t.to, t.told, t.withdraw = "planned", 0, "", false, obligation{}
		case wanted && t.state == "asked" && s.anchor == "actual" && !p.out():
			t.state, t.handedOn, t.to = "planned", 0, ""
		case !wanted && t != nil && (t.state == "planned" || t.state == "asked" || t.state == "refused"):
			if t.state != "planned" && !s.officers() && t.told {
				t.withdraw = obligation{open: true, to: t.to, from: at}
			}
			t.state = "withdrawn"
			p.note(at, s.code+" withdrawn")
		}
		if t == nil || !wanted {
			continue
		}
		if t.state == "planned" || t.state == "too_late" {
			latest := t.latest
			t.handOff, t.latest = o.days(p, s)
			if t.state == "too_late" && t.latest != latest && t.latest >= day {
				t.state = "planned"
			}
		}
	}
}

// Watch does what the watch of a day does.
func (o *Oracle) Watch(at time.Time) {
	o.today = DayOf(at)
	working := o.cal.working(o.today)
	for _, number := range o.numbers() {
		p := o.people[number]
		o.settleWatch(p, at, working)
		for _, s := range o.list {
			t := p.tasks[s.code]
			if t == nil {
				continue
			}
			if t.state == "not_wanted" {
				_, t.latest = o.days(p, s)
			}
			if t.state == "not_wanted" && !t.askedAgain && p.stateNow == planned && t.heardOn < p.answer.plannedDay-askedOnceMore &&
				p.answer.plannedDay-o.today <= askedOnceMore && (t.latest == 0 || t.latest >= o.today) {
				t.state, t.askedAgain = "planned", true
				p.note(at, s.code+" asked once more")
				o.replan(p, at)
			}
			if t.state == "planned" && t.latest != 0 && o.today > t.latest {
				t.state = "too_late"
			}
			if working && t.state == "asked" && s.foundBy == "prison" && t.where != p.prison && !p.out() && !p.held && !p.paused() {
				if t.told {
					t.withdraw = obligation{open: true, to: t.to, from: at}
				}
				t.state, t.handOff = "planned", o.today
			}
			if !s.officers() && !working {
				continue
			}
			o.handOff(p, t, at, o.cal.onOrAfter(o.today).at(17, 0))
		}
	}
}

// handOff asks the holder of a task whose day has come, where nothing is waited
// for. The request leaves by an instant.
func (o *Oracle) handOff(p *person, t *task, at, by time.Time) {
	s, day := t.std, DayOf(at)
	if t.state != "planned" || t.handOff == 0 || t.handOff > day || p.paused() || p.held || o.waits(p, s, day) {
		return
	}
	to, where := o.holder(p, s, day)
	if to == "" {
		return
	}
	t.state, t.to, t.where, t.handedOn, t.told = "asked", to, where, day, false
	t.tell = obligation{open: true, to: to, from: at, by: by}
	p.note(at, s.code+" asked of "+to)
}

// atOnce hands off what goes when a release is recorded: the call for tonight,
// and all that an unexpected release asks for.
func (o *Oracle) atOnce(p *person, at time.Time) {
	for _, s := range o.list {
		t := p.tasks[s.code]
		if t != nil && (s.code == "ACC-TONIGHT" || p.unexpected && (s.anchor == "actual" || s.afterRelease)) {
			o.handOff(p, t, at, o.cal.onOrAfter(DayOf(at)+1).at(17, 0))
		}
	}
}

// settleWatch judges what time going by changes.
func (o *Oracle) settleWatch(p *person, at time.Time, working bool) {
	if a := &p.answer; a.statutory != 0 && a.statutory < o.today && (a.column == "confirmed_release" || a.column == "apd" || a.column == "hdcad") &&
		(p.place == "held" || p.place == "court") {
		o.settle(p, at, false) // it may be stale by now
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
