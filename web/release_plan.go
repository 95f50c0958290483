package web

import (
	"time"

	"throughgate/internal/calendar"
	"throughgate/internal/wording"
	"throughgate/pathways"
	"throughgate/release"
)

// pathwayPlan is the plan of one pathway.
type pathwayPlan struct {
	Name  wording.Text
	Tasks []planLine
}

// planLine is one task of the plan. Without a basis for health it says no more
// than agreed or not agreed, and leads nowhere.
type planLine struct {
	Href       string
	Title      wording.Text
	Required   bool
	Class      string
	State      wording.Text
	Who        wording.Text
	Note       string
	Asked, Due wording.Text
	Next       wording.Text
	Before     wording.Text // done in an earlier stay
	Late       bool
	Steps      []release.StoryStep
}

func newPlan(tasks []release.StoryTask, health bool, now time.Time) []pathwayPlan {
	var plan []pathwayPlan
	hidden := pathwayPlan{Name: "Health"}
	titles := shownTitles(tasks, health)
	for _, pathway := range release.PathwayOrder {
		part := pathwayPlan{Name: pathwayWords(pathway)}
		for _, t := range tasks {
			switch {
			case t.Pathway != pathway:
			case release.IsHealth(pathway) && !health:
				// Not even which of the health pathways it is.
				hidden.Tasks = append(hidden.Tasks, planLine{Title: "Health request", Class: "planned", State: agreedWords(t.State)})
			default:
				part.Tasks = append(part.Tasks, newPlanLine(t, titles, now))
			}
		}
		if len(part.Tasks) > 0 {
			plan = append(plan, part)
		}
	}
	if len(hidden.Tasks) > 0 {
		plan = append(plan, hidden)
	}
	return plan
}

// closePlan takes away what leads anywhere or says what comes next: nothing is
// left to do.
func closePlan(plan []pathwayPlan) {
	for _, part := range plan {
		for i := range part.Tasks {
			part.Tasks[i].Href, part.Tasks[i].Next = "", ""
		}
	}
}

// agreedWords is all that is told of a health task without a basis.
func agreedWords(state pathways.State) wording.Text {
	if state == pathways.Accepted || state == pathways.Done {
		return "agreed"
	}
	return "not agreed"
}

// shownTitles are the titles of tasks by code, without those that the reader
// may not know of.
func shownTitles(tasks []release.StoryTask, health bool) map[string]string {
	titles := map[string]string{}
	for _, t := range tasks {
		if health || !release.IsHealth(t.Pathway) {
			titles[t.Code] = t.Title
		}
	}
	return titles
}

func newPlanLine(t release.StoryTask, titles map[string]string, now time.Time) planLine {
	line := planLine{Href: "/tasks/" + t.ID, Title: wording.Data(t.Title), Required: t.Required, Note: t.Note,
		Due: wording.DayShort(t.DueOn), Late: t.Late(calendar.DayOf(now)), Steps: t.History}
	line.Class, line.State = taskMark(t.State, line.Late, t.NoAnswer(now), t.FullUntil)
	if t.Contact != nil {
		line.Who = wording.Data(t.Contact.Name)
		if line.Who == "" {
			line.Who = wording.Data(t.Contact.Email)
		}
	} else if t.Nobody {
		line.Who = "nobody to send to"
	}
	switch {
	case t.HandedOffAt != nil:
		line.Asked = wording.F("asked on {1}", wording.DayShort(calendar.DayOf(*t.HandedOffAt)))
	case t.State == pathways.Planned && !t.HandOffOn.IsZero():
		line.Asked = wording.F("to be asked on {1}", wording.DayShort(t.HandOffOn))
	}
	var after []string
	for _, code := range t.BlockedBy {
		if title := titles[code]; title != "" {
			after = append(after, title)
		}
	}
	line.Next = nextWords(t, after, now)
	line.Before = doneBeforeWords(t)
	return line
}
