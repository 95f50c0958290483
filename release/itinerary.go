package release

import (
	"cmp"
	"regexp"
	"slices"
	"time"

	"throughgate/internal/calendar"
)

// Stop is one appointment of a day.
type Stop struct {
	Ref           string
	StartsAt      time.Time
	Minutes       int // 0: not told
	Service       string
	Place         string
	Kind          string
	Spot          *Spot  // nil: where it is, is not known
	Opens, Closes string // of the service, "HH:MM" London; "": not told
}

// remote: nobody travels to it.
var remote = regexp.MustCompile(`(?i)\b(tele)?phone\b|\bvideo\b|\bonline\b`)

// Remote tells whether the appointment is held by telephone or video.
func (s Stop) Remote() bool { return remote.MatchString(s.Place) || remote.MatchString(s.Kind) }

// WarningKind is what is wrong with a day.
type WarningKind string

// The warnings of an itinerary.
const (
	WarnUnreachable WarningKind = "unreachable" // At: the earliest that the person can be there
	WarnClash       WarningKind = "clash"       // At: when the appointment before it ends
	WarnNotOpen     WarningKind = "not_open"    // At: when the service opens
	WarnClosed      WarningKind = "closed"      // At: when the service closes
)

// Warning is one thing to put right before the day.
type Warning struct {
	Kind WarningKind
	At   time.Time
}

// ItineraryStop is an appointment in its place in the day.
type ItineraryStop struct {
	Stop
	Travel   Leg
	Warnings []Warning
}

// Itinerary is the day of release: what is booked, in order, and whether the
// person can be there. LeftOut counts appointments that are not on it until the
// places are checked against the licence (domain rule 6).
type Itinerary struct {
	Day       calendar.Date
	Gate      time.Time
	Confirmed bool // false: the day is presumed, and no appointment counts as confirmed (domain rule 3)
	Home      Leg  // straight from the gate to the home area
	HomeAt    time.Time
	Stops     []ItineraryStop
	LeftOut   int
}

// Warnings counts what has to be looked at.
func (i Itinerary) Warnings() int {
	n := 0
	if i.LeftOut > 0 {
		n = 1
	}
	for _, s := range i.Stops {
		n += len(s.Warnings)
	}
	return n
}

// PlanDay puts the appointments of one day in order, from the prison's gate.
//
// Where a distance is not known the journey counts for nothing, so a warning is
// never a guess: the person cannot be there earlier than straight from the gate,
// nor than the appointment before it ends. One that cannot be reached is taken
// as not kept when the next is looked at.
func PlanDay(day calendar.Date, prison, home *Spot, stops []Stop, t Travel) Itinerary {
	t = t.orUsual()
	out := Itinerary{Day: day, Gate: day.At(t.GateHour, t.GateMinute), Confirmed: true, Home: t.leg(prison, home)}
	if out.Home.Known {
		out.HomeAt = out.Gate.Add(out.Home.Takes)
	}
	stops = slices.Clone(stops)
	slices.SortStableFunc(stops, func(a, b Stop) int { return cmp.Or(a.StartsAt.Compare(b.StartsAt), cmp.Compare(a.Ref, b.Ref)) })
	at, free := prison, out.Gate // where the person is, and from when on they may leave there
	var before time.Time         // when the appointment before ends
	for i, s := range stops {
		stop := ItineraryStop{Stop: s, Travel: t.leg(at, s.Spot)}
		if s.Remote() {
			stop.Travel = Leg{None: true}
		}
		earliest := free.Add(stop.Travel.Takes)
		if direct := t.leg(prison, s.Spot); direct.Known && !s.Remote() && out.Gate.Add(direct.Takes).After(earliest) {
			earliest = out.Gate.Add(direct.Takes)
		}
		clash := i > 0 && (s.StartsAt.Before(before) || s.StartsAt.Equal(stops[i-1].StartsAt))
		if clash {
			stop.warn(WarnClash, before)
		}
		switch {
		case clash: // which of the two is kept is for a person to say
		case earliest.After(s.StartsAt):
			stop.warn(WarnUnreachable, earliest)
		case s.Remote(): // on the way, it holds nothing up
		default:
			at, free = s.Spot, s.Ends()
		}
		if s.Ends().After(before) {
			before = s.Ends()
		}
		stop.checkHours(day)
		out.Stops = append(out.Stops, stop)
	}
	return out
}

// Ends is when the appointment is over; where its length is not told, its start.
func (s Stop) Ends() time.Time { return s.StartsAt.Add(time.Duration(s.Minutes) * time.Minute) }

func (s *ItineraryStop) warn(kind WarningKind, at time.Time) {
	s.Warnings = append(s.Warnings, Warning{kind, at})
}

// checkHours compares the appointment with the hours of its service.
func (s *ItineraryStop) checkHours(day calendar.Date) {
	if opens, known := clockOn(day, s.Opens); known && s.StartsAt.Before(opens) {
		s.warn(WarnNotOpen, opens)
	}
	if closes, known := clockOn(day, s.Closes); known && (!s.StartsAt.Before(closes) || s.Ends().After(closes)) {
		s.warn(WarnClosed, closes)
	}
}

func clockOn(day calendar.Date, clock string) (time.Time, bool) {
	t, err := time.Parse("15:04", clock)
	if err != nil {
		return time.Time{}, false
	}
	return day.At(t.Hour(), t.Minute()), true
}
