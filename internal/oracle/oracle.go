package oracle

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"
)

// Config is what the oracle is made of: the reference files as text, and who
// works in the unit.
type Config struct {
	Standards, Services, Prisons, Authorities string              // CSV
	Areas                                     []string            // the unit's home areas, by name
	LinkOfficers                              map[string][]string // by area: the accounts' addresses, in their order
	Mailbox                                   string
}

// Oracle knows what should be, as far as it has been told.
type Oracle struct {
	cal      calendar
	list     []*standard
	dir      *directory
	unit     map[string]bool
	officers map[string][]string
	mailbox  string
	people   map[string]*person
	order    []*person // everybody by number, once someone asks
	words    words
	files    int                  // how many extracts were read
	shared   map[string][]*person // mobile numbers of several people; nil: to be found
	stopped  map[string]bool      // numbers
	wrong    []Violation
	today    Day
	absences map[string][]*absence // by who is away
	joined   map[string]string     // numbers of people who are somebody else
	leftUnit map[string]time.Time  // who works here no more, by address
}

// Violation is a difference between what should be and what is.
type Violation struct {
	Day     string   `json:"day"`
	Release string   `json:"release"` // the prison number; the people are invented
	Problem string   `json:"problem"`
	History []string `json:"history,omitempty"`
}

// New reads the reference files.
func New(c Config) (*Oracle, error) {
	o := &Oracle{unit: map[string]bool{}, officers: c.LinkOfficers, mailbox: c.Mailbox, people: map[string]*person{}, stopped: map[string]bool{}, leftUnit: map[string]time.Time{}, joined: map[string]string{}, absences: map[string][]*absence{}, words: newWords()}
	var err error
	if o.list, err = readStandards(c.Standards); err != nil {
		return nil, err
	}
	if o.dir, err = readDirectory(c.Services, c.Prisons, c.Authorities); err != nil {
		return nil, err
	}
	for _, a := range c.Areas {
		o.unit[a] = true
	}
	return o, nil
}

// everybody is all people in the order of their numbers.
func (o *Oracle) everybody() []*person {
	if len(o.order) != len(o.people) {
		o.order = slices.AppendSeq(o.order[:0], maps.Values(o.people))
		slices.SortFunc(o.order, func(a, b *person) int { return strings.Compare(a.number, b.number) })
	}
	return o.order
}

func (o *Oracle) violate(p *person, format string, args ...any) {
	v := Violation{Day: o.today.String(), Problem: fmt.Sprintf(format, args...)}
	if p != nil {
		v.Release, v.History = p.number, p.history()
	}
	o.wrong = append(o.wrong, v)
}

// Violations gives what was found since it was last asked, and forgets it.
func (o *Oracle) Violations() []Violation {
	out := o.wrong
	o.wrong = nil
	return out
}

// PlannedDay is the day on which a person should be expected out ("" none), and
// whether nobody has decided yet between its two days.
func (o *Oracle) PlannedDay(number string) (day string, presumed bool) {
	p := o.people[number]
	if p == nil || p.answer.plannedDay == 0 {
		return "", false
	}
	return p.answer.plannedDay.String(), p.answer.presumed
}

// Working tells whether a day is a working day.
func (o *Oracle) Working(day string) bool { return o.cal.working(parseDay(day)) }
