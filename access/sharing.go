package access

import (
	"slices"
	"strings"

	"throughgate/internal/calendar"
)

// unitsOwn is the service of the directory that is the unit itself: nobody
// agrees with themselves.
const unitsOwn = "link_officer"

// Sharing tells which services may be told anything (domain rule 6, before_telling:
// agreement). Outside production a service of the directory is covered until its
// first agreement is entered; in production, and from then on, by an agreement
// in force alone. The zero value covers everybody.
type Sharing struct {
	Agreements []Agreement
	FromStart  bool // production: also where none was ever entered
}

// managers is the service of the directory that is the offender managers' own
// agency.
const managers = "probation_unit"

// GivesHealth tells whether agreements in force on a day give an officer's agency
// health data in each of their areas (domain rule 9: a recorded basis). Link
// officers have theirs by their role; of the others only offender managers are of
// another agency than the unit.
func (c Sharing) GivesHealth(who Role, areas []string, day calendar.Date) bool {
	gives := func(area string) bool {
		return slices.ContainsFunc(c.Agreements, func(a Agreement) bool {
			return a.InForce(day) && a.With(managers, area) && slices.Contains(a.Categories, HealthData)
		})
	}
	return who == OffenderManager && len(areas) > 0 && !slices.ContainsFunc(areas, func(area string) bool { return !gives(area) })
}

// Standing is how one service stands on a day.
type Standing struct {
	Lacks     bool       // it may be told nothing
	Agreement *Agreement // the one in force that it is told under; else the newest with it; nil: none
}

// Of tells how a service stands on a day. Of several agreements in force the one
// that lasts longest is named.
func (c Sharing) Of(service, area string, day calendar.Date) Standing {
	var best, last *Agreement
	for i := range c.Agreements {
		a := &c.Agreements[i]
		if !a.With(service, area) {
			continue
		}
		if a.InForce(day) && (best == nil || a.LastDay().After(best.LastDay())) {
			best = a
		}
		if last == nil || a.LastDay().After(last.LastDay()) {
			last = a
		}
	}
	switch {
	case best != nil:
		return Standing{Agreement: best}
	case service == unitsOwn:
		return Standing{}
	}
	return Standing{Lacks: c.FromStart || last != nil, Agreement: last}
}

// InForce are the agreements that the service is told under: one, or none where
// none is needed.
func (c Standing) InForce() []int64 {
	if c.Lacks || c.Agreement == nil {
		return nil
	}
	return []int64{c.Agreement.ID}
}

// Why says why a service that lacks an agreement has none, as an officer reads it.
func (c Standing) Why(day calendar.Date) string {
	switch {
	case c.Agreement == nil:
		return "there is no sharing agreement with the service"
	case day.Before(c.Agreement.StartsOn):
		return "the sharing agreement with the service starts on " + c.Agreement.StartsOn.Long()
	}
	return "the sharing agreement with the service ended on " + c.Agreement.LastDay().Long()
}

// TakesAddress tells whether the agreement allows an e-mail address: one at one
// of its domains.
func (a Agreement) TakesAddress(email string) bool {
	_, domain, _ := strings.Cut(strings.ToLower(email), "@")
	for _, d := range a.Domains {
		if domain == d {
			return true
		}
	}
	return false
}
