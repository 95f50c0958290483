package oracle

import (
	"strings"
	"time"
)

// person is one person as the oracle knows them: one stay in custody at a time.
type person struct {
	told
	firstStored Day
	firstAsOf   Day
	seenAsOf    time.Time // newest extract that has them
	missedOn    Day       // of the newest file, where it does not have them any more
	place       string    // held, court, hospital, released, removed, at_large, unknown, died
	placeAt     time.Time
	prisonAt    time.Time // of the newest event that says which prison holds them
	stateNow    string
	answer      answer
	judged      Day
	scheme      string
	schemeFor   Day
	releasedOn  Day
	learntOn    Day
	leftBy      string // the word by which they were released
	unexpected  bool
	learntAt    time.Time
	deadAt      time.Time
	reasonFor   Day // why is written for this planned day
	movedAt     time.Time
	held        bool // an import's messages of this person wait to be sent
	cleared     map[string]bool
	let         map[string]bool // the offender manager has released these requests
	authority   string
	tasks       map[string]*task
	lastRow     map[string]string
	heard       []heard
	booked      map[string]appointment
	alerts      []alert
	noted       []string // the last things that happened, for a violation
	vague       string   // why the oracle does not judge this person's tasks any more
}

// task is one request as it should stand.
type task struct {
	std        *standard
	state      string // planned, asked, done, closed, too_late, withdrawn
	handOff    Day
	latest     Day // 0: none
	handedOn   Day
	to         string
	where      string
	heardOn    Day // not wanted: when the person said so
	askedAgain bool
	toldDay    Day  // the planned day of the last message to the holder
	told       bool // a request has left
	tell       obligation
	withdraw   obligation
}

// obligation is something to be told to somebody by an instant.
type obligation struct {
	open bool
	to   string
	by   time.Time
	from time.Time
}

func (p *person) note(at time.Time, what string) {
	p.noted = append(p.noted, at.UTC().Format("2006-01-02T15:04Z")+" "+what)
	if len(p.noted) > 40 {
		p.noted = p.noted[1:]
	}
}

func (p *person) out() bool { return p.place == "released" }

func (p *person) ended() bool {
	return p.stateNow == died || p.stateNow == removed || p.stateNow == movedAway
}

// leaveDay is the day of release as far as known.
func (p *person) leaveDay() Day {
	if p.out() {
		return p.releasedOn
	}
	return p.answer.plannedDay
}

func (p *person) paused() bool {
	switch p.stateNow {
	case notConfirmed, datePassed:
		return p.reasonFor == 0 || p.reasonFor != p.answer.plannedDay
	case leftUnknown:
		return true
	}
	return false
}

func (p *person) heldBack(today Day) bool {
	ersed := p.dates["ersed"]
	return p.flag("mappa2") || p.flag("mappa3") || p.flag("restricted") || p.flag("immigration_hold") ||
		p.legal == "IMMIGRATION_DETAINEE" || ersed != 0 && ersed >= today
}

func (o *Oracle) watched(p *person) bool {
	return p.iom != "" || !o.dir.local(p.prison, p.area)
}

// wants tells whether a request of the standard should stand (rules 5 and 6).
func (o *Oracle) wants(p *person, s *standard, today Day) bool {
	if !o.watched(p) || p.ended() || p.stateNow == atLarge {
		return false
	}
	inWindow := p.answer.plannedDay != 0 && p.answer.plannedDay-today <= planningReach
	switch s.anchor {
	case "received":
		if p.out() || !contains(s.applies, "no_planned_day") && p.received != 0 && p.firstStored-p.received > 28 {
			return false
		}
	case "planned":
		if p.out() {
			if !s.afterRelease || p.learntOn-p.releasedOn > 28 {
				return false
			}
		} else if !inWindow {
			return false
		}
	case "actual":
		if p.out() {
			if p.firstStored-p.releasedOn > 28 {
				return false
			}
		} else if !inWindow {
			return false
		}
	}
	for _, cond := range s.applies {
		if !p.holds(cond) {
			return false
		}
	}
	return true
}

