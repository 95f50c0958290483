package web

import (
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/jackc/pgx/v5"

	"throughgate/access"
	"throughgate/internal/calendar"
	"throughgate/internal/pg"
	"throughgate/pathways"
	"throughgate/release"
)

// taskView is one request: what is asked, for whom, how it stands, and what
// its holder can answer.
type taskView struct {
	Page    Page
	Ref     string
	Title   string
	Caption string
	Class   string
	State   string
	Health  bool // nothing more than agreed or not agreed may be shown
	Ask     []summaryRow
	Person  []summaryRow
	Note    string // why no more is shown of the person
	// NoContact is said of somebody who has died, and nothing else is to do.
	NoContact string
	Why       string
	Next      string
	After     []thingLine  // what comes first
	Release   string       // address, for officers
	Links     []recordLink // to change a one-off request
	Ladder    []ladderLine
	Steps     []release.StoryStep
	Errors    []fieldError
	Version   int
	Can       taskAnswers
	Form      taskForm
	Evidence  []evidenceItem
	Housing   []option
	Others    []option // services that it can be passed on to
	ForOther  bool     // an officer records what a service told them
	Questions []questionView
	CanAsk    bool // a question about the request
}

// taskAnswers are the answers that a task can be given now.
type taskAnswers struct{ Acknowledge, Accept, Decline, NoCapacity, Done, NotWanted, NotEligible, PassOn, Reopen bool }

// Any tells whether there is anything to answer.
func (a taskAnswers) Any() bool { return a != taskAnswers{} }

type evidenceItem struct {
	Value, Text string
	Ticked      bool
}

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
// recorded (domain rule 9); a service in the directory has an agreement.
func mayKnowWho(who access.Actor, t release.TaskStory) bool {
	if t.Restricted {
		return false
	}
	if who.Role != access.SPOC {
		return true
	}
	holds := []pathways.State{pathways.HandedOff, pathways.PassedOn, pathways.Acknowledged, pathways.Accepted, pathways.Done}
	return t.Consented && slices.Contains(holds, t.State)
}

