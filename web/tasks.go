package web

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/jackc/pgx/v5"

	"throughgate/access"
	"throughgate/internal/calendar"
	"throughgate/internal/pg"
	"throughgate/internal/wording"
	"throughgate/pathways"
	"throughgate/release"
)

// tasksView lists requests by service. A service contact sees initials,
// reference, days and the ask; officers see names.
type tasksView struct {
	Page      Page
	Errors    []fieldError
	Services  []serviceLine
	Choices   []option // of services
	Filters   []option
	Service   string
	State     string // the filter
	Number    int    // of the page
	Several   bool   // some can be answered in one go
	Lines     []taskLine
	Pager     pager
	FirstList int // requests of the first list without an answer, for its service
	Filtered  bool
}

// serviceLine is how the open requests of one service stand.
type serviceLine struct {
	Href                  string
	Name                  wording.Text
	Asked, NoAnswer, Late int
}

// taskLine is one request of the list.
type taskLine struct {
	Href           string
	Title, Service wording.Text
	Who            wording.Text
	Reference      string
	Leaves         wording.Text
	Due, Asked     wording.Text
	Class          string
	State          wording.Text
	ShortNotice    bool
	For            wording.Text // whom the reader stands in for, and until when
	Tick           string       // reference and version, where it can be answered in one go with others
}

func (s *server) listTasks(c *gin.Context) { s.renderTasks(c, http.StatusOK, nil) }

// renderTasks answers with the list that the address, or the form that was sent
// from it, asks for.
func (s *server) renderTasks(c *gin.Context, status int, problems []fieldError) {
	if c.Request.Method == http.MethodPost {
		c.Request.URL.RawQuery = listQuery(c)
	}
	ctx, who := c.Request.Context(), actorOf(c)
	query := release.TaskQuery{Scope: s.cfg.Unit, Actor: who, Now: s.cfg.Now(), Service: c.Query("service"),
		Filter: release.TaskFilter(c.Query("state")), Page: pageNumber(c)}
	if !slices.Contains(release.TaskFilters, query.Filter) {
		query.Filter = release.TasksAsked
	}
	var list release.TaskList
	var firstList int
	err := pg.InPlannedTx(ctx, s.cfg.Pool, who, func(tx pgx.Tx) (err error) {
		if list, err = release.ReadTasks(ctx, tx, query); err != nil {
			return err
		}
		if firstList, err = pathways.CountFirstList(ctx, tx, who); err != nil {
			return err
		}
		return access.Record(ctx, tx, query.Now, who, access.Entry{Action: access.Consult, ObjectKind: "tasks",
			Detail: string(query.Filter), Releases: refsOf(list.Rows, func(r release.TaskRow) string { return r.ReleaseRef })})
	})
	if err != nil {
		s.fail(c, err)
		return
	}
	view := tasksView{Page: s.page(c, "Requests"), Errors: problems, Service: query.Service, State: string(query.Filter), Number: query.Page, FirstList: firstList,
		Filtered: query.Service != "" || query.Filter != release.TasksAsked,
		Pager:    newPager(c, query.Page, release.TaskPage, len(list.Rows), list.Total)}
	for _, filter := range release.TaskFilters {
		if who.Role == access.SPOC && filter == release.TasksNotYet {
			continue // a service hears of a request when it is asked
		}
		view.Filters = append(view.Filters, option{Value: string(filter), Text: filterWords(filter), Selected: filter == query.Filter})
	}
	view.addServices(list.Services, query.Service)
	for _, row := range list.Rows {
		view.Lines = append(view.Lines, newTaskLine(who, row, query.Now))
		view.Several = view.Several || view.Lines[len(view.Lines)-1].Tick != ""
	}
	s.look.Render(c, status, "tasks", view)
}

// acknowledgeFirstList is the one press that says "we have the whole list".
func (s *server) acknowledgeFirstList(c *gin.Context) {
	if _, err := s.cfg.Tasks.AcknowledgeFirstList(c.Request.Context(), actorOf(c)); err != nil {
		s.fail(c, err)
		return
	}
	c.Redirect(http.StatusSeeOther, "/tasks?done=first-list")
}

// addServices lists the services with open requests; the one that is chosen
// stays in the choice when it has none.
func (v *tasksView) addServices(counts []release.ServiceCount, chosen string) {
	found := false
	for _, count := range counts {
		found = found || count.Service == chosen
		v.Services = append(v.Services, serviceLine{Href: "/tasks?service=" + url.QueryEscape(count.Service),
			Name: serviceWords(count.Service), Asked: count.Asked, NoAnswer: count.NoAnswer, Late: count.Late})
		v.Choices = append(v.Choices, option{Value: count.Service, Text: serviceWords(count.Service), Selected: count.Service == chosen})
	}
	if chosen != "" && !found {
		v.Choices = append(v.Choices, option{Value: chosen, Text: serviceWords(chosen), Selected: true})
	}
}

func newTaskLine(who access.Actor, row release.TaskRow, now time.Time) taskLine {
	see := listViewer(who, row.Restricted(), row.HealthConsent)
	line := taskLine{Href: "/tasks/" + row.Ref, Title: wording.Data(row.Title), Service: serviceWords(row.Service),
		Who: nameIn(see, row.Surname, row.Forenames, row.Initials()), Reference: row.ReleaseRef, Due: wording.DayShort(row.DueOn),
		Leaves: access.Pick(see, access.FieldDays, leavesWords(row.PlannedDay, row.OrDay, row.ReleasedOn)), ShortNotice: row.ShortNotice && row.State.Open()}
	if !row.HandedOffOn.IsZero() {
		line.Asked = wording.F("asked on {1}", wording.DayShort(row.HandedOffOn))
	} else if !row.HandOffOn.IsZero() {
		line.Asked = wording.F("to be asked on {1}", wording.DayShort(row.HandOffOn))
	}
	line.Class, line.State = taskMark(row.State, row.Late(calendar.DayOf(now)), row.NoAnswer(now), row.FullUntil)
	if can := pathways.Answers(row.State, row.OfficersOwn); who.Role == access.SPOC && row.State.Asked() && slices.Contains(can, pathways.Accepted) {
		line.Tick = row.Ref + ":" + strconv.Itoa(row.Version)
	}
	if in, ok := who.CoversFor(row.ContactEmail); ok {
		line.For = wording.F("for {1} until {2}", in.Away, wording.DayShort(in.Until))
	}
	if release.IsHealth(row.Pathway) && who.Role != access.SPOC && !see.Sees(access.FieldHealth) { // what a service is asked is its own
		line.Title, line.Service, line.Href = "Health request", "A health service", ""
		line.Class, line.State, line.Asked, line.Due, line.ShortNotice = "planned", agreedWords(row.State), "", "", false
	}
	return line
}

// leavesWords is the day a person leaves or has left; both days where it is
// presumed.
func leavesWords(planned, or, released calendar.Date) wording.Text {
	switch {
	case !released.IsZero():
		return wording.F("released {1}", wording.DayShort(released))
	case planned.IsZero():
		return "no day known"
	}
	return eitherDayShort(planned, or)
}

func filterWords(filter release.TaskFilter) wording.Text {
	switch filter {
	case release.TasksAsked:
		return "Asked and not done"
	case release.TasksNoAnswer:
		return "No answer yet"
	case release.TasksLate:
		return "Late"
	case release.TasksSaidNo:
		return "Service said no, or is full"
	case release.TasksNotYet:
		return "Not asked yet"
	case release.TasksDone:
		return "Done"
	case release.TasksClosed:
		return "Closed"
	}
	return wording.Data(string(filter))
}
