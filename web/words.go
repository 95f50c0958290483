package web

import (
	"html/template"
	"strconv"
	"strings"
	"time"

	"throughgate/internal/calendar"
	"throughgate/pathways"
	"throughgate/release"
)

// templateFuncs are what every template may call.
var templateFuncs = template.FuncMap{
	"day":     func(d calendar.Date) string { return d.Long() },
	"shortly": func(d calendar.Date) string { return d.Short() },
	"at":      instantWords,
	"atMaybe": func(t *time.Time) string {
		if t == nil {
			return ""
		}
		return instantWords(*t)
	},
	"stepWords":    stepWords,
	"hasError":     func(list []fieldError, field string) bool { return fieldErrorOf(list, field) != "" },
	"fieldErrorOf": fieldErrorOf,
	"freeTextHint": func() string { return freeTextHint },
	"people":       func(n int) string { return countWords(n, "person", "people") },
}

// fieldErrorOf is what is wrong with one field; "" for nothing.
func fieldErrorOf(list []fieldError, field string) string {
	for _, problem := range list {
		if problem.Field == field {
			return problem.Text
		}
	}
	return ""
}

// clockWords is a London clock time: "8am", "10:30am", "5pm".
func clockWords(t time.Time) string {
	l := t.In(calendar.London)
	if l.Minute() == 0 {
		return l.Format("3pm")
	}
	return l.Format("3:04pm")
}

// instantWords is an instant as London reads it: "Monday 23 November 2026 at 8am".
func instantWords(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return calendar.DayOf(t).Long() + " at " + clockWords(t)
}

// countWords is "1 person", "2 people".
func countWords(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return strconv.Itoa(n) + " " + many
}

// daysLeftWords is how far away a day is.
func daysLeftWords(days *int) string {
	switch {
	case days == nil:
		return ""
	case *days == 0:
		return "today"
	case *days == 1:
		return "tomorrow"
	case *days == -1:
		return "yesterday"
	case *days < 0:
		return strconv.Itoa(-*days) + " days ago"
	}
	return strconv.Itoa(*days) + " days"
}

// placeWords is how far from home a prison is (domain rule 5).
func placeWords(c release.StoryCustody) string {
	words := "local"
	switch {
	case !c.RegionKnown:
		words = "not known if out of area"
	case c.OutOfArea:
		words = "out of area"
	}
	if c.Miles == nil {
		return words
	}
	return words + ", " + release.MilesInWords(*c.Miles, true)
}

// releaseStateWords is a release's state as officers say it (domain 1).
func releaseStateWords(state release.State) string {
	switch state {
	case release.Planned:
		return "planned"
	case release.CouldLeaveAnyDay:
		return "could leave any day"
	case release.AwaitingParole:
		return "awaiting parole"
	case release.RecalledNoDate:
		return "recalled: no new date yet"
	case release.NoDates:
		return "no dates known"
	case release.DatePassed:
		return "date passed, still held"
	case release.NotConfirmed:
		return "not confirmed as released: ring the prison"
	case release.LeftUnknown:
		return "has left prison, reason unknown: ring the prison"
	case release.AtLarge:
		return "at large"
	case release.Released:
		return "released"
	case release.Removed:
		return "removed from the country"
	case release.Died:
		return "died"
	case release.MovedAway:
		return "moved to another area"
	}
	return string(state)
}

// stateWords is a release's state; of somebody removed it says how.
func stateWords(state release.State, by release.Word) string {
	if state == release.Removed {
		return removedWords(by)
	}
	return releaseStateWords(state)
}

// heldPlaceWords is where somebody is who is not in prison and not released; ""
// where the state says it. That it is a hospital is for those with a basis.
func heldPlaceWords(place release.Place, health bool) string {
	switch place {
	case release.AtCourt:
		return "at court today"
	case release.Absent:
		return "out for a while: held, not released"
	case release.InHospital:
		if !health {
			return "away from the prison: held, not released"
		}
		return "in hospital under the Mental Health Act: held, not released"
	case release.Held, release.GoneUnknown, release.AtLargePlace, release.ReleasedPlace, release.RemovedPlace, release.DeceasedPlace:
	}
	return ""
}

// shownExplanation is why the day is what it is, without what tells of health
// to those without a basis.
func shownExplanation(why string, health bool) string {
	if health {
		return why
	}
	return strings.ReplaceAll(why, "in hospital under the Mental Health Act", "away from the prison")
}

// eitherDay says both days of a release that is presumed: "Thursday 10 December
// 2026, or Friday 11 December 2026 if the scheme is not applied".
func eitherDay(day, or calendar.Date) string {
	return day.Long() + ", or " + or.Long() + " if the scheme is not applied"
}

