package notify

import "throughgate/internal/calendar"

// bothDays says a planned day as services and officers read it. As long as
// nobody has decided on the Friday scheme the day is only presumed, and the other
// one is said with it, never the presumed one alone (domain rule 3).
func bothDays(day, or calendar.Date) string {
	if or.IsZero() || or == day {
		return day.Long()
	}
	return day.Long() + ", or " + or.Long() + " if the scheme is not applied"
}
