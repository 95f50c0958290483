package web

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"throughgate/internal/wording"
)

// clockView shows what time the demo believes it is, and moves it.
type clockView struct {
	Page Page
	Now  wording.Text
}

func (s *server) showClock(c *gin.Context) {
	s.look.Render(c, http.StatusOK, "demo-clock", clockView{Page: s.page(c, "Clock"), Now: instantWords(s.cfg.Demo.Now())})
}

func (s *server) moveClock(c *gin.Context) {
	if err := s.cfg.Demo.MoveDay(c.Request.Context()); err != nil {
		s.fail(c, err)
		return
	}
	c.Redirect(http.StatusSeeOther, "/demo/clock?done=clock")
}
