package web

import (
	"net/http"
	"slices"
	"strings"

	"github.com/gin-gonic/gin"

	"throughgate/access"
	"throughgate/internal/fault"
	"throughgate/internal/machine"
	"throughgate/internal/wording"
)

// sureView asks whether somebody is sure of what they are about to do to the
// machine.
type sureView struct {
	Page    Page
	Errors  []fieldError
	Back    string
	Action  string // of the form
	Facts   []fact
	What    wording.Text // follows from it
	Button  wording.Text
	Reasons bool // why is asked for
	Reason  string
	Warns   bool
}

type fact struct{ Name, Value wording.Text }

// longestReason is of a pause, in characters.
const longestReason = 250

// findQueue is the queue of the address. Errors: fault.NotFound.
func (s *server) findQueue(c *gin.Context) (machine.Queue, error) {
	list, err := s.cfg.Machine.Queues(c.Request.Context(), actorOf(c))
	if err != nil {
		return machine.Queue{}, err
	}
	i := slices.IndexFunc(list, func(q machine.Queue) bool { return q.Name == c.Param("queue") })
	if i < 0 {
		return machine.Queue{}, fault.NotFound("Queue")
	}
	return list[i], nil
}

func (s *server) showPause(c *gin.Context) { s.askPause(c, http.StatusOK, "", nil) }

func (s *server) askPause(c *gin.Context, status int, reason string, problems []fieldError) {
	q, err := s.findQueue(c)
	if err == nil {
		err = s.noted(c, access.Entry{Action: access.Consult, ObjectKind: "machine", Detail: "queue"})
	}
	if err != nil {
		s.fail(c, err)
		return
	}
	if q.Paused() {
		c.Redirect(http.StatusSeeOther, "/system/queues/"+q.Name+"/resume")
		return
	}
	s.look.Render(c, status, "system-sure", sureView{Page: s.page(c, wording.F("Pause the queue of {1}", queueWords(q.Name))), Errors: problems, Back: "/system",
		Action: c.Request.URL.Path, Facts: queueFacts(q), Reasons: true, Reason: reason, Warns: true, Button: "Pause it",
		What: "No job of this queue is begun until somebody resumes it; those that run go on. What waits is kept, but deadlines run on: a text about an appointment that has begun is not sent any more."})
}

func queueFacts(q machine.Queue) []fact {
	facts := []fact{{"Jobs that wait", wording.N(q.Ready, "{1} job", "{1} jobs")}, {"Jobs that run", wording.N(q.Running, "{1} job", "{1} jobs")}}
	if q.Paused() {
		facts = append(facts, fact{"It is", queuePausedWords(q)})
	}
	if q.Reason != "" {
		facts = append(facts, fact{"Why", wording.Data(q.Reason)})
	}
	return facts
}

func (s *server) pauseQueue(c *gin.Context) {
	reason := strings.TrimSpace(c.PostForm("reason"))
	switch {
	case reason == "":
		s.askPause(c, http.StatusUnprocessableEntity, "", []fieldError{{"reason", "Write why it is paused"}})
		return
	case len([]rune(reason)) > longestReason:
		s.askPause(c, http.StatusUnprocessableEntity, reason, []fieldError{{"reason", "Write it in 250 characters or fewer"}})
		return
	}
	if err := s.cfg.Machine.Pause(c.Request.Context(), actorOf(c), c.Param("queue"), reason); err != nil {
		s.fail(c, err)
		return
	}
	c.Redirect(http.StatusSeeOther, "/system?done=queue-paused")
}

func (s *server) showResume(c *gin.Context) {
	q, err := s.findQueue(c)
	if err == nil {
		err = s.noted(c, access.Entry{Action: access.Consult, ObjectKind: "machine", Detail: "queue"})
	}
	if err != nil {
		s.fail(c, err)
		return
	}
	if !q.Paused() {
		c.Redirect(http.StatusSeeOther, "/system")
		return
	}
	s.look.Render(c, http.StatusOK, "system-sure", sureView{Page: s.page(c, wording.F("Resume the queue of {1}", queueWords(q.Name))), Back: "/system",
		Action: c.Request.URL.Path, Facts: queueFacts(q), Button: "Resume it", What: "Its jobs are begun again, those that have waited longest first. Each message is looked at once more when it leaves."})
}

func (s *server) resumeQueue(c *gin.Context) {
	if err := s.cfg.Machine.Resume(c.Request.Context(), actorOf(c), c.Param("queue")); err != nil {
		s.fail(c, err)
		return
	}
	c.Redirect(http.StatusSeeOther, "/system?done=queue-resumed")
}
