package release

import (
	"cmp"
	"maps"
	"slices"

	"throughgate/internal/calendar"
	"throughgate/pathways"
)

// side is before or after.
type side int

const (
	before side = iota
	after
)

// holderKey is whose load something is: a row of the directory, or the officers
// of a service code.
type holderKey struct {
	row     int64
	service string
}

func holderOf(s *pathways.Standard, row *pathways.Row) holderKey {
	if s.OfficersOwn() || row == nil {
		return holderKey{service: s.Service}
	}
	return holderKey{row: row.ID, service: row.Service}
}

// tally gathers a forecast.
type tally struct {
	*Forecast
	rows  map[int64]*pathways.Row
	loads map[holderKey]*ServiceForecast
	usual map[holderKey][]int // by week of the usual period, oldest first
}

func newTally(today, first calendar.Date, dir *pathways.Directory) *tally {
	f := &Forecast{Today: today, FirstWatch: first, From: mondayOf(today), Rejected: []ForecastProblem{}, Ignored: []string{}, Services: []ServiceForecast{}, Short: []ShortNotice{}}
	f.To = f.From.AddDays(7*ForecastWeeks - 1)
	f.Beds = make([]BedsInWeek, ForecastWeeks)
	for i := range f.Beds {
		f.Beds[i].Monday = f.From.AddDays(7 * i)
	}
	t := &tally{Forecast: f, rows: map[int64]*pathways.Row{}, loads: map[holderKey]*ServiceForecast{}, usual: map[holderKey][]int{}}
	for row := range dir.Rows() {
		t.rows[row.ID] = row
	}
	return t
}

// week is the place of a day's week; false: it is not shown.
func (f *Forecast) week(day calendar.Date) (int, bool) {
	if day.Before(f.From) || day.After(f.To) {
		return 0, false
	}
	return day.Sub(f.From) / 7, true
}

func (t *tally) load(k holderKey) *ServiceForecast {
	s := t.loads[k]
	if s == nil {
		s = &ServiceForecast{Service: k.service, Weeks: make([]ServiceLoadWeeks, ForecastWeeks), id: k.row}
		for i := range s.Weeks {
			s.Weeks[i].Monday = t.From.AddDays(7 * i)
		}
		if row := t.rows[k.row]; row != nil {
			s.Service, s.Area, s.Name = row.Service, row.Area, row.Name
		}
		t.loads[k] = s
	}
	return s
}

// asks counts requests that go on a day, on one side.
func (t *tally) asks(k holderKey, which side, day calendar.Date, n, waiting int) {
	i, ok := t.week(day)
	if !ok {
		return
	}
	w := &t.load(k).Weeks[i]
	if which == before {
		w.AskedBefore, w.WaitingBefore = w.AskedBefore+n, w.WaitingBefore+waiting
		return
	}
	w.AskedAfter, w.WaitingAfter = w.AskedAfter+n, w.WaitingAfter+waiting
}

// due counts requests that are due on a day, on one side.
func (t *tally) due(k holderKey, which side, day calendar.Date, n int) {
	i, ok := t.week(day)
	if !ok {
		return
	}
	if w := &t.load(k).Weeks[i]; which == before {
		w.DueBefore += n
	} else {
		w.DueAfter += n
	}
}

// leaves counts people who leave on a day, and how many of them need a bed.
func (t *tally) leaves(which side, day calendar.Date, people, beds int) {
	i, ok := t.week(day)
	if !ok {
		return
	}
	if w := &t.Beds[i]; which == before {
		w.LeavingBefore, w.BedsBefore = w.LeavingBefore+people, w.BedsBefore+beds
	} else {
		w.LeavingAfter, w.BedsAfter = w.LeavingAfter+people, w.BedsAfter+beds
	}
}

// firstNight is the standard by which an address for the first night is known.
const firstNight = "ACC-NIGHT1"

// person counts one person of the list on one side, and tells their notice.
func (t *tally) person(which side, c *pathways.Case, list []pathways.Ahead, wantsHousing bool) NoticeCount {
	var n NoticeCount
	bed := 0
	for _, a := range list {
		if a.Standard.Code == firstNight && wantsHousing {
			bed = 1
		}
		switch {
		case a.TooLate:
			n.TooLate++
			continue
		case a.Nobody:
			n.Nobody++
			continue
		}
		k := holderOf(a.Standard, a.Holder.Row)
		if !a.Asked.IsZero() {
			waits := 0
			if a.Waits {
				waits = 1
			}
			t.asks(k, which, a.Asked, 1, waits)
		}
		t.due(k, which, a.Due, 1)
		if a.Less {
			n.Requests++
		}
		if a.Overdue {
			n.Overdue++
		}
	}
	if !c.PlannedDay.IsZero() && c.Watched {
		t.leaves(which, c.PlannedDay, 1, bed)
	}
	if n.Requests+n.TooLate > 0 {
		n.People = 1
	}
	return n
}

func (n *NoticeCount) add(o NoticeCount) {
	n.People, n.Requests, n.Overdue, n.TooLate, n.Nobody = n.People+o.People, n.Requests+o.Requests, n.Overdue+o.Overdue, n.TooLate+o.TooLate, n.Nobody+o.Nobody
}

// finish works out usual loads and what exceeds them, and puts all in order.
func (t *tally) finish() *Forecast {
	for _, k := range slices.SortedFunc(maps.Keys(t.loads), func(a, b holderKey) int {
		x, y := t.loads[a], t.loads[b]
		return cmp.Or(cmp.Compare(x.Service, y.Service), cmp.Compare(x.Area, y.Area), cmp.Compare(a.row, b.row))
	}) {
		s := t.loads[k]
		s.Usual = usualLoad(t.usual[k], t.Usual.Weeks)
		for i := range s.Weeks {
			w := &s.Weeks[i]
			s.Before, s.After = s.Before+w.AskedBefore, s.After+w.AskedAfter
			if t.Usual.Weeks == 0 || w.AskedAfter <= w.AskedBefore || w.AskedAfter <= s.Usual.Highest {
				continue
			}
			w.Over = w.AskedAfter - s.Usual.Highest
			s.Most = max(s.Most, w.Over)
			if s.From.IsZero() {
				s.From = w.Monday
			}
		}
		t.Services = append(t.Services, *s)
	}
	slices.SortFunc(t.Short, func(a, b ShortNotice) int {
		return cmp.Or(cmp.Compare(b.TooLate, a.TooLate), cmp.Compare(b.Overdue, a.Overdue), cmp.Compare(b.Requests, a.Requests), cmp.Compare(a.Reference, b.Reference))
	})
	return t.Forecast
}

// usualLoad is the middle and the highest of the last so many weeks.
func usualLoad(weeks []int, of int) UsualLoad {
	if of == 0 || len(weeks) == 0 {
		return UsualLoad{}
	}
	list := slices.Clone(weeks[max(0, len(weeks)-of):])
	slices.Sort(list)
	middle := float64(list[(len(list)-1)/2]+list[len(list)/2]) / 2
	return UsualLoad{Median: middle, Highest: list[len(list)-1]}
}
