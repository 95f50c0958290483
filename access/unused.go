package access

import (
	"time"

	"throughgate/internal/calendar"
)

// Accounts that nobody uses are suspended: whoever left may not have been
// reported. Contacts of services and their deputies are let be for longer, for
// there are months in which nothing is asked of them, and are warned.
const (
	unusedDays        = 45
	unusedServiceDays = 180
	warnServiceDays   = 150
)

// UnusedDays is after how many days without use an account is suspended.
func UnusedDays(looksAfterService bool) int {
	if looksAfterService {
		return unusedServiceDays
	}
	return unusedDays
}

// unusedSince is the end of the London day that lies so many days before today:
// what was used before it has not been used for as long.
func unusedSince(now time.Time, days int) time.Time {
	return calendar.DayOf(now).AddDays(1-days).At(0, 0)
}
