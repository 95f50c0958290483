package web

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"github.com/gin-gonic/gin"

	"throughgate/access"
	"throughgate/internal/fault"
	"throughgate/internal/machine"
	"throughgate/internal/wording"
)

// failedView lists the jobs that failed: of each what kind it is and what class
// of error it ended with, never what it was about.
type failedView struct {
	Page  Page
	Kinds []failedKind
	Jobs  []failedLine
	More  bool
}

type failedKind struct {
	Words wording.Text
	Count wording.Text
	Href  string
}

type failedLine struct {
	ID                             int64
	What, Error                    wording.Text
	Tried, At, Next                wording.Text
	Dead                           bool
	RetryHref, CancelHref, Subject string
}

func (s *server) showFailed(c *gin.Context) {
	list, more, err := s.cfg.Machine.Failed(c.Request.Context(), actorOf(c))
	if err == nil {
		err = s.noted(c, access.Entry{Action: access.Consult, ObjectKind: "machine", Detail: "failed jobs"})
	}
	if err != nil {
		s.fail(c, err)
		return
	}
	view := failedView{Page: s.page(c, "Jobs that failed"), More: more}
	counts := map[string]int{}
	var kinds []string
	for _, j := range list {
		if counts[j.Kind]++; counts[j.Kind] == 1 {
			kinds = append(kinds, j.Kind)
		}
		view.Jobs = append(view.Jobs, newFailedLine(j))
	}
	for _, kind := range kinds {
		words, _ := jobWords(kind)
		view.Kinds = append(view.Kinds, failedKind{Words: words, Count: wording.N(counts[kind], "{1} job", "{1} jobs"), Href: "/system/retry/" + url.PathEscape(kind)})
	}
	s.look.Render(c, http.StatusOK, "system-jobs", view)
}

func newFailedLine(j machine.Job) failedLine {
	what, _ := jobWords(j.Kind)
	line := failedLine{ID: j.ID, What: what, Error: errorWords(j), Dead: j.Dead, At: instantWords(j.FailedAt), Next: "not by itself",
		Tried: wording.F("{1} of {2}", j.Attempt, wording.N(j.MaxAttempts, "{1} time", "{1} times"))}
	line.RetryHref = "/system/jobs/" + strconv.FormatInt(j.ID, 10) + "/retry"
	if !j.Dead {
		line.Next = instantWords(j.NextAt)
		line.CancelHref = "/system/jobs/" + strconv.FormatInt(j.ID, 10) + "/cancel"
	}
	return line
}

// findJob is the failed job of the address. Errors: fault.NotFound.
func (s *server) findJob(c *gin.Context) (machine.Job, error) {
	id, err := strconv.ParseInt(c.Param("id"), 10, 64)
	if err != nil {
		return machine.Job{}, fault.NotFound("Failed job")
	}
	return s.cfg.Machine.FailedJob(c.Request.Context(), actorOf(c), id)
}

// jobActs are what can be done to a failed job. Trying again does no harm: what
// is done already is left alone. Cancelling asks for a proof.
var jobActs = []string{"retry", "cancel"}

func (s *server) showJobAct(c *gin.Context) {
	job, err := s.findJob(c)
	if err == nil && !slices.Contains(jobActs, c.Param("act")) {
		err = fault.NotFound("page")
	}
	if err == nil {
		err = s.noted(c, access.Entry{Action: access.Consult, ObjectKind: "machine", Detail: "failed job"})
	}
	if err != nil {
		s.fail(c, err)
		return
	}
	line, words := newFailedLine(job), strconv.FormatInt(job.ID, 10)
	_, cancelled := jobWords(job.Kind)
	view := sureView{Back: "/system/jobs", Action: c.Request.URL.Path, Facts: []fact{{"What it is to do", line.What}, {"Its last error", line.Error}, {"Tried", line.Tried}, {"Tried again", line.Next}}}
	if c.Param("act") == "cancel" {
		view.Page, view.Button, view.What, view.Warns = s.page(c, wording.F("Cancel job {1}", words)), "Cancel it", cancelled, true
	} else {
		view.Page, view.Button, view.What = s.page(c, wording.F("Try job {1} again", words)), "Try it again", "It is tried at once. What it has done already is not done again."
	}
	s.look.Render(c, http.StatusOK, "system-sure", view)
}

func (s *server) actOnJob(c *gin.Context) {
	job, err := s.findJob(c)
	if err != nil {
		s.fail(c, err)
		return
	}
	switch c.Param("act") {
	case "retry":
		err = s.cfg.Machine.Retry(c.Request.Context(), actorOf(c), job.ID)
	case "cancel":
		if !s.hasProof(c) {
			return
		}
		err = s.cfg.Machine.Cancel(c.Request.Context(), actorOf(c), job.ID)
	default:
		err = fault.NotFound("page")
	}
	if err != nil {
		s.fail(c, err)
		return
	}
	c.Redirect(http.StatusSeeOther, "/system/jobs?done=job-"+c.Param("act"))
}

// showRetryKind asks whether all failed jobs of a kind are to be tried again.
func (s *server) showRetryKind(c *gin.Context) {
	list, _, err := s.cfg.Machine.Failed(c.Request.Context(), actorOf(c))
	n := len(slices.DeleteFunc(list, func(j machine.Job) bool { return j.Kind != c.Param("kind") }))
	if err == nil && n == 0 {
		err = fault.NotFound("page")
	}
	if err == nil {
		err = s.noted(c, access.Entry{Action: access.Consult, ObjectKind: "machine", Detail: "failed jobs"})
	}
	if err != nil {
		s.fail(c, err)
		return
	}
	what, _ := jobWords(c.Param("kind"))
	s.look.Render(c, http.StatusOK, "system-sure", sureView{Page: s.page(c, "Try all of a kind again"), Back: "/system/jobs", Action: c.Request.URL.Path,
		Facts: []fact{{"What they are to do", what}, {"How many", wording.N(n, "{1} job", "{1} jobs")}}, Button: "Try them all again", What: "They are tried at once, as many beside one another as there are workers. What they have done already is not done again."})
}

func (s *server) retryKind(c *gin.Context) {
	if _, err := s.cfg.Machine.RetryKind(c.Request.Context(), actorOf(c), c.Param("kind")); err != nil {
		s.fail(c, err)
		return
	}
	c.Redirect(http.StatusSeeOther, "/system/jobs?done=job-retry-all")
}
