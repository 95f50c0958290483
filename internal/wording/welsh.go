package wording

import (
	"fmt"
	"time"

	"throughgate/internal/calendar"
)

// Welsh is Welsh: the catalogue's words, and days and clock times as CLDR's "cy"
// has them.
type Welsh struct{ *Catalogue }

var (
	welshDays   = [...]string{"Sul", "Llun", "Maw", "Mer", "Iau", "Gwen", "Sad"}
	welshMonths = [...]string{"Ion", "Chwef", "Maw", "Ebr", "Mai", "Meh", "Gorff", "Awst", "Medi", "Hyd", "Tach", "Rhag"}
)

// ReadWelsh reads the catalogue of Welsh.
func ReadWelsh(file []byte) (Welsh, error) {
	c, err := ReadCatalogue("cy", file)
	return Welsh{c}, err
}

// Day is "Dydd Llun 23 Tachwedd 2026".
func (Welsh) Day(d calendar.Date) string { return fmt.Sprintf("%s %d", d.Welsh(), d.Year()) }

// DayShort is "Llun 23 Tach".
func (Welsh) DayShort(d calendar.Date) string {
	return fmt.Sprintf("%s %d %s", welshDays[d.Weekday()], d.DayOfMonth(), welshMonths[d.Month()-1])
}

// DayAlone is "Llun 23".
func (w Welsh) DayAlone(d calendar.Date) string { return withoutMonth(w.DayShort(d)) }

// DayMonth is "23 Tach".
func (w Welsh) DayMonth(d calendar.Date) string { return withoutWeekday(w.DayShort(d)) }

// Clock is by 24 hours, as the Welsh texts say it: "08:00".
func (Welsh) Clock(t time.Time) string { return t.In(calendar.London).Format("15:04") }
