package web

import (
	"net/http"
	"slices"
	"strconv"
	"time"

	"github.com/gin-gonic/gin"

	"throughgate/access"
	"throughgate/internal/wording"
)

// chosenPeople are the pages on which somebody opens or looks for a person they
// have chosen. Lists are not among them: whoever turns their pages has chosen
// nobody.
var chosenPeople = []string{"GET /releases/:ref", "GET /releases/:ref/sheet", "GET /releases/:ref/record/:what", "GET /tasks/:ref", "GET /messages/:ref", "POST /search"}

// slowTrawling answers 429 to whoever has opened or searched more than an account
// may in an hour, and tells the information lead by way of the audit.
func (s *server) slowTrawling(c *gin.Context) {
	if !slices.Contains(chosenPeople, c.Request.Method+" "+c.FullPath()) {
		return
	}
	who, now := actorOf(c), s.cfg.Now()
	at, note := s.readings.Take(who.AccountID, now)
	if at.IsZero() {
		return
	}
	c.Abort()
	if note {
		if err := s.noted(c, access.Entry{Action: access.Consult, ObjectKind: access.Slowed}); err != nil {
			s.fail(c, err)
			return
		}
	}
	wait := at.Sub(now)
	c.Header("Retry-After", strconv.Itoa(int(wait.Seconds())+1))
	s.look.Problem(c, http.StatusTooManyRequests, s.page(c, "You have opened many records in a short time"), "",
		wording.F("To keep what is here about people safe, each account opens and searches for {1} people at most in an hour. The information lead sees that it was reached.", s.cfg.ReadsAnHour),
		wording.F("Go on at {1}. Lists, your tasks and everything else work as before. If your work needs more, tell the information lead.", wording.Clock(at.Add(time.Minute-1))))
}
