package web

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"github.com/gin-gonic/gin"
	"github.com/jackc/pgx/v5"

	"throughgate/access"
	"throughgate/internal/calendar"
	"throughgate/internal/fault"
	"throughgate/internal/pg"
	"throughgate/internal/wording"
	"throughgate/notify"
	"throughgate/release"
)

// boardView is the board: one list of people, week by week where they have a
// planned day.
type boardView struct {
	Page     Page
	Errors   []fieldError
	Releases []tab // the lists of people
	Lookouts []tab // what somebody has to look at
	Words    string
	Filter   boardForm
	Groups   []boardGroup
	Pager    pager
	Empty    wording.Text // what to say where nobody is in the list
	Filtered wording.Text // what the list is narrowed by; "" where it is whole
	Query    string       // of the address, for what is done with this list
	ClearAll string       // address without filters
	Views    []viewLink
	Printed  wording.Text // by whom and when

	Nobody   int // requests that have nobody to send them to
	YourList int // things that wait for the reader
	DueToday int // and of them are due today or late
	HasList  bool
	MayAdd   bool // somebody whom no extract has told of
}

type tab struct {
	Text    wording.Text
	Href    string
	Count   string
	Current bool
}

type viewLink struct{ Name, Href string }

// boardForm is the form of filters as it stands.
type boardForm struct {
	List                                                        release.List
	Find, Days                                                  string
	Areas, Prisons, Officers, Services, Pathways, States, Sorts []option
	Ticks                                                       []tickView
}

type tickView struct {
	Name  string
	Words wording.Text
	On    bool
}

// boardGroup is a week of the upcoming releases, or a whole other list.
type boardGroup struct {
	Heading  wording.Text
	Count    int    // in the whole list, on all pages
	More     string // address of the whole list where the group shows only its beginning
	Lines    []boardLine
	AtPrison bool // one prison's people: its name is not said again
}

// boardRead is one page of the board with what surrounds it.
type boardRead struct {
	filter   boardFilter
	query    release.BoardQuery
	board    release.Board
	choices  release.BoardChoices
	held     int
	nobody   int // requests that have nobody to send them to
	yours    int // things that wait for the reader
	due      int // and of them are due today or late
	views    []release.BoardView
	problems []fieldError
}

func (s *server) showBoard(c *gin.Context) {
	if s.backAsLeft(c) {
		return
	}
	read := boardRead{filter: readBoardFilter(c.Request.URL.Query())}
	ctx, who := c.Request.Context(), actorOf(c)
	err := pg.InPlannedTx(ctx, s.cfg.Pool, who, func(tx pgx.Tx) (err error) {
		if err = s.readBoard(c, tx, &read); err != nil {
			return err
		}
		if read.board, err = release.ReadBoard(ctx, tx, read.query); err != nil {
			return err
		}
		if read.views, err = release.BoardViews(ctx, tx, who); err != nil {
			return err
		}
		if mayDecideRows(who) {
			if read.held, err = release.CountHeldRows(ctx, tx, read.query.Scope); err != nil {
				return err
			}
		}
		if read.nobody, err = release.CountNobody(ctx, tx, read.query.Scope, s.today()); err != nil {
			return err
		}
		if read.yours, read.due, err = notify.CountYourList(ctx, tx, s.yourListQuery(c), s.today()); err != nil {
			return err
		}
		if err = release.KeepBoard(ctx, tx, who, read.query.Now, release.BoardView{Query: read.filter.query()}); err != nil {
			return err
		}
		return access.Record(ctx, tx, read.query.Now, who, boardSeen(read.filter, read.board))
	})
	if err != nil {
		s.fail(c, err)
		return
	}
	status := http.StatusOK
	if len(read.problems) > 0 {
		status = http.StatusUnprocessableEntity
	}
	s.look.Render(c, status, "board", s.boardView(c, read))
}

// backAsLeft leads the bare address to the board as its reader left it.
func (s *server) backAsLeft(c *gin.Context) bool {
	if c.Request.URL.RawQuery != "" {
		return false
	}
	var last string
	err := pg.ReadTx(c.Request.Context(), s.cfg.Pool, actorOf(c), func(tx pgx.Tx) (err error) {
		last, err = release.LastBoard(c.Request.Context(), tx, actorOf(c))
		return err
	})
	if err != nil {
		s.fail(c, err)
		return true
	}
	if plain := (boardFilter{List: release.Upcoming}).query(); last == "" || last == plain {
		return false
	}
	c.Redirect(http.StatusSeeOther, "/?"+last)
	return true
}

// readBoard turns the filter into a query: the words behind its search, and what
// it can be filtered by. What is wrong with the filter is left out and told.
func (s *server) readBoard(c *gin.Context, tx pgx.Tx, read *boardRead) error {
	ctx, who := c.Request.Context(), actorOf(c)
	if _, problem := read.filter.within(); problem != "" {
		read.problems = append(read.problems, fieldError{Field: "days", Text: problem})
	}
	read.query = read.filter.asks(s.scope(c), who)
	read.query.Now, read.query.Page = s.cfg.Now(), pageNumber(c)
	if read.filter.Find != "" {
		words, err := release.SearchWords(ctx, tx, who, read.filter.Find)
		switch {
		case fault.Is(err, fault.KindNotFound):
			read.problems = append(read.problems, fieldError{Field: "words", Text: "This search is not kept any more: search again"})
			read.filter.Find, read.filter.List = "", release.Upcoming
			read.query.List = release.Upcoming
		case err != nil:
			return err
		}
		read.query.Words = words
	}
	var err error
	read.choices, err = release.ReadBoardChoices(ctx, tx, read.query.Scope)
	return err
}