// eitherDayShort is "Thu 10 or Fri 11 Dec"; one day alone where or is no day.
func eitherDayShort(day, or calendar.Date) string {
	if or.IsZero() {
		return day.Short()
	}
	first := day.Short()
	if day.Month() == or.Month() && day.Year() == or.Year() {
		first = first[:strings.LastIndexByte(first, ' ')]
	}
	return first + " or " + or.Short()
}

// doneBeforeWords asks of a task that was done in an earlier stay.
func doneBeforeWords(t release.StoryTask) string {
	if t.DoneBefore.IsZero() || !t.State.Open() {
		return ""
	}
	return "was done on " + t.DoneBefore.Long() + ": still good?"
}

// capital begins a text with a capital letter.
func capital(text string) string {
	if text == "" {
		return ""
	}
	return strings.ToUpper(text[:1]) + text[1:]
}

// taskStateWords is a task's state as pages say it (domain 1).
func taskStateWords(state pathways.State) string {
	switch state {
	case pathways.Planned:
		return "not asked yet"
	case pathways.HandedOff:
		return "asked"
	case pathways.Acknowledged:
		return "received"
	case pathways.Accepted:
		return "agreed"
	case pathways.Done:
		return "done"
	case pathways.Declined:
		return "service said no"
	case pathways.NoCapacity:
		return "full"
	case pathways.PassedOn:
		return "passed on and asked again"
	case pathways.NotWanted:
		return "not wanted"
	case pathways.NotEligible:
		return "not eligible"
	case pathways.TooLate:
		return "too late to start"
	case pathways.Withdrawn:
		return "withdrawn"
	}
	return string(state)
}

// stepWords is a step in a task's history.
func stepWords(state pathways.State) string {
	if state == pathways.Planned {
		return "planned"
	}
	return taskStateWords(state)
}

// pathwayWords is a pathway's name, short enough for a mark.
func pathwayWords(pathway string) string {
	switch pathway {
	case "accommodation":
		return "Housing"
	case "benefits_and_work":
		return "Benefits and work"
	case "mental_health":
		return "Mental health"
	case "drugs_and_alcohol":
		return "Drugs and alcohol"
	case "probation":
		return "Probation"
	case "finance":
		return "Money"
	case "family":
		return "Family"
	case "transition":
		return "Transition"
	case "first_days":
		return "First days"
	case "release_day":
		return "Release day"
	}
	return spelled(pathway)
}

// serviceWords is a service's code in words.
func serviceWords(code string) string {
	switch code {
	case "cas3":
		return "Temporary beds (CAS3)"
	case "crs_accommodation":
		return "Accommodation support (CRS)"
	case "reconnect":
		return "RECONNECT"
	case "prison_omu":
		return "Prison offender management unit"
	case "link_officer":
		return "Prison link officer"
	}
	return spelled(code)
}

// evidenceWords is an item of a checklist.
func evidenceWords(item string) string {
	switch item {
	case "om_checked":
		return "Checked by the offender manager"
	case "om_cleared":
		return "Cleared by the offender manager"
	case "com_named":
		return "Community offender manager named"
	case "consent_to_refer":
		return "Consent to refer recorded"
	case "consent_to_share_contact":
		return "Consent to share contact details recorded"
	case "authority_chosen":
		return "Housing authority the person chose"
	case "date_sent":
		return "Day it was sent"
	case "told_on":
		return "Day they were told"
	case "address":
		return "Address known"
	case "script_ends_on":
		return "Day the prescription ends"
	case "appointment":
		return "Appointment made"
	case "handed_over":
		return "Handed over to the person"
	case "sheet_given":
		return "Sheet given to the person"
	}
	return spelled(item)
}

// waitingWords is what a task waits for.
func waitingWords(what string) string {
	switch what {
	case "consent_to_refer":
		return "the person's consent to refer"
	case "consent_to_share_contact":
		return "the person's consent to share contact details"
	case "consent_to_share_health":
		return "the person's consent to share health information"
	case pathways.WaitAgreement:
		return "a sharing agreement with the service"
	case pathways.WaitCleared:
		return "the offender manager to tick that it is checked"
	case pathways.WaitReleased:
		return "the offender manager to release it"
	}
	return what + " to be done"
}

// flagWords is a flag of domain 9.
func flagWords(flag string) string {
	switch flag {
	case "mappa1", "mappa2", "mappa3":
		return "MAPPA " + flag[len(flag)-1:]
	}
	return spelled(flag)
}

// spelled turns a code into words: "drug_and_alcohol" is "Drug and alcohol".
func spelled(code string) string {
	return capital(strings.ReplaceAll(code, "_", " "))
}

// legalWords is a legal status, in words.
func legalWords(status release.LegalStatus) string {
	return spelled(strings.ToLower(string(status)))
}
