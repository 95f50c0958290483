package web

import (
	"net/http"
	"net/url"

	"github.com/gin-gonic/gin"
	"github.com/jackc/pgx/v5"

	"throughgate/access"
	"throughgate/internal/fault"
	"throughgate/internal/pg"
	"throughgate/internal/wording"
	"throughgate/pathways"
	"throughgate/release"
)

// questionView is one question about a request and its answer.
type questionView struct {
	Ref, Text string
	Asked     wording.Text
	Answer    string
	Answered  wording.Text
	Field     string // id of the answer's field; "" where this reader answers nothing
	Typed     string
}

// addQuestions shows what was asked, to a service what was asked since it was
// asked itself. Nobody writes to a service about somebody who has died.
func (s *server) addQuestions(c *gin.Context, view *taskView, task release.TaskStory, form taskForm) error {
	ctx, who := c.Request.Context(), actorOf(c)
	if view.Health {
		return nil
	}
	since := task.HandedOffAt
	return pg.ReadTx(ctx, s.cfg.Pool, who, func(tx pgx.Tx) error {
		from := s.cfg.Now()
		switch {
		case who.Role != access.SPOC:
			from = from.AddDate(-100, 0, 0)
		case since != nil:
			from = *since
		}
		list, err := pathways.ReadQuestions(ctx, tx, task.TaskID, from)
		if err != nil {
			return err
		}
		for _, q := range list {
			one := questionView{Ref: q.Ref, Text: q.Text, Asked: wording.F("{1}, {2}", q.AskedBy, instantWords(q.AskedAt)), Answer: q.Answer}
			switch {
			case q.AnsweredAt != nil:
				one.Answered = wording.F("{1}, {2}", q.AnsweredBy, instantWords(*q.AnsweredAt))
			case view.NoContact == "" && pathways.CanAnswerQuestion(who):
				one.Field = "answer-" + q.Ref
			}
			if form.Answer == one.Field {
				one.Typed = form.Question
			}
			view.Questions = append(view.Questions, one)
		}
		view.CanAsk = view.NoContact == "" && pathways.CanAskQuestion(who, task.State, task.OfficersOwn)
		return nil
	})
}

func (s *server) askQuestion(c *gin.Context) {
	words := c.PostForm("question")
	s.saveWords(c, "question", words, func() error {
		return s.cfg.Tasks.AskQuestion(c.Request.Context(), actorOf(c), c.Param("ref"), words)
	}, "asked")
}

func (s *server) answerQuestion(c *gin.Context) {
	words := c.PostForm("answer")
	s.saveWords(c, "answer-"+c.Param("question"), words, func() error {
		return s.cfg.Tasks.AnswerQuestion(c.Request.Context(), actorOf(c), c.Param("ref"), c.Param("question"), words)
	}, "answered")
}

// saveWords saves a question or an answer; what cannot be saved is shown again
// with what is wrong with it.
func (s *server) saveWords(c *gin.Context, field, words string, save func() error, done string) {
	task, err := s.openTask(c)
	if err == nil {
		err = save()
	}
	status := http.StatusUnprocessableEntity
	switch {
	case err == nil:
		c.Redirect(http.StatusSeeOther, "/tasks/"+url.PathEscape(c.Param("ref"))+"?done="+done)
		return
	case fault.Is(err, fault.KindConflict):
		status = http.StatusConflict
		if field != "question" {
			field = "questions"
		}
	case fault.Is(err, fault.KindInvalid):
	default:
		s.fail(c, err)
		return
	}
	s.renderTask(c, status, task, taskForm{Answer: field, Question: words, Evidence: task.Ticked}, []fieldError{{Field: field, Text: sentence(faultWords(err))}})
}
