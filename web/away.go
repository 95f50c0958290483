package web

import (
	"context"
	"net/http"
	"net/url"
	"strings"

	"github.com/gin-gonic/gin"
	"github.com/jackc/pgx/v5"

	"throughgate/access"
	"throughgate/internal/calendar"
	"throughgate/internal/fault"
	"throughgate/internal/wording"
	"throughgate/notify"
)

// awayView is who is away and who stands in, and the form that sets it.
type awayView struct {
	Page     Page
	Errors   []fieldError
	For      string // whose absence the form sets; "" one's own
	Name     string
	Own      bool
	Others   []option
	Deputies []option
	From, To string
	List     []awayLine
	Covering []coveringView
}

type awayLine struct {
	Ref, Who      string
	Days          wording.Text
	Deputy, SetBy string
	CanEnd        bool
}

// coveringView is somebody for whom the reader stands in today.
type coveringView struct {
	Who   string
	Until wording.Text
	Told  []thingLine
}

func (s *server) absences() *access.Absences {
	return &access.Absences{Pool: s.cfg.Pool, Now: s.cfg.Now}
}

// awayForm is what was chosen, as it was typed.
type awayForm struct{ Who, From, To, Deputy string }

func (s *server) showAway(c *gin.Context) {
	s.renderAway(c, http.StatusOK, awayForm{Who: c.Query("who")}, nil)
}

func (s *server) renderAway(c *gin.Context, status int, form awayForm, problems []fieldError) {
	who := actorOf(c)
	away, err := s.absences().Read(c.Request.Context(), who, form.Who)
	if err == nil {
		err = s.noted(c, access.Entry{Action: access.Consult, ObjectKind: "absence"})
	}
	if err != nil {
		s.fail(c, err)
		return
	}
	view := awayView{Page: s.page(c, "When I am away"), Errors: problems, For: form.Who, Name: away.Account.Name,
		Own: away.Account.ID == who.AccountID, From: form.From, To: form.To}
	if len(away.Others) > 0 {
		view.Others = append(view.Others, option{Value: "", Text: "Myself", Selected: view.Own})
	}
	for _, a := range away.Others {
		view.Others = append(view.Others, option{Value: a.Ref, Text: wording.F("{1}, {2}", a.Name, a.Role.Words()), Selected: a.ID == away.Account.ID})
	}
	for _, d := range away.Deputies {
		view.Deputies = append(view.Deputies, option{Value: d.Ref, Text: wording.F("{1}, {2}", d.Name, d.What), Selected: d.Ref == form.Deputy})
	}
	for _, x := range away.List {
		view.List = append(view.List, awayLine{Ref: x.Ref, Who: x.Name, Days: wording.F("{1} to {2}", x.From, x.To), Deputy: x.DeputyName, SetBy: x.SetBy,
			CanEnd: x.AccountID == who.AccountID || who.Role == access.Coordinator})
	}
	if view.Covering, err = s.covering(c); err != nil {
		s.fail(c, err)
		return
	}
	s.look.Render(c, status, "away", view)
}

// covering lists, for each whom the reader stands in for, what went to them
// since they have been away.
func (s *server) covering(c *gin.Context) ([]coveringView, error) {
	who := actorOf(c)
	if len(who.For) == 0 {
		return nil, nil
	}
	var out []coveringView
	err := s.consult(c, "messages", func(ctx context.Context, tx pgx.Tx) error { // whose deputy reads what went to them
		for _, in := range who.For {
			list, err := notify.ReadToldSince(ctx, tx, in.AwayEmail, in.From.At(0, 0), s.reach(c))
			if err != nil {
				return err
			}
			one := coveringView{Who: in.Away, Until: wording.Day(in.Until)}
			for _, m := range list {
				line := thingLine{Text: messageKindWords(m.Kind), More: instantWords(m.QueuedAt), Href: "/messages/" + m.Ref}
				switch who.Role {
				case access.LinkOfficer, access.OffenderManager, access.Coordinator:
				case access.SPOC, access.InformationLead, access.Administrator: // what it was about stands in their list
					line.Href = ""
				}
				one.Told = append(one.Told, line)
			}
			out = append(out, one)
		}
		return nil
	})
	return out, err
}

func (s *server) setAway(c *gin.Context) {
	form := awayForm{Who: c.PostForm("who"), From: strings.TrimSpace(c.PostForm("from")), To: strings.TrimSpace(c.PostForm("to")), Deputy: c.PostForm("deputy")}
	var problems []fieldError
	day := func(field, typed string, missing wording.Text) calendar.Date {
		d, err := calendar.Parse(typed)
		if err != nil {
			problems = append(problems, fieldError{Field: field, Text: missing})
		}
		return d
	}
	from := day("from", form.From, "Choose the first day away")
	to := day("to", form.To, "Choose the last day away")
	if form.Deputy == "" {
		problems = append(problems, fieldError{Field: "deputy", Text: "Choose who stands in"})
	}
	if len(problems) > 0 {
		s.renderAway(c, http.StatusUnprocessableEntity, form, problems)
		return
	}
	err := s.absences().Set(c.Request.Context(), actorOf(c), access.AbsenceOrder{Away: form.Who, From: from, To: to, Deputy: form.Deputy})
	switch {
	case fault.Is(err, fault.KindInvalid):
		s.renderAway(c, http.StatusUnprocessableEntity, form, []fieldError{{Field: "from", Text: sentence(faultWords(err))}})
	case err != nil:
		s.fail(c, err)
	default:
		next := url.Values{"done": {"away"}}
		if form.Who != "" {
			next.Set("who", form.Who)
		}
		c.Redirect(http.StatusSeeOther, "/away?"+next.Encode())
	}
}

// backToAway is for whoever reloads the address of a form.
func (s *server) backToAway(c *gin.Context) { c.Redirect(http.StatusSeeOther, "/away") }

func (s *server) endAway(c *gin.Context) {
	if err := s.absences().End(c.Request.Context(), actorOf(c), c.Param("ref")); err != nil {
		s.fail(c, err)
		return
	}
	c.Redirect(http.StatusSeeOther, "/away?done=back")
}

// standsForWords tells the reader of every page for whom they stand in.
func standsForWords(who access.Actor) []wording.Text {
	var words []wording.Text
	for _, in := range who.For {
		words = append(words, wording.F("You stand in for {1} until {2}.", in.Away, in.Until))
	}
	return words
}
