package access

import (
	"slices"
	"strings"

	"throughgate/internal/calendar"
	"throughgate/internal/fault"
)

// longestAbsence is how many days one absence may last.
const longestAbsence = 365

// Absence is the time in which somebody is away and a deputy stands in.
type Absence struct {
	ID          int64
	Ref         string
	AccountID   int64
	Name        string // of who is away
	Email       string
	Role        Role
	From, To    calendar.Date // London days, both included
	DeputyID    int64         // 0: the deputy of a directory row, who needs no account
	DeputyName  string
	DeputyEmail string // "" where the deputy can be told nothing any more
	SetBy       string // name of who set it
}

// StandIn is who stands in for somebody on a day.
type StandIn struct {
	AbsenceID int64
	AwayID    int64
	Away      string // name of who is away
	AwayEmail string
	AwayRole  Role
	From      calendar.Date
	Until     calendar.Date // the last day of the absence
	ID        int64         // account of the deputy; 0: none
	Name      string
	Email     string // "": nobody is left
}

// StandIns tells, from the absences in force on a day, who stands in for whom,
// by the address of who is away in small letters. A deputy who is away as well
// is stood in for by theirs; where that leads in a circle, or to somebody who
// can be told nothing, nobody is left.
func StandIns(inForce []Absence) map[string]StandIn {
	by := make(map[string]*Absence, len(inForce))
	for i := range inForce {
		by[strings.ToLower(inForce[i].Email)] = &inForce[i]
	}
	out := make(map[string]StandIn, len(by))
	for address, a := range by {
		in := StandIn{AbsenceID: a.ID, AwayID: a.AccountID, Away: a.Name, AwayEmail: a.Email, AwayRole: a.Role, From: a.From, Until: a.To}
		last, seen := a, []string{address}
		for {
			next := strings.ToLower(last.DeputyEmail)
			if next == "" || slices.Contains(seen, next) {
				break
			}
			if by[next] == nil {
				in.ID, in.Name, in.Email = last.DeputyID, last.DeputyName, last.DeputyEmail
				break
			}
			last, seen = by[next], append(seen, next)
		}
		out[address] = in
	}
	return out
}

// Covering puts on an actor those whom they stand in for, with the areas and
// services that they need for it.
func (a Actor) Covering(all map[string]StandIn, areas, services map[int64][]string) Actor {
	for _, in := range all {
		if in.ID != 0 && in.ID == a.AccountID {
			a.For = append(a.For, in)
			a.Areas = together(a.Areas, areas[in.AwayID])
			if a.Role == SPOC {
				a.Services = together(a.Services, services[in.AwayID])
			}
		}
	}
	slices.SortFunc(a.For, func(x, y StandIn) int { return strings.Compare(x.Away, y.Away) })
	return a
}

func together(a, b []string) []string {
	all := append(slices.Clone(a), b...)
	slices.Sort(all)
	return slices.Compact(all)
}

// MayStandIn tells whether an account may be the deputy of another: they share
// an area, and the deputy may do what the other does. Nobody gets the powers of
// another role by it.
func MayStandIn(away, deputy Account) bool {
	if away.ID == deputy.ID || deputy.DisabledAt != nil || !shares(away.Areas, deputy.Areas) {
		return false
	}
	switch away.Role {
	case LinkOfficer:
		return deputy.Role == LinkOfficer || deputy.Role == Coordinator
	case OffenderManager:
		return deputy.Role == OffenderManager || deputy.Role == LinkOfficer || deputy.Role == Coordinator
	case Coordinator:
		return deputy.Role == Coordinator || deputy.Role == LinkOfficer
	case SPOC:
		return deputy.Role == SPOC && shares(away.Services, deputy.Services)
	case InformationLead, Administrator:
		return deputy.Role == away.Role
	}
	return false
}

// MaySetAbsence: each for themselves, and the coordinator for the people of
// their areas.
func MaySetAbsence(who Actor, away Account) bool {
	return who.AccountID == away.ID || who.Role == Coordinator && shares(who.Areas, away.Areas)
}

func shares(a, b []string) bool {
	return slices.ContainsFunc(a, func(x string) bool { return slices.Contains(b, x) })
}

// CheckAbsence refuses days that cannot be, days on which the person is away
// already, and a deputy who is away on one of them: so that no two stand in for
// each other. others are the absences that are not over, anybody's.
func CheckAbsence(n Absence, others []Absence, today calendar.Date) error {
	switch {
	case n.From.Before(today):
		return fault.Invalid("The first day is past: choose today or a later day")
	case n.To.Before(n.From):
		return fault.Invalid("The last day is before the first one")
	case n.To.Sub(n.From) >= longestAbsence:
		return fault.Invalid("Choose at most %d days", longestAbsence)
	}
	for _, o := range others {
		if o.To.Before(n.From) || n.To.Before(o.From) {
			continue
		}
		if o.AccountID == n.AccountID {
			return fault.Invalid("%s is away already from %s to %s: end that first", o.Name, o.From.Long(), o.To.Long())
		}
		if strings.EqualFold(o.Email, n.DeputyEmail) {
			return fault.Invalid("%s is away as well, from %s to %s: choose somebody else", o.Name, o.From.Long(), o.To.Long())
		}
	}
	return nil
}
