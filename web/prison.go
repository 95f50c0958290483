package web

import (
	"net/http"
	"net/url"
	"slices"
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

// prisonView is one prison: its number, what to ask in one call, who is there,
// and what was answered lately.
type prisonView struct {
	Page   Page
	Errors []fieldError
	Code   string
	OMU    *release.OMU
	Hours  wording.Text
	Key    string // of this form: sent twice, it is recorded once
	ToldBy string
	Asked  []callPerson
	There  boardGroup
	Pager  pager
	Calls  []callLine
}

// callPerson is one person of a call: what to ask, and what was typed.
type callPerson struct {
	Ref, Href, Name, Number     string
	Day                         wording.Text
	Why                         []wording.Text
	Scheme, Papers, Still, Back bool
	Early, Working              wording.Text // the two days of the Friday scheme
	Typed                       callTyped
}

// callTyped is what was typed of one person, kept where it has to be shown again.
type callTyped struct {
	Scheme, SchemeReason, Papers, Still, Reason, Day, Month, Year string
}

// callLine is one answer recorded lately.
type callLine struct {
	Href, Name string
	What       wording.Text
	When       wording.Text
}

func (s *server) showPrison(c *gin.Context) {
	s.renderPrison(c, http.StatusOK, access.NewRef(), "", nil, nil)
}

func (s *server) renderPrison(c *gin.Context, status int, key, toldBy string, typed map[string]callTyped, problems []fieldError) {
	ctx, who := c.Request.Context(), actorOf(c)
	query := release.PrisonQuery{Scope: s.scope(c), Now: s.cfg.Now(), Page: pageNumber(c)}
	var prison release.Prison
	err := pg.InTx(ctx, s.cfg.Pool, who, func(tx pgx.Tx) (err error) {
		if prison, err = release.ReadPrison(ctx, tx, query, c.Param("code")); err != nil {
			return err
		}
		return access.Record(ctx, tx, query.Now, who, access.Entry{Action: access.Consult, ObjectKind: "prison",
			Detail: prison.Code, Releases: boardRefs(release.Board{Gate: prison.Asked, Rows: prison.There})})
	})
	if err != nil {
		s.fail(c, err)
		return
	}
	view := prisonView{Page: s.page(c, wording.Data(prison.Name)), Errors: problems, Code: prison.Code, OMU: prison.OMU, Key: key, ToldBy: toldBy,
		There: boardGroup{Heading: "Our people there", Count: prison.Total, AtPrison: true},
		Pager: newPager(c, query.Page, release.BoardPage, len(prison.There), prison.Total)}
	if omu := prison.OMU; omu != nil && omu.Opens != "" && omu.Closes != "" {
		view.Hours = wording.F("{1} to {2}", omu.Opens, omu.Closes)
	}
	for _, row := range prison.Asked {
		view.Asked = append(view.Asked, newCallPerson(row, typed[row.Release.ID]))
	}
	for _, row := range prison.There {
		view.There.Lines = append(view.There.Lines, newBoardLine(who, boardFilter{List: release.Everyone}, row, true))
	}
	for _, call := range prison.Calls {
		view.Calls = append(view.Calls, newCallLine(call))
	}
	s.look.Render(c, status, "prison", view)
}

func newCallPerson(row release.BoardRow, typed callTyped) callPerson {
	p := callPerson{Ref: row.Release.ID, Href: "/releases/" + row.Release.ID, Name: row.Surname + ", " + row.Forenames,
		Number: row.Person.PrisonNumber, Day: eitherDayShort(row.Release.PlannedDay, row.Release.OrDay()), Typed: typed}
	for _, why := range row.Asks {
		p.Why = append(p.Why, askWords(why))
		switch why {
		case release.AskScheme:
			p.Scheme, p.Early, p.Working = true, wording.Day(row.Release.PlannedDay), wording.Day(row.Release.WorkingDay)
		case release.AskPapers:
			p.Papers = true
		case release.AskPassed, release.AskQuiet, release.AskNotConfirmed, release.AskLeft, release.AskGone:
			p.Still = true
		case release.AskAtLarge:
			p.Back = true
		}
	}
	if p.Back { // whoever is at large is not held
		p.Still = false
	}
	return p
}

func newCallLine(call release.PrisonCall) callLine {
	event := release.StoryEvent{Event: call.Event, Reason: call.Reason, About: call.About, PrisonName: call.PrisonName}
	what := wording.Capital(eventWords(event, nil, true, false))
	if day := calendar.DayOf(call.At); day != calendar.DayOf(call.RecordedAt) {
		what = wording.F("{1} on {2}", what, wording.DayShort(day))
	}
	return callLine{Href: "/releases/" + call.ReleaseRef, Name: call.Surname + ", " + call.Forenames, What: what,
		When: wording.F("{1}, by {2}", instantWords(call.RecordedAt), call.RecordedBy)}
}

// recordCall records the answers of one call, all in one go.
func (s *server) recordCall(c *gin.Context) {
	if err := c.Request.ParseForm(); err != nil {
		s.fail(c, fault.Invalid("The form could not be read: go back and send it again"))
		return
	}
	key := c.PostForm("key")
	if key == "" || len(key) > 40 || strings.Trim(key, "abcdefghijklmnopqrstuvwxyz0123456789") != "" {
		s.fail(c, fault.Invalid("The form is not complete: go back to the prison and send it again"))
		return
	}
	call := release.Call{Prison: c.Param("code"), Key: key, ToldBy: tidyWords(c.PostForm("told_by"))}
	typed := map[string]callTyped{}
	var problems []fieldError
	for _, ref := range c.PostFormArray("asked") {
		t := readCallTyped(c, ref)
		typed[ref] = t
		answer, problem := t.answer(ref)
		switch {
		case problem != "":
			problems = append(problems, fieldError{Field: "day-" + ref, Text: problem})
		case !answer.IsZero():
			call.Answers = append(call.Answers, answer)
		}
	}
	if len(problems) == 0 && len(call.Answers) == 0 {
		problems = append(problems, fieldError{Field: "told_by", Text: "Nothing was answered: choose an answer for at least one person"})
	}
	if len(problems) == 0 {
		wrong, err := s.cfg.Calls.RecordCall(c.Request.Context(), actorOf(c), call)
		if err != nil {
			s.fail(c, err)
			return
		}
		for _, w := range wrong {
			problems = append(problems, fieldError{Field: string(w.Field) + "-" + w.Ref, Text: wording.Data(w.Text)})
		}
	}
	if len(problems) > 0 {
		s.renderPrison(c, http.StatusUnprocessableEntity, key, call.ToldBy, typed, problems)
		return
	}
	c.Redirect(http.StatusSeeOther, "/prisons/"+url.PathEscape(c.Param("code"))+"?done=call")
}

func readCallTyped(c *gin.Context, ref string) callTyped {
	text := func(name string) string { return strings.TrimSpace(c.PostForm(name + "-" + ref)) }
	return callTyped{Scheme: text("scheme"), SchemeReason: text("scheme_reason"), Papers: text("papers"), Still: text("still"),
		Reason: text("reason"), Day: text("day"), Month: text("month"), Year: text("year")}
}

// answer is what was typed, as the domain takes it; words that are none of ours
// answer nothing.
func (t callTyped) answer(ref string) (release.CallAnswer, wording.Text) {
	a := release.CallAnswer{Ref: ref}
	if scheme := release.SchemeDecision(t.Scheme); slices.Contains(schemeDecisions, scheme) {
		a.Scheme, a.SchemeReason = scheme, t.SchemeReason
	}
	if slices.Contains([]string{"served", "not_served"}, t.Papers) {
		a.Papers = t.Papers
	}
	switch still := release.Still(t.Still); still {
	case release.StillHeld:
		a.Still, a.Reason = still, t.Reason
	case release.StillReleased, release.StillBack:
		a.Still = still
		if t.Day+t.Month+t.Year == "" {
			break // the domain says what is missing
		}
		day, err := typedDay(t.Day, t.Month, t.Year)
		if err != nil {
			return a, faultWords(err)
		}
		a.Day = day
	}
	return a, ""
}

var schemeDecisions = []release.SchemeDecision{release.SchemeApplied, release.SchemeRefused, release.SchemeOneDayMore}
