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
}

// For narrows the unit's scope to an actor's own areas. An actor without areas
// has the unit's; the system has them too. A service contact without an area
// sees nobody.
func (s Scope) For(who access.Actor) Scope {
	if len(who.Areas) == 0 {
		if who.Role == access.SPOC {
			return Scope{}
		}
		return s
	}
	if s.All {
		return Scope{Areas: who.Areas}
	}
	var both []string
	for _, area := range who.Areas {
		if slices.Contains(s.Areas, area) {
			both = append(both, area)
		}
	}
	return Scope{Areas: both}
}

// Covers tells whether everybody in other is in s too.
func (s Scope) Covers(other Scope) bool {
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
