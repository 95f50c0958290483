package release

import (
	"cmp"
	"slices"

	"throughgate/internal/calendar"
)

// FewestShown is the smallest count that figures show: fewer could point at a
// person.
const FewestShown = 5

// FiguresAsked is the period, in whole London weeks from a Monday to a Sunday,
// and whose people are counted.
type FiguresAsked struct {
	Scope    Scope
	From, To calendar.Date // From a Monday, To a Sunday
	Today    calendar.Date
}

// LongestFigures is the longest period, in weeks.
const LongestFigures = 53

// WholeWeeks widens a period to whole weeks, and shortens it from its beginning
// where it is longer than LongestFigures.
func WholeWeeks(from, to calendar.Date) (monday, sunday calendar.Date) {
	monday, sunday = mondayOf(from), mondayOf(to).AddDays(6)
	if earliest := sunday.AddDays(1 - 7*LongestFigures); monday.Before(earliest) {
		monday = earliest
	}
	return monday, sunday
}

// Figures tell how a period went, week by week and as a whole.
type Figures struct {
	FiguresAsked
	Weeks    []WeekFigures // every week of the period, empty ones too
	Whole    WeekFigures
	Services []ServiceFigures // by code
}

// Share is so many out of so many.
type Share struct{ Of, Number int }

// Shown tells whether a share may be shown: neither it nor what it is out of is
// so small that it could point at a person.
func (s Share) Shown() bool { return s.Of >= FewestShown && (s.Number == 0 || s.Number >= FewestShown) }

// Percent is the share rounded to whole percent.
func (s Share) Percent() int {
	if s.Of == 0 {
		return 0
	}
	return (200*s.Number + s.Of) / (2 * s.Of)
}

func (s *Share) add(more Share) { s.Of, s.Number = s.Of+more.Of, s.Number+more.Number }

// Middle is the median of so many.
type Middle struct {
	Of    int
	Value float64
}

// Shown tells whether a median may be shown.
func (m Middle) Shown() bool { return m.Of >= FewestShown }

// WeekFigures are those of one week.
type WeekFigures struct {
	Monday     calendar.Date // zero for the whole period
	Released   int
	Notice     Middle // working days for which the day of release had been the planned one; unplanned is 0
	Moved      int    // planned days that moved
	NoticeLost int    // working days lost by them together
	Required   Share  // required tasks of those released that were done by the day of release
	Home       Share  // of those released: the first-night address was known by the day of release
	Treatment  Share  // of those released who needed it: treatment had started by day 21; only where day 21 has passed
	Texts      Share  // of the texts that were sent: delivered
}

func (w *WeekFigures) add(more *WeekFigures) {
	w.Released += more.Released
	w.Moved, w.NoticeLost = w.Moved+more.Moved, w.NoticeLost+more.NoticeLost
	w.Required.add(more.Required)
	w.Home.add(more.Home)
	w.Treatment.add(more.Treatment)
	w.Texts.add(more.Texts)
}

// count adds what a query has counted, or what is kept of people who were erased.
func (w *WeekFigures) count(q weekQuery, of, number int) {
	var more WeekFigures
	q.to(&more, of, number)
	w.add(&more)
}

// ServiceFigures are how soon a service said that it had what it was asked.
type ServiceFigures struct {
	Service  string
	Answered Share  // of the requests of the period
	Hours    Middle // from asking to the answer, by the clock
}

// noticeOf is how many releases of one day had been planned for it since one day.
type noticeOf struct {
	ReleasedOn calendar.Date
	Learnt     calendar.Date // zero: never planned
	People     int
}

// noticeCount is how many releases of a week had so many working days of notice.
type noticeCount struct {
	Day    calendar.Date // in the week
	Days   int
	People int
}

// noticeDays works out the notice of releases.
func noticeDays(cal *calendar.Calendar, list []noticeOf) []noticeCount {
	out := make([]noticeCount, len(list))
	for i, n := range list {
		out[i] = noticeCount{Day: n.ReleasedOn, People: n.People}
		if !n.Learnt.IsZero() && n.Learnt.Before(n.ReleasedOn) {
			out[i].Days = cal.Between(n.Learnt, n.ReleasedOn)
		}
	}
	return out
}

// countNotice works out the notice of each week and of the whole.
func (f *Figures) countNotice(list []noticeCount) {
	byWeek := make([]map[int]int, len(f.Weeks))
	whole := map[int]int{}
	for _, n := range list {
		i := f.week(n.Day)
		if byWeek[i] == nil {
			byWeek[i] = map[int]int{}
		}
		byWeek[i][n.Days] += n.People
		whole[n.Days] += n.People
		f.Weeks[i].Released += n.People
	}
	for i := range f.Weeks {
		f.Weeks[i].Notice = medianOf(byWeek[i])
	}
	f.Whole.Notice = medianOf(whole)
}

// week is the place of a day's week in the period.
func (f *Figures) week(day calendar.Date) int { return day.Sub(f.From) / 7 }

// medianOf is the median of values that each come so many times.
func medianOf(times map[int]int) Middle {
	type value struct{ value, times int }
	var list []value
	m := Middle{}
	for v, n := range times {
		list = append(list, value{v, n})
		m.Of += n
	}
	if m.Of == 0 {
		return m
	}
	slices.SortFunc(list, func(a, b value) int { return cmp.Compare(a.value, b.value) })
	at := func(place int) int {
		for _, v := range list {
			if place < v.times {
				return v.value
			}
			place -= v.times
		}
		return 0
	}
	m.Value = float64(at((m.Of-1)/2)+at(m.Of/2)) / 2
	return m
}
