package web

import (
	"slices"
	"strings"

	"throughgate/release"
)

// releaseWarnings are what an officer must see first.
func releaseWarnings(story release.Story) []string {
	var warnings []string
	switch story.Release.State {
	case release.DatePassed, release.NotConfirmed, release.LeftUnknown, release.AtLarge, release.RecalledNoDate:
		warnings = append(warnings, sentence(strings.ToUpper(releaseStateWords(story.Release.State)[:1])+releaseStateWords(story.Release.State)[1:]))
	case release.Planned, release.CouldLeaveAnyDay, release.AwaitingParole, release.NoDates, release.Released,
		release.Removed, release.Died, release.MovedAway:
	}
	if !story.Who.IsCurrent {
		warnings = append(warnings, "This is an earlier stay in custody. The person has a newer record.")
	}
	if slices.Contains(story.Release.Reasons, "immigration_hold") {
		warnings = append(warnings, "Immigration hold: the date may pass and the person stay held. Ask the prison if papers were served.")
	}
	return warnings
}

// releaseSummary is who and where. A restricted record shows neither.
func releaseSummary(story release.Story, health bool) []summaryRow {
	r, w := story.Release, story.Who
	leaves := summaryRow{Key: "Leaves", Value: dayOr(r.PlannedDay, releaseStateWords(r.State)), More: r.Explanation}
	if days := daysLeftWords(r.DaysLeft); days != "" {
		leaves.Value += " (" + days + ")"
	}
	if r.State == release.Released {
		leaves = summaryRow{Key: "Released", Value: r.ReleasedOn.Long(), More: r.Explanation}
	}
	rows := []summaryRow{leaves}
	if !r.FridayScheme.IsZero() {
		rows = append(rows, summaryRow{Key: "Friday scheme", Value: r.FridayScheme.Long(),
			More: "Or " + r.WorkingDay.Long() + " if the scheme is not applied. Ask the prison."})
	}
	rows = append(rows, summaryRow{Key: "State", Value: releaseStateWords(r.State)})
	if story.Person.Restricted {
		return rows
	}
	rows = append(rows,
		summaryRow{Key: "Prison", Value: story.Custody.PrisonName, More: placeWords(story.Custody)},
		summaryRow{Key: "Legal status", Value: legalWords(story.Custody.Legal)},
		summaryRow{Key: "Prison number", Value: story.Person.PrisonNumber},
		summaryRow{Key: "Born", Value: dayOr(w.BirthDate, "")},
		summaryRow{Key: "Home area", Value: story.Person.HomeArea},
		summaryRow{Key: "Community officer", Value: officerWords(w.COM), More: w.COM.Email},
		summaryRow{Key: "Prison officer", Value: officerWords(w.POM), More: w.POM.Email},
		summaryRow{Key: "Needs", Value: needsWords(w, health)})
	if len(w.Flags) > 0 {
		rows = append(rows, summaryRow{Key: "Flags", Value: joined(w.Flags, flagWords)})
	}
	if w.IOM != "" {
		rows = append(rows, summaryRow{Key: "IOM cohort", Value: "yes"})
	}
	if !w.NextCourtOn.IsZero() {
		rows = append(rows, summaryRow{Key: "Next in court", Value: w.NextCourtOn.Long()})
	}
	if !w.Watched {
		rows = append(rows, summaryRow{Key: "Watched", Value: "no", More: "Held locally and not in the IOM cohort: nothing is asked of services."})
	}
	return rows
}

func officerWords(o release.Officer) string {
	if o.Name == "" && o.Email == "" {
		return "not known"
	}
	return o.Name
}

// needsWords lists the needs that were found; those of health only for whom
// they are.
func needsWords(w release.Identity, health bool) string {
	if !w.NeedsAssessed {
		return "not assessed yet"
	}
	var shown []string
	for _, need := range w.Needs {
		if health || !release.IsHealth(need) {
			shown = append(shown, need)
		}
	}
	switch {
	case len(shown) == 0 && !health:
		return "none beside health"
	case len(shown) == 0:
		return "none"
	}
	return joined(shown, spelled)
}

func joined(codes []string, words func(string) string) string {
	list := make([]string, len(codes))
	for i, code := range codes {
		list[i] = words(code)
	}
	return strings.Join(list, ", ")
}
