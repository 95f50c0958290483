package web

import (
	"context"
	"net/http"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"
	"github.com/jackc/pgx/v5"

	"throughgate/access"
	"throughgate/internal/fault"
	"throughgate/internal/wording"
	"throughgate/release"
)

// retentionView is who leaves, who is kept and why, and what was erased: by
// reference, with no names.
type retentionView struct {
	Page    Page
	Errors  []fieldError
	Lead    bool
	Rule    wording.Text // in words
	State   wording.Text // how tonight would end, where nobody is erased
	Last    wording.Text // the last night
	Years   string       // that are asked about
	Due     int          // by them
	By      string       // the years that Due counts
	Confirm bool         // they can be confirmed: they are not the rule's, or it is to be confirmed again
	Asked   []erasureLine
	Leaving []leavingRow
	Kept    []leavingRow
	Holds   []holdRow
	Erased  []erasedRow
	More    int // that leave, and are not on the page
	Pager   pager
}

type leavingRow struct {
	Ref      string
	Last, On wording.Text
	Why      string
}

type holdRow struct{ Ref, Words string }

type erasedRow struct {
	Refs            string
	When, Why, Rows wording.Text
}

// erasureLine is one request to erase somebody.
type erasureLine struct {
	Ref, Reference string
	Words, State   wording.Text
	Listed, Mine   bool
	Open           bool
}

// mostLeaving is how many people one list of the page shows.
const mostLeaving = 100

func (s *server) showRetention(c *gin.Context) { s.renderRetention(c, http.StatusOK, nil) }

func (s *server) backToRetention(c *gin.Context) { c.Redirect(http.StatusSeeOther, "/retention") }

// retentionTx reads as the reader; the information lead, who sees nobody's case,
// reads references of every area.
func (s *server) retentionTx(c *gin.Context, what string, read func(context.Context, pgx.Tx, release.RetentionQuery) error) error {
	return s.consult(c, what, func(ctx context.Context, tx pgx.Tx) error {
		who := actorOf(c)
		if err := access.Follow(ctx, tx, who); err != nil {
			return err
		}
		return read(ctx, tx, release.RetentionQuery{Scope: s.scope(c), Now: s.cfg.Now(), Page: pageNumber(c)})
	})
}

func (s *server) renderRetention(c *gin.Context, status int, problems []fieldError) {
	view := retentionView{Page: s.page(c, "Erasing records"), Errors: problems, Lead: actorOf(c).Role == access.InformationLead}
	typed := strings.TrimSpace(c.DefaultQuery("years", c.PostForm("years")))
	years, err := strconv.Atoi(typed)
	if typed != "" && (err != nil || years < release.FewestYears || years > release.MostYears) {
		if years = 0; len(problems) == 0 {
			status, view.Errors = http.StatusUnprocessableEntity, []fieldError{{"years", "Write a number of years from 1 to 20"}}
		}
	}
	var page release.RetentionPage
	err = s.retentionTx(c, "retention", func(ctx context.Context, tx pgx.Tx, q release.RetentionQuery) (err error) {
		q.Years = years
		page, err = release.ReadRetentionPage(ctx, tx, q)
		return err
	})
	if err != nil {
		s.fail(c, err)
		return
	}
	view.fill(page, years, actorOf(c))
	if view.By = strconv.Itoa(page.Rule.Years); years > 0 {
		view.By = strconv.Itoa(years)
	}
	if view.Years = view.By; typed != "" {
		view.Years = typed
	}
	view.Pager = newPager(c, pageNumber(c), release.ErasedPage, len(page.Erased), page.Total)
	s.look.Render(c, status, "retention", view)
}

