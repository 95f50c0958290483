package calendar

import (
	"sync"
	"time"

	"github.com/rickar/cal/v2"
	"github.com/rickar/cal/v2/gb"
)

// standingHolidays are those of every year in England and Wales: Scotland's and
// Northern Ireland's never count (domain rule 3).
var standingHolidays = [...]*cal.Holiday{gb.NewYear, gb.GoodFriday, gb.EasterMonday, gb.EarlyMay,
	gb.SpringHoliday, gb.SummerHoliday, gb.ChristmasDay, gb.BoxingDay}

// The years that a date of a living person's sentence falls into.
const firstStanding, lastStanding = 1970, 2120

var standingFrom, standingTo = Day(firstStanding, time.January, 1), Day(lastStanding, time.December, 31)

// standingDays are worked out once: asking the library for one day costs more
// than all the rest of a planned day.
var standingDays = sync.OnceValue(func() map[Date]string {
	days := make(map[Date]string, (lastStanding-firstStanding+1)*len(standingHolidays))
	for year := firstStanding; year <= lastStanding; year++ {
		addStanding(days, year)
	}
	return days
})

func addStanding(days map[Date]string, year int) {
	for _, h := range standingHolidays {
		if _, observed := h.Calc(year); !observed.IsZero() {
			days[Day(observed.Year(), observed.Month(), observed.Day())] = h.Name
		}
	}
}

// standing is the title of the standing holiday on that day, or "".
func standing(d Date) string {
	if d.Before(standingFrom) || d.After(standingTo) {
		days := make(map[Date]string, len(standingHolidays))
		addStanding(days, d.Year())
		return days[d]
	}
	return standingDays()[d]
}
