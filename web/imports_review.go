package web

import (
	"net/http"
	"net/url"
	"strings"

	"github.com/gin-gonic/gin"

	"throughgate/access"
	"throughgate/internal/fault"
	"throughgate/internal/wording"
	"throughgate/release"
)

// reviewView is the go-live review: requests whose day came before the start, by
// prison.
type reviewView struct {
	Page    Page
	Errors  []fieldError
	Prisons []reviewPrison
	Prison  string // whose requests are shown; "": the first
	Tasks   []release.ReviewTask
	More    int // of this prison, shown once these are answered
	Total   int
	Left    []string // lines that were not taken
}

type reviewPrison struct {
	Name, Href string
	Count      int
	Current    bool
}

// reviewShown is how many requests of a prison one page shows: a form of ours
// holds so many answers.
const reviewShown = 100

func (s *server) showReview(c *gin.Context) {
	s.renderReview(c, http.StatusOK, c.Query("prison"), nil, nil)
}

// reviewing is the use cases of a release with the reader's areas.
func (s *server) reviewing(c *gin.Context) *release.Service {
	scoped := *s.cfg.Imports
	scoped.Unit.Scope = s.scope(c)
	return &scoped
}

func (s *server) renderReview(c *gin.Context, status int, prison string, problems []fieldError, left []string) {
	tasks, err := s.reviewing(c).WaitingReview(c.Request.Context(), actorOf(c))
	if err == nil {
		err = s.noted(c, access.Entry{Action: access.Consult, ObjectKind: "review", Releases: refsOf(tasks, func(t release.ReviewTask) string { return t.Reference })})
	}
	if err != nil {
		s.fail(c, err)
		return
	}
	view := reviewView{Page: s.page(c, "Before the first messages go"), Errors: problems, Prison: prison, Total: len(tasks), Left: left}
	for _, t := range tasks { // in the order of prisons
		if n := len(view.Prisons); n == 0 || view.Prisons[n-1].Name != t.Prison {
			view.Prisons = append(view.Prisons, reviewPrison{Name: t.Prison, Href: "/imports/review?" + url.Values{"prison": {t.Prison}}.Encode()})
		}
		view.Prisons[len(view.Prisons)-1].Count++
	}
	found := false
	for _, p := range view.Prisons {
		found = found || p.Name == prison
	}
	if !found {
		view.Prison = ""
		if len(view.Prisons) > 0 {
			view.Prison = view.Prisons[0].Name
		}
	}
	for i := range view.Prisons {
		view.Prisons[i].Current = view.Prisons[i].Name == view.Prison
	}
	for _, t := range tasks {
		if t.Prison != view.Prison {
			continue
		}
		if len(view.Tasks) == reviewShown {
			view.More++
			continue
		}
		view.Tasks = append(view.Tasks, t)
	}
	s.look.Render(c, status, "import-review", view)
}

// answerReview takes the answers that were ticked, or one answer for a prison or
// for all.
func (s *server) answerReview(c *gin.Context) {
	if err := c.Request.ParseForm(); err != nil {
		s.fail(c, fault.Invalid("The form could not be read: go back and send it again"))
		return
	}
	ctx, who, prison := c.Request.Context(), actorOf(c), c.PostForm("prison")
	lines := tickedAnswers(c.Request.PostForm)
	if which := c.PostForm("which"); which != "ticked" {
		tasks, err := s.reviewing(c).WaitingReview(ctx, who)
		if err != nil {
			s.fail(c, err)
			return
		}
		lines = nil
		for _, t := range tasks {
			if which == "all" || which == "prison" && t.Prison == prison {
				lines = append(lines, release.ReviewLine{Line: len(lines) + 1, Ref: t.Ref, Answer: c.PostForm("answer")})
			}
		}
		if c.PostForm("answer") == "" {
			s.renderReview(c, http.StatusUnprocessableEntity, prison, []fieldError{{Field: "answer", Text: "Choose the answer for all of them"}}, nil)
			return
		}
	}
	if len(lines) == 0 {
		s.renderReview(c, http.StatusUnprocessableEntity, prison, []fieldError{{Field: "tasks", Text: "Tick an answer for at least one request"}}, nil)
		return
	}
	read, err := s.reviewing(c).TakeReview(ctx, who, lines)
	if err != nil {
		s.fail(c, err)
		return
	}
	if len(read.Rejected) > 0 {
		var left []string
		for _, p := range read.Rejected {
			left = append(left, wording.Capital(sentence(wording.Data(p.Problem))).String())
		}
		s.renderReview(c, http.StatusConflict, prison, []fieldError{{Field: "tasks", Text: "Not every answer was taken"}}, left)
		return
	}
	query := url.Values{"done": {"reviewed"}}
	if prison != "" {
		query.Set("prison", prison)
	}
	c.Redirect(http.StatusSeeOther, "/imports/review?"+query.Encode())
}

// tickedAnswers are the answers of single requests; the fields are called
// task-REFERENCE.
func tickedAnswers(form url.Values) []release.ReviewLine {
	var lines []release.ReviewLine
	for name, values := range form {
		if ref, ok := strings.CutPrefix(name, "task-"); ok && len(values) > 0 && values[0] != "" {
			lines = append(lines, release.ReviewLine{Line: len(lines) + 1, Ref: ref, Answer: values[0]})
		}
	}
	return lines
}
