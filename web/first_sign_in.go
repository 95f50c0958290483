package web

import (
	"errors"
	"net/http"

	"github.com/gin-gonic/gin"

	"throughgate/access"
	"throughgate/internal/fault"
	"throughgate/internal/wording"
)

// chooseView is the page to which a one-time link leads.
type chooseView struct {
	Page   Page
	Errors []fieldError
	Email  string
	Least  int // characters
	Change bool
}

// showChoice shows the form; the link stays unused, for mail scanners open links
// too.
func (s *server) showChoice(c *gin.Context) {
	s.renderChoice(c, http.StatusOK, nil)
}

func (s *server) renderChoice(c *gin.Context, status int, problems []fieldError) {
	holder, err := s.door.Holder(c.Request.Context(), c.Param("token"))
	if err != nil {
		s.deadLink(c, err)
		return
	}
	s.look.Render(c, status, "choose-passphrase", chooseView{Page: s.page(c, "Choose a passphrase"), Errors: problems,
		Email: holder.Email, Least: access.PassphraseLeast})
}

func (s *server) choosePassphrase(c *gin.Context) {
	in, err := s.door.Choose(c.Request.Context(), c.Param("token"), c.PostForm("passphrase"), access.PlaceOf(c.ClientIP()))
	if fault.Is(err, fault.KindInvalid) || errors.Is(err, access.ErrBusy) {
		status, text := s.notLetIn(c, err)
		s.renderChoice(c, status, []fieldError{{"passphrase", text}})
		return
	}
	if fault.Is(err, fault.KindNotFound) {
		s.deadLink(c, err)
		return
	}
	s.letIn(c, in, err, "/")
}

func (s *server) deadLink(c *gin.Context, err error) {
	if !fault.Is(err, fault.KindNotFound) {
		s.fail(c, err)
		return
	}
	s.look.Problem(c, http.StatusNotFound, s.page(c, "This link does not work any more"), "",
		"It works once, and for 7 days. If you have chosen a passphrase already, sign in with it.",
		s.whoToAsk())
}

// whoToAsk is who sends a new link.
func (s *server) whoToAsk() wording.Text {
	ask := wording.F("If not, ask {1} for a new one", s.cfg.UnitName)
	if s.cfg.UnitName == "" {
		ask = "If not, ask whoever sent you the link for a new one"
	}
	if s.cfg.UnitPhone != "" {
		ask = wording.F("{1}: ring {2}", ask, s.cfg.UnitPhone)
	}
	return wording.F("{1}.", ask)
}
