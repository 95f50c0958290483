package release

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"throughgate/internal/calendar"
)

// SheetDays is how many days the person's own sheet covers, the day of leaving
// being the first.
const SheetDays = 7

// Sheet is the page of paper that a person takes through the gate: where to be,
// when, whom to ring. No text may go before release, so it is all they have
// (catalogue, GATE-PACK). It holds nothing that discloses if it is found in a
// pocket: a first name at most, first names of those who are met, no words that
// may not be texted (domain rule 8).
type Sheet struct {
	Reference  string // opaque, for officers; never printed
	Heading    string // whom it is for, for officers; never printed
	Restricted bool   // and not open: no sheet here
	FirstName  string
	Language   string        // "en" or "cy"
	From       calendar.Date // the first day; zero: could leave any day
	Visits     []SheetVisit  // in order of start
	Places     []SheetPlace  // where to walk in; only where there is no day
	LeftOff    []string      // what is not on it and why, for officers
	Handed     []Handover    // the newest first
}

// SheetVisit is one place to be. With, Place and Ring may be empty.
type SheetVisit struct {
	StartsAt          time.Time // UTC
	With, Place, Ring string
}

// SheetPlace is where somebody without an appointment can go. Opens and Closes
// are London clock times, HH:MM, or empty.
type SheetPlace struct {
	Use               SheetUse
	Name, Place, Ring string
	Opens, Closes     string
	health            bool
}

// SheetUse is what a place is good for, in words that disclose nothing.
type SheetUse string

const (
	UseHome  SheetUse = "home"  // somewhere to sleep
	UseMoney SheetUse = "money" // benefits and work
	UseTalk  SheetUse = "talk"  // somebody to talk to: every other service
)

func sheetUse(service string) SheetUse {
	switch service {
	case "housing_options":
		return UseHome
	case "jobcentre":
		return UseMoney
	}
	return UseTalk
}

// Handover is one time that the sheet was handed to the person.
type Handover struct {
	On         calendar.Date
	By         string // who handed it over
	RecordedBy string
	RecordedAt time.Time
}

// sheetFacts are what a sheet is made from.
type sheetFacts struct {
	ID                            int64
	Ref, Surname, Forenames       string
	Flags                         []string
	Language, HomeArea            string
	PlannedDay, ReleasedOn, OrDay calendar.Date
	LicenceChecked, HealthConsent bool
	visits                        []sheetVisitFacts
	places                        []SheetPlace
	handed                        []Handover
	open                          bool // restricted, and who asks has it open
}

type sheetVisitFacts struct {
	Service string
	Health  bool
	Visit   SheetVisit
}

// sheet is what may stand on the paper. discloses tells whether words give
// something away; health whether who asks may see appointments about health;
// ring is the unit's number.
func (f *sheetFacts) sheet(health bool, ring string, discloses func(string) bool) Sheet {
	s := Sheet{Reference: f.Ref, Restricted: isRestricted(f.Flags) && !f.open, Language: "en"}
	if s.Restricted {
		s.Heading = "Restricted record, reference " + f.Ref
		return s
	}
	s.Handed = f.handed
	s.Heading = strings.TrimSpace(f.Forenames + " " + f.Surname)
	s.FirstName, _, _ = strings.Cut(strings.TrimSpace(f.Forenames), " ")
	if discloses(s.FirstName) {
		s.FirstName = ""
	}
	switch f.Language {
	case "cy":
		s.Language = "cy"
	case "", "en":
	default:
		s.LeftOff = append(s.LeftOff, "The person's language is "+f.Language+": the sheet is in English, so somebody has to read it to them")
	}
	s.From = cmp.Or(f.ReleasedOn, f.PlannedDay)
	if s.From.IsZero() {
		s.addPlaces(f.places, discloses)
		return s
	}
	checkPlace := !f.LicenceChecked && (slices.Contains(f.Flags, "exclusion_zone") || slices.Contains(f.Flags, "no_contact"))
	for _, v := range f.visits {
		day := calendar.DayOf(v.Visit.StartsAt)
		switch {
		case day.Before(s.From) || !day.Before(s.From.AddDays(SheetDays)):
		case !f.OrDay.IsZero() && (day == f.PlannedDay || day == f.OrDay):
			s.leaveOff(v, health, "is on a day that is only presumed: record the decision on the Friday scheme first")
		case v.Health && !health:
			s.LeftOff = append(s.LeftOff, "An appointment that you may not see. The link officer prints the whole sheet")
		default:
			s.add(v, health, checkPlace, ring, discloses)
		}
	}
	slices.SortStableFunc(s.Visits, func(a, b SheetVisit) int { return a.StartsAt.Compare(b.StartsAt) })
	return s
}

func (s *Sheet) add(v sheetVisitFacts, health, checkPlace bool, ring string, discloses func(string) bool) {
	visit := v.Visit
	visit.Ring = cmp.Or(visit.Ring, ring)
	if discloses(visit.With) {
		visit.With = ""
	}
	switch {
	case checkPlace:
		visit.Place = ""
		s.leaveOff(v, health, "has its place left off until it is checked against the licence")
	case discloses(visit.Place):
		visit.Place = ""
		s.leaveOff(v, health, "has its place left off: its words would give the person away. Write the street instead")
	}
	s.Visits = append(s.Visits, visit)
}

// leaveOff tells officers which appointment it is, by its time alone.
func (s *Sheet) leaveOff(v sheetVisitFacts, health bool, why string) {
	what := "An appointment"
	if !v.Health || health {
		day := calendar.DayOf(v.Visit.StartsAt)
		what = "The appointment on " + day.Long() + " at " + v.Visit.StartsAt.In(calendar.London).Format("15:04")
	}
	s.LeftOff = append(s.LeftOff, what+" "+why)
}

// addPlaces lists where to walk in. A service about health is a place to ring
// without a name; so is one whose name would disclose.
func (s *Sheet) addPlaces(places []SheetPlace, discloses func(string) bool) {
	for _, p := range places {
		if p.health || discloses(p.Name) {
			p.Name = ""
		}
		if p.health || discloses(p.Place) {
			p.Place = ""
		}
		if p.Place == "" && p.Ring == "" {
			continue
		}
		s.Places = append(s.Places, p)
	}
	slices.SortStableFunc(s.Places, func(a, b SheetPlace) int { return cmp.Compare(a.Use.order(), b.Use.order()) })
}

func (u SheetUse) order() int { return slices.Index([]SheetUse{UseHome, UseMoney, UseTalk}, u) }