func (v *retentionView) fill(p release.RetentionPage, years int, who access.Actor) {
	v.Rule = wording.F("A record is erased more than {1} after the last thing known of custody or supervision.", wording.N(p.Rule.Years, "{1} year", "{1} years"))
	if p.Rule.Confirmed {
		v.Rule = wording.F("{1}{2}", v.Rule, wording.F(" {1} confirmed this {2}.", p.Rule.ConfirmedBy, instantWords(p.Rule.ConfirmedAt)))
	}
	switch p.Waits {
	case release.NightNotConfirmed:
		v.State = wording.F("Nobody has confirmed the rule yet, and nobody is erased. By it {1}.", dueWords(p.DueNow))
	case release.NightTooMany:
		v.State = wording.F("In all areas together {1}, more than were foreseen when the rule was confirmed. Nobody is erased until the information lead has looked and confirms the rule again.", dueWords(p.DueNow))
	case release.NightDone:
	}
	if p.Last != nil && p.Last.Outcome == release.NightDone {
		v.Last = wording.F("In the night of {1} {2} erased.", p.Last.Day, wording.N(p.Last.Erased, "{1} person was", "{1} people were"))
	}
	v.Due, v.Confirm = p.DueBy, p.Waits != release.NightDone || years != 0 && years != p.Rule.Years
	for i, l := range p.Leaving {
		if i == mostLeaving {
			v.More = len(p.Leaving) - mostLeaving
			break
		}
		row := leavingRow{Ref: l.Ref, Last: wording.Day(l.Last), On: wording.Day(l.On)}
		if l.Stays == release.Leaves {
			row.On = wording.F("due since {1}", row.On)
		}
		v.Leaving = append(v.Leaving, row)
	}
	for i, l := range p.Kept {
		if i == mostLeaving {
			break
		}
		v.Kept = append(v.Kept, leavingRow{Ref: l.Ref, Last: dayOr(l.Last, "not known"), Why: staysWords(l.Stays, l.Pending).String()})
	}
	for _, h := range p.Holds {
		if h.Restricted && !v.Lead {
			h.Reason = restrictedReason
		}
		v.Holds = append(v.Holds, holdRow{h.Ref, keptWords(h.Hold).String()})
	}
	for _, a := range p.Asked {
		v.Asked = append(v.Asked, newErasureLine(a, who))
	}
	for _, e := range p.Erased {
		v.Erased = append(v.Erased, newErasedRow(e))
	}

}

func dueWords(n int) wording.Text {
	if n == 1 {
		return "1 person is due now"
	}
	return wording.F("{1} people are due now", n)
}

// restrictedReason stands in for words about a restricted record, for all but the
// information lead.
const restrictedReason = "a restricted record, ask the information lead"

func newErasureLine(a release.AskedLine, who access.Actor) erasureLine {
	if a.Restricted && who.Role != access.InformationLead && a.ByKey != who.Key() {
		a.Why = restrictedReason
	}
	line := erasureLine{Ref: a.Ref, Reference: a.ReleaseRef, Listed: a.Listed, Mine: a.ByKey == who.Key(), Open: a.Decision == "",
		Words: wording.F("{1} asked for this {2}, on the ground of {3}: {4}", a.By, instantWords(a.At), groundWords(a.Ground), a.Why)}
	switch {
	case line.Open:
		line.State = "waits for a second person"
	case a.Stays != release.Leaves:
		line.State = wording.F("agreed by {1}, and waits: {2}", a.DecidedBy, staysWords(a.Stays, release.Pending{}))
	default:
		line.State = wording.F("agreed by {1}: erased within minutes", a.DecidedBy)
	}
	return line
}

func newErasedRow(e release.ErasedLine) erasedRow {
	row := erasedRow{Refs: strings.Join(e.Refs, ", "), When: instantWords(e.At)}
	if e.Cause == "rule" {
		row.Why = wording.F("by the rule of {1}, counted from {2}", wording.N(e.Years, "{1} year", "{1} years"), e.LastDay)
	} else {
		row.Why = wording.F("on the ground of {1}, asked by {2}, agreed by {3}", groundWords(e.Ground), e.AskedBy, e.AgreedBy)
	}
	total := 0
	for _, n := range e.Rows {
		total += n
	}
	row.Rows = wording.F("{1} of {2}", wording.N(total, "{1} row", "{1} rows"), wording.N(len(e.Tables), "{1} table", "{1} tables"))
	if e.Together > 1 {
		row.Rows = wording.F("{1}, of {2} people together", row.Rows, e.Together)
	}
	return row
}

