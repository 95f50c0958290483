package oracle

import (
	"slices"
	"strings"
	"time"
)

// handOff asks the holder of a task whose day has come, where nothing is waited
// for. The request leaves by an instant.
func (o *Oracle) handOff(p *person, t *task, at, by time.Time) {
	s, day := t.std, DayOf(at)
	if t.state != toAsk || t.handOff == 0 || t.handOff > day || p.paused() || o.waits(p, s, day) {
		return
	}
	to, where := o.holder(p, s, day)
	if to == "" {
		return
	}
	t.state, t.said, t.to, t.where, t.handedOn, t.askedAt, t.told = asked, silent, to, where, day, momentOf(at), false
	t.tell = &owed{holder: true, by: by}
	if s.officers() && to == o.linkOfficer(p.area) {
		t.tell.others = slices.Clone(o.linkOfficers(p.area)[1:])
	}
	p.note(at, o.words.text(s.code+" asked of "+to))
}

// atOnce hands off what goes when a release is recorded: the call for tonight,
// and all that an unexpected release asks for.
func (o *Oracle) atOnce(p *person, at time.Time) {
	for _, s := range o.list {
		t := p.of(s)
		if t != nil && (s.code == "ACC-TONIGHT" || p.unexpected && (s.anchor == "actual" || s.afterRelease)) {
			o.handOff(p, t, at, o.cal.onOrAfter(DayOf(at)+1).at(17, 0))
		}
	}
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
		if strings.HasPrefix(b, "consent_") && !p.consents.has(b) || b == "om_cleared" && !p.cleared.has(s.code) {
			return true
		}
	}
	if s.code == "ACC-CASE" && p.authority == "" {
		return true
	}
	return !s.inside() && p.heldBack(today) && !p.let.has(s.code)
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

// linkOfficer holds what is the link officer's.
func (o *Oracle) linkOfficer(area string) string { return o.linkOfficers(area)[0] }

// linkOfficers are told what the link officer is told (rule 1): each account of
// the area; with none, the directory's row; with neither, the unit's mailbox.
func (o *Oracle) linkOfficers(area string) []string {
	if a := o.officers[area]; len(a) > 0 {
		return a
	}
	if a := o.dir.find(area, "link_officer"); a != "" {
		return []string{a}
	}
	return []string{o.mailbox}
}
