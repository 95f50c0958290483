package web

import (
	"net/http"
	"net/url"

	"github.com/gin-gonic/gin"
	"github.com/jackc/pgx/v5"

	"throughgate/access"
	"throughgate/internal/calendar"
	"throughgate/internal/wording"
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
	Title wording.Text
	Rule  wording.Text
	ID    string
	Lines []unusualLine
}

type unusualLine struct {
	Who, Href string
	Role      wording.Text
	What      wording.Text
	About     wording.Text
	AboutHref string
}

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

func unusualTitle(kind release.UnusualKind) wording.Text {
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
	return wording.Data(string(kind))
}

func unusualWords(u release.Unusual) wording.Text {
	switch u.Kind {
	case release.UnusualRestricted:
		return wording.F("opened {1}", wording.N(u.Count, "{1} time", "{1} times"))
	case release.UnusualMany:
		return wording.F("{1} on {2}, usually {3}", wording.N(u.Count, "{1} person", "{1} people"), u.Day, u.Usual)
	case release.UnusualAgain:
		return wording.F("found by {1}", wording.N(u.Count, "{1} search", "{1} searches"))
	case release.UnusualArea:
		return wording.F("{1} of {2}", wording.N(u.Count, "{1} person", "{1} people"), u.Area)
	case release.UnusualHours:
		return wording.F("{1} on {2}", wording.N(u.Count, "{1} look", "{1} looks"), u.Day)
	case release.UnusualSlowed:
		return wording.F("slowed in {1}", wording.N(u.Count, "{1} hour", "{1} hours"))
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
		out.row(unusualTitle(u.Kind).String(), line.Who, line.Role.String(), line.What.String(), line.About.String())
	}
	out.flush()
}
