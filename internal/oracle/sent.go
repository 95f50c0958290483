package oracle

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// Sent is one attempt to hand a message to a provider.
type Sent struct {
	At                time.Time
	Channel, Kind, To string
	Again             bool // an e-mail whose line dropped goes once more, the same to the same
	Items             []Item
}

// Item is one thing that a message is about. Days as YYYY-MM-DD.
type Item struct{ Kind, Number, Code, From, To string }

// serviceKinds are the messages that services get.
var serviceKinds = []string{"request", "reminder", "told", "escalation", "calendar"}

// Sent holds a message that left beside what may be told.
func (o *Oracle) Sent(s Sent) {
	for _, it := range s.Items {
		p := o.people[it.Number]
		if p == nil {
			continue
		}
		if p.place == "died" && (s.Channel == "text" || slices.Contains(serviceKinds, s.Kind)) {
			o.violate(p, "after a death: %s %s to %s left at %s", s.Channel, s.Kind, s.To, s.At.Format(time.RFC3339))
		}
		o.tooEarly(p, s, it)
		if s.Channel == "text" {
			o.text(p, s)
			continue
		}
		o.toSomebodyAway(p, s)
		p.heard = append(p.heard, heard{s.At, s.Kind, it.Kind, s.To, parseDay(it.To)})
		if it.Kind == "hearing" {
			o.hearingTold(p, s, it)
		}
		t := p.request(it.Code)
		if t == nil {
			continue
		}
		switch {
		case it.Kind == "overdue" && t.std.officers(): // more pressing than new, and named once
			o.requested(p, t, s)
		case it.Kind == "task" && (s.Kind == "request" || t.std.officers()):
			o.requested(p, t, s)
		case it.Kind == "moved":
			o.moved(p, t, s, it)
		case it.Kind == "withdrawn":
			o.lostHeard(p, it.Code, s)
			if t.withdraw != nil && o.reaches(s.To, t.withdraw.to, s.At) {
				t.withdraw = nil
			}
		}
	}
}

// requested: only whoever should hold a request is asked.
func (o *Oracle) requested(p *person, t *task, s Sent) {
	if p.vague != "" {
		return
	}
	if s.Kind == "request" && (t.state != asked || !o.reaches(s.To, t.to, s.At)) {
		o.violate(p, "a request that should not leave: %s (%s, held by %s) to %s", t.std.code, t.state, t.to, s.To)
		return
	}
	if o.reachedToday(s.To, t.to, s.At) {
		t.told, t.toldDay = true, p.answer.plannedDay
		if t.tell != nil {
			t.tell.holder = false
		}
	}
	if t.tell == nil {
		return
	}
	t.tell.others = slices.DeleteFunc(t.tell.others, func(officer string) bool { return o.reachedToday(s.To, officer, s.At) })
	if !t.tell.holder && len(t.tell.others) == 0 {
		t.tell = nil
	}
}

// moved: nobody is told of a day that holds no more.
func (o *Oracle) moved(p *person, t *task, s Sent, it Item) {
	today := p.answer.plannedDay
	if p.out() { // the planned day has become the actual one
		today = p.releasedOn
	}
	if p.vague == "" && parseDay(it.To) != today {
		o.violate(p, "a superseded day: %s told %s of %s, the day is %s", s.To, t.std.code, it.To, today)
	}
	if o.reaches(s.To, t.to, s.At) {
		t.toldDay = parseDay(it.To)
	}
}

// heard is that somebody was told something.
type heard struct {
	at            time.Time
	message, item string
	to            string
	day           Day // the item's
}

// alert is that officers must be told at once.
type alert struct {
	item string
	from time.Time
	to   []string
}

func (o *Oracle) mustAlert(p *person, item string, at time.Time) {
	if p.vague != "" || !o.watched(p) {
		return
	}
	p.alerts = append(p.alerts, alert{item: item, from: at, to: append(slices.Clone(o.linkOfficers(p.area)), o.mailbox)})
}

