package access

import (
	"slices"
	"strings"
)

// AccountState is how an account stands.
type AccountState string

// The states.
const (
	AccountInvited   AccountState = "invited" // nobody has signed in yet
	AccountInUse     AccountState = "in_use"
	AccountSuspended AccountState = "suspended" // nobody used it
	AccountDisabled  AccountState = "disabled"
)

// AccountStates lists them in the order of a page.
var AccountStates = []AccountState{AccountInUse, AccountInvited, AccountSuspended, AccountDisabled}

// State is how the account stands.
func (a Account) State() AccountState {
	switch {
	case a.SuspendedAt != nil:
		return AccountSuspended
	case a.DisabledAt != nil:
		return AccountDisabled
	case a.SignedInAt == nil:
		return AccountInvited
	}
	return AccountInUse
}

// Domain is that of the account's address, by which we know its agency.
func (a Account) Domain() string { return domainOf(a.Email) }

func domainOf(email string) string {
	_, domain, _ := strings.Cut(sameAddress(email), "@")
	return domain
}

// MayManage tells whether somebody may invite, wake and send a new link to an
// account of this role, areas and services: the administrator all; a coordinator
// those of their own areas who are no administrators, information leads or
// coordinators.
func MayManage(who Actor, role Role, areas []string) bool {
	switch who.Role {
	case Administrator:
		return true
	case Coordinator:
		if role != SPOC && role != OffenderManager && role != LinkOfficer || len(areas) == 0 {
			return false
		}
		return !slices.ContainsFunc(areas, func(area string) bool { return !slices.Contains(who.Areas, area) })
	case LinkOfficer, OffenderManager, SPOC, InformationLead:
	}
	return false
}
