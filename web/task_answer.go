package web

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"

	"throughgate/internal/calendar"
	"throughgate/internal/fault"
	"throughgate/internal/wording"
	"throughgate/pathways"
	"throughgate/release"
)

// The answers, as the addresses of their forms end.
const (
	answerAcknowledge = "acknowledge"
	answerAccept      = "accept"
	answerDecline     = "decline"
	answerNoCapacity  = "no-capacity"
	answerDone        = "done"
	answerNotWanted   = "not-wanted"
	answerNotEligible = "not-eligible"
	answerPassOn      = "pass-on"
	answerReopen      = "reopen"
)

// taskForm is what was typed into the forms of a task, kept when it has to be
// shown again.
type taskForm struct {
	Answer           string
	Version          int
	Reason           string
	Day, Month, Year string
	Evidence         []string
	Authority        string
	HeardBy          string // not wanted: who heard the person
	To               string // pass on: the service
	Question         string // asked, or its answer
}

func readTaskForm(c *gin.Context) (taskForm, error) {
	if err := c.Request.ParseForm(); err != nil {
		return taskForm{}, fault.Invalid("The form could not be read: go back and send it again")
	}
	version, err := strconv.Atoi(c.PostForm("version"))
	if err != nil {
		return taskForm{}, fault.Invalid("The form is not complete: go back to the request and send it again")
	}
	return taskForm{Answer: c.Param("answer"), Version: version, Reason: strings.TrimSpace(c.PostForm("reason")),
		Day: c.PostForm("full_day"), Month: c.PostForm("full_month"), Year: c.PostForm("full_year"),
		Evidence: c.PostFormArray("evidence"), Authority: c.PostForm("authority"),
		HeardBy: strings.TrimSpace(c.PostForm("heard_by")), To: c.PostForm("to")}, nil
}

// backToTask is for whoever reloads the address of a form.
func (s *server) backToTask(c *gin.Context) {
	c.Redirect(http.StatusSeeOther, "/tasks/"+url.PathEscape(c.Param("ref")))
}

func (s *server) answerTask(c *gin.Context) {
	form, err := readTaskForm(c)
	if err != nil {
		s.fail(c, err)
		return
	}
	task, err := s.openTask(c)
	if err != nil {
		s.fail(c, err)
		return
	}
	problems := form.check(task)
	if len(problems) == 0 {
		err = s.giveAnswer(c, form, task)
	}
	switch {
	case fault.Is(err, fault.KindInvalid):
		problems = []fieldError{{Field: form.Answer, Text: faultWords(err)}}
	case fault.Is(err, fault.KindConflict):
		s.showConflict(c, form, faultWords(err))
		return
	case err != nil:
		s.fail(c, err)
		return
	}
	if len(problems) > 0 {
		s.renderTask(c, http.StatusUnprocessableEntity, task, form, problems)
		return
	}
	c.Redirect(http.StatusSeeOther, "/tasks/"+url.PathEscape(c.Param("ref"))+"?done="+form.Answer)
}

func (s *server) giveAnswer(c *gin.Context, form taskForm, task release.TaskStory) error {
	ctx, who, ref := c.Request.Context(), actorOf(c), c.Param("ref")
	switch form.Answer {
	case answerAcknowledge:
		return s.cfg.Tasks.Acknowledge(ctx, who, ref, form.Version)
	case answerAccept:
		return s.cfg.Tasks.Accept(ctx, who, ref, form.Version)
	case answerDecline:
		return s.cfg.Tasks.Decline(ctx, who, ref, form.Version, form.Reason)
	case answerNoCapacity:
		until, err := form.fullUntil()
		if err != nil {
			return err
		}
		return s.cfg.Tasks.NoCapacity(ctx, who, ref, form.Version, until, form.Reason)
	case answerDone:
		return s.cfg.Tasks.Finish(ctx, who, ref, form.Version, form.finish(task))
	case answerNotWanted:
		return s.cfg.Tasks.NotWanted(ctx, who, ref, form.Version, form.HeardBy, form.Reason)
	case answerNotEligible:
		return s.cfg.Tasks.NotEligible(ctx, who, ref, form.Version, form.Reason)
	case answerPassOn:
		return s.cfg.Tasks.PassOn(ctx, who, ref, form.Version, form.To, form.Reason)
	case answerReopen:
		return s.cfg.Tasks.Reopen(ctx, who, ref, form.Version, form.Reason)
	}
	return fault.NotFound("page")
}

