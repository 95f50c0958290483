package release

import (
	"slices"

	"throughgate/internal/calendar"
	"throughgate/internal/wording"
)

// UnusualKind is a rule by which reading stands out. None of them says that
// anything is wrong: each is a reason to ask. The set is closed.
type UnusualKind string

// The rules, in the order of the page.
const (
	UnusualRestricted UnusualKind = "restricted" // a restricted record was opened
	UnusualMany       UnusualKind = "many"       // many more people than usual in a day
	UnusualAgain      UnusualKind = "again"      // searches find one person again and again
	UnusualArea       UnusualKind = "area"       // people of an area where they had not looked before
	UnusualHours      UnusualKind = "hours"      // outside hours
	UnusualSlowed     UnusualKind = "slowed"     // more in an hour than an account may
)

// UnusualKinds lists the rules.
var UnusualKinds = []UnusualKind{UnusualRestricted, UnusualMany, UnusualAgain, UnusualArea, UnusualHours, UnusualSlowed}

// What the rules go by.
const (
	// UsualDays is how many days before the first one asked for tell what is
	// usual for somebody.
	UsualDays = 28
	// ManyTimes as many people as on their middle day, and ManyAtLeast people,
	// are many.
	ManyTimes, ManyAtLeast = 3, 20
	// AgainAtLeast searches that find the same person, each among not more than
	// FewFound, are again and again.
	AgainAtLeast, FewFound = 5, 5
	// HoursFrom and HoursUntil are the hours, by the clock in London, on working
	// days.
	HoursFrom, HoursUntil = 7, 20
)

// Unusual is one thing that stands out.
type Unusual struct {
	Kind         UnusualKind
	Name, Role   string // whose reading it is
	AccountRef   string
	Day          calendar.Date // UnusualMany, UnusualHours
	Count, Usual int
	Area         string // name
	Reference    string // of a release: UnusualAgain, UnusualRestricted
	Initials     string
}

// DayReading is how much an account opened, found or took out on a day.
type DayReading struct {
	Actor, Name, Role, AccountRef string
	Day                           calendar.Date
	People                        int // each counted once
	Outside                       int // looks before HoursFrom or from HoursUntil
	Looks                         int
}

// judgeDays finds the days, from the first one asked for, on which somebody saw
// many more people than on their own middle day before, and those on which they
// read outside hours.
func judgeDays(cal *calendar.Calendar, from calendar.Date, days []DayReading) []Unusual {
	usual := map[string][]int{}
	for _, d := range days {
		if d.Day.Before(from) {
			usual[d.Actor] = append(usual[d.Actor], d.People)
		}
	}
	var many, hours []Unusual
	for _, d := range days {
		if d.Day.Before(from) {
			continue
		}
		u := Unusual{Name: d.Name, Role: d.Role, AccountRef: d.AccountRef, Day: d.Day}
		if middle := middleOf(usual[d.Actor]); d.People >= ManyAtLeast && d.People >= ManyTimes*middle {
			u.Kind, u.Count, u.Usual = UnusualMany, d.People, middle
			many = append(many, u)
		}
		outside := d.Outside
		if !cal.Working(d.Day) {
			outside = d.Looks
		}
		if outside > 0 {
			u.Kind, u.Count, u.Usual = UnusualHours, outside, 0
			hours = append(hours, u)
		}
	}
	return append(many, hours...)
}

// middleOf is the middle of some numbers, the lower one of two; 0 of none.
func middleOf(list []int) int {
	if len(list) == 0 {
		return 0
	}
	sorted := slices.Sorted(slices.Values(list))
	return sorted[(len(sorted)-1)/2]
}

// Words is the rule as a page states it.
func (k UnusualKind) Words() wording.Text {
	switch k {
	case UnusualRestricted:
		return "A restricted record was opened."
	case UnusualMany:
		return wording.F("In one day somebody opened, found by searching, printed or exported {1} people or more, and {2} times as many as on the middle one of their days in the {3} days before.",
			ManyAtLeast, ManyTimes, UsualDays)
	case UnusualAgain:
		return wording.F("{1} searches or more of one reader found the same person, each time among {2} people at most.", AgainAtLeast, FewFound)
	case UnusualArea:
		return wording.F("Somebody who had opened records in the {1} days before opened those of an area in which they had opened none.", UsualDays)
	case UnusualHours:
		return wording.F("Records were opened, found, printed or exported before {1}:00, from {2}:00 on, or on a day that is no working day.", HoursFrom, HoursUntil)
	case UnusualSlowed:
		return "Somebody opened or searched for more people in an hour than an account may, and was slowed. Each hour counts once."
	}
	return wording.Data(string(k))
}
