package web

import (
	"time"

	"throughgate/internal/calendar"
	"throughgate/internal/wording"
	"throughgate/pathways"
	"throughgate/release"
)

// ladderLine is one rung of a request: who is told, and when if nothing happens.
type ladderLine struct {
	Who     wording.Text
	When    wording.Text
	Reached bool
}

func ladderLines(cal *calendar.Calendar, set pathways.Settings, t release.TaskStory) []ladderLine {
	var next time.Time
	if t.NextRungAt != nil {
		next = *t.NextRungAt
	}
	var lines []ladderLine
	for _, step := range pathways.LadderSteps(cal, set, pathways.Climber{State: t.State, OfficersOwn: t.OfficersOwn, DueOn: t.DueOn, Rung: t.Rung}, next) {
		line := ladderLine{Who: rungWords(step.Rung), Reached: step.Reached}
		if !step.Reached {
			line.When = wording.F("from {1}, if nothing happens", instantWords(step.At))
		}
		lines = append(lines, line)
	}
	return lines
}

// rungWords is who is told at a rung (domain rule 6, ladder).
func rungWords(rung int) wording.Text {
	switch rung {
	case 1:
		return "The service and its deputy are reminded"
	case 2:
		return "The service's manager and the link officer"
	}
	return "The link officer and the offender manager, as past its day"
}
