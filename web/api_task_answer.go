package web

import (
	"slices"

	"github.com/gin-gonic/gin"
	"github.com/jackc/pgx/v5"

	"throughgate/internal/calendar"
	"throughgate/internal/fault"
	"throughgate/internal/pg"
	"throughgate/pathways"
	"throughgate/release"
)

// apiAnswer is what a POST to a request's answer says; which members count is the
// answer's.
type apiAnswer struct {
	Version          *int          `json:"version"`
	Reason           string        `json:"reason"`
	FullUntil        calendar.Date `json:"full_until"`
	Evidence         []string      `json:"evidence"`
	HousingAuthority string        `json:"housing_authority"`
	HeardBy          string        `json:"heard_by"`
	To               string        `json:"to"`
}

// apiAnswered is how a request stands after it was answered; of one that is no
// longer with whoever answered it, nothing but its reference.
type apiAnswered struct {
	ID      string          `json:"id"`
	State   *pathways.State `json:"state"`
	Version *int            `json:"version"`
}

// apiFields names the members that the checks of the pages' forms are about.
var apiFields = map[string]string{"decline-reason": "reason", "full-day": "full_until", "done-reason": "reason", "done-authority": "housing_authority",
	"not-wanted-heard": "heard_by", "not-eligible-reason": "reason", "reopen-reason": "reason", "pass-on-to": "to", "pass-on-reason": "reason"}

// taskAnswerPaths are the answers that there are.
var taskAnswerPaths = taskAnswers{true, true, true, true, true, true, true, true, true}.paths(false)

// apiAnswerTask is the same as the buttons of a request's page.
func (s *server) apiAnswerTask(c *gin.Context, body []byte) (any, error) {
	var said apiAnswer
	if err := readDocument(body, &said); err != nil {
		return nil, err
	}
	if said.Version == nil {
		return nil, badField("version", "Give the version of the request as you read it")
	}
	ctx, who := c.Request.Context(), actorOf(c)
	var task release.TaskStory
	err := pg.ReadTx(ctx, s.cfg.Pool, who, func(tx pgx.Tx) (err error) {
		task, err = release.ReadTask(ctx, tx, s.cfg.Contacts, s.cfg.Unit, who, c.Param("ref"))
		return err
	})
	if err != nil {
		return nil, err
	}
	form := said.form(c.Param("answer"))
	switch {
	case !slices.Contains(taskAnswerPaths, form.Answer):
		return nil, fault.NotFound("answer")
	case healthHidden(who, task):
		return nil, fault.Refused("This request is about health: only those with a recorded basis answer it")
	case task.Masked() && form.Answer == answerPassOn:
		return nil, errMasked
	}
	if problems := form.check(task); len(problems) > 0 {
		var wrong badInput
		for _, p := range problems {
			wrong = append(wrong, problemField{apiFields[p.Field], p.Text.String()})
		}
		return nil, wrong
	}
	if err := s.giveAnswer(c, form, task); err != nil {
		return nil, err
	}
	return s.standsNow(c)
}

func (a apiAnswer) form(to string) taskForm {
	f := taskForm{Answer: to, Version: *a.Version, Reason: a.Reason, Evidence: a.Evidence, Authority: a.HousingAuthority, HeardBy: a.HeardBy, To: a.To}
	if d := a.FullUntil; !d.IsZero() {
		text := d.String() // YYYY-MM-DD
		f.Year, f.Month, f.Day = text[:4], text[5:7], text[8:]
	}
	return f
}

func (s *server) standsNow(c *gin.Context) (any, error) {
	ctx, who, out := c.Request.Context(), actorOf(c), apiAnswered{ID: c.Param("ref")}
	err := pg.ReadTx(ctx, s.cfg.Pool, who, func(tx pgx.Tx) error {
		now, err := release.ReadTask(ctx, tx, s.cfg.Contacts, s.cfg.Unit, who, out.ID)
		if err == nil {
			out.State, out.Version = &now.State, &now.Version
		}
		return err
	})
	if fault.Is(err, fault.KindNotFound) { // passed on to another service
		err = nil
	}
	return out, err
}

type apiAskDocument struct {
	Question string `json:"question"`
}

type apiReplyDocument struct {
	Answer string `json:"answer"`
}

// apiAsk asks a question about a request.
func (s *server) apiAsk(c *gin.Context, body []byte) (any, error) {
	var said apiAskDocument
	if err := readDocument(body, &said); err != nil {
		return nil, err
	}
	if err := s.cfg.Tasks.AskQuestion(c.Request.Context(), actorOf(c), c.Param("ref"), said.Question); err != nil {
		return nil, err
	}
	return s.standsNow(c)
}

// apiReply answers a question about a request.
func (s *server) apiReply(c *gin.Context, body []byte) (any, error) {
	var said apiReplyDocument
	if err := readDocument(body, &said); err != nil {
		return nil, err
	}
	if err := s.cfg.Tasks.AnswerQuestion(c.Request.Context(), actorOf(c), c.Param("ref"), c.Param("question"), said.Answer); err != nil {
		return nil, err
	}
	return s.standsNow(c)
}
