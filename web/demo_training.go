package web

import (
	"net/http"
	"net/url"

	"github.com/gin-gonic/gin"
	"github.com/jackc/pgx/v5"

	"throughgate/access"
	"throughgate/internal/calendar"
	"throughgate/internal/pg"
	"throughgate/notify"
	"throughgate/pathways"
	"throughgate/release"
)

// trainingView follows one request of the demo that nobody answers, day by day.
type trainingView struct {
	Page   Page
	Now    string
	Chosen string
	Title  string
	Who    string
	State  string
	Class  string
	Rung   int
	Ladder []ladderLine
	Days   []trainingDay
	Choice []option
}

// trainingDay is what was sent about the request on one day.
type trainingDay struct {
	Day  string
	Sent []string
}

// trainee reads the demo's requests as the unit would: everybody in it is
// invented, and the page shows initials only.
func (s *server) trainee() access.Actor {
	return access.Actor{Doing: "training", Role: access.Coordinator, Areas: s.cfg.Unit.Areas}
}

func (s *server) showTraining(c *gin.Context) {
	ctx, who := c.Request.Context(), s.trainee()
	view := trainingView{Page: s.page(c, "What happens if nobody answers?"), Now: instantWords(s.cfg.Demo.Now()), Chosen: c.Query("task")}
	err := pg.ReadTx(ctx, s.cfg.Pool, who.Key(), func(tx pgx.Tx) error {
		list, err := release.ReadTasks(ctx, tx, release.TaskQuery{Scope: s.cfg.Unit, Actor: who, Now: s.cfg.Now(), Page: 1})
		if err != nil {
			return err
		}
		for _, t := range list.Rows {
			if t.State == pathways.HandedOff && !t.OfficersOwn && !t.Restricted() {
				view.Choice = append(view.Choice, option{Value: t.Ref, Text: serviceWords(t.Service) + ": " + t.Title + ", " + t.Initials() + ", due " + t.DueOn.Short(), Selected: t.Ref == view.Chosen})
			}
		}
		if view.Chosen == "" {
			return nil
		}
		return s.follow(c, tx, &view)
	})
	if err != nil {
		s.fail(c, err)
		return
	}
	s.look.Render(c, http.StatusOK, "demo-training", view)
}

// follow shows where the chosen request stands and what was sent about it, read
// from what the real watch has written.
func (s *server) follow(c *gin.Context, tx pgx.Tx, view *trainingView) error {
	ctx := c.Request.Context()
	task, err := release.ReadTask(ctx, tx, s.cfg.Contacts, s.cfg.Unit, s.trainee(), view.Chosen)
	if err != nil {
		return err
	}
	cal, err := pathways.LoadCalendar(ctx, tx)
	if err != nil {
		return err
	}
	sent, err := notify.ReadAboutTask(ctx, tx, task.TaskID)
	if err != nil {
		return err
	}
	now := s.cfg.Now()
	view.Title, view.Who, view.Rung = task.Title, task.Initials()+", "+task.ReleaseRef, task.Rung
	view.Class, view.State = taskMark(task.State, task.Late(calendar.DayOf(now)), task.NoAnswer(now), task.FullUntil)
	view.Ladder = ladderLines(cal, task)
	for _, m := range sent {
		day := calendar.DayOf(m.At).Long()
		if n := len(view.Days); n == 0 || view.Days[n-1].Day != day {
			view.Days = append(view.Days, trainingDay{Day: day})
		}
		last := &view.Days[len(view.Days)-1]
		words := messageKindWords(m.Kind) + " to " + m.Recipient
		if m.Kind == notify.Digest {
			words += ": " + itemWords(m.Line)
		}
		if m.State == notify.Queued {
			words += " (waits until " + instantWords(m.At) + ")"
		}
		last.Sent = append(last.Sent, words)
	}
	return nil
}

func (s *server) stepTraining(c *gin.Context) {
	if err := s.cfg.Demo.MoveDay(c.Request.Context()); err != nil {
		s.fail(c, err)
		return
	}
	c.Redirect(http.StatusSeeOther, "/demo/training?"+url.Values{"task": {c.PostForm("task")}, "done": {"clock"}}.Encode())
}
