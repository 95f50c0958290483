package release

import (
	"slices"
	"time"

	"throughgate/internal/calendar"
	"throughgate/pathways"
)

// List is one list of the board. Each current release of the unit's people
// stands in at most one of the lists of wholeBoard, and in AskPrison besides
// where the prison has to be asked; the others are picked out of all of them.
type List string

// The lists.
const (
	Gate         List = "gate"     // leaves today, or has left today
	Upcoming     List = "upcoming" // planned from tomorrow on within 24 weeks, by week
	AnyDay       List = "any_day"  // could leave any day
	AskPrison    List = "ask"      // what the prison has to be asked: Asks
	NoDay        List = "no_day"   // awaiting parole, recalled, no dates; date passed, and somebody wrote why
	JustReleased List = "released" // in the last 28 days

	NewInCustody  List = "new"     // received in the last seven days
	InCourt       List = "court"   // at court, or a hearing within seven days
	GoneFromFile  List = "gone"    // missing from two later files of one source
	ConsentWanted List = "consent" // a request waits for the person's consent
	Everyone      List = "all"     // whatever the state, but for those who moved away
)

// Lists names them in the order in which a board shows them.
var Lists = []List{Gate, Upcoming, AnyDay, NoDay, JustReleased, Everyone, AskPrison, ConsentWanted, GoneFromFile, NewInCustody, InCourt}

// wholeBoard are the lists that together hold everybody on the board.
var wholeBoard = []List{Gate, Upcoming, AnyDay, AskPrison, NoDay, JustReleased}

// BoardDays is how many days ahead of today the board looks, inclusive: 24
// weeks (domain rule 5).
const BoardDays = 168

// ReleasedDays is how long a released person is watched (domain rule 7).
const ReleasedDays = 28

// BoardPage is how many people one page of the board shows.
const BoardPage = 25

// BoardSort is the order of a list.
type BoardSort string

// The orders. The zero value is SortDay.
const (
	SortDay    BoardSort = ""       // the list's own: by day, mostly
	SortName   BoardSort = "name"   // surname, forenames
	SortPrison BoardSort = "prison" // the prison's name, then by day
	SortWorst  BoardSort = "worst"  // no bed first, then MAPPA, no medicines or prescription, far from home
)

// BoardSorts names them in the order of a page.
var BoardSorts = []BoardSort{SortDay, SortName, SortPrison, SortWorst}

// NoOfficer in BoardQuery.Officer: nobody is named who manages the person.
const NoOfficer = "none"

// MostDays is the widest window a board may be asked for.
const MostDays = 3650

// BoardQuery says what to show of the board.
type BoardQuery struct {
	Scope Scope
	Now   time.Time
	List  List
	Sort  BoardSort
	// AllHealth: the reader has a recorded basis for everybody's health, not
	// only for that of people who agreed (domain rule 9).
	AllHealth bool

	Words       string // what was searched for: names or numbers; "" for all
	Area        string // GSS code; "" for all of the scope
	Prison      string // code; "" for all
	Officer     string // a Choice of ReadBoardChoices, or NoOfficer; "" for all
	Service     string // code: an open request of that service
	Pathway     string // with Mark: that pathway's mark; alone: anything open there
	Mark        Mark   // alone: a request that stands like this in any pathway
	Within      int    // planned day at most so many days ahead; 0: as far as the list goes
	OutOfArea   bool   // only people out of area, or where that is not known
	IOM         bool   // only the IOM cohort
	Moved       bool   // the planned day moved in the last seven days
	LateOnly    bool   // only with a task open after its due day
	NobodyOnly  bool   // only with a task that has nobody to send it to
	NoAddress   bool   // the first-night address is not confirmed
	NotAnswered bool   // a request is with a service that does not answer

	Page int // from 1

	narrowed []int64 // the releases that the filters leave, once they are known
}

func (q BoardQuery) today() calendar.Date { return calendar.DayOf(q.Now) }

// Board is one page of one list, with the true totals of all lists.
type Board struct {
	Rows   []BoardRow
	Counts map[List]int          // with the query's filters
	Weeks  map[calendar.Date]int // Monday -> people who leave in that week, whole list
	// Gate is today's list, on the first page of Upcoming.
	Gate []BoardRow
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
	NoNotice      bool          `json:"-"` // no privacy notice is recorded as given
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
	NoBed         bool          `json:"-"` // the first-night address is not confirmed
	NoScript      bool          `json:"-"` // medicines or prescription are not arranged: health
	MAPPA         string        `json:"-"` // a flag of domain 9; "" for none, and where restricted
	Consents      []string      `json:"-"` // consents that a request waits for
	NextCourtOn   calendar.Date `json:"-"`
	ReceivedDay   calendar.Date `json:"-"`
	MissingSince  calendar.Date `json:"-"`
	Next          *NextStep     `json:"-"`
}

// NextStep is the open task whose day comes first, and whose it is; one that
// waits for something else is it only where all of them do.
type NextStep struct {
	Ref     string
	Title   string
	Pathway string
	Service string // code
	State   pathways.State
	AskOn   calendar.Date // of one that is not asked yet
	DueOn   calendar.Date
	Contact string // who was asked; "" before
	Where   string // the service's name in the directory; "" before
	Waits   bool   // for a consent or another task
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

// Marks lists those that a board can be filtered by, the worst first.
func Marks() []Mark {
	list := slices.Clone(ranked[1:])
	slices.Reverse(list)
	return list
}

func rankOfMark(m Mark) int { return slices.Index(ranked, m) }

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
