package web

import (
	"strings"

	"throughgate/internal/wording"
)

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
