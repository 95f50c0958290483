package release

import (
	"time"

	"throughgate/internal/calendar"
)

// OrDay is the other day where the planned one is presumed: the day it is if
// the Friday scheme is not applied. No day where one day only is told.
func (r StoryRelease) OrDay() calendar.Date {
	if !r.Presumed || r.WorkingDay == r.PlannedDay {
		return calendar.Date{}
	}
	return r.WorkingDay
}

// OnPresumedDay tells whether something at that instant is on one of the two
// days of a release that nobody has decided on: it does not count as confirmed
// (domain rule 3).
func (r StoryRelease) OnPresumedDay(at time.Time) bool {
	day := calendar.DayOf(at)
	return !r.OrDay().IsZero() && (day == r.PlannedDay || day == r.WorkingDay)
}

// Standing is what pages say of a release beside its story.
type Standing struct {
	SchemeReason  string
	SchemeAt      *time.Time
	SchemeBy      string // in words
	LeftOn        calendar.Date
	LeftBy        Word
	RequestsAt    *time.Time // left, reason unknown: when the requests go without an answer
	Withheld      bool       // released in error: no service is told
	Written       string     // why the planned day passed and the person is still in
	LicenceAt     *time.Time // checked against the licence
	MissingSince  calendar.Date
	WaitingImport []int64 // imports whose messages about this release wait for somebody
	Titles        map[string]StandardTitle
}

// StandardTitle is what a standard is called, and whether it is about health.
type StandardTitle struct {
	Title  string
	Health bool
}

// StoryEvent is something that happened, or was recorded, of the person. What
// an extract has taken back is left out. By is words, as in StoryStep.
type StoryEvent struct {
	At         time.Time `json:"at"`
	Event      Word      `json:"event"`
	Prison     *string   `json:"prison"`
	Reason     string    `json:"reason"`
	RecordedAt time.Time `json:"recorded_at"`
	By         string    `json:"by"`

	PrisonName string `json:"-"`
	About      string `json:"-"`
	Back       bool   `json:"-"` // received: an extract has them back inside, of the same stay
	ByHand     bool   `json:"-"` // recorded on a page, and not told by a file
	Key        string `json:"-"` // of the form that recorded it; "" where it was told by a file
}
