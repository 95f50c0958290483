package web

import (
	"context"
	"net/http"
	"strconv"

	"github.com/gin-gonic/gin"
	"github.com/jackc/pgx/v5"

	"throughgate/access"
	"throughgate/internal/calendar"
	"throughgate/internal/fault"
	"throughgate/internal/wording"
	"throughgate/release"
)

// trailView is who did what with a person's record, or what one account did.
type trailView struct {
	Page    Page
	Errors  []fieldError
	Heading wording.Text
	Of      string // "person" or "account"
	Period  periodForm
	Lines   []trailLine
	Pager   pager
	CSV     string
	Subject *trailSubject // of a person
}

// trailSubject is the person's last request for what is held, and the form that
// starts one.
type trailSubject struct {
	Href, State string
	Open        bool
	Action      string
	Received    string
}

// periodForm are the two days of a page, as typed.
type periodForm struct{ From, To string }

// trailLine is one row of the audit in words.
type trailLine struct {
	When      wording.Text
	Who       wording.Text
	WhoHref   string
	Role      wording.Text
	What      wording.Text
	Detail    string
	About     wording.Text
	AboutHref string
	To        wording.Text
}

// The days that a page shows where none are asked for, up to today.
const (
	trailDays   = 28
	unusualDays = 7
)

// readPeriod reads the days that an address asks for; where they cannot be read
// from and to are those that are shown where none are asked for.
func (s *server) readPeriod(c *gin.Context, days int) (form periodForm, from, to calendar.Date, problems []fieldError) {
	today := s.today()
	form = periodForm{From: c.DefaultQuery("from", today.AddDays(1-days).String()), To: c.DefaultQuery("to", today.String())}
	from, errFrom := calendar.Parse(form.From)
	to, errTo := calendar.Parse(form.To)
	if errFrom != nil {
		problems = append(problems, fieldError{"from", wording.F("Enter the first day, such as {1}", today.AddDays(-7).String())})
	}
	switch {
	case errTo != nil:
		problems = append(problems, fieldError{"to", wording.F("Enter the last day, such as {1}", today.String())})
	case errFrom == nil && to.Before(from):
		problems = append(problems, fieldError{"to", "Enter a last day that is not before the first"})
	}
	if len(problems) > 0 {
		from, to = today.AddDays(1-days), today
	}
	return form, from, to, problems
}

// readTrailOf reads the trail of a person or of an account.
type readTrailOf func(ctx context.Context, tx pgx.Tx, q release.TrailQuery) (release.Trail, error)

// trailEntry says whose trail was looked at.
func trailEntry(action access.Action, q release.TrailQuery, t release.Trail) access.Entry {
	entry := access.Entry{Action: action, ObjectKind: "records", Detail: "of " + t.AccountKey}
	if q.Release != "" {
		entry.Detail, entry.Releases = "of a person", []string{t.Reference}
	}
	return entry
}

// readTrail reads for a page or an export.
func (s *server) readTrail(c *gin.Context, did access.Action, q release.TrailQuery, read readTrailOf) (trail release.Trail, err error) {
	err = s.readingEverywhere(c, func(tx pgx.Tx) (entry access.Entry, err error) {
		trail, err = read(c.Request.Context(), tx, q)
		return trailEntry(did, q, trail), err
	})
	return trail, err
}

func (s *server) showPersonTrail(c *gin.Context) {
	s.showTrail(c, release.TrailQuery{Release: c.Param("ref")}, release.ReadPersonTrail)
}

func (s *server) showAccountTrail(c *gin.Context) {
	s.showTrail(c, release.TrailQuery{Account: c.Param("ref")}, release.ReadAccountTrail)
}

func (s *server) showTrail(c *gin.Context, q release.TrailQuery, read readTrailOf) {
	s.showTrailWith(c, q, read, "", nil)
}

