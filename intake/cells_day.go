package intake

import (
	"fmt"
	"strconv"
	"time"

	"throughgate/internal/calendar"
)

// removed in a date column says that the date is no more.
const removed = "-"

// readDay reads YYYY-MM-DD or DD/MM/YYYY and writes the first.
func readDay(_ *Gazetteer, written string) (canonical, problem string) {
	iso := written
	switch {
	case shaped(written, "0000-00-00"):
	case shaped(written, "00/00/0000"):
		iso = written[6:] + "-" + written[3:5] + "-" + written[:2]
	default:
		return "", "not a date: write YYYY-MM-DD or DD/MM/YYYY"
	}
	d, err := calendar.Parse(iso)
	if err != nil || !d.After(calendar.Date{}) {
		return "", noSuchDay(written, iso)
	}
	return iso, ""
}

// shaped tells whether s has a digit where the pattern has a 0, and the
// pattern's own sign elsewhere.
func shaped(s, pattern string) bool {
	if len(s) != len(pattern) {
		return false
	}
	for i := range len(s) {
		if digit := s[i] >= '0' && s[i] <= '9'; digit != (pattern[i] == '0') || !digit && s[i] != pattern[i] {
			return false
		}
	}
	return true
}

// noSuchDay says why a well written date is none. It may repeat the date: it
// is nobody's.
func noSuchDay(written, iso string) string {
	year, _ := strconv.Atoi(iso[:4])
	month, _ := strconv.Atoi(iso[5:7])
	if year < 1 || month < 1 || month > 12 {
		return fmt.Sprintf("%s does not exist: write YYYY-MM-DD or DD/MM/YYYY, the day before the month", written)
	}
	last := calendar.Day(year, time.Month(month)+1, 0).DayOfMonth()
	return fmt.Sprintf("%s does not exist: %s %d has %d days; write the right day", written, time.Month(month), year, last)
}
