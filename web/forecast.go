package web

import (
	"bytes"
	"encoding/csv"
	"errors"
	"net/http"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"
	"github.com/jackc/pgx/v5"

	"throughgate/access"
	"throughgate/internal/calendar"
	"throughgate/internal/fault"
	"throughgate/internal/pg"
	"throughgate/internal/wording"
	"throughgate/release"
)

// forecastView is the page that says what services would be asked if a list of
// people left on some day.
type forecastView struct {
	Page     Page
	Errors   []fieldError
	Form     forecastForm
	Forecast *release.Forecast // nil: nothing has been asked yet
	Kept     string            // the list, to get it as CSV
	Usual    wording.Text
	Over     []overLine
	Charts   []forecastChart
	Few      []wording.Text // services with a change that is too small to show
	Notice   []noticeLine
	Beds     []bedsLine
	Short    []release.ShortNotice
	MoreOf   int // people with less notice that are not shown
	MoreRows int // rows left out that are not shown
}

type overLine struct{ Service, From, Most, Usual wording.Text }

type noticeLine struct{ What, Before, After wording.Text }

type bedsLine struct {
	Week  wording.Text
	Cells [4]string
}

// shortShown is how many people with less notice the page names.
const shortShown = 100

func (s *server) showForecast(c *gin.Context) {
	if err := s.noted(c, access.Entry{Action: access.Consult, ObjectKind: "forecast"}); err != nil {
		s.fail(c, err)
		return
	}
	s.look.Render(c, http.StatusOK, "forecast", forecastView{Page: s.page(c, "Forecast")})
}

// makeForecast answers the form; nothing is stored but that it was looked at.
func (s *server) makeForecast(c *gin.Context) {
	form, err := readForecastForm(c)
	if err != nil {
		s.fail(c, err)
		return
	}
	view := forecastView{Page: s.page(c, "Forecast"), Form: form, Errors: form.check(s.today())}
	if len(view.Errors) == 0 {
		view.Forecast, err = s.forecastOf(c, form)
		var told *fault.Error
		if errors.As(err, &told) && told.Kind == fault.KindInvalid {
			view.Errors, err = []fieldError{{Field: form.listField(), Text: sentence(faultWords(err))}}, nil
		}
		if err != nil {
			s.fail(c, err)
			return
		}
	}
	switch {
	case len(view.Errors) > 0:
		s.look.Render(c, http.StatusUnprocessableEntity, "forecast", view)
	case form.AsCSV:
		sendForecast(c, view.Forecast)
	default:
		view.tell()
		s.look.Render(c, http.StatusOK, "forecast", view)
	}
}

// listField is the field in which the list stands.
func (f forecastForm) listField() string {
	if len(f.File) > 0 {
		return "file"
	}
	return "people"
}

func (s *server) forecastOf(c *gin.Context, form forecastForm) (f *release.Forecast, err error) {
	ctx, who := c.Request.Context(), actorOf(c)
	switch {
	case len(form.File) > 0:
		f, err = s.cfg.Forecasts.ForecastFile(ctx, who, bytes.NewReader(form.File), form.day)
	case form.People != "":
		f, err = s.cfg.Forecasts.ForecastPasted(ctx, who, form.People, form.day)
	default:
		f, err = s.cfg.Forecasts.ForecastFile(ctx, who, strings.NewReader(form.Kept), calendar.Date{})
	}
	if err != nil {
		return nil, err
	}
	return f, pg.InTx(ctx, s.cfg.Pool, who, func(tx pgx.Tx) error {
		return access.Record(ctx, tx, s.cfg.Now(), who, f.Seen()...)
	})
}

