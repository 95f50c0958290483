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
	"throughgate/release"
)

// retentionView is who leaves, who is kept and why, and what was erased: by
// reference, with no names.
type retentionView struct {
	Page    Page
	Errors  []fieldError
	Lead    bool
	Rule    string // in words
	State   string // how tonight would end, where nobody is erased
	Last    string // the last night
	Years   string // that are asked about
	Due     int    // by them
	By      string // the years that Due counts
	Confirm bool   // they can be confirmed: they are not the rule's, or it is to be confirmed again
	Asked   []erasureLine
	Leaving []leavingRow
	Kept    []leavingRow
	Holds   []holdRow
	Erased  []erasedRow
	More    int // that leave, and are not on the page
	Pager   pager
}

type leavingRow struct{ Ref, Last, On, Why string }

type holdRow struct{ Ref, Words string }

type erasedRow struct{ Refs, When, Why, Rows string }

// erasureLine is one request to erase somebody.
type erasureLine struct {
	Ref, Reference string
	Words, State   string
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
	view := retentionView{Page: s.page(c, "Who leaves"), Errors: problems, Lead: actorOf(c).Role == access.InformationLead}
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
	v.Rule = "A record is erased more than " + countWords(p.Rule.Years, "year", "years") + " after the last thing known of custody or supervision."
	if p.Rule.Confirmed {
		v.Rule += " " + p.Rule.ConfirmedBy + " confirmed this " + instantWords(p.Rule.ConfirmedAt) + "."
	}
	switch p.Waits {
	case release.NightNotConfirmed:
		v.State = "Nobody has confirmed the rule yet, and nobody is erased. By it " + dueWords(p.DueNow) + "."
	case release.NightTooMany:
		v.State = "In all areas together " + dueWords(p.DueNow) + ", more than were foreseen when the rule was confirmed. Nobody is erased until the information lead has looked and confirms the rule again."
	case release.NightDone:
	}
	if p.Last != nil && p.Last.Outcome == release.NightDone {
		v.Last = "In the night of " + p.Last.Day.Long() + " " + countWords(p.Last.Erased, "person was", "people were") + " erased."
	}
	v.Due, v.Confirm = p.DueBy, p.Waits != release.NightDone || years != 0 && years != p.Rule.Years
	for i, l := range p.Leaving {
		if i == mostLeaving {
			v.More = len(p.Leaving) - mostLeaving
			break
		}
		row := leavingRow{Ref: l.Ref, Last: l.Last.Long(), On: l.On.Long()}
		if l.Stays == release.Leaves {
			row.On = "due since " + row.On
		}
		v.Leaving = append(v.Leaving, row)
	}
	for i, l := range p.Kept {
		if i == mostLeaving {
			break
		}
		v.Kept = append(v.Kept, leavingRow{Ref: l.Ref, Last: dayOr(l.Last, "not known"), Why: staysWords(l.Stays, l.Pending)})
	}
	for _, h := range p.Holds {
		if h.Restricted && !v.Lead {
			h.Reason = restrictedReason
		}
		v.Holds = append(v.Holds, holdRow{h.Ref, keptWords(h.Hold)})
	}
	for _, a := range p.Asked {
		v.Asked = append(v.Asked, newErasureLine(a, who))
	}
	for _, e := range p.Erased {
		v.Erased = append(v.Erased, newErasedRow(e))
	}

}

func dueWords(n int) string {
	if n == 1 {
		return "1 person is due now"
	}
	return strconv.Itoa(n) + " people are due now"
}

// restrictedReason stands in for words about a restricted record, for all but the
// information lead.
const restrictedReason = "a restricted record, ask the information lead"

func newErasureLine(a release.AskedLine, who access.Actor) erasureLine {
	if a.Restricted && who.Role != access.InformationLead && a.ByKey != who.Key() {
		a.Why = restrictedReason
	}
	line := erasureLine{Ref: a.Ref, Reference: a.ReleaseRef, Listed: a.Listed, Mine: a.ByKey == who.Key(), Open: a.Decision == "",
		Words: a.By + " asked for this " + instantWords(a.At) + ", on the ground of " + groundWords(a.Ground) + ": " + a.Why}
	switch {
	case line.Open:
		line.State = "waits for a second person"
	case a.Stays != release.Leaves:
		line.State = "agreed by " + a.DecidedBy + ", and waits: " + staysWords(a.Stays, release.Pending{})
	default:
		line.State = "agreed by " + a.DecidedBy + ": erased within minutes"
	}
	return line
}

func newErasedRow(e release.ErasedLine) erasedRow {
	row := erasedRow{Refs: strings.Join(e.Refs, ", "), When: instantWords(e.At)}
	if e.Cause == "rule" {
		row.Why = "by the rule of " + countWords(e.Years, "year", "years") + ", counted from " + e.LastDay.Long()
	} else {
		row.Why = "on the ground of " + groundWords(e.Ground) + ", asked by " + e.AskedBy + ", agreed by " + e.AgreedBy
	}
	total := 0
	for _, n := range e.Rows {
		total += n
	}
	row.Rows = countWords(total, "row", "rows") + " of " + countWords(len(e.Tables), "table", "tables")
	if e.Together > 1 {
		row.Rows += ", of " + strconv.Itoa(e.Together) + " people together"
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
func staysWords(why release.Staying, p release.Pending) string {
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
		var open []string
		for _, o := range []struct {
			n         int
			one, more string
		}{{p.Tasks, "request", "requests"}, {p.Appointments, "appointment to come", "appointments to come"}, {p.Messages, "message", "messages"},
			{p.Lists, "thing on a list", "things on a list"}, {p.Wipes, "text whose words are still at the provider", "texts whose words are still at the provider"}} {
			if o.n > 0 {
				open = append(open, countWords(o.n, o.one, o.more))
			}
		}
		if len(open) == 0 {
			return "Something is open: requests, appointments, messages or lists"
		}
		return "Open: " + strings.Join(open, ", ")
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
		s.renderRetention(c, http.StatusUnprocessableEntity, []fieldError{{field, fault.Text(err)}})
	case fault.Is(err, fault.KindConflict):
		s.renderRetention(c, http.StatusConflict, []fieldError{{field, fault.Text(err)}})
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
