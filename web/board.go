package web

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/gin-gonic/gin"
	"github.com/jackc/pgx/v5"

	"throughgate/access"
	"throughgate/internal/calendar"
	"throughgate/internal/pg"
	"throughgate/notify"
	"throughgate/release"
)

// boardView is the board: one list of people, week by week where they have a
// planned day.
type boardView struct {
	Page     Page
	Tabs     []tab
	Filter   boardFilter
	Areas    []option
	Prisons  []option
	Groups   []boardGroup
	Pager    pager
	Title    string // of the list
	Empty    string // what to say where nobody is in it
	Filtered bool
	ClearAll string // address without filters

	Nobody   int // requests that have nobody to send them to
	YourList int // things that wait for the reader
	DueToday int // and of them are due today or late
	HasList  bool
	MayAdd   bool // somebody whom no extract has told of
}

type tab struct {
	Text, Href string
	Count      int
	Current    bool
}

// boardFilter is what the address says: list, area, prison and ticks.
type boardFilter struct {
	List                    release.List
	Area, Prison            string
	OutOfArea, Late, Nobody bool
}

// boardGroup is a week of the upcoming releases, or a whole other list.
type boardGroup struct {
	Heading string
	Count   int // in the whole list, on all pages
	Lines   []boardLine
}

// boardLine is one person.
type boardLine struct {
	Href, Name, Number string
	Restricted         bool
	Prison, Place      string
	Area               string
	Day, Why, State    string
	DaysLeft           string
	Moves              string
	Flags              []markView // what is out of the ordinary
	NotWatched         bool
	Marks              []markView
	Open, Late         string
	Nobody             bool
}

func (s *server) showBoard(c *gin.Context) {
	filter := readBoardFilter(c)
	query := release.BoardQuery{Scope: s.scope(c), Now: s.cfg.Now(), List: filter.List, Area: filter.Area,
		Prison: filter.Prison, OutOfArea: filter.OutOfArea, LateOnly: filter.Late, NobodyOnly: filter.Nobody,
		Page: pageNumber(c)}
	var board release.Board
	var choices release.BoardChoices
	var nobody, yours, due int
	who := actorOf(c)
	err := pg.InTx(c.Request.Context(), s.cfg.Pool, who.Key(), func(tx pgx.Tx) (err error) {
		if board, err = release.ReadBoard(c.Request.Context(), tx, query); err != nil {
			return err
		}
		if choices, err = release.ReadBoardChoices(c.Request.Context(), tx, query.Scope); err != nil {
			return err
		}
		if nobody, err = release.CountNobody(c.Request.Context(), tx, query.Scope, s.today()); err != nil {
			return err
		}
		if yours, due, err = notify.CountYourList(c.Request.Context(), tx, s.yourListQuery(c), s.today()); err != nil {
			return err
		}
		return access.Record(c.Request.Context(), tx, query.Now, who, access.Entry{Action: access.Consult,
			ObjectKind: "board", Detail: consulted(string(filter.List), board.Rows)})
	})
	if err != nil {
		s.fail(c, err)
		return
	}
	view := s.boardView(c, filter, query, board, choices)
	view.Nobody, view.YourList, view.DueToday, view.HasList = nobody, yours, due, len(notify.ListRoles(who.Role)) > 0
	s.look.Render(c, http.StatusOK, "board", view)
}

// consulted names the releases that a list has shown.
func consulted(list string, rows []release.BoardRow) string {
	refs := make([]string, len(rows))
	for i, row := range rows {
		refs[i] = row.Release.ID
	}
	return list + ": " + strings.Join(refs, " ")
}

func readBoardFilter(c *gin.Context) boardFilter {
	f := boardFilter{List: release.List(c.Query("list")), Area: c.Query("area"), Prison: c.Query("prison"),
		OutOfArea: c.Query("out_of_area") == "yes", Late: c.Query("late") == "yes", Nobody: c.Query("nobody") == "yes"}
	if !slices.Contains(release.Lists, f.List) {
		f.List = release.Upcoming
	}
	return f
}

// address is the board with these filters, at its first page.
func (f boardFilter) address() string {
	query := url.Values{}
	set := func(name, value string) {
		if value != "" {
			query.Set(name, value)
		}
	}
	if f.List != release.Upcoming {
		set("list", string(f.List))
	}
	set("area", f.Area)
	set("prison", f.Prison)
	for name, on := range map[string]bool{"out_of_area": f.OutOfArea, "late": f.Late, "nobody": f.Nobody} {
		if on {
			set(name, "yes")
		}
	}
	if len(query) == 0 {
		return "/"
	}
	return "/?" + query.Encode()
}

