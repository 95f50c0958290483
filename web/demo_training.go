package web

import (
	"context"
	"net/http"
	"net/url"
	"slices"

	"github.com/gin-gonic/gin"
	"github.com/jackc/pgx/v5"

	"throughgate/access"
	"throughgate/internal/calendar"
	"throughgate/internal/pg"
	"throughgate/internal/wording"
	"throughgate/notify"
	"throughgate/pathways"
	"throughgate/release"
)

// trainingView follows one request of the demo that nobody answers, day by day.
type trainingView struct {
	Page   Page
	Now    wording.Text
	Chosen string
	Title  string
	Who    string
	State  wording.Text
	Class  string
	Rung   int
	Ladder []ladderLine
	Days   []trainingDay
	Choice []option
}

// trainingDay is what was sent about the request on one day.
type trainingDay struct {
	Day  wording.Text
	Sent []wording.Text
}

// trainee reads the demo's requests as the unit would: everybody in it is
// invented, and the page shows initials only.
func (s *server) trainee() access.Actor {
	return access.Actor{Doing: "training", Role: access.Coordinator, Areas: s.cfg.Unit.Areas}
}

func (s *server) showTraining(c *gin.Context) {
	ctx, who := c.Request.Context(), s.trainee()
	view := trainingView{Page: s.page(c, "What happens if nobody answers?"), Now: instantWords(s.cfg.Demo.Now()), Chosen: c.Query("task")}
	err := pg.ReadTx(ctx, s.cfg.Pool, who, func(tx pgx.Tx) error {
		list, err := s.unanswered(ctx, tx)
		if err != nil {
			return err
		}
		for _, t := range list {
			view.Choice = append(view.Choice, option{Value: t.Ref, Selected: t.Ref == view.Chosen,
				Text: wording.F("{1}: {2}, {3}, answer by {4}", serviceWords(t.Service), t.Title, t.Initials(), instantWords(*t.AcknowledgeBy))})
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

// The requests to choose from, and through how many pages they are looked for.
const (
	trainingChoices = 25
	trainingPages   = 100
	trainingRoom    = 4 // calendar days from the answer to the due day: all three rungs are climbed
)

// unanswered are the requests of services that still have time to answer, the
// one whose time ends first before the others: with it there is soonest something
// to see.
func (s *server) unanswered(ctx context.Context, tx pgx.Tx) ([]release.TaskRow, error) {
	var found []release.TaskRow
	query := release.TaskQuery{Scope: s.cfg.Unit, Actor: s.trainee(), Now: s.cfg.Now()}
	for query.Page = 1; query.Page <= trainingPages; query.Page++ {
		list, err := release.ReadTasks(ctx, tx, query)
		if err != nil {
			return nil, err
		}
		for _, t := range list.Rows {
			if t.State == pathways.HandedOff && t.AcknowledgeBy != nil && t.AcknowledgeBy.After(query.Now) && !t.Restricted() &&
				t.DueOn.Sub(calendar.DayOf(*t.AcknowledgeBy)) >= trainingRoom {
				found = append(found, t)
			}
		}
		if query.Page*release.TaskPage >= list.Total {
			break
		}
	}
	slices.SortStableFunc(found, func(a, b release.TaskRow) int { return a.AcknowledgeBy.Compare(*b.AcknowledgeBy) })
	return found[:min(len(found), trainingChoices)], nil
}

// follow shows where the chosen request stands and what was sent about it, read
// from what the real watch has written.
func (s *server) follow(c *gin.Context, tx pgx.Tx, view *trainingView) error {
	ctx := c.Request.Context()
	task, err := release.ReadTask(ctx, tx, s.cfg.Contacts, s.cfg.Unit, s.trainee(), view.Chosen)
	if err != nil {
		return err
	}
	cal, set, err := pathways.LoadTimes(ctx, tx)
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
	view.Ladder = ladderLines(cal, set, task)
	for _, m := range sent {
		day := wording.Day(calendar.DayOf(m.At))
		if n := len(view.Days); n == 0 || view.Days[n-1].Day != day {
			view.Days = append(view.Days, trainingDay{Day: day})
		}
		last := &view.Days[len(view.Days)-1]
		words := wording.F("{1} to {2}", messageKindWords(m.Kind), m.Recipient)
		if m.Kind == notify.Digest {
			words = wording.F("{1}: {2}", words, itemWords(m.Line))
		}
		if m.State == notify.Queued {
			words = wording.F("{1} (waits until {2})", words, instantWords(m.At))
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
