package web

import (
	"net/http"
	"net/url"
	"strings"

	"github.com/gin-gonic/gin"

	"throughgate/internal/fault"
	"throughgate/internal/wording"
	"throughgate/notify"
)

// What can be decided on a message, as the addresses of the forms end.
const (
	decideAgain  = "again"
	decideSettle = "outcome"
)

// messageForm is what was typed into a form of a message, kept when it has to be
// shown again.
type messageForm struct {
	Decision string
	Outcome  string // of decideSettle
	Reason   string
}

// Chosen tells whether an outcome is the one that was ticked.
func (f messageForm) Chosen(outcome notify.Decision) bool { return f.Outcome == string(outcome) }

// backToMessage is for whoever reloads the address of a form.
func (s *server) backToMessage(c *gin.Context) {
	c.Redirect(http.StatusSeeOther, "/messages/"+url.PathEscape(c.Param("ref")))
}

func (s *server) decideMessage(c *gin.Context) {
	if err := c.Request.ParseForm(); err != nil {
		s.fail(c, fault.Invalid("The form could not be read: go back and send it again"))
		return
	}
	form := messageForm{Decision: c.Param("decision"), Outcome: c.PostForm("outcome"), Reason: strings.TrimSpace(c.PostForm("reason"))}
	if form.Decision != decideAgain && form.Decision != decideSettle {
		s.noSuchPage(c)
		return
	}
	problems := form.check()
	next, err := "", error(nil)
	if len(problems) == 0 {
		next, err = s.decide(c, form)
	}
	status := http.StatusUnprocessableEntity
	switch {
	case fault.Is(err, fault.KindConflict):
		status, problems = http.StatusConflict, []fieldError{{Field: "life", Text: wording.F("Nothing was saved. {1}", sentence(faultWords(err)))}}
	case fault.Is(err, fault.KindInvalid):
		problems = []fieldError{{Field: form.Decision + "-reason", Text: faultWords(err)}}
	case err != nil:
		s.fail(c, err)
		return
	}
	if len(problems) == 0 {
		c.Redirect(http.StatusSeeOther, next)
		return
	}
	message, err := s.openMessage(c)
	if err != nil {
		s.fail(c, err)
		return
	}
	s.renderMessage(c, status, message, form, problems)
}

// decide does it and gives the page that follows.
func (s *server) decide(c *gin.Context, form messageForm) (next string, err error) {
	ctx, who := c.Request.Context(), actorOf(c)
	order := notify.Order{Ref: c.Param("ref"), Reach: s.reach(c), Seen: notify.State(c.PostForm("seen")), Reason: form.Reason}
	again := ""
	if form.Decision == decideAgain {
		again, err = s.cfg.Desk.SendAgain(ctx, who, order)
	} else {
		again, err = s.cfg.Desk.Settle(ctx, who, order, notify.Decision(form.Outcome))
	}
	switch {
	case err != nil:
		return "", err
	case again != "":
		return "/messages/" + again + "?done=again", nil
	}
	return "/messages/" + url.PathEscape(order.Ref) + "?done=settled", nil
}

// check finds what is missing from a form, each with its field.
func (f messageForm) check() []fieldError {
	var problems []fieldError
	if f.Decision == decideSettle && !notify.Decision(f.Outcome).Known() {
		problems = append(problems, fieldError{Field: "outcome-arrived", Text: "Say what became of the message"})
	}
	if f.Reason == "" {
		text := wording.Text("Say why it is to be sent again")
		if f.Decision == decideSettle {
			text = "Say how you found out, or what you did"
		}
		problems = append(problems, fieldError{Field: f.Decision + "-reason", Text: text})
	}
	return problems
}
