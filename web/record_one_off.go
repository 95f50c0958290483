package web

import (
	"slices"
	"strconv"

	"github.com/gin-gonic/gin"

	"throughgate/access"
	"throughgate/internal/calendar"
	"throughgate/internal/fault"
	"throughgate/internal/wording"
	"throughgate/pathways"
	"throughgate/release"
)

// oneOffForm is a one-off request as it is stored, and of whom one can be asked.
// Of a new one nothing is stored.
type oneOffForm struct {
	pathways.StoredOneOff
	services []release.Choice
}

// oneOffActions: the first adds one. The others change one, and have no link
// among what can be recorded: theirs stand on its page.
var oneOffActions = []string{recordAsk, recordAskChange, recordAskBack, recordAskAgain}

// mayAsk: an earlier stay is over, and nothing is asked for the dead.
func mayAsk(h hand) bool { return alive(h) && !h.story.Release.State.Ended() }

func mayChangeAsked(h hand) bool {
	return mayAsk(h) && !h.oneOff.TakenBack && h.oneOff.State.Open() && pathways.MayChangeOneOff(h.who, h.oneOff.AddedBy)
}

func mayAskAgain(h hand) bool {
	return mayAsk(h) && h.oneOff.TakenBack && pathways.MayChangeOneOff(h.who, h.oneOff.AddedBy)
}

// readOneOff reads what the form of a one-off request is about.
func (s *server) readOneOff(c *gin.Context, h *hand, action recordAction) (err error) {
	if !slices.Contains(oneOffActions, action.what) {
		return nil
	}
	h.task = c.Query("task")
	if h.task == "" {
		h.task = c.PostForm("task")
	}
	if (h.task == "") != (action.what == recordAsk) {
		return fault.NotFound("page")
	}
	h.oneOff.StoredOneOff, h.oneOff.services, err = s.cfg.Records.ReadOneOff(c.Request.Context(), h.who, c.Param("ref"), h.task)
	return err
}

// oneOffHidden are the fields that carry which request a form is about, and how
// it stood.
func (h hand) oneOffHidden() []option {
	if h.task == "" {
		return nil
	}
	return []option{{Value: "task", Text: wording.Data(h.task)}, {Value: "version", Text: wording.Data(h.value("version", strconv.Itoa(h.oneOff.Version)))}}
}

// The two answers to when it is asked, and to what happens once they are out.
const (
	askToday = "now"
	askLater = "on"
)

func oneOffFields(h hand) []recordField {
	o := h.oneOff
	fields := []recordField{
		h.field("line", "title", "What is to be done?", "In plain words, such as “Bring the bicycle back”. It stands on the pages, never in an e-mail", o.Title),
		h.field("text", "ask", "What exactly is asked? (optional)", "Whoever is asked reads it on the page, after they have signed in", o.Ask)}
	if o.Asked.IsZero() {
		fields = append(fields, h.pick("select", "pathway", "Which part of the plan does it belong to?", "", o.Pathway, h.pathwayPairs()...),
			h.pick("select", "who", "Who does it?", "A service is asked by e-mail, as for any other request; officers find it in their morning’s e-mail. What the person has to agree to first is waited for", o.Who, h.askedPairs()...))
	}
	if o.Asked.IsZero() {
		when, day := askToday, ""
		if !o.AskOn.IsZero() {
			when, day = askLater, o.AskOn.String()
		}
		fields = append(fields, h.pick("radios", "when", "When is it asked?", "", when, choice{askToday, "Now"}, choice{askLater, "On a later day"}),
			h.field("day", "ask_on", "On which day, if later", "It moves with the day of release. A day that is no working day counts as the working day before", day))
	}
	return append(fields,
		h.field("day", "due_on", "By which day is it needed?", h.dueHint(), dayValue(o.DueOn)),
		h.pick("radios", "after", "If it is not done when the person leaves", "", yesNo(o.AfterRelease), choice{"no", "It is closed"}, choice{"yes", "It is still to be done"}))
}

// dueHint tells what the day hangs on.
func (h hand) dueHint() wording.Text {
	if r := h.story.Release; r.ReleasedOn.IsZero() && !r.PlannedDay.IsZero() {
		return wording.F("They leave on {1}. It moves with the day of release. A day that is no working day counts as the working day before", r.PlannedDay)
	}
	return "A day that is no working day counts as the working day before"
}

