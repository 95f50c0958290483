package web

import (
	"strings"
	"time"

	"throughgate/internal/calendar"
	"throughgate/internal/wording"
	"throughgate/pathways"
	"throughgate/release"
)

// taskMark is the class and words of one task's state.
func taskMark(state pathways.State, late, noAnswer bool, fullUntil calendar.Date) (class string, words wording.Text) {
	words = taskStateWords(state)
	switch state {
	case pathways.Planned:
		class = "planned"
	case pathways.HandedOff, pathways.PassedOn:
		class = "asked"
		if noAnswer {
			class, words = "late", "no answer yet"
		}
	case pathways.Acknowledged, pathways.Accepted:
		class = "answered"
	case pathways.Done:
		class = "done"
	case pathways.Declined:
		class = "no"
	case pathways.NoCapacity:
		class = "no"
		if !fullUntil.IsZero() {
			words = wording.F("full until {1}", wording.DayShort(fullUntil))
		}
	case pathways.TooLate:
		class = "no"
	case pathways.NotWanted, pathways.NotEligible, pathways.Withdrawn:
		class = "none"
	}
	if late {
		class, words = "late", wording.F("{1}, late", words)
	}
	return class, words
}

// nextWords says what happens next with an open task: what it waits for, what
// comes first, or who is told next and when (domain 1: "told next").
// after are the titles of what comes first and is not done.
func nextWords(t release.StoryTask, after []string, now time.Time) wording.Text {
	var parts []wording.Text
	if t.State == pathways.Planned && len(t.WaitingFor) > 0 {
		parts = append(parts, wording.F("Waits for {1}", joined(t.WaitingFor, waitingWords)))
	}
	if len(after) > 0 {
		parts = append(parts, wording.F("Comes after: {1}", strings.Join(after, "; ")))
	}
	if told := toldNext(t, now); told != "" {
		parts = append(parts, told)
	}
	return wording.Join(". ", parts...)
}

// toldNext is who hears next of a task that is not answered or not done.
func toldNext(t release.StoryTask, now time.Time) wording.Text {
	if !t.State.Asked() {
		return ""
	}
	if t.State == pathways.Declined || t.State == pathways.NoCapacity {
		return "With the link officer, who was told"
	}
	if t.NextRungAt == nil {
		if waitsForAnswer(t) && t.AcknowledgeBy.After(now) {
			return wording.F("An answer is awaited by {1}", instantWords(*t.AcknowledgeBy))
		}
		return ""
	}
	when := wording.DayShort(calendar.DayOf(*t.NextRungAt))
	switch t.Rung {
	case 0:
		if waitsForAnswer(t) {
			return wording.F("Told next if nobody answers: the service and its deputy, {1}", when)
		}
		return wording.F("Told next if it is not done: the link officer and the offender manager, {1}", when)
	case 1:
		return wording.F("Told next: the service's manager and the link officer, {1}", when)
	case 2:
		return wording.F("Told next: the link officer and the offender manager, {1}", when)
	}
	return ""
}

// waitsForAnswer tells whether a service has been asked and has said nothing.
func waitsForAnswer(t release.StoryTask) bool {
	return t.AcknowledgeBy != nil && (t.State == pathways.HandedOff || t.State == pathways.PassedOn)
}