// tell puts a forecast into words; numbers too small to show are left out.
func (v *forecastView) tell() {
	f := v.Forecast
	v.Usual = usualWords(f.Usual)
	for _, s := range f.Exceeding() {
		v.Over = append(v.Over, overLine{Service: forecastService(s), From: wording.Day(s.From), Most: countShown(s.Most),
			Usual: wording.F("{1}, at most {2}", trimmedNumber(s.Usual.Median), countShown(s.Usual.Highest))})
	}
	for _, s := range f.Changed() {
		if chart, shown := newForecastChart(s); shown {
			v.Charts = append(v.Charts, chart)
		} else {
			v.Few = append(v.Few, forecastService(s))
		}
	}
	b, n := f.Notice.Before, f.Notice.After
	v.Notice = []noticeLine{
		{"People with less notice than their requests take", countShown(b.People), countShown(n.People)},
		{"Requests asked later than usual", countShown(b.Requests), countShown(n.Requests)},
		{"Of them, past their usual due day when they arrive", countShown(b.Overdue), countShown(n.Overdue)},
		{"Requests too late to be of use", countShown(b.TooLate), countShown(n.TooLate)},
		{"Requests with nobody to send to", countShown(b.Nobody), countShown(n.Nobody)}}
	for _, k := range f.Beds {
		if k.LeavingBefore+k.LeavingAfter > 0 {
			v.Beds = append(v.Beds, bedsLine{wording.Day(k.Monday), [4]string{countShown(k.LeavingBefore).String(), countShown(k.LeavingAfter).String(), countShown(k.BedsBefore).String(), countShown(k.BedsAfter).String()}})
		}
	}
	v.Short = f.Short
	if len(v.Short) > shortShown {
		v.Short, v.MoreOf = v.Short[:shortShown], len(v.Short)-shortShown
	}
	if len(f.Rejected) > shownRows {
		v.MoreRows = len(f.Rejected) - shownRows
		f.Rejected = f.Rejected[:shownRows]
	}
	kept := strings.Builder{}
	kept.WriteString("reference,day\n")
	for _, r := range f.Listed {
		kept.WriteString(r.Reference + "," + r.Day.String() + "\n")
	}
	v.Kept = kept.String()
}

func usualWords(u release.UsualPeriod) wording.Text {
	switch u.Weeks {
	case 0:
		return "Nothing was asked in a whole week yet, so there is no usual load to compare with."
	case release.UsualWeeks:
		return wording.F("The usual load is that of the 12 weeks from {1} to {2}.", u.From, u.To)
	}
	return wording.F("The usual load is that of {1} only, from {2} to {3}.", wording.N(u.Weeks, "{1} week", "{1} weeks"), u.From, u.To)
}

// forecastService is a service, and whose.
func forecastService(s release.ServiceForecast) wording.Text {
	switch {
	case s.Area == "":
		return wording.F("{1}, officers", serviceWords(s.Service))
	case strings.HasPrefix(s.Service, "prison_"):
		return wording.F("{1}{2}", wording.F("{1}, ", serviceWords(s.Service)), prisonOrGeneral(s.Area))
	}
	return wording.F("{1}, {2}", serviceWords(s.Service), s.Name)
}

func prisonOrGeneral(code string) wording.Text {
	if code == "*" {
		return "general contact"
	}
	return wording.Data(code)
}

// sendForecast answers with the weeks of every service as CSV, small numbers
// left out as on the page. It names nobody.
func sendForecast(c *gin.Context, f *release.Forecast) {
	c.Header("Content-Type", "text/csv; charset=utf-8")
	c.Header("Content-Disposition", `attachment; filename="forecast-`+f.Today.String()+`.csv"`)
	c.Status(http.StatusOK)
	out := csv.NewWriter(c.Writer)
	rows := [][]string{{"service", "area", "name", "week_from", "asked_before", "asked_after", "due_before", "due_after", "over_usual", "usual_median", "usual_highest"}}
	for _, s := range f.Services {
		for _, w := range s.Weeks {
			rows = append(rows, []string{s.Service, s.Area, s.Name, w.Monday.String(), countCell(w.AskedBefore), countCell(w.AskedAfter), countCell(w.DueBefore), countCell(w.DueAfter),
				countCell(w.Over), strconv.FormatFloat(s.Usual.Median, 'f', -1, 64), countCell(s.Usual.Highest)})
		}
	}
	rows = append(rows, nil, []string{"week_from", "leaving_before", "leaving_after", "beds_before", "beds_after"})
	for _, k := range f.Beds {
		rows = append(rows, []string{k.Monday.String(), countCell(k.LeavingBefore), countCell(k.LeavingAfter), countCell(k.BedsBefore), countCell(k.BedsAfter)})
	}
	// Whoever went away gets no more; there is nobody to tell.
	_ = out.WriteAll(rows)
}
