package web

import (
	"strings"
	"time"

	"throughgate/internal/calendar"
	"throughgate/pathways"
	"throughgate/release"
)

// taskMark is the class and words of one task's state.
func taskMark(state pathways.State, late, noAnswer bool, fullUntil calendar.Date) (class, words string) {
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
			words = "full until " + fullUntil.Short()
		}
	case pathways.TooLate:
		class = "no"
	case pathways.NotWanted, pathways.NotEligible, pathways.Withdrawn:
		class = "none"
	}
	if late {
		class, words = "late", words+", late"
	}
	return class, words
}

// nextWords says what happens next with an open task: what it waits for, what
// comes first, or who is told next and when (domain 1: "told next").
// after are the titles of what comes first and is not done.
func nextWords(t release.StoryTask, after []string, now time.Time) string {
	var parts []string
	if t.State == pathways.Planned && len(t.WaitingFor) > 0 {
		parts = append(parts, "Waits for "+joined(t.WaitingFor, waitingWords))
	}
	if len(after) > 0 {
		parts = append(parts, "Comes after: "+strings.Join(after, "; "))
	}
	if told := toldNext(t, now); told != "" {
		parts = append(parts, told)
	}
	return strings.Join(parts, ". ")
}

// toldNext is who hears next of a task that is not answered or not done.
func toldNext(t release.StoryTask, now time.Time) string {
	if !t.State.Asked() {
		return ""
	}
	if t.State == pathways.Declined || t.State == pathways.NoCapacity {
		return "With the link officer, who was told"
	}
	if t.NextRungAt == nil {
		if waitsForAnswer(t) && t.AcknowledgeBy.After(now) {
			return "An answer is awaited by " + instantWords(*t.AcknowledgeBy)
		}
		return ""
	}
	when := calendar.DayOf(*t.NextRungAt).Short()
	switch t.Rung {
	case 0:
		if waitsForAnswer(t) {
			return "Told next if nobody answers: the service and its deputy, " + when
		}
		return "Told next if it is not done: the link officer and the offender manager, " + when
	case 1:
		return "Told next: the service's manager and the link officer, " + when
	case 2:
		return "Told next: the link officer and the offender manager, " + when
	}
	return ""
}

// waitsForAnswer tells whether a service has been asked and has said nothing.
func waitsForAnswer(t release.StoryTask) bool {
	return t.AcknowledgeBy != nil && (t.State == pathways.HandedOff || t.State == pathways.PassedOn)
}
