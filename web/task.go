package web

import (
	"cmp"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/jackc/pgx/v5"

	"throughgate/access"
	"throughgate/internal/calendar"
	"throughgate/internal/pg"
	"throughgate/internal/wording"
	"throughgate/pathways"
	"throughgate/release"
)

// taskView is one request: what is asked, for whom, how it stands, and what
// its holder can answer.
type taskView struct {
	Page    Page
	Ref     string
	Title   wording.Text
	Caption wording.Text
	Class   string
	State   wording.Text
	Health  bool // nothing more than agreed or not agreed may be shown
	Ask     []summaryRow
	Person  []summaryRow
	Note    string // why no more is shown of the person
	// NoContact is said of somebody who has died, and nothing else is to do.
	NoContact wording.Text
	Why       string
	Next      wording.Text
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
	Value  string
	Text   wording.Text
	Ticked bool
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

func newTaskView(who access.Actor, t release.TaskStory, now time.Time) taskView {
	see := taskViewer(who, t)
	view := taskView{Ref: t.ID, Title: wording.Data(t.Title), Caption: pathwayWords(t.Pathway), Version: t.Version,
		Class: "planned", Health: release.IsHealth(t.Pathway) && who.Role != access.SPOC && !see.Sees(access.FieldHealth)}
	if who.Role != access.SPOC {
		view.Release = "/releases/" + t.ReleaseRef
	}
	view.Person, view.Note = personRows(who, t)
	if view.Health {
		view.Title, view.Caption, view.State = "Health request", "Health", agreedWords(t.State)
		return view
	}
	view.Class, view.State = taskMark(t.State, t.Late(calendar.DayOf(now)), t.NoAnswer(now), t.FullUntil)
	view.Ask, view.Steps = askRows(see, t), shownSteps(who, see, t.History)
	view.After = shownBlockers(see, t)
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

// shownSteps is the history of a request. Who was asked tells where somebody is,
// and what was typed may tell anything: neither is for those who may not know who
// it is.
func shownSteps(who access.Actor, see access.Viewer, history []release.StoryStep) []release.StoryStep {
	if see.Sees(access.FieldName) {
		return history
	}
	if see.OfOfficer() {
		return nil
	}
	steps := slices.Clone(history)
	for i := range steps {
		if steps[i].By != who.Name { // what the reader wrote, the reader knows
			steps[i].Reason = ""
		}
	}
	return steps
}

// shownBlockers are the tasks that come first, as far as the reader may know
// of them: health only with a basis.
func shownBlockers(see access.Viewer, t release.TaskStory) []thingLine {
	var lines []thingLine
	for _, b := range t.Blockers {
		if release.IsHealth(b.Pathway) && b.Pathway != t.Pathway && !(see.OfOfficer() && see.Sees(access.FieldHealth)) {
			continue
		}
		line := thingLine{Text: wording.Data(b.Title)}
		if see.OfOfficer() {
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
func askRows(see access.Viewer, t release.TaskStory) []summaryRow {
	of := summaryRow{Key: "Asked of", Value: wording.Data(t.ServiceName)}
	if of.Value == "" {
		of.Value = serviceWords(t.Service)
	}
	switch {
	case t.Masked(): // the row of a prison names it
		of.Value = serviceWords(t.Service)
	case t.Contact != nil:
		of.More = wording.Data(strings.TrimSpace(t.Contact.Name + " " + t.ServicePhone))
	case t.Nobody:
		of.More = "Nobody to send to"
	}
	if t.NotAnswering {
		of.More = wording.F("{1}. This service is not answering: ring", of.More)
	}
	rows := []summaryRow{of}
	if t.Note != "" && !t.Masked() {
		rows[0].More = wording.F("{1} ({2})", rows[0].More, t.Note)
	}
	if t.HandedOffAt != nil {
		rows = append(rows, summaryRow{Key: "Asked on", Value: wording.Day(calendar.DayOf(*t.HandedOffAt))})
	} else if !t.HandOffOn.IsZero() {
		rows = append(rows, summaryRow{Key: "To be asked on", Value: wording.Day(t.HandOffOn)})
	}
	due := summaryRow{Key: "Due", Value: dayOr(t.DueOn, "when the day is known")}
	if t.ShortNotice {
		due.More = "short notice"
	}
	rows = append(rows, due)
	if words := doneBeforeWords(t.StoryTask); words != "" {
		rows = append(rows, summaryRow{Key: "Done before", Value: wording.Capital(words)})
	}
	if t.Reason != "" && see.Sees(access.FieldName) {
		rows = append(rows, summaryRow{Key: "Reason", Value: wording.Data(t.Reason)})
	}
	if t.Authority != "" {
		rows = append(rows, summaryRow{Key: "Housing authority", Value: wording.Data(t.Authority)})
	}
	return rows
}

// personRows are for whom it is: reference and day for everybody, initials, name
// and how to reach them for those who may know, and why not for others.
func personRows(who access.Actor, t release.TaskStory) (rows []summaryRow, note string) {
	see := taskViewer(who, t)
	add := func(field access.Field, row summaryRow) {
		if see.Sees(field) {
			rows = append(rows, row)
		}
	}
	switch {
	case see.Sees(access.FieldName):
		rows = append(rows, summaryRow{Key: "Person", Value: wording.F("{1} {2}", t.Forenames, t.Surname)})
	case see.Sees(access.FieldInitials):
		rows = append(rows, summaryRow{Key: "Person", Value: wording.Data(t.Initials())})
		note = "The name is not shown: this request is not with your service now."
		if !t.Consented {
			note = "The name is not shown: the person's consent is not recorded. Ask the unit."
		}
	case see == access.ServiceMasked:
		rows = append(rows, summaryRow{Key: "Person", Value: restrictedRecord})
		note = "Nothing is shown of this person. Ring the offender manager before you do anything; the unit knows who that is."
	default:
		rows = append(rows, summaryRow{Key: "Person", Value: restrictedRecord})
		note = "Who this is, and where, is masked. Open the record with a reason to see it."
	}
	died := t.ReleaseState == release.Died
	if died && who.Role == access.SPOC {
		return append(rows[:0:0], summaryRow{Key: "Person", Value: wording.Data(cmp.Or(access.Pick(see, access.FieldInitials, t.Initials()), restrictedRecord))},
			summaryRow{Key: "Reference", Value: wording.Data(t.ReleaseRef)}), ""
	}
	add(access.FieldBirthDate, summaryRow{Key: "Born", Value: wording.Day(t.BirthDate)})
	add(access.FieldReference, summaryRow{Key: "Reference", Value: wording.Data(t.ReleaseRef)})
	add(access.FieldDays, leavesOfTask(who, t))
	if t.ReleasedOn.IsZero() {
		add(access.FieldPrison, summaryRow{Key: "Prison", Value: wording.Data(t.PrisonName), More: wording.F("Prison number {1}", t.PrisonNumber)})
		add(access.FieldReach, summaryRow{Key: "Reach them through", Value: officeWords(t.OMU), More: wording.Data(t.OMU.Email)})
	}
	add(access.FieldHomeArea, summaryRow{Key: "Home area", Value: wording.Data(t.HomeArea)})
	return rows, note
}

// leavesOfTask is the day of release as the page of a request says it.
func leavesOfTask(who access.Actor, t release.TaskStory) summaryRow {
	switch {
	case t.ReleaseState == release.Died:
		return summaryRow{Key: "State", Value: releaseStateWords(release.Died)}
	case !t.ReleasedOn.IsZero():
		return summaryRow{Key: "Released", Value: wording.Day(t.ReleasedOn)}
	}
	day := summaryRow{Key: "Leaves", Value: dayOr(t.PlannedDay, "no day known")}
	if or := t.OrDay(); !or.IsZero() {
		day.Value = eitherDay(t.PlannedDay, or)
		if who.Role != access.SPOC {
			day.Value = wording.F("{1}: ask the prison", day.Value)
		}
	}
	return day
}

func officeWords(o release.Office) wording.Text {
	if o.Name == "" {
		return "the prison's offender management unit"
	}
	return wording.Data(strings.TrimSpace(o.Name + " " + o.Phone))
}
