package release

import (
	"slices"
	"time"

	"throughgate/internal/calendar"
)

// List is one list of the board. Each current release of the unit's people
// stands in at most one of them, and in AskPrison besides where the prison has
// to be asked.
type List string

// The lists.
const (
	Upcoming     List = "upcoming" // planned within 24 weeks, by week
	AnyDay       List = "any_day"  // could leave any day
	AskPrison    List = "ask"      // what the prison has to be asked: Asks
	NoDay        List = "no_day"   // awaiting parole, recalled, no dates; date passed, and somebody wrote why
	JustReleased List = "released" // in the last 28 days
)

// Lists names them in the order in which a board shows them.
var Lists = []List{Upcoming, AnyDay, AskPrison, NoDay, JustReleased}

// BoardDays is how many days ahead of today the board looks, inclusive: 24
// weeks (domain rule 5).
const BoardDays = 168

// ReleasedDays is how long a released person is watched (domain rule 7).
const ReleasedDays = 28

// BoardPage is how many people one page of the board shows.
const BoardPage = 25

// BoardQuery says what to show of the board.
type BoardQuery struct {
	Scope Scope
	Now   time.Time
	List  List

	Area       string // GSS code; "" for all of the scope
	Prison     string // code; "" for all
	OutOfArea  bool   // only people out of area, or where that is not known
	LateOnly   bool   // only with a task open after its due day
	NobodyOnly bool   // only with a task that has nobody to send it to

	Page int // from 1
}

func (q BoardQuery) today() calendar.Date { return calendar.DayOf(q.Now) }

// Board is one page of one list, with the true totals of all lists.
type Board struct {
	Rows   []BoardRow
	Counts map[List]int          // with the query's filters
	Weeks  map[calendar.Date]int // Monday -> people who leave in that week, whole list
}

// Total is the number of people in a list.
func (b Board) Total(list List) int { return b.Counts[list] }

// BoardRow is one person on the board, in the shapes of `show releases --json`.
// What carries no JSON name is for pages only.
type BoardRow struct {
	Person    StoryPerson  `json:"person"`
	Custody   StoryCustody `json:"custody"`
	Release   StoryRelease `json:"release"`
	OpenTasks int          `json:"open_tasks"`
	LateTasks int          `json:"late_tasks"`

	Surname       string        `json:"-"`
	Forenames     string        `json:"-"`
	Watched       bool          `json:"-"`
	IOM           bool          `json:"-"`
	HealthConsent bool          `json:"-"` // consent_to_share_health is in force
	Nobody        bool          `json:"-"` // a task has nobody to send it to
	Moves         int           `json:"-"` // how often the planned day moved
	NoticeLost    int           `json:"-"` // working days, over all moves
	LeftBy        Word          `json:"-"`
	Withheld      bool          `json:"-"` // released in error: no service is told
	Asks          []Ask         `json:"-"` // why the prison has to be asked
	Week          calendar.Date `json:"-"` // Monday of the planned day's week
	Marks         []PathwayMark `json:"-"`
}

// Mark is how one pathway of one release stands: the worst of its tasks.
type Mark string

// The marks, from the one that hides all others down. A task that waits for
// its day counts less than one under way, so that a mark says what is going on.
const (
	MarkNobody   Mark = "nobody"    // due to be asked, and nobody to send it to
	MarkLate     Mark = "late"      // open after its due day
	MarkDeclined Mark = "declined"  // service said no
	MarkFull     Mark = "full"      // no capacity, full until a day
	MarkNoAnswer Mark = "no_answer" // the time to answer has passed
	MarkAsked    Mark = "asked"
	MarkReceived Mark = "received" // acknowledged
	MarkAgreed   Mark = "agreed"
	MarkNotYet   Mark = "not_yet"
	MarkTooLate  Mark = "too_late" // the day by which it had to start has passed
	MarkDone     Mark = "done"
	MarkNone     Mark = "none" // nothing to do there
)

// ranked lists the marks by the number that the board's SQL gives them.
var ranked = []Mark{MarkNone, MarkDone, MarkTooLate, MarkNotYet, MarkAgreed, MarkReceived, MarkAsked,
	MarkNoAnswer, MarkFull, MarkDeclined, MarkLate, MarkNobody}

func markOf(rank int) Mark {
	if rank < 0 || rank >= len(ranked) {
		return MarkNone
	}
	return ranked[rank]
}

// PathwayMark is the mark of one pathway. FullUntil is set with MarkFull where
// the service said until when.
type PathwayMark struct {
	Pathway   string
	Mark      Mark
	FullUntil calendar.Date
}

// PathwayOrder is the order in which pages show the pathways (domain 1).
var PathwayOrder = []string{"accommodation", "benefits_and_work", "mental_health", "drugs_and_alcohol",
	"probation", "finance", "family", "transition", "first_days", "release_day"}

// IsHealth tells whether a pathway is about health: its tasks are shown only to
// those with a recorded basis (domain rule 9).
func IsHealth(pathway string) bool {
	return slices.Contains([]string{"mental_health", "drugs_and_alcohol"}, pathway)
}
