package pathways

import (
	"strings"
	"time"

	"throughgate/internal/calendar"
	"throughgate/internal/fault"
	"throughgate/internal/wording"
)

// VisitState is what has become of an appointment (interface.md 4).
type VisitState string

// The states of an appointment.
const (
	VisitBooked    VisitState = "booked"
	VisitMoved     VisitState = "moved" // booked, at another time or place than at first
	VisitCancelled VisitState = "cancelled"
	VisitAttended  VisitState = "attended"
	VisitMissed    VisitState = "missed"
	VisitNotNeeded VisitState = "not_needed"
)

// Stands tells whether the appointment is still to be kept.
func (s VisitState) Stands() bool { return s == VisitBooked || s == VisitMoved }

// LongestVisit bounds the minutes of an appointment: more is a mistake.
const LongestVisit = 24 * 60

// The longest texts of an appointment, in characters.
const (
	longestPlace = 200
	longestKind  = 100
	longestWhy   = 500
)

// Visit is an appointment as somebody makes or moves it on a page.
type Visit struct {
	Service   string    // code; not looked at when it is moved
	StartsAt  time.Time // UTC
	Minutes   int       // 0: not told
	Place     string
	PlaceSafe bool   // the place may stand in a text
	Phone     string // to ring; "": the directory's
	Kind      string
}

// Check refuses what cannot be booked: fault.Invalid, in words for the form.
func (v Visit) Check() error {
	switch {
	case v.StartsAt.IsZero():
		return fault.Invalid("Give the day and the time of the appointment")
	case strings.TrimSpace(v.Place) == "":
		return fault.Invalid("Say where the appointment is, or that it is by telephone")
	case len([]rune(v.Place)) > longestPlace:
		return fault.Invalid("The place is too long: %d characters at most", longestPlace)
	case len([]rune(v.Kind)) > longestKind:
		return fault.Invalid("What kind of appointment it is must be %d characters at most", longestKind)
	case v.Minutes < 0 || v.Minutes > LongestVisit:
		return fault.Invalid("Give how long it takes in minutes: 1 to %d, or leave it empty", LongestVisit)
	}
	return nil
}

// CheckChange tells whether an appointment of this state may be moved or
// cancelled: fault.Invalid where it is over or called off.
func (s VisitState) CheckChange(why string) error {
	switch {
	case len([]rune(why)) > longestWhy:
		return fault.Invalid("The reason is too long: %d characters at most", longestWhy)
	case s.Stands():
		return nil
	}
	return fault.Invalid("This appointment is %s: say first that it still stands, or make a new one", s.Words())
}

// CheckOutcome tells whether an outcome may be recorded now. An outcome may be
// corrected by another one. Nobody attends or misses what has not begun.
func (s VisitState) CheckOutcome(to VisitState, start, now time.Time, why string) error {
	switch {
	case len([]rune(why)) > longestWhy:
		return fault.Invalid("The reason is too long: %d characters at most", longestWhy)
	case to != VisitAttended && to != VisitMissed && to != VisitNotNeeded && to != VisitBooked:
		return fault.Invalid("Choose what became of the appointment")
	case to == s || to == VisitBooked && s.Stands():
		return fault.Invalid("This is what is recorded already")
	case s == VisitCancelled && to != VisitBooked:
		return fault.Invalid("This appointment was cancelled: say first that it still stands")
	case start.After(now) && (to == VisitAttended || to == VisitMissed):
		return fault.Invalid("The appointment has not begun yet: say afterwards whether it was kept")
	}
	return nil
}

// Words is the state as a page says it.
func (s VisitState) Words() wording.Text {
	switch s {
	case VisitBooked:
		return "booked"
	case VisitMoved:
		return "moved"
	case VisitCancelled:
		return "cancelled"
	case VisitAttended:
		return "attended"
	case VisitMissed:
		return "missed"
	case VisitNotNeeded:
		return "not needed"
	}
	return wording.Data(string(s))
}

// StartOf is the instant of a London clock time, "HH:MM", on a day. A time that
// happens twice is the first; one that does not exist is a problem, told in
// words with the remedy (interface.md 3).
func StartOf(day calendar.Date, clock string) (at time.Time, problem string) {
	t, err := time.Parse("15:04", clock)
	if err != nil || len(clock) != len("15:04") {
		return time.Time{}, "not a time: write HH:MM, such as 14:30"
	}
	if !day.Exists(t.Hour(), t.Minute()) {
		return time.Time{}, "this time does not exist: the clocks go forward that night; write the time that is meant"
	}
	return day.At(t.Hour(), t.Minute()), ""
}