// showTrailWith shows it with what is wrong with the form that starts a request for
// what is held, and what was typed there.
func (s *server) showTrailWith(c *gin.Context, q release.TrailQuery, read readTrailOf, received string, wrong []fieldError) {
	form, from, to, problems := s.readPeriod(c, trailDays)
	q.From, q.To, q.Page = from, to, pageNumber(c)
	status := http.StatusOK
	if len(problems) > 0 {
		status = http.StatusUnprocessableEntity
	}
	var asked release.SubjectRequest
	trail, err := s.readTrail(c, access.Consult, q, func(ctx context.Context, tx pgx.Tx, q release.TrailQuery) (release.Trail, error) {
		trail, err := read(ctx, tx, q)
		if err != nil || q.Release == "" {
			return trail, err
		}
		asked, err = release.ReadSubjectOf(ctx, tx, q.Release)
		if fault.Is(err, fault.KindNotFound) {
			err = nil
		}
		return trail, err
	})
	if err != nil {
		s.fail(c, err)
		return
	}
	if len(wrong) > 0 {
		problems, status = append(problems, wrong...), http.StatusUnprocessableEntity
	}
	view := trailView{Errors: problems, Period: form, Pager: newPager(c, q.Page, release.TrailPage, len(trail.Rows), trail.Total), Of: "person"}
	view.CSV = c.Request.URL.Path + "/csv?from=" + q.From.String() + "&to=" + q.To.String()
	view.Heading = trailHeading(q, trail)
	if q.Release != "" {
		view.CSV = "/records/people/" + trail.Reference + "/csv?from=" + q.From.String() + "&to=" + q.To.String()
		view.Subject = &trailSubject{Action: "/records/people/" + trail.Reference + "/subject-access", Received: received}
		if asked.Ref != "" {
			line := s.newSubjectLine(asked)
			view.Subject.Href, view.Subject.State = line.Href, wording.F("{1}{2}", wording.F("{1}: ", line.State), line.By).String()
			view.Subject.Open = asked.State() != release.SubjectGiven && asked.State() != release.SubjectClosed
		}
	}
	title := wording.F("Who looked at {1}", trail.Reference)
	if q.Account != "" {
		view.Of, title = "account", "What an account did"
	}
	view.Page = s.page(c, title)
	for _, row := range trail.Rows {
		view.Lines = append(view.Lines, newTrailLine(row))
	}
	s.look.Render(c, status, "trail", view)
}

func trailHeading(q release.TrailQuery, t release.Trail) wording.Text {
	switch {
	case q.Account != "":
		return wording.F("{1}, {2}", t.Name, access.Role(t.Role).Words())
	case t.Initials == "":
		return wording.F("Restricted record, reference {1}", t.Reference)
	}
	return wording.F("{1}, reference {2}", t.Initials, t.Reference)
}

// trailOf names a person, and leads to what was done with their record.
func trailOf(reference, initials string) (words wording.Text, href string) {
	return wording.Join(" ", wording.Data(initials), wording.Data(reference)), "/records/people/" + reference
}

func newTrailLine(row release.TrailRow) trailLine {
	line := trailLine{When: instantWords(row.At), Who: wording.Data(row.Name), Role: access.Role(row.Role).Words(),
		What: trailWords(access.Action(row.Action), row.ObjectKind), Detail: row.Detail, To: toWhomWords(row.ToWhom)}
	if row.AccountRef != "" {
		line.WhoHref = "/records/accounts/" + row.AccountRef
	} else {
		line.Who, line.Role = "The program", programWords(row.Actor)
	}
	if row.AgreementID != nil {
		line.To = wording.F("{1}, under agreement {2}", line.To, strconv.FormatInt(*row.AgreementID, 10))
	}
	switch {
	case row.Reference != "":
		line.About, line.AboutHref = trailOf(row.Reference, row.Initials)
	case row.People > 0:
		line.About = wording.N(row.People, "{1} person", "{1} people")
	}
	return line
}

func (s *server) sendPersonTrail(c *gin.Context) {
	s.sendTrail(c, release.TrailQuery{Release: c.Param("ref")}, release.ReadPersonTrail)
}

func (s *server) sendAccountTrail(c *gin.Context) {
	s.sendTrail(c, release.TrailQuery{Account: c.Param("ref")}, release.ReadAccountTrail)
}

// sendTrail answers with the whole period as a spreadsheet reads it.
func (s *server) sendTrail(c *gin.Context, q release.TrailQuery, read readTrailOf) {
	_, from, to, problems := s.readPeriod(c, trailDays)
	if len(problems) > 0 {
		s.showTrail(c, q, read)
		return
	}
	q.From, q.To = from, to
	trail, err := s.readTrail(c, access.Disclose, q, read)
	if err != nil {
		s.fail(c, err)
		return
	}
	out := s.beginCSV(c, "records-"+q.From.String()+"-to-"+q.To.String())
	out.row("When", "Who", "Role", "What", "More", "About", "To whom")
	for _, row := range trail.Rows {
		line := newTrailLine(row)
		out.row(row.At.In(calendar.London).Format("2006-01-02 15:04:05"), line.Who.String(), line.Role.String(), line.What.String(), line.Detail, line.About.String(), line.To.String())
	}
	out.flush()
}

func (s *server) beginCSV(c *gin.Context, name string) sheet {
	c.Header("Content-Type", "text/csv; charset=utf-8")
	c.Header("Content-Disposition", `attachment; filename="`+name+`.csv"`)
	c.Status(http.StatusOK)
	return newSheet(c.Writer)
}
