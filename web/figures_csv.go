package web

import (
	"encoding/csv"
	"net/http"
	"strconv"

	"github.com/gin-gonic/gin"

	"throughgate/release"
)

// sendFigures answers with the figures by week as CSV, small numbers left out
// as on the page.
func (s *server) sendFigures(c *gin.Context) {
	form, problems := s.readFiguresForm(c)
	if len(problems) > 0 {
		c.Redirect(http.StatusSeeOther, "/figures?"+form.query())
		return
	}
	f, _, err := s.readFigures(c, form)
	if err != nil {
		s.fail(c, err)
		return
	}
	c.Header("Content-Type", "text/csv; charset=utf-8")
	c.Header("Content-Disposition", `attachment; filename="figures-`+form.from+`-to-`+form.to+`.csv"`)
	c.Status(http.StatusOK)
	out := csv.NewWriter(c.Writer)
	rows := [][]string{{"week_from", "released", "notice_working_days_median", "days_moved", "notice_working_days_lost", "required_requests",
		"required_done_by_release", "first_night_address_known", "treatment_needed", "treatment_started_by_day_21", "texts_sent", "texts_delivered"}}
	for _, w := range f.Weeks {
		rows = append(rows, weekCells(w.Monday.String(), w))
	}
	rows = append(rows, weekCells("whole period", f.Whole), nil,
		[]string{"service", "requests", "answered", "hours_to_answer_median"})
	for _, service := range f.Services {
		rows = append(rows, []string{service.Service, countCell(service.Answered.Of), shareCell(service.Answered), middleCell(service.Hours)})
	}
	// Whoever went away gets no more; there is nobody to tell.
	_ = out.WriteAll(rows)
}

func weekCells(week string, w release.WeekFigures) []string {
	return []string{week, countCell(w.Released), middleCell(w.Notice), countCell(w.Moved), countCell(w.NoticeLost),
		countCell(w.Required.Of), shareCell(w.Required), shareCell(w.Home), countCell(w.Treatment.Of), shareCell(w.Treatment),
		countCell(w.Texts.Of), shareCell(w.Texts)}
}

// A cell of a number that is too small to show is "<5", of one that cannot be
// shown for that reason empty.
func countCell(n int) string {
	if n > 0 && n < release.FewestShown {
		return "<" + strconv.Itoa(release.FewestShown)
	}
	return strconv.Itoa(n)
}

func shareCell(s release.Share) string {
	if !s.Shown() {
		return ""
	}
	return strconv.Itoa(s.Number)
}

func middleCell(m release.Middle) string {
	if !m.Shown() {
		return ""
	}
	return trimmedNumber(m.Value)
}
