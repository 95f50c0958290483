package release

import (
	"fmt"
	"slices"

	"throughgate/internal/calendar"
	"throughgate/pathways"
)

// ForecastRow is one row of a list: somebody, by prison number or by the
// reference of a release, and the day on which they would leave.
type ForecastRow struct {
	Line         int
	PrisonNumber string
	Reference    string
	Day          calendar.Date
}

// column is the one by which the row names somebody.
func (r ForecastRow) column() string {
	if r.PrisonNumber != "" {
		return "prison_number"
	}
	return "reference"
}

// forecastPerson is what a forecast must know of somebody on the list.
type forecastPerson struct {
	ReleaseID     int64
	Ref           string
	Number        string // as the row has it; "" where the row has a reference
	Asked         string // the reference as the row has it
	State         State
	LegalStatus   LegalStatus
	BirthDate     calendar.Date
	SentenceStart calendar.Date
	ReleasedOn    calendar.Date
	Flags         []string
}

func (p *forecastPerson) restricted() bool { return slices.Contains(p.Flags, "restricted") }

// cannotLeave says why a list cannot give somebody another day; "" where it can.
// Of a restricted record no more is said than that.
func (p *forecastPerson) cannotLeave() string {
	switch p.State {
	case Planned, CouldLeaveAnyDay, AwaitingParole, RecalledNoDate, NoDates, DatePassed, NotConfirmed:
		return ""
	case Released, Removed, Died, MovedAway, LeftUnknown, AtLarge:
	}
	if p.restricted() {
		return "nothing is planned for this person: take the row out"
	}
	switch p.State {
	case Released:
		return fmt.Sprintf("released already, on %s: take the row out", p.ReleasedOn)
	case LeftUnknown:
		return "has left prison, reason unknown: ring the prison, record what it says, and take the row out"
	case AtLarge:
		return "is at large: take the row out until they are back in custody"
	case Died, Removed, MovedAway, Planned, CouldLeaveAnyDay, AwaitingParole, RecalledNoDate, NoDates, DatePassed, NotConfirmed:
	}
	return "nothing is planned for this person: take the row out"
}

// ifReleased is the case as it would be planned if the prison confirmed that
// day: what the rules of the dates make of it. told is false where no date
// decides anything (remand), and then the case is as it was. A day that is
// the planned one changes nothing.
func (p *forecastPerson) ifReleased(cal *calendar.Calendar, c *pathways.Case, dates []TypedDate, day, today calendar.Date) (would *pathways.Case, told bool) {
	if p.State == Planned && c.PlannedDay == day {
		return c, true
	}
	// What a day already given by the prison, or left over from before a recall,
	// would say against it does not count: that is the question.
	dates = slices.DeleteFunc(slices.Clone(dates), func(d TypedDate) bool {
		return d.Type == Confirmed || p.LegalStatus == Recall && d.Type == CRD && !day.After(d.Day)
	})
	a := Decide(cal, Question{Today: today, LegalStatus: p.LegalStatus, BirthDate: p.BirthDate, SentenceStart: p.SentenceStart,
		Dates: append(dates, TypedDate{Type: Confirmed, Kind: Calculated, Day: day}), FridayScheme: true})
	if a.PlannedDay.IsZero() {
		return c, false
	}
	moved := *c
	moved.PlannedDay, moved.Supervised, moved.Paused, moved.MovedFrom = a.PlannedDay, a.Supervised, false, c.PlannedDay
	return &moved, true
}

// wantsHousing: a housing need is known, or nobody has asked yet.
func wantsHousing(c *pathways.Case) bool {
	return !c.NeedsAssessed || slices.Contains(c.Needs, "accommodation") || slices.Contains(c.NeedsUnknown, "accommodation")
}

// sortForecast matches the rows with the people found: who is on the list, with
// the day, by release; rows of nobody, of somebody who cannot be given a day, of
// days past and of two days for one person are problems.
func sortForecast(rows []ForecastRow, found []*forecastPerson, today calendar.Date) (days map[int64]calendar.Date, people map[int64]*forecastPerson, problems []ForecastProblem) {
	byNumber, byRef := map[string]*forecastPerson{}, map[string]*forecastPerson{}
	for _, p := range found {
		if p.Number != "" {
			byNumber[p.Number] = p
		} else {
			byRef[p.Asked] = p
		}
	}
	days, people = map[int64]calendar.Date{}, map[int64]*forecastPerson{}
	first := map[int64]int{}
	for _, r := range rows {
		p := byNumber[r.PrisonNumber]
		if r.PrisonNumber == "" {
			p = byRef[r.Reference]
		}
		problem := func(column, words string) {
			problems = append(problems, ForecastProblem{r.Line, column, words})
		}
		switch {
		case p == nil:
			problem(r.column(), "nobody of your areas has this: check it, or import the release extract that has them first")
		case r.Day.Before(today):
			problem("day", fmt.Sprintf("%s is past: write today or a later day", r.Day))
		case p.cannotLeave() != "":
			problem(r.column(), p.cannotLeave())
		case first[p.ReleaseID] != 0 && days[p.ReleaseID] != r.Day:
			problem("day", fmt.Sprintf("line %d gives the same person another day: keep one of the two (line %d is counted)", first[p.ReleaseID], first[p.ReleaseID]))
		case first[p.ReleaseID] == 0:
			first[p.ReleaseID], days[p.ReleaseID], people[p.ReleaseID] = r.Line, r.Day, p
		}
	}
	return days, people, problems
}
