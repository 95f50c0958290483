package web

import (
	"slices"
	"time"

	"throughgate/access"
	"throughgate/internal/calendar"
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
