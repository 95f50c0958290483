package web

import (
	"net/http"
	"net/url"
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

// sheetView is one sheet, or all of a day: what is printed, and around it, on
// the screen alone, what officers need to know.
type sheetView struct {
	Page   Page
	Single bool
	Day    wording.Text // all sheets of this day
	Asked  string
	Errors []fieldError
	Sheets []sheetPage
	Form   handOverForm
	Today  string
}

type handOverForm struct{ By, On string }

// sheetPage is one page of paper, and what stands beside it on the screen.
type sheetPage struct {
	Words               *sheetWords
	Title, Name, Starts string
	Days                []sheetDay
	Places              []sheetPlaceLine
	Ring                string

	Reference, Heading string
	Restricted         bool
	LeftOff            []string
	Handed             []wording.Text
}

type sheetDay struct {
	Day    string
	Visits []sheetVisitLine
}

type sheetVisitLine struct{ Clock, With, Place, Ring string }

type sheetPlaceLine struct{ Use, Name, Place, Ring, Open string }

// sheetMaker makes sheets for whoever asks.
func (s *server) sheetMaker(c *gin.Context) release.SheetMaker {
	who := actorOf(c)
	return release.SheetMaker{Scope: s.scope(c), Reader: who, Now: s.cfg.Now(), Ring: s.cfg.UnitPhone,
		MayReadHealth: func(agreed bool) bool { return mayReadHealth(who, agreed) },
		Discloses:     func(words string) bool { return len(s.cfg.Words.Blocked(words)) > 0 }}
}

func (s *server) showSheet(c *gin.Context) {
	s.renderSheet(c, http.StatusOK, handOverForm{On: s.today().String()}, nil)
}

func (s *server) renderSheet(c *gin.Context, status int, form handOverForm, problems []fieldError) {
	var sheet release.Sheet
	err := s.reading(c, func(tx pgx.Tx) (entry access.Entry, err error) {
		sheet, err = s.sheetMaker(c).Of(c.Request.Context(), tx, c.Param("ref"))
		return access.Entry{Action: access.Consult, ObjectKind: "sheet", Releases: []string{c.Param("ref")}}, err
	})
	if err != nil {
		s.fail(c, err)
		return
	}
	s.look.Render(c, status, "sheet", sheetView{Page: s.page(c, wording.Data(sheetWordsIn(sheet.Language).Title)), Single: true, Errors: problems,
		Sheets: []sheetPage{s.sheetPage(sheet)}, Form: form, Today: s.today().String()})
}

// showSheets shows all sheets of a day, to be printed in one go.
func (s *server) showSheets(c *gin.Context) {
	asked := c.DefaultQuery("day", s.today().String())
	view := sheetView{Page: s.page(c, wording.Data(sheetEnglish.Title)), Asked: asked}
	day, err := calendar.Parse(asked)
	if err != nil {
		view.Errors = []fieldError{{Field: "day", Text: wording.F("Enter a day, such as {1}", s.today().String())}}
		s.look.Render(c, http.StatusUnprocessableEntity, "sheet", view)
		return
	}
	view.Day = wording.Day(day)
	var sheets []release.Sheet
	err = s.reading(c, func(tx pgx.Tx) (entry access.Entry, err error) {
		sheets, err = s.sheetMaker(c).OfDay(c.Request.Context(), tx, day)
		return access.Entry{Action: access.Consult, ObjectKind: "sheet", Detail: "day " + day.String(),
			Releases: refsOf(sheets, func(sheet release.Sheet) string { return sheet.Reference })}, err
	})
	if err != nil {
		s.fail(c, err)
		return
	}
	for _, sheet := range sheets {
		view.Sheets = append(view.Sheets, s.sheetPage(sheet))
	}
	s.look.Render(c, http.StatusOK, "sheet", view)
}

func (s *server) sheetPage(sheet release.Sheet) sheetPage {
	words := sheetWordsIn(sheet.Language)
	page := sheetPage{Words: words, Title: words.Title, Name: sheet.FirstName, Ring: s.cfg.UnitPhone,
		Reference: sheet.Reference, Heading: sheet.Heading, Restricted: sheet.Restricted, LeftOff: sheet.LeftOff}
	if sheet.From.IsZero() {
		page.Title = words.AnyDayTitle
	} else {
		page.Starts = words.day(sheet.From)
	}
	for _, v := range sheet.Visits {
		day := words.day(calendar.DayOf(v.StartsAt))
		if n := len(page.Days); n == 0 || page.Days[n-1].Day != day {
			page.Days = append(page.Days, sheetDay{Day: day})
		}
		clock := wording.Clock(v.StartsAt)
		if words.Lang == "cy" {
			clock = wording.Data(v.StartsAt.In(calendar.London).Format("15:04"))
		}
		last := &page.Days[len(page.Days)-1]
		last.Visits = append(last.Visits, sheetVisitLine{Clock: clock.String(), With: v.With, Place: v.Place, Ring: v.Ring})
	}
	for _, p := range sheet.Places {
		line := sheetPlaceLine{Use: words.use[p.Use], Name: p.Name, Place: p.Place, Ring: p.Ring}
		if p.Opens != "" && p.Closes != "" {
			line.Open = p.Opens + " - " + p.Closes
		}
		page.Places = append(page.Places, line)
	}
	for _, h := range sheet.Handed {
		page.Handed = append(page.Handed, wording.F("Handed over by {1} on {2} (recorded by {3}, {4})", h.By, h.On, h.RecordedBy, instantWords(h.RecordedAt)))
	}
	return page
}

// handSheetOver records who handed the sheet to the person, and when.
func (s *server) handSheetOver(c *gin.Context) {
	form := handOverForm{By: strings.TrimSpace(c.PostForm("by")), On: c.PostForm("on")}
	on, err := calendar.Parse(form.On)
	var problems []fieldError
	if form.By == "" || len(form.By) > 100 {
		problems = append(problems, fieldError{Field: "by", Text: "Enter who handed the sheet over, in up to 100 characters"})
	}
	if err != nil || on.After(s.today()) {
		problems = append(problems, fieldError{Field: "on", Text: "Enter the day on which it was handed over, today or earlier"})
	}
	if len(problems) > 0 {
		s.renderSheet(c, http.StatusUnprocessableEntity, form, problems)
		return
	}
	ctx, who := c.Request.Context(), actorOf(c)
	err = pg.InTx(ctx, s.cfg.Pool, who, func(tx pgx.Tx) error {
		return s.sheetMaker(c).HandOver(ctx, tx, who, s.cfg.Now(), c.Param("ref"), form.By, on)
	})
	if fault.Is(err, fault.KindInvalid) {
		s.renderSheet(c, http.StatusUnprocessableEntity, form, []fieldError{{Field: "by", Text: faultWords(err)}})
		return
	}
	if err != nil {
		s.fail(c, err)
		return
	}
	c.Redirect(http.StatusSeeOther, "/releases/"+url.PathEscape(c.Param("ref"))+"/sheet?done=handed-over")
}
