package web

import (
	"net/http"
	"net/url"
	"strconv"

	"github.com/gin-gonic/gin"
	"github.com/jackc/pgx/v5"

	"throughgate/access"
	"throughgate/internal/calendar"
	"throughgate/pathways"
	"throughgate/release"
)

// unusualView is reading that stands out, rule by rule.
type unusualView struct {
	Page   Page
	Errors []fieldError
	Period periodForm
	Rules  []unusualRule
	CSV    string
}

type unusualRule struct {
	Title, Rule string
	ID          string
	Lines       []unusualLine
}

type unusualLine struct{ Who, Href, Role, What, About, AboutHref string }

// readUnusual reads for a page or an export.
func (s *server) readUnusual(c *gin.Context, did access.Action, from, to calendar.Date) (list []release.Unusual, err error) {
	err = s.readingEverywhere(c, func(tx pgx.Tx) (access.Entry, error) {
		entry := access.Entry{Action: did, ObjectKind: "unusual"}
		cal, err := pathways.LoadCalendar(c.Request.Context(), tx)
		if err != nil {
			return entry, err
		}
		list, err = release.ReadUnusual(c.Request.Context(), tx, cal, from, to)
		entry.Releases = refsOf(list, func(u release.Unusual) string { return u.Reference })
		return entry, err
	})
	return list, err
}

func (s *server) showUnusual(c *gin.Context) {
	form, from, to, problems := s.readPeriod(c, unusualDays)
	status := http.StatusOK
	if len(problems) > 0 {
		status = http.StatusUnprocessableEntity
	}
	list, err := s.readUnusual(c, access.Consult, from, to)
	if err != nil {
		s.fail(c, err)
		return
	}
	view := unusualView{Page: s.page(c, "Unusual reading"), Errors: problems, Period: form,
		CSV: "/records/unusual/csv?from=" + from.String() + "&to=" + to.String()}
	for _, kind := range release.UnusualKinds {
		rule := unusualRule{Title: unusualTitle(kind), Rule: kind.Words(), ID: string(kind)}
		for _, u := range list {
			if u.Kind == kind {
				rule.Lines = append(rule.Lines, newUnusualLine(u, from, to))
			}
		}
		view.Rules = append(view.Rules, rule)
	}
	s.look.Render(c, status, "unusual", view)
}

// newUnusualLine leads to what the account did on the day, or in the period.
func newUnusualLine(u release.Unusual, from, to calendar.Date) unusualLine {
	if !u.Day.IsZero() {
		from, to = u.Day, u.Day
	}
	line := unusualLine{Who: u.Name, Role: access.Role(u.Role).Words(), What: unusualWords(u)}
	if u.AccountRef != "" {
		line.Href = "/records/accounts/" + u.AccountRef + "?" + url.Values{"from": {from.String()}, "to": {to.String()}}.Encode()
	}
	if u.Reference != "" {
		line.About, line.AboutHref = trailOf(u.Reference, u.Initials)
	}
	return line
}

func unusualTitle(kind release.UnusualKind) string {
	switch kind {
	case release.UnusualRestricted:
		return "Restricted records"
	case release.UnusualMany:
		return "Many more people than usual"
	case release.UnusualAgain:
		return "One person again and again"
	case release.UnusualArea:
		return "Outside their usual areas"
	case release.UnusualSlowed:
		return "Slowed"
	case release.UnusualHours:
		return "Outside hours"
	}
	return string(kind)
}

func unusualWords(u release.Unusual) string {
	switch u.Kind {
	case release.UnusualRestricted:
		return "opened " + countWords(u.Count, "time", "times")
	case release.UnusualMany:
		return countWords(u.Count, "person", "people") + " on " + u.Day.Long() + ", usually " + strconv.Itoa(u.Usual)
	case release.UnusualAgain:
		return "found by " + countWords(u.Count, "search", "searches")
	case release.UnusualArea:
		return countWords(u.Count, "person", "people") + " of " + u.Area
	case release.UnusualHours:
		return countWords(u.Count, "look", "looks") + " on " + u.Day.Long()
	case release.UnusualSlowed:
		return "slowed in " + countWords(u.Count, "hour", "hours")
	}
	return ""
}

func (s *server) sendUnusual(c *gin.Context) {
	_, from, to, problems := s.readPeriod(c, unusualDays)
	if len(problems) > 0 {
		s.showUnusual(c)
		return
	}
	list, err := s.readUnusual(c, access.Disclose, from, to)
	if err != nil {
		s.fail(c, err)
		return
	}
	out := s.beginCSV(c, "unusual-"+from.String()+"-to-"+to.String())
	out.row("Rule", "Who", "Role", "What", "About")
	for _, u := range list {
		line := newUnusualLine(u, from, to)
		out.row(unusualTitle(u.Kind), line.Who, line.Role, line.What, line.About)
	}
	out.flush()
}