func (s *server) boardView(c *gin.Context, read boardRead) boardView {
	f, b := read.filter, read.board
	view := boardView{Page: s.page(c, "Releases"), Errors: read.problems, Words: read.query.Words, Filter: newBoardForm(f, read.choices),
		Empty: listEmpty(f.List), Filtered: f.words(read.choices, read.query.Words), Query: f.query(), ClearAll: f.cleared().address(),
		Pager: boardPager(f, read.query.Page, len(b.Rows), b.Total(f.List)), Printed: s.printedBy(c),
		Nobody: read.nobody, YourList: read.yours, DueToday: read.due, HasList: len(notify.ListRoles(actorOf(c).Role)) > 0, MayAdd: slices.Contains(adders, actorOf(c).Role)}
	if f.narrows() && view.Filtered == "" {
		view.Filtered = "filters"
	}
	for _, list := range release.Lists {
		other := f
		other.List = list
		t := tab{Text: f.title(list), Href: other.address(), Count: strconv.Itoa(b.Total(list)), Current: list == f.List}
		if list == release.Everyone && list != f.List {
			t.Count = "" // not counted unless it is looked at
		}
		if lookout(list) {
			view.Lookouts = append(view.Lookouts, t)
		} else {
			view.Releases = append(view.Releases, t)
		}
	}
	if mayDecideRows(actorOf(c)) {
		view.Lookouts = append(view.Lookouts, tab{Text: "Rows held of an import", Href: "/imports/held", Count: strconv.Itoa(read.held)})
	}
	view.Lookouts = append(view.Lookouts, tab{Text: "By prison", Href: "/prisons"})
	for _, kept := range read.views {
		view.Views = append(view.Views, viewLink{Name: kept.Name, Href: "/?" + kept.Query})
	}
	view.Groups = boardGroups(actorOf(c), f, b, len(read.choices.Areas) > 1)
	return view
}

// mayDecideRows tells whose work the held rows of imports are.
func mayDecideRows(who access.Actor) bool { return slices.Contains(bringers, who.Role) }

// printedBy is what stands on paper: who printed it and when.
func (s *server) printedBy(c *gin.Context) wording.Text {
	return wording.F("{1}, {2}, on {3}", actorOf(c).Name, actorOf(c).Role.Words(), instantWords(s.cfg.Now()))
}

func newBoardForm(f boardFilter, choices release.BoardChoices) boardForm {
	form := boardForm{List: f.List, Find: f.Find, Days: f.Days, Prisons: options(choices.Prisons, f.Prison)}
	if len(choices.Areas) > 1 {
		form.Areas = options(choices.Areas, f.Area)
	}
	if len(choices.Officers) > 0 {
		form.Officers = append(options(choices.Officers, f.Officer),
			option{Value: release.NoOfficer, Text: "No officer named", Selected: f.Officer == release.NoOfficer})
	}
	for _, service := range choices.Services {
		form.Services = append(form.Services, option{Value: service.Code, Text: serviceWords(service.Code), Selected: service.Code == f.Service})
	}
	for _, pathway := range release.PathwayOrder {
		form.Pathways = append(form.Pathways, option{Value: pathway, Text: pathwayWords(pathway), Selected: pathway == f.Pathway})
	}
	for _, mark := range release.Marks() {
		form.States = append(form.States, option{Value: string(mark), Text: wording.Capital(markFilterWords(mark)), Selected: mark == f.Mark})
	}
	for _, sort := range release.BoardSorts {
		form.Sorts = append(form.Sorts, option{Value: string(sort), Text: sortWords(sort), Selected: sort == f.Sort})
	}
	for _, tick := range f.ticks() {
		form.Ticks = append(form.Ticks, tickView{tick.Name, tick.Words, *tick.On})
	}
	return form
}

// boardPager keeps everything of the address but the page.
func boardPager(f boardFilter, number, shown, total int) pager {
	p := pager{Total: total, Number: number, Pages: max((total+release.BoardPage-1)/release.BoardPage, 1)}
	if shown > 0 {
		p.First = (number-1)*release.BoardPage + 1
		p.Last = p.First + shown - 1
	}
	at := func(page int) string {
		query, err := url.ParseQuery(f.query())
		if err != nil {
			return f.address()
		}
		if page > 1 {
			query.Set("page", strconv.Itoa(page))
		}
		return "/?" + query.Encode()
	}
	if number > 1 {
		p.Previous = at(min(number-1, p.Pages))
	}
	if number < p.Pages {
		p.Next = at(number + 1)
	}
	return p
}

// boardGroups puts rows under the weeks they leave in, those at the gate today
// before them.
func boardGroups(who access.Actor, f boardFilter, b release.Board, areas bool) []boardGroup {
	var groups []boardGroup
	if len(b.Gate) > 0 {
		gate := f
		gate.List = release.Gate
		group := boardGroup{Heading: listTitle(release.Gate), Count: b.Total(release.Gate)}
		if group.Count > len(b.Gate) {
			group.More = gate.address()
		}
		for _, row := range b.Gate {
			group.Lines = append(group.Lines, newBoardLine(who, gate, row, areas))
		}
		groups = append(groups, group)
	}
	weekly := f.List == release.Upcoming && f.Sort == release.SortDay
	var last calendar.Date
	for i, row := range b.Rows {
		if i == 0 || weekly && row.Week != last {
			group := boardGroup{Heading: f.title(f.List), Count: b.Total(f.List)}
			if weekly {
				group.Heading, group.Count = wording.F("Week of {1}", row.Week), b.Weeks[row.Week]
			}
			groups, last = append(groups, group), row.Week
		}
		at := &groups[len(groups)-1]
		at.Lines = append(at.Lines, newBoardLine(who, f, row, areas))
	}
	return groups
}