func (h hand) pathwayPairs() []choice {
	var pairs []choice
	for _, p := range pathways.Pathways {
		if !release.IsHealth(p) || mayWriteNeeds(h) {
			pairs = append(pairs, choice{p, pathwayWords(p)})
		}
	}
	return pairs
}

func (h hand) askedPairs() []choice {
	pairs := []choice{{pathways.AskManager, "The offender manager"}, {pathways.AskLinkOfficer, "The link officer"}}
	for _, s := range h.oneOff.services {
		pairs = append(pairs, choice{s.Code, wording.Data(s.Name)})
	}
	return pairs
}

func yesNo(b bool) string {
	if b {
		return "yes"
	}
	return "no"
}

func dayValue(d calendar.Date) string {
	if d.IsZero() {
		return ""
	}
	return d.String()
}

// readAsked reads the form; of a request that was asked, of whom and when stay.
func (h hand) readAsked() (pathways.OneOff, []fieldError) {
	o := pathways.OneOff{Title: h.value("title", ""), Ask: h.value("ask", ""), Pathway: h.value("pathway", ""), Who: h.value("who", ""), AfterRelease: h.value("after", "") == "yes"}
	var problems []fieldError
	if h.oneOff.Asked.IsZero() && h.value("when", "") != askToday {
		day, err := typedOneDay(h.value("ask_on", ""))
		if err != nil {
			problems = append(problems, fieldError{"ask_on", "Give the day on which it is asked, such as 27/11/2026"})
		}
		o.AskOn = day
	}
	day, err := typedOneDay(h.value("due_on", ""))
	if err != nil {
		problems = append(problems, fieldError{"due_on", "Give the day by which it is needed, such as 4/12/2026"})
	}
	o.DueOn = day
	return o, problems
}

// giveOneOff adds, changes or takes back a one-off request.
func (s *server) giveOneOff(c *gin.Context, h hand, action recordAction, key string) ([]fieldError, error) {
	ctx, ref := c.Request.Context(), c.Param("ref")
	version, err := strconv.Atoi(h.value("version", "0"))
	if action.what != recordAsk && err != nil {
		return nil, fault.Invalid("The form is not complete: go back to the request and open it again")
	}
	switch action.what {
	case recordAskBack, recordAskAgain:
		return nil, s.cfg.Records.TakeBackOneOff(ctx, h.who, ref, h.task, version, action.what == recordAskAgain)
	}
	o, problems := h.readAsked()
	if len(problems) > 0 {
		return problems, nil
	}
	if action.what == recordAsk {
		err = s.cfg.Records.AddOneOff(ctx, h.who, ref, key, o)
	} else {
		err = s.cfg.Records.ChangeOneOff(ctx, h.who, ref, release.OneOffEdit{OneOff: o, Task: h.task, Version: version})
	}
	if problems, bad := problemsOf(err, nil); bad {
		return problems, nil
	}
	return nil, err
}

// oneOffConflict shows how the request stands beside what was typed.
func (h hand) oneOffConflict(view *conflictView) {
	view.Href, view.Again = "/tasks/"+h.task, "Look at the request again"
	view.State = taskStateWords(h.oneOff.State)
	view.Their = oneOffWords(h.oneOff.OneOff)
	if mine, problems := h.readAsked(); len(problems) == 0 && h.value("title", "") != "" {
		view.Mine = oneOffWords(mine)
	}
}

func oneOffWords(o pathways.OneOff) wording.Text {
	return wording.F("{1}, needed by {2}", o.Title, dayOr(o.DueOn, "no day"))
}

// oneOffLinks are what the page of a one-off request offers to officers.
func oneOffLinks(who access.Actor, t release.TaskStory) []recordLink {
	if !t.OneOff || !t.Current || t.Restricted && who.Role != access.LinkOfficer || t.ReleaseState.Ended() ||
		!slices.Contains(officers, who.Role) || !pathways.MayChangeOneOff(who, t.AddedBy) {
		return nil
	}
	address := "/releases/" + t.ReleaseRef + "/record/"
	switch {
	case t.State.Open() && !t.TakenBack:
		return []recordLink{{address + recordAskChange + "?task=" + t.ID, "Change what is asked"}, {address + recordAskBack + "?task=" + t.ID, "Take this request back"}}
	case t.TakenBack:
		return []recordLink{{address + recordAskAgain + "?task=" + t.ID, "Ask for it after all"}}
	}
	return nil
}
