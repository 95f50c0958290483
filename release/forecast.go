package release

import (
	"slices"

	"throughgate/internal/calendar"
	"throughgate/pathways"
)

// ForecastWeeks is how many London weeks a forecast shows, this one included:
// as far as planning reaches.
const ForecastWeeks = pathways.Reach/7 + 1

// UsualWeeks is of how many whole weeks before this one the usual load is told.
const UsualWeeks = 12

// Forecast is what a list of people asks of services, were each of them
// released on the day that the list gives, beside what is planned now.
type Forecast struct {
	Today      calendar.Date     `json:"today"`
	FirstWatch calendar.Date     `json:"first_watch"` // the next day on which requests go
	From       calendar.Date     `json:"from"`        // Monday of this week
	To         calendar.Date     `json:"to"`          // Sunday of the last
	Rows       int               `json:"rows"`        // Rows = People.Listed + Repeated + rejected
	Repeated   int               `json:"repeated"`    // rows that say again what one before them says
	Rejected   []ForecastProblem `json:"rejected"`
	Ignored    []string          `json:"ignored_columns"`
	People     ForecastPeople    `json:"people"`
	Usual      UsualPeriod       `json:"usual"`
	Services   []ServiceForecast `json:"services"` // by code, then area; those without anything are left out
	Notice     ForecastNotice    `json:"notice"`
	Short      []ShortNotice     `json:"short"` // least notice first; no restricted record
	Beds       []BedsInWeek      `json:"beds"`  // every week

	refs []string

	// Listed are those that the forecast is of, to ask again: by reference.
	Listed []ForecastRow `json:"-"`
}

// ForecastPeople counts the people of the list: Listed = Moved + SameDay + NoDay
// + NotWatched. Restricted records are among them, and told as counts alone.
type ForecastPeople struct {
	Listed     int `json:"listed"`
	Moved      int `json:"moved"`
	SameDay    int `json:"same_day"`    // planned for that day already
	NoDay      int `json:"no_day"`      // on remand or not sentenced: no date decides anything
	NotWatched int `json:"not_watched"` // not out of area: nothing is asked for them
	Restricted int `json:"restricted"`
}

// ForecastProblem is a row that is left out: why, and what to do. It repeats no
// cell but a day.
type ForecastProblem struct {
	Line    int    `json:"line"`
	Column  string `json:"column"`
	Problem string `json:"problem"`
}

// UsualPeriod are the whole weeks that the usual load is told of. Weeks is less
// than UsualWeeks where the unit began later; 0: there is none yet.
type UsualPeriod struct {
	From  calendar.Date `json:"from"`
	To    calendar.Date `json:"to"`
	Weeks int           `json:"weeks"`
}

// ServiceForecast is what one service is asked. Officers of probation and of the
// unit stand as one each.
type ServiceForecast struct {
	Service string             `json:"service"` // code of the catalogue
	Area    string             `json:"area"`    // GSS code, prison code or "*"; "" for officers
	Name    string             `json:"name"`    // of the directory; "" for officers
	Usual   UsualLoad          `json:"usual"`
	Before  int                `json:"asked_before"`
	After   int                `json:"asked_after"`
	From    calendar.Date      `json:"exceeds_from"` // Monday of the first week over the usual; null: none
	Most    int                `json:"most_over"`    // by how many, in the worst week
	Weeks   []ServiceLoadWeeks `json:"weeks"`

	id int64
}

// UsualLoad is what a service was asked in a week: the middle and the highest of
// the usual period.
type UsualLoad struct {
	Median  float64 `json:"median"`
	Highest int     `json:"highest"`
}

// ServiceLoadWeeks is one week of a service. What this week has asked already
// counts as asked on both sides; waiting are those of the asked that wait for a
// consent or a clearance today.
type ServiceLoadWeeks struct {
	Monday        calendar.Date `json:"monday"`
	AskedBefore   int           `json:"asked_before"`
	AskedAfter    int           `json:"asked_after"`
	WaitingBefore int           `json:"waiting_before"`
	WaitingAfter  int           `json:"waiting_after"`
	DueBefore     int           `json:"due_before"`
	DueAfter      int           `json:"due_after"`
	Over          int           `json:"over"` // asked over the highest usual week, because of the list
}

// ForecastNotice counts what the people of the list lose, as planned and as listed.
type ForecastNotice struct {
	Before NoticeCount `json:"before"`
	After  NoticeCount `json:"after"`
}

// NoticeCount counts requests that have less than their lead time.
type NoticeCount struct {
	People   int `json:"people"`
	Requests int `json:"requests"` // asked later than their standard wants
	Overdue  int `json:"overdue"`  // of them, past their usual due day when they arrive
	TooLate  int `json:"too_late"` // no longer of use: never asked
	Nobody   int `json:"nobody"`   // nobody to ask, or nobody who may be told
}

// ShortNotice is one person of the list with less notice than it takes.
type ShortNotice struct {
	Reference string        `json:"reference"`
	From      calendar.Date `json:"from"` // planned day now; null: none
	To        calendar.Date `json:"to"`
	Requests  int           `json:"requests"`
	Overdue   int           `json:"overdue"`
	TooLate   int           `json:"too_late"`
}

// BedsInWeek counts who leaves in a week, and of them those who have no address
// confirmed for the first night and a housing need, known or not asked yet.
type BedsInWeek struct {
	Monday        calendar.Date `json:"monday"`
	LeavingBefore int           `json:"leaving_before"`
	LeavingAfter  int           `json:"leaving_after"`
	BedsBefore    int           `json:"beds_before"`
	BedsAfter     int           `json:"beds_after"`
}

// Exceeding are the services that the list would take over their usual load.
func (f *Forecast) Exceeding() []ServiceForecast {
	return slices.DeleteFunc(slices.Clone(f.Services), func(s ServiceForecast) bool { return s.Most == 0 })
}

// Changed are the services that the list asks more or less of, in some week.
func (f *Forecast) Changed() []ServiceForecast {
	return slices.DeleteFunc(slices.Clone(f.Services), func(s ServiceForecast) bool {
		return !slices.ContainsFunc(s.Weeks, func(w ServiceLoadWeeks) bool { return w.AskedBefore != w.AskedAfter || w.DueBefore != w.DueAfter })
	})
}
