package access

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