func (p *person) holds(cond string) bool {
	name, value, _ := strings.Cut(cond, ":")
	age := func() int {
		if p.leaveDay() == 0 {
			return adult
		}
		return ageOn(p.birth, p.leaveDay())
	}
	switch name {
	case "always":
		return true
	case "need":
		return !p.needsAssessed || contains(p.needs, value)
	case "known":
		return p.needsAssessed && contains(p.needs, value)
	case "supervised":
		return p.answer.supervised
	case "age_from":
		return age() >= number(value)
	case "age_under":
		return age() < number(value)
	case "flag":
		return p.flag(value)
	case "no_flag":
		return !p.flag(value)
	case "no_planned_day":
		return p.answer.plannedDay == 0 && !p.out()
	}
	return false
}

func number(s string) int {
	n := 0
	for _, r := range s {
		n = 10*n + int(r-'0')
	}
	return n
}

func contains(list []string, s string) bool {
	for _, x := range list {
		if x == s {
			return true
		}
	}
	return false
}

// days are the usual hand-off day and the latest start of a task.
func (o *Oracle) days(p *person, s *standard) (handOff, latest Day) {
	switch {
	case s.anchor == "received":
		from := p.received
		if from == 0 {
			from = p.firstAsOf
		}
		return o.cal.onOrBefore(o.cal.add(from, s.handOff)), 0
	case s.anchor == "actual":
		if !p.out() {
			return 0, 0
		}
		if s.code == "ACC-TONIGHT" {
			return p.releasedOn, 0
		}
		return o.cal.onOrAfter(p.releasedOn + Day(s.handOff)), 0
	case p.out():
		return p.learntOn, 0
	}
	if s.latest >= 0 {
		latest = p.answer.plannedDay - Day(s.latest)
	}
	return o.cal.onOrBefore(p.answer.plannedDay + Day(s.handOff)), latest
}

// waits tells whether something must be recorded before anybody is told.
func (o *Oracle) waits(p *person, s *standard, today Day) bool {
	for _, b := range s.before {
		if strings.HasPrefix(b, "consent_") && !p.consents[b] || b == "om_cleared" && !p.cleared[s.code] {
			return true
		}
	}
	if s.code == "ACC-CASE" && p.authority == "" {
		return true
	}
	return !s.inside() && p.heldBack(today) && !p.let[s.code]
}

// holder is the address of whoever holds a task, and the place it is asked at;
// "" nobody.
func (o *Oracle) holder(p *person, s *standard, today Day) (to, where string) {
	area := o.dir.areas[p.area][0]
	switch s.foundBy {
	case "area":
		where := area
		if s.code == "ACC-CASE" {
			where = p.authority
		}
		return o.byAreaName(where, s.service), where
	case "prison":
		return o.dir.find(p.prison, s.service), p.prison
	case "unit":
		return o.linkOfficer(p.area), ""
	}
	day := p.leaveDay()
	if day == 0 {
		day = today
	}
	switch {
	case ageOn(p.birth, day) < adult:
		return o.byAreaName(area, "youth_justice"), ""
	case p.com != "":
		return p.com, ""
	case !p.answer.supervised:
		return o.linkOfficer(p.area), ""
	}
	return o.byAreaName(area, "probation_unit"), ""
}

// byAreaName finds an area's service: the directory names areas by name.
func (o *Oracle) byAreaName(gss, service string) string {
	return o.dir.find(o.dir.names[gss], service)
}

func (o *Oracle) linkOfficer(area string) string {
	if a := o.officers[area]; a != "" {
		return a
	}
	if a := o.dir.find(area, "link_officer"); a != "" {
		return a
	}
	return o.mailbox
}

// Word is what an offender manager has still to say of a request.
type Word struct{ Code, Word string }

// Wanted are the words that requests of a person wait for from their offender
// manager: checked, or yes_tell_them.
func (o *Oracle) Wanted(number string) []Word {
	p := o.people[number]
	if p == nil {
		return nil
	}
	var out []Word
	for _, s := range o.list {
		t := p.tasks[s.code]
		if t == nil || t.state != "planned" {
			continue
		}
		if contains(s.before, "om_cleared") && !p.cleared[s.code] {
			out = append(out, Word{s.code, "checked"})
		}
		if !s.inside() && p.heldBack(o.today) && !p.let[s.code] {
			out = append(out, Word{s.code, "yes_tell_them"})
		}
	}
	return out
}
