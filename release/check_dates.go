package release

import (
	"encoding/json"
	"fmt"
	"slices"

	"throughgate/internal/calendar"
)

// DateKinds lists the kinds of date.
var DateKinds = []DateKind{Calculated, Override, ApprovedKind, ConfirmedKind}

// DatesQuestion is one line of `check dates` (interface.md 5). Absent, null
// and empty values are not told.
type DatesQuestion struct {
	ID            json.RawMessage `json:"id"` // given back as it came
	Today         calendar.Date   `json:"today"`
	LegalStatus   LegalStatus     `json:"legal_status"`
	DateOfBirth   calendar.Date   `json:"date_of_birth"`
	SentenceStart calendar.Date   `json:"sentence_start"`
	ReturnedOn    calendar.Date   `json:"returned_on"`
	Dates         []struct {
		Type DateType      `json:"type"`
		Kind DateKind      `json:"kind"`
		Date calendar.Date `json:"date"`
	} `json:"dates"`
}

// DatesAnswer is the line out; what does not exist is null.
type DatesAnswer struct {
	ID              json.RawMessage `json:"id"`
	DecidingType    *DateType       `json:"deciding_type"`
	StatutoryDate   calendar.Date   `json:"statutory_date"`
	WorkingDay      calendar.Date   `json:"working_day"`
	FridaySchemeDay calendar.Date   `json:"friday_scheme_day"`
	PlannedDay      calendar.Date   `json:"planned_day"`
	State           State           `json:"state"`
	Reasons         []Reason        `json:"reasons"`
	Explanation     string          `json:"explanation"`
	Dates           []AdjustedDate  `json:"dates"`
}

// CheckDates answers one line: the Friday scheme is worked out, there is no
// extract, and what is past is judged by today (the day given, where the line
// has none of its own). A word outside the closed lists is an error that says
// which.
func CheckDates(c *calendar.Calendar, today calendar.Date, in DatesQuestion) (DatesAnswer, error) {
	q := Question{Today: in.Today, LegalStatus: in.LegalStatus, BirthDate: in.DateOfBirth, SentenceStart: in.SentenceStart,
		ReturnedOn: in.ReturnedOn, NoExtract: true, FridayScheme: true}
	if q.Today.IsZero() {
		q.Today = today
	}
	if q.LegalStatus == "" {
		q.LegalStatus = UnknownStatus
	}
	if !slices.Contains(LegalStatuses, q.LegalStatus) {
		return DatesAnswer{}, fmt.Errorf("legal_status: %q is none of %v", in.LegalStatus, LegalStatuses)
	}
	q.Dates = make([]TypedDate, 0, len(in.Dates))
	for i, d := range in.Dates {
		if d.Kind == "" {
			d.Kind = Calculated
		}
		switch {
		case !slices.Contains(DateTypes, d.Type):
			return DatesAnswer{}, fmt.Errorf("dates[%d].type: %q is none of %v", i, d.Type, DateTypes)
		case !slices.Contains(DateKinds, d.Kind):
			return DatesAnswer{}, fmt.Errorf("dates[%d].kind: %q is none of %v", i, d.Kind, DateKinds)
		case !d.Date.IsZero():
			q.Dates = append(q.Dates, TypedDate{d.Type, d.Kind, d.Date})
		}
	}
	a := Decide(c, q)
	out := DatesAnswer{ID: in.ID, StatutoryDate: a.Statutory, WorkingDay: a.WorkingDay, FridaySchemeDay: a.FridaySchemeDay,
		PlannedDay: a.PlannedDay, State: a.State, Reasons: a.Reasons, Explanation: a.Explanation, Dates: Adjusted(c, q.Dates)}
	if a.DecidingType != "" {
		out.DecidingType = &a.DecidingType
	}
	return out, nil
}
