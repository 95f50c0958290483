package calendar

import "fmt"

var (
	welshDays   = [...]string{"Dydd Sul", "Dydd Llun", "Dydd Mawrth", "Dydd Mercher", "Dydd Iau", "Dydd Gwener", "Dydd Sadwrn"}
	welshMonths = [...]string{"Ionawr", "Chwefror", "Mawrth", "Ebrill", "Mai", "Mehefin", "Gorffennaf", "Awst", "Medi", "Hydref", "Tachwedd", "Rhagfyr"}
)

// Welsh is the day in Welsh, without its year: "Dydd Iau 26 Tachwedd".
func (d Date) Welsh() string {
	return fmt.Sprintf("%s %d %s", welshDays[d.Weekday()], d.DayOfMonth(), welshMonths[d.Month()-1])
}
