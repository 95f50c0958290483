package web

import (
	"throughgate/internal/wording"
	"throughgate/pathways"
	"throughgate/release"
)

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
