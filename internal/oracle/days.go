package oracle

import "time"

// Day is a civil day as days since 1 January 1970; 0 is no day.
type Day int32

var london = mustLondon()

func mustLondon() *time.Location {
	place, err := time.LoadLocation("Europe/London")
	if err != nil {
		panic("the oracle needs the zone Europe/London: " + err.Error())
	}
	return place
}

const secondsADay = 24 * 60 * 60

// DayOf is the London day of an instant.
func DayOf(t time.Time) Day {
	y, m, d := t.In(london).Date()
	return date(y, m, d)
}

func date(y int, m time.Month, d int) Day {
	return Day(time.Date(y, m, d, 0, 0, 0, 0, time.UTC).Unix() / secondsADay)
}

// parseDay reads YYYY-MM-DD; anything else is no day.
func parseDay(s string) Day {
	if len(s) != len(time.DateOnly) { // most cells are empty, and each error is made of words
		return 0
	}
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		return 0
	}
	return Day(t.Unix() / secondsADay)
}

func (d Day) utc() time.Time { return time.Unix(int64(d)*secondsADay, 0).UTC() }

func (d Day) String() string {
	if d == 0 {
		return "none"
	}
	return d.utc().Format(time.DateOnly)
}

// at is a London clock time on the day.
func (d Day) at(hour, minute int) time.Time {
	y, m, n := d.utc().Date()
	return time.Date(y, m, n, hour, minute, 0, 0, london).UTC()
}

// ageOn is how many birthdays have come by the day.
func ageOn(birth, day Day) int {
	b, d := birth.utc(), day.utc()
	age := d.Year() - b.Year()
	if d.Month() < b.Month() || d.Month() == b.Month() && d.Day() < b.Day() {
		age--
	}
	return age
}

// calendar knows the bank holidays of England and Wales by their standing rules.
type calendar struct {
	years map[int]map[Day]bool
	known map[Day]bool // whether a day that was asked for is a working day
}

func (c *calendar) working(d Day) bool {
	works, found := c.known[d]
	if !found {
		if c.known == nil {
			c.known = map[Day]bool{}
		}
		works = c.works(d)
		c.known[d] = works
	}
	return works
}

func (c *calendar) works(d Day) bool {
	t := d.utc()
	if t.Weekday() == time.Saturday || t.Weekday() == time.Sunday {
		return false
	}
	if c.years == nil {
		c.years = map[int]map[Day]bool{}
	}
	year := c.years[t.Year()]
	if year == nil {
		year = standingHolidays(t.Year())
		c.years[t.Year()] = year
	}
	return !year[d]
}

// standingHolidays of a year, with the Mondays and Tuesdays that stand for those
// on a weekend.
func standingHolidays(y int) map[Day]bool {
	out := map[Day]bool{}
	easter := easterSunday(y)
	for _, d := range []Day{easter - 2, easter + 1, monday(date(y, time.May, 1)), monday(date(y, time.June, 1)) - 7, monday(date(y, time.September, 1)) - 7} {
		out[d] = true
	}
	for _, d := range []Day{date(y, time.January, 1), date(y, time.December, 25), date(y, time.December, 26)} {
		for out[d] || d.utc().Weekday() == time.Saturday || d.utc().Weekday() == time.Sunday {
			d++
		}
		out[d] = true
	}
	return out
}

// monday is the first Monday on or after a day.
func monday(d Day) Day {
	for d.utc().Weekday() != time.Monday {
		d++
	}
	return d
}

// easterSunday by the rule of Gauss in its form for the Gregorian calendar.
func easterSunday(y int) Day {
	a, b, c := y%19, y/100, y%100
	h := (19*a + b - b/4 - (b-(b+8)/25+1)/3 + 15) % 30
	l := (32 + 2*(b%4) + 2*(c/4) - h - c%4) % 7
	m := (a + 11*h + 22*l) / 451
	n := h + l - 7*m + 114
	return date(y, time.Month(n/31), n%31+1)
}

func (c *calendar) onOrBefore(d Day) Day {
	for d != 0 && !c.working(d) {
		d--
	}
	return d
}

func (c *calendar) onOrAfter(d Day) Day {
	for d != 0 && !c.working(d) {
		d++
	}
	return d
}

// add goes so many working days on, or back.
func (c *calendar) add(d Day, n int) Day {
	step := Day(1)
	if n < 0 {
		step, n = -1, -n
	}
	for n > 0 {
		d += step
		if c.working(d) {
			n--
		}
	}
	return d
}

// between is how many working days lie after a and up to b, negative when b is
// before a.
func (c *calendar) between(a, b Day) int {
	if b < a {
		return -c.between(b, a)
	}
	n := 0
	for d := a + 1; d <= b; d++ {
		if c.working(d) {
			n++
		}
	}
	return n
}
