package oracle

import (
	"slices"
	"strings"
	"time"
)

// task is one request as it should stand. There are a million of them.
type task struct {
	std        *standard
	to         string
	where      string
	tell       *owed  // nil once everybody has heard
	withdraw   *ended // nil where nobody is owed it
	askedAt    moment
	handOff    Day
	latest     Day // 0: none
	handedOn   Day
	heardOn    Day // not wanted: when the person said so
	toldDay    Day // the planned day of the last message to the holder
	state      step
	said       step // by the holder of one that was asked
	askedAgain bool
	told       bool // a request has left
}

// owed is that a request has to be told by an instant: to its holder, and to the
// other link officers.
type owed struct {
	by     time.Time
	holder bool
	others []string
}

// ended is that a holder has to hear that a request is withdrawn.
type ended struct {
	to   string
	from time.Time
}

// moment is an instant in seconds since 1970.
type moment uint32

func momentOf(t time.Time) moment { return moment(t.Unix()) }

func (m moment) time() time.Time { return time.Unix(int64(m), 0).UTC() }

// of is the request of a standard, if there ever was one.
func (p *person) of(s *standard) *task {
	if s.at >= len(p.tasks) {
		return nil
	}
	return p.tasks[s.at]
}

// put makes a request that of the standard, of so many standards.
func (p *person) put(s *standard, t *task, standards int) {
	if p.tasks == nil {
		p.tasks = make([]*task, standards)
	}
	p.tasks[s.at] = t
}

// request finds one by its standard's code.
func (p *person) request(code string) *task {
	i := slices.IndexFunc(p.tasks, func(t *task) bool { return t != nil && t.std.code == code })
	if i < 0 {
		return nil
	}
	return p.tasks[i]
}

// replan makes the requests those that should stand.
func (o *Oracle) replan(p *person, at time.Time) {
	may := o.watched(p) && !p.ended() && p.stateNow != atLarge
	if !may && p.tasks == nil {
		return
	}
	day := DayOf(at)
	for _, s := range o.list {
		t, wanted := p.of(s), may && o.wants(p, s, day)
		switch {
		case wanted && t == nil:
			t = &task{std: s, state: toAsk}
			p.put(s, t, len(o.list))
		case wanted && t.state == withdrawn:
			t.state, t.said, t.handedOn, t.to, t.told, t.withdraw = toAsk, silent, 0, "", false, nil
		case wanted && t.state == asked && s.anchor == "actual" && !p.out():
			t.state, t.said, t.handedOn, t.to = toAsk, silent, 0, ""
		case !wanted && t != nil && (t.state == toAsk || t.state == asked):
			if t.state != toAsk && !s.officers() && t.told {
				t.withdraw = &ended{t.to, at}
			}
			t.state = withdrawn
			p.note(at, o.words.text(s.code+" withdrawn"))
		}
		if t == nil || !wanted {
			continue
		}
		if t.state == toAsk || t.state == tooLate {
			latest := t.latest
			t.handOff, t.latest = o.days(p, s)
			if t.state == tooLate && t.latest != latest && t.latest >= day {
				t.state = toAsk
			}
		}
	}
}

// wants tells whether a request of the standard should stand for somebody who is
// watched (rules 5 and 6).
func (o *Oracle) wants(p *person, s *standard, today Day) bool {
	inWindow := p.answer.plannedDay != 0 && p.answer.plannedDay-today <= planningReach
	switch s.anchor {
	case "received":
		if p.out() || !slices.Contains(s.applies, "no_planned_day") && p.received != 0 && p.firstStored-p.received > 28 {
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
		return !p.needsAssessed || slices.Contains(p.needs, value)
	case "known":
		return p.needsAssessed && slices.Contains(p.needs, value)
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
		t := p.of(s)
		if t == nil || t.state != toAsk {
			continue
		}
		if slices.Contains(s.before, "om_cleared") && !p.cleared.has(s.code) {
			out = append(out, Word{s.code, "checked"})
		}
		if !s.inside() && p.heldBack(o.today) && !p.let.has(s.code) {
			out = append(out, Word{s.code, "yes_tell_them"})
		}
	}
	return out
}