// DayEnds looks whether everything was told that had to be by now.
func (o *Oracle) DayEnds(at time.Time) {
	for _, p := range o.everybody() {
		if p.vague != toldAlready {
			o.alertsMissing(p)
			o.lostUntold(p, at)
		}
		if p.vague == "" {
			o.owed(p, at)
			o.remindersMissing(p, DayOf(at))
			o.hearingUntold(p, at)
		}
		p.forget(DayOf(at))
	}
}

// Of whoever has been out for so many days, or comes out no more, so few of the
// last things are kept for a violation.
const (
	longGone = 30
	fewNotes = 5
)

// forget lets go of what nobody asks about after a day: who was told of it. Of a
// hearing they may have heard on the day before.
func (p *person) forget(day Day) {
	p.heard = slices.DeleteFunc(p.heard, func(h heard) bool { return h.item != "hearing" || h.day <= day })
	if len(p.heard) == 0 {
		p.heard = nil
	}
	if gone := p.out() && p.releasedOn+longGone < day || p.ended(); gone && len(p.noted) > fewNotes {
		p.noted = slices.Clone(p.noted[len(p.noted)-fewNotes:])
	}
}

func (o *Oracle) alertsMissing(p *person) {
	for _, a := range p.alerts {
		for _, to := range a.to {
			if !o.heardOf(p, to, func(h heard) bool { return h.message == "alert" && h.item == a.item && !h.at.Before(a.from) }) {
				o.violate(p, "an alert is missing: %s of %s to %s", a.item, a.from.Format(time.RFC3339), to)
				p.vague = toldAlready
			}
		}
	}
	p.alerts = nil
}

func (o *Oracle) owed(p *person, now time.Time) {
	if p.ended() {
		return
	}
	for _, t := range p.tasks {
		if t == nil {
			continue
		}
		if problem := o.owedOf(p, t, now); problem != "" {
			o.violate(p, "%s", problem)
			p.vague = toldAlready
			return
		}
	}
}

func (o *Oracle) owedOf(p *person, t *task, now time.Time) string {
	code := t.std.code
	switch {
	case t.withdraw != nil && now.After(o.tellBy(t.withdraw.from)) && p.place != "died":
		return fmt.Sprintf("the end of a request was not told: %s to %s, withdrawn %s", code, t.withdraw.to, t.withdraw.from.Format(time.RFC3339))
	case t.state != asked:
		return ""
	case t.tell != nil && now.After(t.tell.by):
		return fmt.Sprintf("a request was not told: %s to %s, asked %s", code, strings.Join(append([]string{t.to}, t.tell.others...), ", "), t.askedAt.time().Format(time.RFC3339))
	case t.std.officers() || !t.told || p.out() || p.stateNow != planned || o.waits(p, t.std, DayOf(now)):
		return ""
	case t.std.foundBy == "prison" && t.where != p.prison: // the next watch takes it from them, and says so
		return ""
	case p.passed(): // and the next watch says so: officers ask the prison before services are told of it
		return ""
	case t.toldDay != p.answer.plannedDay && now.After(o.tellBy(p.movedAt)):
		return fmt.Sprintf("a move was not told: %s of %s knows %s, the day is %s since %s", t.to, code, t.toldDay, p.answer.plannedDay, p.movedAt.Format(time.RFC3339))
	}
	return ""
}

// heardOf tells whether somebody, or whoever covered for them then, was told.
func (o *Oracle) heardOf(p *person, who string, of func(heard) bool) bool {
	return slices.ContainsFunc(p.heard, func(h heard) bool { return of(h) && o.reachedToday(h.to, who, h.at) })
}

// tellBy is when services must have been told of what was learnt at an instant:
// half an hour later in working hours, and by the end of that working day.
func (o *Oracle) tellBy(at time.Time) time.Time {
	day := DayOf(at)
	if !o.cal.working(day) || at.After(day.at(16, 0)) {
		day = o.cal.onOrAfter(day + 1)
	}
	return day.at(17, 30)
}
