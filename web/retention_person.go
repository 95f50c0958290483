package web

import (
	"context"
	"net/http"
	"net/url"
	"slices"

	"github.com/gin-gonic/gin"
	"github.com/jackc/pgx/v5"

	"throughgate/access"
	"throughgate/internal/calendar"
	"throughgate/internal/fault"
	"throughgate/internal/wording"
	"throughgate/release"
)

// retainedView is how long one person is kept, by reference.
type retainedView struct {
	Page      Page
	Errors    []fieldError
	Reference string
	Lines     []summaryRow
	Holds     []string
	Held      bool
	MayKeep   bool // the information lead; officers do it on the release's page
	MayAsk    bool
	Asked     *erasureLine
	Erased    *erasedRow
	Grounds   []option
	Typed     retainedForm
}

type retainedForm struct{ Step, Reason, Until, Ground string }

// The steps of the page, as the addresses of their forms name them.
const (
	keepStep    = "keep"
	keepEndStep = "keep-end"
	eraseStep   = "erase"
)

func (s *server) showRetained(c *gin.Context) {
	s.renderRetained(c, http.StatusOK, retainedForm{}, nil)
}

func (s *server) backToRetained(c *gin.Context) {
	c.Redirect(http.StatusSeeOther, "/retention/people/"+url.PathEscape(c.Param("ref")))
}

// findRetained leads to somebody by reference: a form with POST, as of records.
func (s *server) findRetained(c *gin.Context) {
	typed := tidyWords(c.PostForm("reference"))
	err := s.retentionTx(c, "retention", func(ctx context.Context, tx pgx.Tx, q release.RetentionQuery) error {
		_, err := release.ReadRetentionOne(ctx, tx, q, typed)
		return err
	})
	switch {
	case fault.Is(err, fault.KindNotFound):
		s.renderRetention(c, http.StatusUnprocessableEntity, []fieldError{{"reference", "Nobody has this reference: check it. It stands on pages and e-mails"}})
	case err != nil:
		s.fail(c, err)
	default:
		c.Redirect(http.StatusSeeOther, "/retention/people/"+url.PathEscape(typed))
	}
}

func (s *server) renderRetained(c *gin.Context, status int, typed retainedForm, problems []fieldError) {
	ref, who, today := c.Param("ref"), actorOf(c), s.today()
	var one release.RetentionOne
	err := s.retentionTx(c, "retention", func(ctx context.Context, tx pgx.Tx, q release.RetentionQuery) (err error) {
		one, err = release.ReadRetentionOne(ctx, tx, q, ref)
		return err
	})
	if err != nil {
		s.fail(c, err)
		return
	}
	view := retainedView{Page: s.page(c, wording.F("How long {1} is kept", ref)), Errors: problems, Reference: ref, Typed: typed}
	if one.Erased != nil {
		row := newErasedRow(*one.Erased)
		view.Erased = &row
		s.look.Render(c, status, "retention-person", view)
		return
	}
	view.Lines = retainedLines(one)
	_, view.Held = one.Held(today)
	view.MayKeep, view.MayAsk = who.Role == access.InformationLead, one.Asked == nil
	for _, h := range one.Holds {
		if one.Restricted && !view.MayKeep {
			h.Reason, h.EndedWhy = restrictedReason, restrictedReason
		}
		view.Holds = append(view.Holds, keptLine(h, today))
	}
	if one.Asked != nil {
		line := newErasureLine(*one.Asked, who)
		view.Asked = &line
	}
	for _, g := range release.ErasureGrounds {
		view.Grounds = append(view.Grounds, option{Value: string(g), Text: wording.Capital(wording.Data(groundWords(g))), Selected: typed.Ground == string(g)})
	}
	s.look.Render(c, status, "retention-person", view)
}

func retainedLines(one release.RetentionOne) []summaryRow {
	l := one.Line
	rows := []summaryRow{{Key: "Last thing known of custody or supervision", Value: dayOr(l.Last, "No end is known")},
		{Key: "Leaves by the rule", Value: dayOr(l.On, "Never, as long as no end is known")}}
	if words := staysWords(l.Stays, l.Pending); words != "" && l.Stays != release.StaysUnended {
		rows = append(rows, summaryRow{Key: "What keeps them now", Value: words})
	}
	if !l.Pending.None() && l.Stays != release.StaysOpen {
		rows = append(rows, summaryRow{Key: "What is open", Value: staysWords(release.StaysOpen, l.Pending)})
	}
	if one.Listed {
		rows = append(rows, summaryRow{Key: "Extracts", Value: "The newest extract still lists them"})
	}
	return rows
}

// changeRetained keeps somebody, lets them leave again, or asks for them to be
// erased.
func (s *server) changeRetained(c *gin.Context) {
	ctx, who, ref := c.Request.Context(), actorOf(c), c.Param("ref")
	form := retainedForm{Step: c.Param("keeping"), Reason: c.PostForm("reason"), Until: c.PostForm("until"), Ground: c.PostForm("ground")}
	var err error
	done := ""
	switch form.Step {
	case keepStep:
		var until calendar.Date
		if form.Until != "" {
			if until, err = typedOneDay(form.Until); err != nil {
				s.renderRetained(c, http.StatusUnprocessableEntity, form, []fieldError{{"keep-until", "Give the day, such as 27/11/2027, or leave it empty"}})
				return
			}
		}
		done, err = "kept", s.cfg.Retention.PlaceHold(ctx, who, ref, form.Reason, until)
	case keepEndStep:
		done, err = "kept-no-more", s.cfg.Retention.EndHold(ctx, who, ref, form.Reason)
	case eraseStep:
		if !slices.Contains(release.ErasureGrounds, release.ErasureGround(form.Ground)) {
			s.renderRetained(c, http.StatusUnprocessableEntity, form, []fieldError{{"ground", "Choose on what ground they are erased"}})
			return
		}
		done, err = "erasure-asked", s.cfg.Retention.AskErasure(ctx, who, ref, release.ErasureGround(form.Ground), form.Reason)
	default:
		err = fault.NotFound("page")
	}
	switch {
	case err == nil:
		c.Redirect(http.StatusSeeOther, "/retention/people/"+url.PathEscape(ref)+"?done="+done)
	case fault.Is(err, fault.KindInvalid):
		s.renderRetained(c, http.StatusUnprocessableEntity, form, []fieldError{{form.Step, faultWords(err)}})
	case fault.Is(err, fault.KindConflict):
		s.renderRetained(c, http.StatusConflict, form, []fieldError{{"top", wording.F("Nothing was saved. {1}", faultWords(err))}})
	default:
		s.fail(c, err)
	}
}