// groundWords name the ground of an erasure.
func groundWords(g release.ErasureGround) string {
	switch g {
	case release.GroundPart3:
		return "section 47 of the Data Protection Act 2018"
	case release.GroundGDPR:
		return "Article 17 of the UK GDPR"
	case release.GroundWrong:
		return "a record that should never have been here"
	}
	return string(g)
}

// staysWords say what keeps somebody.
func staysWords(why release.Staying, p release.Pending) wording.Text {
	switch why {
	case release.StaysUnended:
		return "No end is known, and no extract has listed them for long: record what happened, or ask for them to be erased"
	case release.StaysHeld:
		return "Somebody keeps the record"
	case release.StaysListed:
		return "Extracts still list them: the next one would bring them back"
	case release.StaysNotYet:
		return "It is not yet as long ago"
	case release.StaysOpen:
		var open []wording.Text
		for _, o := range []struct {
			n     int
			words wording.Text
		}{{p.Tasks, wording.N(p.Tasks, "{1} request", "{1} requests")},
			{p.Appointments, wording.N(p.Appointments, "{1} appointment to come", "{1} appointments to come")},
			{p.Messages, wording.N(p.Messages, "{1} message", "{1} messages")},
			{p.Lists, wording.N(p.Lists, "{1} thing on a list", "{1} things on a list")},
			{p.Wipes, wording.N(p.Wipes, "{1} text whose words are still at the provider", "{1} texts whose words are still at the provider")}} {
			if o.n > 0 {
				open = append(open, o.words)
			}
		}
		if len(open) == 0 {
			return "Something is open: requests, appointments, messages or lists"
		}
		return wording.F("Open: {1}", wording.Join(", ", open...))
	case release.Leaves:
	}
	return ""
}

// confirmRetention confirms the rule, with the number of people that the page has
// shown.
func (s *server) confirmRetention(c *gin.Context) {
	years, errYears := strconv.Atoi(strings.TrimSpace(c.PostForm("years")))
	due, errDue := strconv.Atoi(c.PostForm("due"))
	if errYears != nil || errDue != nil {
		s.renderRetention(c, http.StatusUnprocessableEntity, []fieldError{{"years", "Write a number of years from 1 to 20"}})
		return
	}
	err := s.cfg.Retention.ConfirmRetention(c.Request.Context(), actorOf(c), years, due)
	s.afterRetention(c, err, "years", "/retention?done=rule-confirmed")
}

func (s *server) afterRetention(c *gin.Context, err error, field, next string) {
	switch {
	case err == nil:
		c.Redirect(http.StatusSeeOther, next)
	case fault.Is(err, fault.KindInvalid), fault.Is(err, fault.KindRefused) && field != "":
		s.renderRetention(c, http.StatusUnprocessableEntity, []fieldError{{field, faultWords(err)}})
	case fault.Is(err, fault.KindConflict):
		s.renderRetention(c, http.StatusConflict, []fieldError{{field, faultWords(err)}})
	default:
		s.fail(c, err)
	}
}

// verdicts are the answers to a request, by the last part of their addresses.
var verdicts = map[string]struct {
	answer release.ErasureAnswer
	done   string
}{"agree": {release.ErasureAgreed, "erasure-agreed"}, "refuse": {release.ErasureRefused, "erasure-refused"}, "withdraw": {release.ErasureWithdrawn, "erasure-back"}}

// answerErasure agrees to a request as a second person, refuses or withdraws it.
func (s *server) answerErasure(c *gin.Context) {
	verdict, known := verdicts[c.Param("verdict")]
	if !known {
		s.fail(c, fault.NotFound("page"))
		return
	}
	err := s.cfg.Retention.AnswerErasure(c.Request.Context(), actorOf(c), c.Param("ref"), verdict.answer)
	s.afterRetention(c, err, "requests", "/retention?done="+verdict.done)
}
