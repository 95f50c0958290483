package web

import "throughgate/internal/wording"

// serviceFieldWords is what is told of a service, as pages call it.
func serviceFieldWords(field string) wording.Text {
	switch field {
	case "area":
		return "Where"
	case "service":
		return "Service"
	case "name":
		return "Name"
	case "spoc_email":
		return "E-mail of the contact"
	case "spoc_name":
		return "Contact"
	case "deputy_name":
		return "Deputy"
	case "deputy_email":
		return "E-mail of the deputy"
	case "manager_email":
		return "E-mail of the manager"
	case "commissioner_email":
		return "E-mail of the commissioner"
	case "phone":
		return "Phone"
	case "out_of_hours":
		return "Out-of-hours number"
	case "opens":
		return "Opens"
	case "closes":
		return "Closes"
	case "place":
		return "Place"
	case "place_safe_to_text":
		return "The name of the place may stand in a text"
	}
	return spelled(field)
}

// standardFieldWords is what is told of a standard, as pages call it.
func standardFieldWords(field string) wording.Text {
	switch field {
	case "code":
		return "Code"
	case "pathway":
		return "Pathway"
	case "title":
		return "What has to be ready"
	case "mail_words":
		return "Words for e-mails"
	case "service":
		return "Service that is asked"
	case "found_by":
		return "How it is found who does it"
	case "anchor":
		return "Days count from"
	case "hand_off_offset":
		return "Asked"
	case "due_offset":
		return "Due"
	case "due_day_kind":
		return "Due days are"
	case "latest_start":
		return "Too late to start"
	case "required":
		return "Required: red where it is late near to release"
	case "after_release":
		return "Stays open after release"
	case "applies_when":
		return "For whom"
	case "needs_first":
		return "Needs first"
	case "before_telling":
		return "Before the service is told"
	case "evidence":
		return "Checklist"
	case "why":
		return "Why"
	case "in_force":
		return "In force"
	}
	return spelled(field)
}

// foundByWords is how the holder of a request is found.
func foundByWords(code string) wording.Text {
	switch code {
	case "area":
		return "The service of the home area"
	case "prison":
		return "The service of the prison"
	case "com":
		return "The offender manager"
	case "unit":
		return "The link officer"
	}
	return wording.Data(code)
}

func anchorWords(code string) wording.Text {
	switch code {
	case "planned":
		return "The planned day of release"
	case "actual":
		return "The day of release itself"
	case "received":
		return "Reception into prison (working days)"
	}
	return wording.Data(code)
}

func dueKindWords(code string) wording.Text {
	switch code {
	case "calendar":
		return "Calendar days"
	case "working":
		return "Working days"
	}
	return wording.F("{1} days", wording.Capital(wording.Data(code)))
}

// settingWords is a setting and what it is for.
func settingWords(name string) (label, hint wording.Text) {
	switch name {
	case "answer_at":
		return "Time of day until which an answer is awaited", "London time, as in 17:00."
	case "answer_days":
		return "Working days to answer a request", ""
	case "answer_days_near":
		return "Working days to answer near to release", ""
	case "near_days":
		return "Days left from which a release is near, for answers", "Calendar days. Due days are not changed by this."
	case "first_load_days":
		return "Working days to answer a first list", ""
	case "rung_days":
		return "Working days from the reminder to the service's manager", ""
	case "not_answering_count":
		return "Requests past their time that mark a service as not answering", ""
	case "not_answering_days":
		return "Working days without any answer that do so too", ""
	case "services_from":
		return "E-mails to services go from", "London time, on working days."
	case "services_to":
		return "E-mails to services go until", "London time, on working days."
	}
	return spelled(name), ""
}

func settingLabel(name string) wording.Text {
	label, _ := settingWords(name)
	return label
}
