package release

import (
	"slices"
	"time"

	"throughgate/internal/calendar"
	"throughgate/pathways"
)

// taken are the steps of a task that had been taken at an instant, and those
// that came later. The first is always there: it was planned.
type taken struct{ steps, later []StoryStep }

func (h taken) last() *StoryStep { return &h.steps[len(h.steps)-1] }

// due is the due day of a task that was handed off: the one set last. Where it
// was not kept and has been set anew since, it is not known.
func (h taken) due(stored calendar.Date) calendar.Date {
	for _, s := range slices.Backward(h.steps) {
		if !s.DueOn.IsZero() {
			return s.DueOn
		}
	}
	if h.changesDue() {
		return calendar.Date{}
	}
	return stored
}

// changesDue tells whether the due day was set anew since.
func (h taken) changesDue() bool {
	return slices.ContainsFunc(h.later, func(s StoryStep) bool {
		return !s.DueOn.IsZero() || s.State == pathways.Planned || s.State == pathways.HandedOff
	})
}

// asked is the step by which it was last handed off; with again, also one by
// which only the answer was asked for again. nil: none.
func (h taken) asked(again bool) *StoryStep {
	for i := len(h.steps) - 1; i > 0; i-- {
		if requests(h.steps[i-1], h.steps[i]) && (again || !answers(h.steps[i-1].State)) {
			return &h.steps[i]
		}
	}
	return nil
}

// asksLater tells whether it was handed off, or asked again, since.
func (h taken) asksLater() bool {
	before := *h.last()
	for _, s := range h.later {
		if requests(before, s) {
			return true
		}
		before = s
	}
	return false
}

// answered is when the first answer came since it was last asked; nil: none.
func (h taken) answered() *time.Time {
	var at *time.Time
	for i, s := range slices.Backward(h.steps) {
		if answers(s.State) || s.State == pathways.Done {
			at = &h.steps[i].At
		}
		if i > 0 && requests(h.steps[i-1], s) || s.State == pathways.Planned {
			break
		}
	}
	return at
}

// requests tells whether a step is a request: from another state to handed off,
// or to somebody else. One that stays there has only moved its due day.
func requests(before, s StoryStep) bool {
	return s.State == pathways.HandedOff && (before.State != pathways.HandedOff || s.To != "")
}

// answers tells whether a state is an answer that can be asked for again.
func answers(s pathways.State) bool {
	switch s {
	case pathways.Acknowledged, pathways.Accepted, pathways.Declined, pathways.NoCapacity:
		return true
	case pathways.Planned, pathways.HandedOff, pathways.Done, pathways.PassedOn, pathways.NotWanted, pathways.NotEligible,
		pathways.TooLate, pathways.Withdrawn:
	}
	return false
}
