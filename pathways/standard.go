// Package pathways knows what has to be ready for a release, who does it and by
// when: the catalogue of standards, plans, hand-offs, the ladder, appointments.
// It does not know who a person is, only what a plan needs of them ([Case]).
package pathways

import (
	"slices"
	"strings"
)

// Anchor is the day that a standard's offsets count from.
type Anchor string

// The anchors (domain rule 6, offsets).
const (
	OnPlanned  Anchor = "planned"
	OnActual   Anchor = "actual"
	OnReceived Anchor = "received"
)

// FoundBy says how the holder of a task is found (domain rule 6, who).
type FoundBy string

// The ways of finding a holder.
const (
	ByArea   FoundBy = "area"
	ByPrison FoundBy = "prison"
	ByCOM    FoundBy = "com"
	ByUnit   FoundBy = "unit"
)

// DueDayKind says in which days a due offset is counted.
type DueDayKind string

// The kinds of due day.
const (
	CalendarDays DueDayKind = "calendar"
	WorkingDays  DueDayKind = "working"
)

// Standard is one row of the catalogue: what has to be ready, by whom, when.
type Standard struct {
	Code          string
	Position      int
	Pathway       string
	Title         string
	MailWords     string // the neutral words that may stand in an e-mail
	Service       string
	FoundBy       FoundBy
	Anchor        Anchor
	HandOffOffset int // calendar days; working days where the anchor is received
	DueOffset     int // in DueDayKind; working days where the anchor is received
	DueDayKind    DueDayKind
	LatestStart   *int // calendar days before the planned day
	Required      bool
	AfterRelease  bool
	AppliesWhen   []string
	NeedsFirst    []string
	BeforeTelling []string
	Evidence      []string
	Why           string
	ReleaseID     int64 // of the one release that has it ([OneOff]); 0: a standard of the catalogue
}

// callTonight and treatmentStart are the two standards that domain rule 6
// singles out by name.
const (
	callTonight    = "ACC-TONIGHT" // never moves; due today
	treatmentStart = "DA-START"    // never after day 21 of actual release
)

// lastTreatmentDay is the day of actual release, counted from 0, on which
// treatment must have started at the latest.
const lastTreatmentDay = 21

// AuthorityChosen is the item of evidence with which a task records the housing
// authority the person chose.
const AuthorityChosen = "authority_chosen"

// NeedsRecorded is the item of evidence of the task that asks a person who has
// come into custody what they have outside and what they need.
const NeedsRecorded = "needs_recorded"

// Inside tells whether the service belongs to prison or probation, so that
// telling it discloses nothing new to the outside (domain rule 6, before_telling).
func (s *Standard) Inside() bool {
	switch s.Service {
	case "probation_unit", "youth_justice", "link_officer":
		return true
	}
	return strings.HasPrefix(s.Service, "prison_")
}

// OfficersOwn tells whether the task is an officer's: it travels in their
// digest, needs no answer and has rung 3 only.
func (s *Standard) OfficersOwn() bool { return s.FoundBy == ByCOM || s.FoundBy == ByUnit }

// AtOnce tells whether the task is handed off the moment a release is recorded
// and not by the next watch.
func (s *Standard) AtOnce() bool { return s.Code == callTonight }

// opensWithoutDay tells whether the standard is for people without a planned
// day; such a one opens however long ago the reception was.
func (s *Standard) opensWithoutDay() bool { return slices.Contains(s.AppliesWhen, "no_planned_day") }

// Catalogue is the set of standards in force, in the catalogue's order.
type Catalogue struct {
	list   []*Standard
	byCode map[string]*Standard
	needed map[string][]*Standard // code -> standards that need it first
	chosen map[string]string      // code -> code of the task that records its authority
	own    map[int64][]*Standard  // one-off requests, by the release that alone has them

	Settings Settings // what the unit has set of the ladder and the hours
}

// NewCatalogue orders the standards and works out which needs which.
func NewCatalogue(list []Standard) *Catalogue {
	c := &Catalogue{byCode: map[string]*Standard{}, needed: map[string][]*Standard{}, chosen: map[string]string{}, own: map[int64][]*Standard{}, Settings: DefaultSettings()}
	for i := range list {
		s := &list[i]
		c.list = append(c.list, s)
		c.byCode[s.Code] = s
	}
	slices.SortStableFunc(c.list, func(a, b *Standard) int { return a.Position - b.Position })
	for _, s := range c.list {
		for _, first := range s.NeedsFirst {
			c.needed[first] = append(c.needed[first], s)
			// A housing request goes to the authority the person chose, which the
			// task before it records; it need not be the home area.
			if f := c.byCode[first]; f != nil && s.FoundBy == ByArea && slices.Contains(f.Evidence, AuthorityChosen) {
				if s.Service == housingService {
					c.chosen[s.Code] = first
				}
			}
		}
	}
	return c
}

// housingService is the service whose requests go to a chosen authority.
const housingService = "housing_options"

// All lists the standards in the catalogue's order.
func (c *Catalogue) All() []*Standard { return c.list }

// of lists the standards that a case can have: those of the catalogue, then the
// one-off requests of its release.
func (c *Catalogue) of(one *Case) []*Standard {
	return append(c.list[:len(c.list):len(c.list)], c.own[one.ReleaseID]...)
}

// takeOwn makes these the one-off requests of some releases, in place of those
// it knew.
func (c *Catalogue) takeOwn(releases []int64, list []Standard) {
	for _, id := range releases {
		for _, s := range c.own[id] {
			delete(c.byCode, s.Code)
		}
		delete(c.own, id)
	}
	for i := range list {
		s := &list[i]
		c.own[s.ReleaseID] = append(c.own[s.ReleaseID], s)
		c.byCode[s.Code] = s
	}
}

// Get finds a standard by its code; nil where there is none.
func (c *Catalogue) Get(code string) *Standard { return c.byCode[code] }

// AuthorityFrom is the code of the task that records which authority holds this
// one; "" where the home area's service holds it.
func (c *Catalogue) AuthorityFrom(code string) string { return c.chosen[code] }

// NeededBy lists the standards that need this one first.
func (c *Catalogue) NeededBy(code string) []*Standard { return c.needed[code] }

// Needers lists the codes of the standards that need this one first, or one that
// does.
func (c *Catalogue) Needers(code string) []string {
	var out []string
	var add func(code string)
	add = func(code string) {
		for _, s := range c.needed[code] {
			if !slices.Contains(out, s.Code) {
				out = append(out, s.Code)
				add(s.Code)
			}
		}
	}
	add(code)
	return out
}
