package web

import (
	"net/http"
	"net/url"
	"slices"

	"github.com/gin-gonic/gin"
	"github.com/jackc/pgx/v5"

	"throughgate/access"
	"throughgate/internal/calendar"
	"throughgate/internal/wording"
	"throughgate/pathways"
	"throughgate/release"
)

// figuresView is the page of figures: a chart and its table for each.
type figuresView struct {
	Page     Page
	Errors   []fieldError
	From, To string
	Areas    []option
	Period   wording.Text
	CSV      string // address
	Charts   []chart
	Services []answerTimeLine

	MayForecast bool
}

type answerTimeLine struct{ Service, Asked, Answered, Time wording.Text }

// figuresWeeks is the period shown where none is asked for, up to this week.
const figuresWeeks = 12

// figuresForm is what the address says.
type figuresForm struct {
	from, to       string
	area           string
	monday, sunday calendar.Date
}

func (s *server) readFiguresForm(c *gin.Context) (figuresForm, []fieldError) {
	today := s.today()
	f := figuresForm{from: c.Query("from"), to: c.Query("to"), area: c.Query("area")}
	if f.from == "" {
		f.from = today.AddDays(-7 * (figuresWeeks - 1)).String()
	}
	if f.to == "" {
		f.to = today.String()
	}
	from, errFrom := calendar.Parse(f.from)
	to, errTo := calendar.Parse(f.to)
	var problems []fieldError
	if errFrom != nil {
		problems = append(problems, fieldError{Field: "from", Text: wording.F("Enter the first day, such as {1}", today.AddDays(-77).String())})
	}
	switch {
	case errTo != nil:
		problems = append(problems, fieldError{Field: "to", Text: wording.F("Enter the last day, such as {1}", today.String())})
	case errFrom == nil && to.Before(from):
		problems = append(problems, fieldError{Field: "to", Text: "Enter a last day that is not before the first"})
	case to.After(today):
		to = today
		if from.After(to) {
			from = to
		}
	}
	if len(problems) == 0 {
		f.monday, f.sunday = release.WholeWeeks(from, to)
		f.from, f.to = f.monday.String(), f.sunday.String()
	}
	return f, problems
}

func (f figuresForm) query() string {
	q := url.Values{"from": {f.from}, "to": {f.to}}
	if f.area != "" {
		q.Set("area", f.area)
	}
	return q.Encode()
}

// readFigures counts for the actor's own people, or those of one of their areas.
func (s *server) readFigures(c *gin.Context, form figuresForm) (figures release.Figures, areas []release.Choice, err error) {
	ctx := c.Request.Context()
	err = s.reading(c, func(tx pgx.Tx) (access.Entry, error) {
		entry := access.Entry{Action: access.Consult, ObjectKind: "figures", Detail: form.from + " to " + form.to}
		choices, err := release.ReadBoardChoices(ctx, tx, s.scope(c))
		if err != nil {
			return entry, err
		}
		areas = choices.Areas
		scope := s.scope(c)
		if slices.ContainsFunc(areas, func(a release.Choice) bool { return a.Code == form.area }) {
			scope.All, scope.Areas = false, []string{form.area}
		}
		cal, err := pathways.LoadCalendar(ctx, tx)
		if err != nil {
			return entry, err
		}
		figures, err = release.ReadFigures(ctx, tx, cal, release.FiguresAsked{Scope: scope, From: form.monday, To: form.sunday, Today: s.today()})
		return entry, err
	})
	return figures, areas, err
}

func (s *server) showFigures(c *gin.Context) {
	form, problems := s.readFiguresForm(c)
	view := figuresView{Page: s.page(c, "Figures"), From: form.from, To: form.to, Errors: problems,
		MayForecast: slices.Contains(bringers, actorOf(c).Role)}
	if len(problems) > 0 {
		s.look.Render(c, http.StatusUnprocessableEntity, "figures", view)
		return
	}
	figures, areas, err := s.readFigures(c, form)
	if err != nil {
		s.fail(c, err)
		return
	}
	if len(areas) > 1 {
		view.Areas = options(areas, form.area)
	}
	view.Period = wording.F("From {1} to {2}", form.monday, form.sunday)
	view.CSV = "/figures.csv?" + form.query()
	view.Charts = charts(figures)
	for _, f := range figures.Services {
		view.Services = append(view.Services, answerTimeLine{Service: serviceWords(f.Service), Asked: countShown(f.Answered.Of),
			Answered: shareWords(f.Answered), Time: hoursWords(f.Hours)})
	}
	s.look.Render(c, http.StatusOK, "figures", view)
}
