// Package access says who is asking, what they may see, and what was done:
// staff accounts, roles, areas and the audit.
package access

import (
	"strconv"
	"strings"

	"throughgate/internal/wording"
)

// Role is what a member of staff does. The set is closed (interface.md 1).
type Role string

// The roles.
const (
	LinkOfficer     Role = "link_officer"
	OffenderManager Role = "offender_manager"
	SPOC            Role = "spoc"
	Coordinator     Role = "coordinator"
	InformationLead Role = "information_lead"
	Administrator   Role = "administrator"
)

// Roles lists every role, in the order in which help texts name them.
var Roles = []Role{LinkOfficer, OffenderManager, SPOC, Coordinator, InformationLead, Administrator}

// Known tells whether the role is one of ours.
func (r Role) Known() bool {
	for _, k := range Roles {
		if r == k {
			return true
		}
	}
	return false
}

// Words is the role as a page says it.
func (r Role) Words() wording.Text {
	switch r {
	case LinkOfficer:
		return "prison link officer"
	case OffenderManager:
		return "offender manager"
	case SPOC:
		return "service contact"
	case Coordinator:
		return "unit coordinator"
	case InformationLead:
		return "information lead"
	case Administrator:
		return "administrator"
	}
	return wording.Data(string(r))
}

// Actor is who does something: a person with a role and areas, or the system
// doing a named thing. Every service method takes one.
type Actor struct {
	Doing     string // the system's work ("watch", "import", "deliver"); empty for a person
	AccountID int64
	Name      string
	Role      Role
	Areas     []string  // GSS codes
	Services  []string  // service codes, for a SPOC
	For       []StandIn // those who are away today and for whom they stand in

	// Of a SPOC: services of the directory of which they see nothing today, for
	// want of a sharing agreement in force; under which agreement they see the
	// others; and, where there is none that they may see, why.
	Barred      []int64
	Under       map[int64]int64
	NoAgreement string

	// HealthShared: of an offender manager, that an agreement in force gives the
	// probation service health data in each of their areas: a recorded basis.
	HealthShared bool
}

// CoversFor is for whom of those who are away the actor stands in, by address.
func (a Actor) CoversFor(address string) (StandIn, bool) {
	for _, in := range a.For {
		if address != "" && strings.EqualFold(in.AwayEmail, address) {
			return in, true
		}
	}
	return StandIn{}, false
}

// System is the program itself, doing a named thing.
func System(doing string) Actor { return Actor{Doing: doing} }

// Key names the actor in the transaction, the audit and the history of a task:
// "system:watch" or "account:12". It holds no personal data.
func (a Actor) Key() string {
	if a.Doing != "" {
		return "system:" + a.Doing
	}
	return "account:" + strconv.FormatInt(a.AccountID, 10)
}

// ForRoles are the roles of those for whom the actor stands in.
func (a Actor) ForRoles() []Role {
	var roles []Role
	for _, in := range a.For {
		roles = append(roles, in.AwayRole)
	}
	return roles
}

// IsZero tells whether nobody is acting.
func (a Actor) IsZero() bool { return a.Doing == "" && a.AccountID == 0 }
