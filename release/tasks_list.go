package release

import (
	"time"

	"throughgate/access"
	"throughgate/internal/calendar"
	"throughgate/pathways"
)

// TaskFilter narrows the list of tasks by how they stand.
type TaskFilter string

// The filters. The zero value is TasksAsked.
const (
	TasksAsked    TaskFilter = ""          // with whoever has to answer or do them
	TasksNoAnswer TaskFilter = "no_answer" // the time to answer has passed
	TasksLate     TaskFilter = "late"      // open after the due day
	TasksSaidNo   TaskFilter = "said_no"   // service said no, or is full
	TasksNotYet   TaskFilter = "not_yet"   // not asked yet
	TasksDone     TaskFilter = "done"
	TasksClosed   TaskFilter = "closed" // withdrawn, not wanted, not eligible, too late
)

// TaskFilters lists them in the order of a page.
var TaskFilters = []TaskFilter{TasksAsked, TasksNoAnswer, TasksLate, TasksSaidNo, TasksNotYet, TasksDone, TasksClosed}

// tellsHowItStands: the list tells more of a request than whether it is agreed.
func (f TaskFilter) tellsHowItStands() bool { return f != TasksAsked && f != TasksDone }

// TaskPage is how many tasks one page shows.
const TaskPage = 25

// TaskQuery says which tasks to list, and for whom. A service contact sees
// only what was asked of their services, in their areas.
type TaskQuery struct {
	Scope   Scope
	Actor   access.Actor
	Now     time.Time
	Service string // a service's code; "" for all
	Filter  TaskFilter
	Page    int // from 1
}

func (q TaskQuery) today() calendar.Date { return calendar.DayOf(q.Now) }

// TaskList is one page of tasks, and how many there are of each service.
type TaskList struct {
	Rows     []TaskRow
	Total    int
	Services []ServiceCount // of the open requests, whatever the filter
}

// ServiceCount is how the open requests of one service stand.
type ServiceCount struct {
	Service               string
	Asked, NoAnswer, Late int
}

// TaskRow is one task of a list.
type TaskRow struct {
	Ref           string
	Version       int
	OfficersOwn   bool
	Code          string
	Pathway       string
	Title         string
	Service       string
	State         pathways.State
	HandOffOn     calendar.Date
	DueOn         calendar.Date
	HandedOffOn   calendar.Date
	AcknowledgeBy *time.Time
	FullUntil     calendar.Date
	ShortNotice   bool
	ContactName   string
	ContactEmail  string
	ReleaseRef    string
	PlannedDay    calendar.Date
	OrDay         calendar.Date // the other day where the planned one is presumed
	ReleasedOn    calendar.Date
	Surname       string
	Forenames     string
	Flags         []string
	HealthConsent bool
}

// Initials of the person; empty for a restricted record.
func (t TaskRow) Initials() string {
	if t.Restricted() {
		return ""
	}
	return initials(t.Forenames, t.Surname)
}

// Restricted tells whether the record is masked.
func (t TaskRow) Restricted() bool { return isRestricted(t.Flags) }

// Late tells whether the task is open after its due day.
func (t TaskRow) Late(today calendar.Date) bool {
	return t.State.Open() && !t.DueOn.IsZero() && t.DueOn.Before(today)
}

// NoAnswer tells whether the time to answer has passed without one.
func (t TaskRow) NoAnswer(now time.Time) bool { return noAnswer(t.State, t.AcknowledgeBy, now) }