func (s *server) renderTask(c *gin.Context, status int, task release.TaskStory, form taskForm, problems []fieldError) {
	view := newTaskView(actorOf(c), task, s.cfg.Now())
	view.Page = s.page(c, strings.TrimSpace(task.Initials()+" request "+task.ID))
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
		if view.Can.PassOn {
			list, err := pathways.OthersFor(ctx, tx, task.ID)
			if err != nil {
				return err
			}
			for _, o := range list {
				view.Others = append(view.Others, option{Value: o.Ref, Text: o.Name + " (" + o.Area + ")", Selected: o.Ref == form.To})
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
		if view.Health || view.NoContact != "" || !task.State.Asked() {
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

func newTaskView(who access.Actor, t release.TaskStory, now time.Time) taskView {
	view := taskView{Ref: t.ID, Title: t.Title, Caption: pathwayWords(t.Pathway), Version: t.Version,
		Class: "planned", Health: release.IsHealth(t.Pathway) && who.Role != access.SPOC && !mayReadHealth(who, t.HealthConsent)}
	if who.Role != access.SPOC {
		view.Release = "/releases/" + t.ReleaseRef
	}
	view.Person, view.Note = personRows(who, t)
	if view.Health {
		view.Title, view.Caption, view.State = "Health request", "Health", agreedWords(t.State)
		return view
	}
	view.Class, view.State = taskMark(t.State, t.Late(calendar.DayOf(now)), t.NoAnswer(now), t.FullUntil)
	view.Ask, view.Steps = askRows(t), t.History
	view.After = shownBlockers(who, t)
	view.Next = nextWords(t.StoryTask, nil, now) // what comes first stands in After, with its links
	view.ForOther = who.Role != access.SPOC && !t.OfficersOwn
	if who.Role != access.SPOC || t.OneOff && mayKnowWho(who, t) {
		view.Why = t.Why
	}
	view.Links = oneOffLinks(who, t)
	if t.ReleaseState == release.Died {
		view.NoContact, view.Next, view.After = noContact, "", nil
		return view
	}
	view.Can = answersFor(who, t)
	return view
}

// shownBlockers are the tasks that come first, as far as the reader may know
// of them: health only with a basis.
func shownBlockers(who access.Actor, t release.TaskStory) []thingLine {
	var lines []thingLine
	for _, b := range t.Blockers {
		if release.IsHealth(b.Pathway) && b.Pathway != t.Pathway && (who.Role == access.SPOC || !mayReadHealth(who, t.HealthConsent)) {
			continue
		}
		line := thingLine{Text: b.Title}
		if who.Role != access.SPOC {
			line.Href = "/tasks/" + b.Ref
		}
		lines = append(lines, line)
	}
	return lines
}

// answersFor are the answers an actor is offered; the use case decides again.
func answersFor(who access.Actor, t release.TaskStory) taskAnswers {
	// A service sees only the requests it holds; it hears of one when it is asked.
	if who.Role == access.SPOC && t.State == pathways.Planned {
		return taskAnswers{}
	}
	var can taskAnswers
	for _, to := range pathways.Answers(t.State, t.OfficersOwn) {
		switch to {
		case pathways.Acknowledged:
			can.Acknowledge = true
		case pathways.Accepted:
			can.Accept = true
		case pathways.Declined:
			can.Decline = true
		case pathways.NoCapacity:
			can.NoCapacity = true
		case pathways.Done:
			can.Done = true
		case pathways.NotWanted:
			can.NotWanted = true
		case pathways.NotEligible:
			can.NotEligible = true
		case pathways.Planned, pathways.HandedOff, pathways.PassedOn, pathways.TooLate, pathways.Withdrawn:
		}
	}
	can.PassOn = pathways.CanPassOn(t.State, t.OfficersOwn)
	can.Reopen = who.Role != access.SPOC && pathways.CanReopen(t.State)
	return can
}

// askRows are what is asked, of whom, by when.
func askRows(t release.TaskStory) []summaryRow {
	of := summaryRow{Key: "Asked of", Value: t.ServiceName}
	if of.Value == "" {
		of.Value = serviceWords(t.Service)
	}
	switch {
	case t.Contact != nil:
		of.More = strings.TrimSpace(t.Contact.Name + " " + t.ServicePhone)
	case t.Nobody:
		of.More = "Nobody to send to"
	}
	if t.NotAnswering {
		of.More += ". This service is not answering: ring"
	}
	rows := []summaryRow{of}
	if t.Note != "" {
		rows[0].More += " (" + t.Note + ")"
	}
	if t.HandedOffAt != nil {
		rows = append(rows, summaryRow{Key: "Asked on", Value: calendar.DayOf(*t.HandedOffAt).Long()})
	} else if !t.HandOffOn.IsZero() {
		rows = append(rows, summaryRow{Key: "To be asked on", Value: t.HandOffOn.Long()})
	}
	due := summaryRow{Key: "Due", Value: dayOr(t.DueOn, "when the day is known")}
	if t.ShortNotice {
		due.More = "short notice"
	}
	rows = append(rows, due)
	if words := doneBeforeWords(t.StoryTask); words != "" {
		rows = append(rows, summaryRow{Key: "Done before", Value: capital(words)})
	}
	if t.Reason != "" {
		rows = append(rows, summaryRow{Key: "Reason", Value: t.Reason})
	}
	if t.Authority != "" {
		rows = append(rows, summaryRow{Key: "Housing authority", Value: t.Authority})
	}
	return rows
}

// personRows are for whom it is: initials, reference and day for everybody; who
// and how to reach them for those who may know, and why not for others.
func personRows(who access.Actor, t release.TaskStory) (rows []summaryRow, note string) {
	day := summaryRow{Key: "Leaves", Value: dayOr(t.PlannedDay, "no day known")}
	switch {
	case !t.ReleasedOn.IsZero():
		day = summaryRow{Key: "Released", Value: t.ReleasedOn.Long()}
	case !t.OrDay().IsZero():
		day.Value = eitherDay(t.PlannedDay, t.OrDay())
		if who.Role != access.SPOC {
			day.Value += ": ask the prison"
		}
	}
	reference := summaryRow{Key: "Reference", Value: t.ReleaseRef}
	if t.ReleaseState == release.Died {
		if who.Role == access.SPOC {
			return []summaryRow{{Key: "Person", Value: t.Initials()}, reference}, ""
		}
		day = summaryRow{Key: "State", Value: releaseStateWords(release.Died)}
	}
	switch {
	case t.Restricted:
		return []summaryRow{{Key: "Person", Value: "Restricted record"}, reference, day}, "Who this is, and where, is masked."
	case !mayKnowWho(who, t):
		note = "The name is not shown: this request is not with your service now."
		if !t.Consented {
			note = "The name is not shown: the person's consent is not recorded. Ask the unit."
		}
		return []summaryRow{{Key: "Person", Value: t.Initials()}, reference, day}, note
	}
	rows = []summaryRow{{Key: "Person", Value: t.Forenames + " " + t.Surname}, {Key: "Born", Value: t.BirthDate.Long()},
		reference, day}
	if t.ReleasedOn.IsZero() {
		rows = append(rows, summaryRow{Key: "Prison", Value: t.PrisonName, More: "Prison number " + t.PrisonNumber},
			summaryRow{Key: "Reach them through", Value: officeWords(t.OMU), More: t.OMU.Email})
	}
	return append(rows, summaryRow{Key: "Home area", Value: t.HomeArea}), ""
}

func officeWords(o release.Office) string {
	if o.Name == "" {
		return "the prison's offender management unit"
	}
	return strings.TrimSpace(o.Name + " " + o.Phone)
}
