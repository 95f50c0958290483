package web

import (
	"net/http"
	"strconv"

	"github.com/gin-gonic/gin"
	"github.com/jackc/pgx/v5"

	"throughgate/access"
	"throughgate/internal/fault"
	"throughgate/internal/wording"
	"throughgate/release"
)

// openingsView lists who opened restricted records: all of them for the
// information lead, who reviews them; their own for everybody else.
type openingsView struct {
	Page   Page
	Errors []fieldError
	Tabs   []tab
	Lead   bool
	Lines  []openingLine
	Empty  wording.Text
	Pager  pager
}

// openingLine is one opening, with what can be done about it.
type openingLine struct {
	Ref, Reference, Href  string
	By                    wording.Text
	When, Until           wording.Text
	Reason                string
	Question, Answer      wording.Text
	Class                 string
	State                 wording.Text
	Note                  string
	Ask, Answering, Judge bool
	Typed                 openingForm
}

// openingForm is what was typed about one opening.
type openingForm struct{ Ref, Change, Words, Finding string }

// The changes of an opening, as the addresses of their forms name them.
const (
	openingAsk    = "ask"
	openingAnswer = "answer"
	openingReview = "review"
)

func (s *server) showOpenings(c *gin.Context) {
	s.renderOpenings(c, http.StatusOK, openingForm{}, nil)
}

func (s *server) renderOpenings(c *gin.Context, status int, form openingForm, problems []fieldError) {
	who := actorOf(c)
	query := release.OpeningQuery{Scope: s.cfg.Unit, Who: who, Reviewed: c.Query("list") == "reviewed", Page: pageNumber(c)}
	var list []release.Opening
	var open, done int
	err := s.readingEverywhere(c, func(tx pgx.Tx) (entry access.Entry, err error) {
		list, open, done, err = release.ReadOpenings(c.Request.Context(), tx, query)
		return access.Entry{Action: access.Consult, ObjectKind: "openings"}, err
	})
	if err != nil {
		s.fail(c, err)
		return
	}
	view := openingsView{Page: s.page(c, "Restricted records that were opened"), Errors: problems, Lead: who.Role == access.InformationLead,
		Tabs: []tab{{Text: "To review", Href: "/openings", Count: strconv.Itoa(open), Current: !query.Reviewed},
			{Text: "Reviewed", Href: "/openings?list=reviewed", Count: strconv.Itoa(done), Current: query.Reviewed}},
		Empty: "Nothing is waiting for a review.", Pager: newPager(c, query.Page, release.OpeningsPage, len(list), open)}
	if query.Reviewed {
		view.Empty, view.Pager = "Nothing has been reviewed yet.", newPager(c, query.Page, release.OpeningsPage, len(list), done)
	}
	for _, o := range list {
		line := newOpeningLine(who, o)
		if o.Ref == form.Ref {
			line.Typed = form
		}
		view.Lines = append(view.Lines, line)
	}
	s.look.Render(c, status, "openings", view)
}

func newOpeningLine(who access.Actor, o release.Opening) openingLine {
	lead := who.Role == access.InformationLead
	line := openingLine{Ref: o.Ref, Reference: o.ReleaseRef, By: wording.F("{1}, {2}", o.By, access.Role(o.Role).Words()), When: instantWords(o.OpenedAt),
		Until: instantWords(o.ClosesAt), Reason: o.Reason, Question: wording.Data(o.Question), Answer: wording.Data(o.Answer), Note: o.Note}
	if !lead { // who may open its page
		line.Href = "/releases/" + o.ReleaseRef
	}
	if o.AskedAt != nil {
		line.Question = wording.F("{1}{2}", line.Question, wording.F(" ({1}, {2})", o.AskedBy, instantWords(*o.AskedAt)))
	}
	if o.AnsweredAt != nil {
		line.Answer = wording.F("{1} ({2})", line.Answer, instantWords(*o.AnsweredAt))
	}
	switch o.State() {
	case release.OpeningToReview:
		line.Class, line.State, line.Ask, line.Judge = "asked", "to review", lead, lead
	case release.OpeningAsked:
		line.Class, line.State, line.Judge, line.Answering = "asked", "asked, no answer yet", lead, o.AccountID == who.AccountID
	case release.OpeningAnswered:
		line.Class, line.State, line.Judge = "answered", "answered", lead
	case release.OpeningReviewed:
		line.Class, line.State = "done", "in order"
		if o.Finding == release.NotInOrder {
			line.Class, line.State = "red", "not in order"
		}
		line.State = wording.F("{1}{2}", line.State, wording.F(": {1}, {2}", o.ReviewedBy, instantWords(*o.ReviewedAt)))
	}
	return line
}

// changeOpening asks about an opening, answers or reviews it.
func (s *server) changeOpening(c *gin.Context) {
	ctx, who := c.Request.Context(), actorOf(c)
	form := openingForm{Ref: c.Param("ref"), Change: c.Param("change"), Words: c.PostForm("words"), Finding: c.PostForm("finding")}
	var err error
	done := ""
	switch form.Change {
	case openingAsk:
		done, err = "opening-asked", s.cfg.Openings.AskAboutOpening(ctx, who, form.Ref, form.Words)
	case openingAnswer:
		done, err = "opening-answered", s.cfg.Openings.AnswerAboutOpening(ctx, who, form.Ref, form.Words)
	case openingReview:
		done, err = "opening-reviewed", s.cfg.Openings.ReviewOpening(ctx, who, form.Ref, release.Finding(form.Finding), form.Words)
	default:
		err = fault.NotFound("page")
	}
	switch {
	case err == nil:
		c.Redirect(http.StatusSeeOther, "/openings?done="+done)
	case fault.Is(err, fault.KindInvalid):
		s.renderOpenings(c, http.StatusUnprocessableEntity, form, []fieldError{{Field: form.Change + "-" + form.Ref, Text: faultWords(err)}})
	case fault.Is(err, fault.KindConflict):
		s.renderOpenings(c, http.StatusConflict, form, []fieldError{{Field: "list", Text: wording.F("Nothing was saved. {1}", faultWords(err))}})
	default:
		s.fail(c, err)
	}
}

func (s *server) backToOpenings(c *gin.Context) { c.Redirect(http.StatusSeeOther, "/openings") }
