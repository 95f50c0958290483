package calendar

import (
	"fmt"
	"time"
)

var (
	welshDays   = [...]string{"Dydd Sul", "Dydd Llun", "Dydd Mawrth", "Dydd Mercher", "Dydd Iau", "Dydd Gwener", "Dydd Sadwrn"}
	welshMonths = [...]string{"Ionawr", "Chwefror", "Mawrth", "Ebrill", "Mai", "Mehefin", "Gorffennaf", "Awst", "Medi", "Hydref", "Tachwedd", "Rhagfyr"}
)

// WelshWeekday is the day of the week in Welsh: "Dydd Iau".
func WelshWeekday(d time.Weekday) string { return welshDays[d] }

// WelshMonth is the month in Welsh: "Tachwedd".
func WelshMonth(m time.Month) string { return welshMonths[m-1] }

// Welsh is the day in Welsh, without its year: "Dydd Iau 26 Tachwedd".
func (d Date) Welsh() string {
	return fmt.Sprintf("%s %d %s", WelshWeekday(d.Weekday()), d.DayOfMonth(), WelshMonth(d.Month()))
}
