package access

import (
	"slices"
	"strings"
	"time"
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

// A list of an agency's accounts is confirmed once a quarter.
const confirmEvery = 92 * 24 * time.Hour

// Agency is the accounts whose addresses are of one domain.
type Agency struct {
	Domain      string
	Accounts    []Account // that are not disabled
	ConfirmedAt time.Time // zero: never
	ConfirmedBy string
	DueAt       time.Time
}

// Overdue tells whether its list had to be confirmed before now.
func (a Agency) Overdue(now time.Time) bool { return now.After(a.DueAt) }

// agencies groups accounts by their domain, in its order; confirmed are the last
// confirmations.
func agencies(all []Account, confirmed map[string]Confirmation) []Agency {
	at := map[string]int{}
	var list []Agency
	for _, a := range all {
		if a.DisabledAt != nil && a.SuspendedAt == nil {
			continue
		}
		domain := a.Domain()
		i, known := at[domain]
		if !known {
			i = len(list)
			at[domain] = i
			c := confirmed[domain]
			list = append(list, Agency{Domain: domain, ConfirmedAt: c.At, ConfirmedBy: c.By, DueAt: a.CreatedAt})
		}
		list[i].Accounts = append(list[i].Accounts, a)
		if a.CreatedAt.Before(list[i].DueAt) {
			list[i].DueAt = a.CreatedAt
		}
	}
	for i := range list {
		if c := list[i].ConfirmedAt; !c.IsZero() {
			list[i].DueAt = c
		}
		list[i].DueAt = list[i].DueAt.Add(confirmEvery)
	}
	slices.SortFunc(list, func(a, b Agency) int { return strings.Compare(a.Domain, b.Domain) })
	return list
}
