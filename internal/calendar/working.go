package calendar

import (
	"sort"
	"time"
)

// Calendar knows the bank holidays of England and Wales. Inside the published
// years only the published list counts; before the first and after the last
// published year the standing holidays hold. It is a value: safe to share.
type Calendar struct {
	holidays    map[Date]string
	first, last Date // 1 January of the first, 31 December of the last published year
	closed      bool // the list is the whole truth: nothing standing is assumed
}

// Holiday is one published bank holiday.
type Holiday struct {
	Day   Date
	Title string
}

// New makes a calendar of the published holidays. With none, the standing
// holidays hold for all years.
func New(published []Holiday) *Calendar {
	c := &Calendar{holidays: make(map[Date]string, len(published))}
	for _, h := range published {
		c.holidays[h.Day] = h.Title
		if c.first.IsZero() || h.Day.Year() < c.first.Year() {
			c.first = Day(h.Day.Year(), time.January, 1)
		}
		if c.last.IsZero() || h.Day.Year() > c.last.Year() {
			c.last = Day(h.Day.Year(), time.December, 31)
		}
	}
	return c
}

// NewClosed makes a calendar in which the given holidays are the whole truth:
// no standing holiday is assumed before, after or between them.
func NewClosed(holidays []Holiday) *Calendar {
	c := New(holidays)
	c.closed = true
	return c
}

// Holiday is the title of the bank holiday on that day, or "".
func (c *Calendar) Holiday(d Date) string {
	if t, ok := c.holidays[d]; ok {
		return t
	}
	if c.closed || (!c.first.IsZero() && !d.Before(c.first) && !d.After(c.last)) {
		return ""
	}
	return standing(d)
}

// Provisional tells whether the day lies after the published years, so that a
// one-off holiday may still be announced.
func (c *Calendar) Provisional(d Date) bool {
	return !c.last.IsZero() && d.After(c.last)
}

// Working tells whether the day is a working day: Monday to Friday without the
// bank holidays of England and Wales.
func (c *Calendar) Working(d Date) bool {
	switch d.Weekday() {
	case time.Saturday, time.Sunday:
		return false
	}
	return c.Holiday(d) == ""
}

// OnOrBefore is the day itself if it is a working day, else the last one before it.
func (c *Calendar) OnOrBefore(d Date) Date {
	for !d.IsZero() && !c.Working(d) {
		d = d.AddDays(-1)
	}
	return d
}

// OnOrAfter is the day itself if it is a working day, else the next one after it.
func (c *Calendar) OnOrAfter(d Date) Date {
	for !d.IsZero() && !c.Working(d) {
		d = d.AddDays(1)
	}
	return d
}

// Add goes n working days on from the day (back when n is negative): one
// working day after a Friday or a Saturday is Monday. With n = 0 it is the day itself.
func (c *Calendar) Add(d Date, n int) Date {
	if d.IsZero() {
		return d
	}
	step := 1
	if n < 0 {
		step, n = -1, -n
	}
	for n > 0 {
		d = d.AddDays(step)
		if c.Working(d) {
			n--
		}
	}
	return d
}

// Between is the number of working days after from, up to and including to;
// negative when to is earlier: the days after to, up to and including from.
func (c *Calendar) Between(from, to Date) int {
	if to.Before(from) {
		return -c.Between(to, from)
	}
	n := 0
	for d := from.AddDays(1); !d.After(to); d = d.AddDays(1) {
		if c.Working(d) {
			n++
		}
	}
	return n
}

// Published lists the published holidays in order.
func (c *Calendar) Published() []Holiday {
	out := make([]Holiday, 0, len(c.holidays))
	for d, t := range c.holidays {
		out = append(out, Holiday{d, t})
	}
	sort.Slice(out, func(i, j int) bool { return out[i].Day.Before(out[j].Day) })
	return out
}
