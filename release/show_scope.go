package release

import (
	"slices"

	"throughgate/access"
)

// Scope is whose people may be shown: those of some home areas, or of all.
// Everybody else is stored and counted, but not shown (interface.md 3).
type Scope struct {
	All   bool
	Areas []string // GSS codes; with All they are not looked at

	// OwnOf narrows it to the people of some accounts: whose community or prison
	// offender manager has their address. Empty narrows nothing.
	OwnOf []int64
}

// For narrows the unit's scope to an actor's own areas. An actor without areas
// has the unit's; the system has them too. A service contact without an area
// sees nobody, an offender manager their own people and those of whom they stand
// in for only.
func (s Scope) For(who access.Actor) Scope {
	s.OwnOf = ownPeople(who)
	if len(who.Areas) == 0 {
		if who.Role == access.SPOC {
			return Scope{}
		}
		return s
	}
	if s.All {
		return Scope{Areas: who.Areas, OwnOf: s.OwnOf}
	}
	var both []string
	for _, area := range who.Areas {
		if slices.Contains(s.Areas, area) {
			both = append(both, area)
		}
	}
	return Scope{Areas: both, OwnOf: s.OwnOf}
}

// ownPeople are the accounts whose people an offender manager sees. Who stands in
// for an officer of the unit sees, as they do, everybody of the areas.
func ownPeople(who access.Actor) []int64 {
	if who.Role != access.OffenderManager {
		return nil
	}
	own := []int64{who.AccountID}
	for _, in := range who.For {
		if in.AwayRole != access.OffenderManager {
			return nil
		}
		own = append(own, in.AwayID)
	}
	return own
}

// Covers tells whether everybody in other is in s too.
func (s Scope) Covers(other Scope) bool {
	if len(s.OwnOf) > 0 {
		return slices.Equal(s.OwnOf, other.OwnOf) && Scope{All: s.All, Areas: s.Areas}.Covers(other)
	}
	if s.All {
		return true
	}
	if other.All {
		return false
	}
	for _, area := range other.Areas {
		if !slices.Contains(s.Areas, area) {
			return false
		}
	}
	return true
}
