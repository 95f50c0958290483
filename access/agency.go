package access

import (
	"slices"
	"strings"
	"time"

	"throughgate/internal/calendar"
)

const (
	// confirmEvery: a list of an agency's accounts is confirmed once a quarter.
	confirmEvery = 92 * 24 * time.Hour
	// remindDays is how many days before it is due whoever confirms it is reminded,
	// and how many pass until they are again.
	remindDays = 14
)

// ListAnswer is what is said of an account when its list is confirmed. The set is
// closed.
type ListAnswer string

// The answers.
const (
	AccountStays ListAnswer = "stays" // it is still theirs
	AccountLeft  ListAnswer = "left"  // it is disabled at once
)

// Known tells whether the answer is one of ours.
func (a ListAnswer) Known() bool { return a == AccountStays || a == AccountLeft }

// Agency is the accounts whose addresses are of one domain.
type Agency struct {
	Domain      string
	Accounts    []Account // that are not disabled
	ConfirmedAt time.Time // zero: never
	ConfirmedBy string
	Left        int // accounts of which it was then said that they had left
	DueAt       time.Time
}

// Overdue tells whether its list had to be confirmed before now.
func (a Agency) Overdue(now time.Time) bool { return now.After(a.DueAt) }

// RemindedOn is the London day, today or before, on which whoever confirms the
// list was last to be reminded: 14 days before it is due, on that day, and every
// 14 days after it. Zero: on none yet.
func (a Agency) RemindedOn(today calendar.Date) calendar.Date {
	first := calendar.DayOf(a.DueAt).AddDays(-remindDays)
	if today.Before(first) {
		return calendar.Date{}
	}
	return today.AddDays(-(today.Sub(first) % remindDays))
}

// MayConfirm: who may manage all of an agency's accounts but their own.
func MayConfirm(who Actor, a Agency) bool {
	return !slices.ContainsFunc(a.Accounts, func(x Account) bool { return !MayManage(who, x.Role, x.Areas) && x.ID != who.AccountID })
}

// ListKeepers are the accounts of those who confirm an agency's list: the
// coordinators of all its areas; the administrators where there is none.
func ListKeepers(a Agency, all []Account) []Account {
	for _, role := range []Role{Coordinator, Administrator} {
		var keepers []Account
		for _, x := range all {
			if x.Role == role && x.DisabledAt == nil && MayConfirm(Actor{AccountID: x.ID, Role: x.Role, Areas: x.Areas}, a) {
				keepers = append(keepers, x)
			}
		}
		if len(keepers) > 0 {
			return keepers
		}
	}
	return nil
}

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
			list = append(list, Agency{Domain: domain, ConfirmedAt: c.At, ConfirmedBy: c.By, Left: c.Left, DueAt: a.CreatedAt})
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
