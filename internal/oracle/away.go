package oracle

import (
	"slices"
	"strings"
	"time"
)

// absence is the time in which somebody is away and a deputy covers for them.
// Both days are London's and included.
type absence struct {
	who, deputy string
	from, to    Day
	set, ended  time.Time // ended: zero while it stands
}

// Away takes in that somebody will be away, and who covers. Days as YYYY-MM-DD.
func (o *Oracle) Away(at time.Time, who, deputy, from, to string) {
	who = strings.ToLower(who)
	o.absences[who] = append(o.absences[who], &absence{who: who, deputy: strings.ToLower(deputy), from: parseDay(from), to: parseDay(to), set: at})
}

// Back takes in that an absence ended before its last day, or before its first.
func (o *Oracle) Back(at time.Time, who, from string) {
	for _, a := range o.absences[strings.ToLower(who)] {
		if a.from == parseDay(from) && a.ended.IsZero() {
			a.ended = at
		}
	}
}

// LeftTheUnit takes in that somebody works here no more: they cover for nobody.
func (o *Oracle) LeftTheUnit(at time.Time, who string) { o.leftUnit[strings.ToLower(who)] = at }

// away is the absence of an address at an instant, if it is away then.
func (o *Oracle) away(address string, at time.Time) *absence {
	mine := o.absences[strings.ToLower(address)]
	if len(mine) == 0 {
		return nil
	}
	day := DayOf(at)
	for _, a := range mine {
		if a.from <= day && day <= a.to && !a.set.After(at) && (a.ended.IsZero() || a.ended.After(at)) {
			return a
		}
	}
	return nil
}

// insteadOf is who is told at an instant what is for an address: the deputy of
// somebody who is away, the deputy's own where they are away as well; where
// nobody is left, the unit's mailbox (rule 1: a deputy covers; with nobody, the
// mailbox).
func (o *Oracle) insteadOf(address string, at time.Time) string {
	a := o.away(address, at)
	if a == nil {
		return address
	}
	seen := []string{a.who}
	for {
		if left, gone := o.leftUnit[a.deputy]; gone && !left.After(at) || a.deputy == "" || slices.Contains(seen, a.deputy) {
			return o.mailbox
		}
		next := o.away(a.deputy, at)
		if next == nil {
			return a.deputy
		}
		seen, a = append(seen, next.who), next
	}
}

// reaches tells whether what left to an address at an instant reached a holder.
func (o *Oracle) reaches(to, holder string, at time.Time) bool {
	return holder != "" && strings.EqualFold(o.insteadOf(holder, at), to)
}

// reachedToday is reaches, and where somebody fell ill or came back since the
// watch of the morning, also whoever covered then: a deputy who is told the same
// of their own is told once.
func (o *Oracle) reachedToday(to, holder string, at time.Time) bool {
	return o.reaches(to, holder, at) || strings.EqualFold(o.insteadOf(holder, DayOf(at).at(5, 0)), to) && o.away(to, at) == nil
}

// toSomebodyAway: nobody is written to who is away; whoever covers is.
func (o *Oracle) toSomebodyAway(p *person, s Sent) {
	if a := o.away(s.To, s.At); a != nil && s.Channel == "email" && !s.Again {
		o.violate(p, "somebody is told who is away: %s %s to %s, away from %s to %s, %s covers", s.Channel, s.Kind, s.To, a.from, a.to, o.insteadOf(s.To, s.At))
	}
}
