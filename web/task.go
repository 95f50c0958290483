package web

import (
	"net/http"
	"slices"

	"github.com/gin-gonic/gin"
	"github.com/jackc/pgx/v5"

	"throughgate/access"
	"throughgate/internal/pg"
	"throughgate/internal/wording"
	"throughgate/pathways"
	"throughgate/release"
)

func (s *server) showTask(c *gin.Context) {
	task, err := s.openTask(c)
	if err != nil {
		s.fail(c, err)
		return
	}
	s.renderTask(c, http.StatusOK, task, taskForm{Evidence: task.Ticked}, nil)
}

// openTask reads a task for whoever asks and records that they saw it: for a
// service that is told who it is, as a disclosure.
func (s *server) openTask(c *gin.Context) (release.TaskStory, error) {
	ctx, who := c.Request.Context(), actorOf(c)
	var task release.TaskStory
	err := pg.InTx(ctx, s.cfg.Pool, who, func(tx pgx.Tx) (err error) {
		task, err = release.ReadTask(ctx, tx, s.cfg.Contacts, s.cfg.Unit, who, c.Param("ref"))
		if err != nil {
			return err
		}
		if task.Restricted {
			if task.OpenUntil, err = release.OpenUntil(ctx, tx, who, task.ReleaseID, s.cfg.Now()); err != nil {
				return err
			}
		}
		did := access.Consult
		if who.Role == access.SPOC && mayKnowWho(who, task) {
			did = access.Disclose
		}
		return access.Record(ctx, tx, s.cfg.Now(), who, access.Under(access.Entry{Action: did, ObjectKind: "task", ObjectID: task.TaskID, Releases: []string{task.ReleaseRef}}, who.Under[task.ServiceID]))
	})
	return task, err
}

// mayKnowWho tells whether an actor sees who the person is. A service does on
// the opened task while it holds it, with the consents that the task asks for
// recorded (domain rule 9), and an agreement in force.
func mayKnowWho(who access.Actor, t release.TaskStory) bool {
	return taskViewer(who, t).Sees(access.FieldName)
}

// taskViewer is of which class the reader of an opened request is.
func taskViewer(who access.Actor, t release.TaskStory) access.Viewer {
	holds := []pathways.State{pathways.HandedOff, pathways.PassedOn, pathways.Acknowledged, pathways.Accepted, pathways.Done}
	return access.ViewerFor(access.Reading{Role: who.Role, Restricted: t.Restricted, Opened: !t.OpenUntil.IsZero(), HealthAgreed: t.HealthConsent, HealthShared: who.HealthShared,
		Request: true, Service: t.Service, Held: slices.Contains(holds, t.State), Covered: !slices.Contains(who.Barred, t.ServiceID), Consent: t.Consented})
}

func (s *server) renderTask(c *gin.Context, status int, task release.TaskStory, form taskForm, problems []fieldError) {
	view := newTaskView(actorOf(c), task, s.cfg.Now())
	view.Page = s.page(c, wording.Join(" ", wording.Data(task.Initials()), wording.F("request {1}", task.ID)))
	view.Errors, view.Form = problems, form
	for _, item := range task.Evidence {
		if item != pathways.AuthorityChosen {
			view.Evidence = append(view.Evidence, evidenceItem{Value: item, Text: evidenceWords(item), Ticked: slices.Contains(form.Evidence, item)})
		}
	}
	if err := s.addToTask(c, &view, task, form); err != nil {
		s.fail(c, err)
		return
	}
	if err := s.addQuestions(c, &view, task, form); err != nil {
		s.fail(c, err)
		return
	}
	s.look.Render(c, status, "task", view)
}

// addToTask adds what is not the task's own: the services that it can be passed
// on to (where there is none, it cannot be), housing authorities, and when who
// is told, by the calendar.
func (s *server) addToTask(c *gin.Context, view *taskView, task release.TaskStory, form taskForm) error {
	ctx := c.Request.Context()
	return pg.ReadTx(ctx, s.cfg.Pool, actorOf(c), func(tx pgx.Tx) error {
		view.Can.PassOn = view.Can.PassOn && !task.Masked() // the others' areas tell
		if view.Can.PassOn {
			list, err := pathways.OthersFor(ctx, tx, task.ID)
			if err != nil {
				return err
			}
			for _, o := range list {
				view.Others = append(view.Others, option{Value: o.Ref, Text: wording.F("{1} ({2})", o.Name, o.Area), Selected: o.Ref == form.To})
			}
			view.Can.PassOn = len(list) > 0
		}
		if task.NeedsAuthority() && view.Can.Done {
			list, err := release.ReadHousingAuthorities(ctx, tx)
			if err != nil {
				return err
			}
			view.Housing = options(list, form.Authority)
		}
		if view.Health || view.NoContact != "" || task.Masked() || !task.State.Asked() {
			return nil
		}
		cal, set, err := pathways.LoadTimes(ctx, tx)
		if err != nil {
			return err
		}
		view.Ladder = ladderLines(cal, set, task)
		return nil
	})
}