func (s *server) boardView(c *gin.Context, f boardFilter, q release.BoardQuery, b release.Board, choices release.BoardChoices) boardView {
	view := boardView{Page: s.page(c, "Releases"), Filter: f, Title: listTitle(f.List), Empty: listEmpty(f.List),
		Prisons: options(choices.Prisons, f.Prison), Filtered: f != boardFilter{List: f.List},
		ClearAll: boardFilter{List: f.List}.address(),
		Pager:    newPager(c, q.Page, release.BoardPage, len(b.Rows), b.Total(f.List))}
	view.MayAdd = slices.Contains(adders, actorOf(c).Role)
	if len(choices.Areas) > 1 {
		view.Areas = options(choices.Areas, f.Area)
	}
	for _, list := range release.Lists {
		other := f
		other.List = list
		view.Tabs = append(view.Tabs, tab{Text: listTitle(list), Href: other.address(), Count: b.Total(list), Current: list == f.List})
	}
	view.Groups = boardGroups(actorOf(c), f.List, b, len(choices.Areas) > 1)
	return view
}

// boardGroups puts rows under the weeks they leave in.
func boardGroups(who access.Actor, list release.List, b release.Board, areas bool) []boardGroup {
	var groups []boardGroup
	var last calendar.Date
	for i, row := range b.Rows {
		if i == 0 || list == release.Upcoming && row.Week != last {
			group := boardGroup{Heading: listTitle(list), Count: b.Total(list)}
			if list == release.Upcoming {
				group.Heading, group.Count = "Week of "+row.Week.Long(), b.Weeks[row.Week]
			}
			groups, last = append(groups, group), row.Week
		}
		at := &groups[len(groups)-1]
		at.Lines = append(at.Lines, newBoardLine(who, list, row, areas))
	}
	return groups
}

func newBoardLine(who access.Actor, list release.List, row release.BoardRow, areas bool) boardLine {
	line := boardLine{Href: "/releases/" + row.Release.ID, Name: row.Surname + ", " + row.Forenames,
		Number: row.Person.PrisonNumber, Restricted: row.Person.Restricted, Prison: row.Custody.PrisonName,
		Place: placeWords(row.Custody), Day: eitherDayShort(row.Release.PlannedDay, row.Release.OrDay()),
		Why:      shownExplanation(row.Release.Explanation, mayReadHealth(who, row.HealthConsent)),
		DaysLeft: daysLeftWords(row.Release.DaysLeft), NotWatched: !row.Watched,
		Marks: markViews(who, row), Nobody: row.Nobody, Flags: flagViews(who, list, row)}
	if list != release.Upcoming && row.Release.State != release.Planned {
		line.State = stateWords(row.Release.State, row.LeftBy)
	}
	if list == release.JustReleased {
		line.Day = row.Release.ReleasedOn.Short()
	}
	if areas {
		line.Area = row.Person.HomeArea
	}
	if row.Moves > 0 {
		line.Moves = "moved " + countWords(row.Moves, "time", "times")
		if row.NoticeLost > 0 {
			line.Moves += ", " + countWords(row.NoticeLost, "day's notice lost", "days' notice lost")
		}
	}
	if row.OpenTasks > 0 {
		line.Open = countWords(row.OpenTasks, "open request", "open requests")
	}
	if row.LateTasks > 0 {
		line.Late = fmt.Sprintf("%d late", row.LateTasks)
	}
	if line.Restricted {
		line.Name, line.Number, line.Prison, line.Place, line.Area = "Restricted record", "", "", "", ""
	}
	return line
}

func listTitle(list release.List) string {
	switch list {
	case release.Upcoming:
		return "Next 24 weeks"
	case release.AnyDay:
		return "Could leave any day"
	case release.AskPrison:
		return "Ask the prison"
	case release.NoDay:
		return "No day yet"
	case release.JustReleased:
		return "Released in the last 28 days"
	}
	return string(list)
}

func listEmpty(list release.List) string {
	switch list {
	case release.Upcoming:
		return "Nobody has a planned release day in the next 24 weeks."
	case release.AnyDay:
		return "Nobody could leave any day."
	case release.AskPrison:
		return "There is nothing to ask the prison."
	case release.NoDay:
		return "Everybody has a day, or could leave any day."
	case release.JustReleased:
		return "Nobody was released in the last 28 days."
	}
	return "Nobody."
}
