package web

import (
	"net/http"
	"net/url"

	"github.com/gin-gonic/gin"

	"throughgate/internal/fault"
	"throughgate/internal/wording"
)

// haveItView is the page behind an e-mail's own link: whoever holds the e-mail
// may say that the service has what it asks for, and nothing else. It shows
// references and due days alone.
type haveItView struct {
	Page  Page
	Token string
	Lines []haveItLine
	Said  bool // everything on it has an answer
}

type haveItLine struct {
	Reference string
	Due       wording.Text
	Known     bool
}

func (s *server) showHaveIt(c *gin.Context) {
	list, err := s.cfg.Tasks.ReadHaveIt(c.Request.Context(), c.Param("token"))
	if fault.Is(err, fault.KindNotFound) {
		s.haveItEnded(c)
		return
	}
	if err != nil {
		s.fail(c, err)
		return
	}
	view := haveItView{Page: s.page(c, "Do you have this request?"), Token: c.Param("token"), Said: true}
	if len(list) > 1 {
		view.Page.Title = "Do you have these requests?"
	}
	for _, h := range list {
		view.Lines = append(view.Lines, haveItLine{Reference: h.Reference, Due: wording.Day(h.DueOn), Known: h.Known})
		view.Said = view.Said && h.Known
	}
	s.look.Render(c, http.StatusOK, "have-it", view)
}

func (s *server) sayHaveIt(c *gin.Context) {
	_, err := s.cfg.Tasks.SayHaveIt(c.Request.Context(), c.Param("token"))
	switch {
	case fault.Is(err, fault.KindNotFound):
		s.haveItEnded(c)
	case err != nil:
		s.fail(c, err)
	default:
		c.Redirect(http.StatusSeeOther, "/have-it/"+url.PathEscape(c.Param("token"))+"?done=have-it")
	}
}

// haveItEnded answers alike for a link that never was one.
func (s *server) haveItEnded(c *gin.Context) {
	s.look.Problem(c, http.StatusNotFound, s.page(c, "This link has ended"), "",
		"The day it was for is past, or the request is with somebody else now. Sign in to see your requests, or ring the number in the e-mail.")
}
