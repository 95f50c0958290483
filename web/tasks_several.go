package web

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"

	"throughgate/internal/fault"
	"throughgate/internal/wording"
	"throughgate/pathways"
)

// answerSeveral says the same to every request that is ticked in the list.
func (s *server) answerSeveral(c *gin.Context) {
	var seen []pathways.Seen
	for _, ticked := range c.PostFormArray("request") {
		ref, version, _ := strings.Cut(ticked, ":")
		n, err := strconv.Atoi(version)
		if err != nil {
			s.fail(c, fault.Invalid("The form is not complete: go back to the list and send it again"))
			return
		}
		seen = append(seen, pathways.Seen{Ref: ref, Version: n})
	}
	to := pathways.Acknowledged
	if c.PostForm("answer") == answerAccept {
		to = pathways.Accepted
	}
	left, err := s.cfg.Tasks.AnswerSeveral(c.Request.Context(), actorOf(c), seen, to)
	switch {
	case fault.Is(err, fault.KindInvalid):
		s.renderTasks(c, http.StatusUnprocessableEntity, []fieldError{{Field: "requests", Text: faultWords(err)}})
	case err != nil:
		s.fail(c, err)
	case len(left) > 0:
		s.renderTasks(c, http.StatusConflict, []fieldError{{Field: "requests", Text: leftWords(len(seen)-len(left), len(left))}})
	default:
		c.Redirect(http.StatusSeeOther, "/tasks?"+listQuery(c, "done", "several"))
	}
}

// leftWords says that some requests kept the answer they had.
func leftWords(done, left int) wording.Text {
	return wording.F("{1} answered. {2} had been changed by somebody else, or cannot be answered so: look at the list again", wording.N(done, "{1} request was", "{1} requests were"), wording.N(left, "{1} request", "{1} requests"))
}

// listQuery keeps the filters of the list that a form was sent from.
func listQuery(c *gin.Context, more ...string) string {
	query := url.Values{}
	for _, name := range []string{"service", "state", "page"} {
		if value := c.PostForm(name); value != "" {
			query.Set(name, value)
		}
	}
	for i := 0; i+1 < len(more); i += 2 {
		query.Set(more[i], more[i+1])
	}
	return query.Encode()
}
