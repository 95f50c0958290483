package web

import (
	"context"
	"net/http"
	"net/url"

	"github.com/gin-gonic/gin"
	"github.com/jackc/pgx/v5"

	"throughgate/access"
	"throughgate/internal/calendar"
	"throughgate/internal/fault"
	"throughgate/internal/pg"
	"throughgate/internal/wording"
	"throughgate/release"
)

// Subjects are the use cases behind a person's request for what is held about
// them. Errors: fault.NotFound, fault.Invalid, fault.Conflict, fault.Refused, and
// release.FieldProblems of a mark.
type Subjects interface {
	StartSubject(ctx context.Context, who access.Actor, release string, received calendar.Date) (ref string, err error)
	ExtendSubject(ctx context.Context, who access.Actor, ref, reason string) error
	DraftSubject(ctx context.Context, who access.Actor, ref string) error
	MarkSubject(ctx context.Context, who access.Actor, ref string, m release.NewMark) error
	UnmarkSubject(ctx context.Context, who access.Actor, ref, mark string) error
	ReadMark(ctx context.Context, who access.Actor, ref, mark string, agree bool) error
	GiveSubject(ctx context.Context, who access.Actor, ref string, version int) error
	CloseSubject(ctx context.Context, who access.Actor, ref, reason string) error
}

// subjectsView lists people's requests for what is held about them.
type subjectsView struct {
	Page  Page
	Lead  bool
	Over  bool
	Tabs  []tab
	Lines []subjectLine
	Empty wording.Text
}

type subjectLine struct {
	Href, Reference string
	Received        wording.Text
	By              string
	Class           string
	State           wording.Text
	Unread          wording.Text
}

func (s *server) showSubjects(c *gin.Context) {
	who, over := actorOf(c), c.Query("list") == "over"
	var list []release.SubjectRequest
	err := s.subjectTx(c, func(ctx context.Context, tx pgx.Tx) (err error) {
		if list, err = release.ReadSubjects(ctx, tx, over); err != nil {
			return err
		}
		return access.Record(ctx, tx, s.cfg.Now(), who, access.Entry{Action: access.Consult, ObjectKind: "subject access",
			Releases: refsOf(list, func(r release.SubjectRequest) string { return r.Reference })})
	})
	if err != nil {
		s.fail(c, err)
		return
	}
	view := subjectsView{Page: s.page(c, "Requests for what is held"), Lead: who.Role == access.InformationLead, Over: over, Empty: "No request is open.",
		Tabs: []tab{{Text: "Open", Href: "/subject-access", Current: !over}, {Text: "Given or closed", Href: "/subject-access?list=over", Current: over}}}
	if over {
		view.Empty = "Nothing was given or closed yet."
	}
	for _, r := range list {
		view.Lines = append(view.Lines, s.newSubjectLine(r))
	}
	s.look.Render(c, http.StatusOK, "subjects", view)
}

func (s *server) newSubjectLine(r release.SubjectRequest) subjectLine {
	line := subjectLine{Href: "/subject-access/" + r.Ref, Reference: r.Reference, Received: wording.Day(r.ReceivedOn), By: s.answerByWords(r).String()}
	line.Class, line.State = subjectStateWords(r)
	if r.Unread > 0 && r.State() == release.SubjectReading {
		line.Unread = wording.F("{1} for a second reader", wording.N(r.Unread, "{1} part waits", "{1} parts wait"))
	}
	return line
}

// answerByWords is the last day, and how far away it is.
func (s *server) answerByWords(r release.SubjectRequest) wording.Text {
	switch r.State() {
	case release.SubjectGiven:
		return wording.F("given on {1}", instantWords(*r.GivenAt))
	case release.SubjectClosed:
		return wording.F("closed on {1}", instantWords(*r.ClosedAt))
	case release.SubjectOpen, release.SubjectDrafted, release.SubjectReading:
	}
	left := r.AnswerBy().Sub(s.today())
	words := wording.F("{1} ({2})", r.AnswerBy(), daysLeftWords(&left))
	if left < 0 {
		words = wording.F("{1}: overdue", words)
	}
	return words
}

func subjectStateWords(r release.SubjectRequest) (class string, words wording.Text) {
	switch r.State() {
	case release.SubjectOpen:
		return "asked", "nothing is put together yet"
	case release.SubjectDrafted:
		return "asked", "put together, to be read and given"
	case release.SubjectReading:
		return "late", "waits for a second reader"
	case release.SubjectGiven:
		return "done", "given"
	case release.SubjectClosed:
		return "done", "closed without an answer"
	}
	return "", spelled(string(r.State()))
}

// subjectTx reads requests as the reader: the information lead those of everybody,
// whose record they do not see otherwise; a coordinator those of the people they see.
func (s *server) subjectTx(c *gin.Context, read func(context.Context, pgx.Tx) error) error {
	ctx, who := c.Request.Context(), actorOf(c)
	return pg.InTx(ctx, s.cfg.Pool, who, func(tx pgx.Tx) error {
		if who.Role == access.InformationLead {
			if err := access.Follow(ctx, tx, who); err != nil {
				return err
			}
		}
		return read(ctx, tx)
	})
}

// startSubject starts a request on the page of what was done with a person's record.
func (s *server) startSubject(c *gin.Context) {
	day, _ := typedOneDay(tidyWords(c.PostForm("received"))) // what cannot be read is no day
	ref, err := s.cfg.Subjects.StartSubject(c.Request.Context(), actorOf(c), c.Param("ref"), day)
	switch {
	case fault.Is(err, fault.KindInvalid), fault.Is(err, fault.KindConflict):
		s.showTrailWith(c, release.TrailQuery{Release: c.Param("ref")}, release.ReadPersonTrail, c.PostForm("received"), []fieldError{{"received", faultWords(err)}})
	case err != nil:
		s.fail(c, err)
	default:
		c.Redirect(http.StatusSeeOther, "/subject-access/"+ref)
	}
}

// backToTrail is for whoever reloads the address of the form.
func (s *server) backToTrail(c *gin.Context) {
	c.Redirect(http.StatusSeeOther, "/records/people/"+url.PathEscape(c.Param("ref")))
}
