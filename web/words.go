package web

import (
	"html/template"
	"strings"
	"time"

	"throughgate/internal/calendar"
	"throughgate/internal/wording"
	"throughgate/pathways"
	"throughgate/release"
)

// templateFuncs are what every template may call.
var templateFuncs = template.FuncMap{
	"day":     wording.Day,
	"shortly": wording.DayShort,
	"at":      instantWords,
	"atMaybe": func(t *time.Time) wording.Text {
		if t == nil {
			return ""
		}
		return instantWords(*t)
	},
	"stepWords":    stepWords,
	"hasError":     func(list []fieldError, field string) bool { return fieldErrorOf(list, field) != "" },
	"fieldErrorOf": fieldErrorOf,
	"freeTextHint": func() wording.Text { return freeTextHint },
	"people":       func(n int) wording.Text { return wording.N(n, "{1} person", "{1} people") },
}

// fieldErrorOf is what is wrong with one field; "" for nothing.
func fieldErrorOf(list []fieldError, field string) wording.Text {
	for _, problem := range list {
		if problem.Field == field {
			return problem.Text
		}
	}
	return ""
}

// instantWords is an instant as London reads it: "Monday 23 November 2026 at 8am".
func instantWords(t time.Time) wording.Text {
	if t.IsZero() {
		return ""
	}
	return wording.F("{1} at {2}", calendar.DayOf(t), wording.Clock(t))
}

// daysLeftWords is how far away a day is.
func daysLeftWords(days *int) wording.Text {
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
		return wording.N(-*days, "{1} day ago", "{1} days ago")
	}
	return wording.N(*days, "{1} day", "{1} days")
}

// placeWords is how far from home a prison is (domain rule 5).
func placeWords(c release.StoryCustody) wording.Text {
	words := wording.Text("local")
	switch {
	case !c.RegionKnown:
		words = "not known if out of area"
	case c.OutOfArea:
		words = "out of area"
	}
	if c.Miles == nil {
		return words
	}
	return wording.F("{1}, {2}", words, release.MilesInWords(*c.Miles, true))
}

// releaseStateWords is a release's state as officers say it (domain 1).
func releaseStateWords(state release.State) wording.Text {
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
	return wording.Data(string(state))
}

// stateWords is a release's state; of somebody removed it says how.
func stateWords(state release.State, by release.Word) wording.Text {
	if state == release.Removed {
		return removedWords(by)
	}
	return releaseStateWords(state)
}

// heldPlaceWords is where somebody is who is not in prison and not released; ""
// where the state says it. That it is a hospital is for those with a basis.
func heldPlaceWords(place release.Place, health bool) wording.Text {
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
func eitherDay(day, or calendar.Date) wording.Text {
	return wording.F("{1}, or {2} if the scheme is not applied", day, or)
}

// eitherDayShort is "Thu 10 or Fri 11 Dec"; one day alone where or is no day.
func eitherDayShort(day, or calendar.Date) wording.Text {
	if or.IsZero() {
		return wording.DayShort(day)
	}
	return wording.F("{1} or {2}", wording.DayBefore(day, or), wording.DayShort(or))
}

// doneBeforeWords asks of a task that was done in an earlier stay.
func doneBeforeWords(t release.StoryTask) wording.Text {
	if t.DoneBefore.IsZero() || !t.State.Open() {
		return ""
	}
	return wording.F("was done on {1}: still good?", t.DoneBefore)
}

// taskStateWords is a task's state as pages say it (domain 1).
func taskStateWords(state pathways.State) wording.Text {
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
	return wording.Data(string(state))
}

// stepWords is a step in a task's history.
func stepWords(state pathways.State) wording.Text {
	if state == pathways.Planned {
		return "planned"
	}
	return taskStateWords(state)
}

// pathwayWords is a pathway's name, short enough for a mark.
func pathwayWords(pathway string) wording.Text {
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
func serviceWords(code string) wording.Text {
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
func evidenceWords(item string) wording.Text {
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
func waitingWords(what string) wording.Text {
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
	return wording.F("{1} to be done", what)
}

// consentKindWords is a consent of the person.
func consentKindWords(kind string) wording.Text {
	switch kind {
	case "consent_to_refer":
		return "consent to refer"
	case "consent_to_share_contact":
		return "consent to share contact details"
	case "consent_to_share_health":
		return "consent to share health information"
	}
	return waitingWords(kind)
}

// consentToWords is what a consent is to.
func consentToWords(kind string) wording.Text {
	switch kind {
	case "consent_to_refer":
		return "to refer"
	case "consent_to_share_contact":
		return "to share contact details"
	case "consent_to_share_health":
		return "to share health information"
	}
	return waitingWords(kind)
}

// yesNoWords is a yes or no as it is stored.
func yesNoWords(value string) wording.Text {
	switch value {
	case "yes":
		return "Yes"
	case "no":
		return "No"
	case "unknown":
		return "Unknown"
	}
	return wording.Capital(wording.Data(value))
}

// flagWords is a flag of domain 9.
func flagWords(flag string) wording.Text {
	switch flag {
	case "mappa1", "mappa2", "mappa3":
		return wording.F("MAPPA {1}", flag[len(flag)-1:])
	}
	return spelled(flag)
}

// spelled turns a code into words: "drug_and_alcohol" is "Drug and alcohol". One
// that spelledCodes does not know is the same in every language.
func spelled(code string) wording.Text {
	if words, ok := spelledCodes[code]; ok {
		return words
	}
	return wording.Capital(wording.Data(strings.ReplaceAll(code, "_", " ")))
}

// spelledCodes are the codes that pages say by their own letters.
var spelledCodes = map[string]wording.Text{
	"accommodation": "Accommodation", "benefits": "Benefits", "mental_health": "Mental health", "drugs_and_alcohol": "Drugs and alcohol",
	"finance": "Finance", "family": "Family", "attitudes": "Attitudes", "exclusion_zone": "Exclusion zone", "no_contact": "No contact",
	"victim_contact": "Victim contact", "approved_premises": "Approved premises", "children": "Children", "pregnant": "Pregnant",
	"care_leaver": "Care leaver", "immigration_hold": "Immigration hold", "contact_risk": "Contact risk", "tenancy": "Tenancy", "tag": "Tag",
	"restricted": "Restricted", "sentenced": "Sentenced", "recall": "Recall", "remand": "Remand",
	"convicted_unsentenced": "Convicted unsentenced", "indeterminate_sentence": "Indeterminate sentence",
	"immigration_detainee": "Immigration detainee", "civil_prisoner": "Civil prisoner", "dead": "Dead", "unknown": "Unknown",
	"drug_and_alcohol": "Drug and alcohol", "housing_options": "Housing options", "jobcentre": "Jobcentre", "probation_unit": "Probation unit",
	"case_reference": "Case reference", "release": "Release", "release_in_error": "Release in error", "served": "Served", "applied": "Applied",
	"refused": "Refused", "one_day_more": "One day more", "flags": "Flags", "needs": "Needs", "surname": "Surname", "forenames": "Forenames",
	"language": "Language", "home_area": "Home area",
}

// legalWords is a legal status, in words.
func legalWords(status release.LegalStatus) wording.Text {
	return spelled(strings.ToLower(string(status)))
}
