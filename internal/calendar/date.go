// Package calendar holds civil days and working days.
//
// A Date is a day in London without a time or zone. London appears in this
// package and nowhere else: instants become days in [DayOf], days become
// instants in [Date.At].
package calendar

import (
	"fmt"
	"time"
	_ "time/tzdata" // a slim machine may have no zone files, and London days decide everything
)

// London is the zone of every day and clock time in the product.
var London = mustLondon()

func mustLondon() *time.Location {
	l, err := time.LoadLocation("Europe/London")
	if err != nil {
		panic("calendar: the embedded zone data lacks Europe/London: " + err.Error())
	}
	return l
}

// Date is a civil day. The zero Date means "no day", "not told".
type Date struct{ n int32 } // days since 31 December of year 0: 1 is 0001-01-01

const unixOffset = 719163 // day number of 1970-01-01

// Day makes a Date; months and days out of range roll over as in time.Date.
func Day(year int, month time.Month, day int) Date {
	return fromUTC(time.Date(year, month, day, 0, 0, 0, 0, time.UTC))
}

// DayOf is the London day of an instant.
func DayOf(t time.Time) Date {
	y, m, d := t.In(London).Date()
	return Day(y, m, d)
}

func fromUTC(t time.Time) Date {
	s := t.Unix()
	days := s / 86400
	if s%86400 < 0 {
		days--
	}
	return Date{int32(days + unixOffset)}
}

func (d Date) utc() time.Time { return time.Unix((int64(d.n)-unixOffset)*86400, 0).UTC() }

// Parse reads YYYY-MM-DD and nothing else. 2026-02-31 is an error, and so is
// the year 0000, whose last day would be mistaken for "no day".
func Parse(s string) (Date, error) {
	t, err := time.Parse("2006-01-02", s)
	if err != nil || t.Year() < 1 {
		return Date{}, fmt.Errorf("%q is not a day (use YYYY-MM-DD)", s)
	}
	return fromUTC(t), nil
}

// MustParse is Parse for constants in code and tests.
func MustParse(s string) Date {
	d, err := Parse(s)
	if err != nil {
		panic(err)
	}
	return d
}

// IsZero tells whether there is no day.
func (d Date) IsZero() bool { return d.n == 0 }

// Before, After and Compare order days; "no day" comes before every day.
func (d Date) Before(e Date) bool { return d.n < e.n }

// After tells whether d is later than e.
func (d Date) After(e Date) bool { return d.n > e.n }

// Compare is -1, 0 or +1.
func (d Date) Compare(e Date) int {
	switch {
	case d.n < e.n:
		return -1
	case d.n > e.n:
		return 1
	}
	return 0
}

// AddDays goes n calendar days on (or back). No day stays no day.
func (d Date) AddDays(n int) Date {
	if d.IsZero() {
		return d
	}
	return Date{d.n + int32(n)}
}

// Sub is the number of calendar days from e to d.
func (d Date) Sub(e Date) int { return int(d.n - e.n) }

// Weekday is the day of the week.
func (d Date) Weekday() time.Weekday { return time.Weekday(((d.n % 7) + 7) % 7) }

// Civil is the year, the month and the day of the month at once.
func (d Date) Civil() (year int, month time.Month, day int) { return d.utc().Date() }

// Year, Month and DayOfMonth are the parts of the day.
func (d Date) Year() int { return d.utc().Year() }

// Month of the year.
func (d Date) Month() time.Month { return d.utc().Month() }

// DayOfMonth is 1 to 31.
func (d Date) DayOfMonth() int { return d.utc().Day() }

// At is the instant of a London clock time on this day, in UTC. A time that
// does not exist (the clock going forward) becomes the instant an hour on; one
// that happens twice is the first.
func (d Date) At(hour, minute int) time.Time {
	y, m, day := d.utc().Date()
	t := time.Date(y, m, day, hour, minute, 0, 0, London)
	if e := t.Add(-time.Hour); sameClock(e, t) {
		t = e
	}
	return t.UTC()
}

// Exists tells whether that London clock time happens on this day.
func (d Date) Exists(hour, minute int) bool {
	l := d.At(hour, minute).In(London)
	return DayOf(l) == d && l.Hour() == hour && l.Minute() == minute
}

func sameClock(a, b time.Time) bool {
	a, b = a.In(London), b.In(London)
	return a.Hour() == b.Hour() && a.Minute() == b.Minute() && DayOf(a) == DayOf(b)
}

// AgeOn is the whole years from birth to the day; born on 29 February one is a
// year older on 1 March of common years.
func (d Date) AgeOn(day Date) int {
	by, bm, bd := d.utc().Date()
	y, m, dd := day.utc().Date()
	age := y - by
	if m < bm || (m == bm && dd < bd) {
		age--
	}
	return age
}

// String is YYYY-MM-DD, empty for no day.
func (d Date) String() string {
	if d.IsZero() {
		return ""
	}
	return d.utc().Format("2006-01-02")
}

// Long is "Monday 23 November 2026", as pages and messages say a day.
func (d Date) Long() string {
	if d.IsZero() {
		return ""
	}
	return d.utc().Format("Monday 2 January 2006")
}

// Short is "Mon 23 Nov".
func (d Date) Short() string {
	if d.IsZero() {
		return ""
	}
	return d.utc().Format("Mon 2 Jan")
}

// MarshalJSON writes "YYYY-MM-DD", or null for no day.
func (d Date) MarshalJSON() ([]byte, error) {
	if d.IsZero() {
		return []byte("null"), nil
	}
	return append(d.utc().AppendFormat(append(make([]byte, 0, 12), '"'), "2006-01-02"), '"'), nil
}

// UnmarshalJSON reads "YYYY-MM-DD", "" or null.
func (d *Date) UnmarshalJSON(b []byte) error {
	s := string(b)
	if s == "null" || s == `""` {
		*d = Date{}
		return nil
	}
	if len(s) < 2 || s[0] != '"' || s[len(s)-1] != '"' {
		return fmt.Errorf("%s is not a day (use \"YYYY-MM-DD\")", s)
	}
	v, err := Parse(s[1 : len(s)-1])
	if err != nil {
		return err
	}
	*d = v
	return nil
}

// MarshalText writes YYYY-MM-DD (map keys, query values).
func (d Date) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText reads YYYY-MM-DD or nothing.
func (d *Date) UnmarshalText(b []byte) error {
	if len(b) == 0 {
		*d = Date{}
		return nil
	}
	v, err := Parse(string(b))
	*d = v
	return err
}