// check finds what is missing from a form, each with its field.
func (f taskForm) check(task release.TaskStory) []fieldError {
	switch f.Answer {
	case answerDecline:
		if f.Reason == "" {
			return []fieldError{{Field: "decline-reason", Text: "Say why the service cannot do this"}}
		}
	case answerNoCapacity:
		if _, err := f.fullUntil(); err != nil {
			return []fieldError{{Field: "full-day", Text: faultWords(err)}}
		}
	case answerDone:
		return f.checkDone(task)
	case answerNotWanted:
		if f.HeardBy == "" {
			return []fieldError{{Field: "not-wanted-heard", Text: "Say who heard the person say no"}}
		}
	case answerNotEligible:
		if f.Reason == "" {
			return []fieldError{{Field: "not-eligible-reason", Text: "Say why the person is not eligible"}}
		}
	case answerPassOn:
		return f.checkPassOn()
	case answerReopen:
		if f.Reason == "" {
			return []fieldError{{Field: "reopen-reason", Text: "Say why it is opened again"}}
		}
	}
	return nil
}

func (f taskForm) checkPassOn() (problems []fieldError) {
	if f.To == "" {
		problems = append(problems, fieldError{Field: "pass-on-to", Text: "Choose the service that gets the request"})
	}
	if f.Reason == "" {
		problems = append(problems, fieldError{Field: "pass-on-reason", Text: "Say why you pass it on"})
	}
	return problems
}

func (f taskForm) checkDone(task release.TaskStory) []fieldError {
	if f.Reason != "" {
		return nil
	}
	for _, item := range f.finish(task).Evidence {
		if !slices.Contains(task.Evidence, item) {
			return []fieldError{{Field: "done-reason", Text: "The checklist has changed: tick what you have again"}}
		}
	}
	for _, item := range task.Evidence {
		if slices.Contains(f.finish(task).Evidence, item) || slices.Contains(task.Ticked, item) {
			continue
		}
		if item == pathways.AuthorityChosen {
			return []fieldError{{Field: "done-authority", Text: "Choose the housing authority the person chose, or say why it is done without"}}
		}
		return []fieldError{{Field: "done-reason", Text: "Not everything on the checklist is ticked: say why it is done all the same"}}
	}
	return nil
}

// finish is what the form tells of a finished task; an authority that is chosen
// is its own item of evidence.
func (f taskForm) finish(task release.TaskStory) pathways.Finish {
	finish := pathways.Finish{Evidence: slices.Clone(f.Evidence), Reason: f.Reason}
	if f.Authority != "" && task.NeedsAuthority() {
		finish.HousingAuthority = f.Authority
		finish.Evidence = append(finish.Evidence, pathways.AuthorityChosen)
	}
	return finish
}

// fullUntil is the day typed as day, month and year.
func (f taskForm) fullUntil() (calendar.Date, error) {
	if strings.TrimSpace(f.Year) == "" || strings.TrimSpace(f.Month) == "" || strings.TrimSpace(f.Day) == "" {
		return calendar.Date{}, fault.Invalid("Give the day until which the service is full")
	}
	return typedDay(f.Day, f.Month, f.Year)
}

// typedDay is a day typed as day, month and year.
func typedDay(day, month, year string) (calendar.Date, error) {
	padded := func(s string) string {
		if s = strings.TrimSpace(s); len(s) == 1 {
			return "0" + s
		}
		return s
	}
	typed, err := calendar.Parse(strings.TrimSpace(year) + "-" + padded(month) + "-" + padded(day))
	if err != nil {
		return calendar.Date{}, fault.Invalid("There is no such day: give day, month and year in numbers, such as 27 3 2027")
	}
	return typed, nil
}

// conflictView shows the other person's change beside one's own.
type conflictView struct {
	Page   Page
	Text   wording.Text
	Href   string
	State  wording.Text
	Last   *release.StoryStep
	Their  wording.Text // the other's change in words, where it is no step of a request
	Lost   wording.Text // what was not saved; "": the answer
	Again  wording.Text // the words of the link; "": to the request
	Mine   wording.Text // the answer that was not saved
	Reason string       // and what was typed with it
}

func (s *server) showConflict(c *gin.Context, form taskForm, text wording.Text) {
	task, err := s.openTask(c)
	if err != nil {
		s.fail(c, err)
		return
	}
	view := conflictView{Page: s.page(c, "Somebody else changed this request"), Text: sentence(text), Href: "/tasks/" + task.ID,
		Mine: answerWords(form.Answer), Reason: form.Reason, State: taskStateWords(task.State)}
	if n := len(task.History); n > 0 {
		view.Last = &task.History[n-1]
	}
	s.look.Render(c, http.StatusConflict, "conflict", view)
}

func answerWords(answer string) wording.Text {
	switch answer {
	case answerAcknowledge:
		return "we have it"
	case answerAccept:
		return "we will do it"
	case answerDecline:
		return "no"
	case answerNoCapacity:
		return "we are full"
	case answerDone:
		return "done"
	case answerNotWanted:
		return "not wanted"
	case answerNotEligible:
		return "not eligible"
	case answerPassOn:
		return "pass it on"
	case answerReopen:
		return "open it again"
	}
	return wording.Small(spelled(answer))
}
