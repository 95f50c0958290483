package web

import (
	"strings"

	"throughgate/internal/wording"
	"throughgate/pathways"
)

// standardFields are the questions of a standard's form. Its code, its pathway,
// who it is found by and its anchor are asked once.
func standardFields(edit pathways.StandardEdit, cells map[string]string, services []string) []formField {
	var list []formField
	if edit.New {
		list = append(list, formField{Name: "code", Label: standardFieldWords("code"), Hint: "Capital letters and digits with a dash, as in ACC-NEED. E-mails carry it. It stays.", Value: edit.Code, Kind: textField, Width: "20"})
	}
	for _, name := range pathways.StandardFields {
		f := formField{Name: name, Label: standardFieldWords(name), Value: cells[name], Kind: textField}
		switch name {
		case "pathway":
			f.Kind, f.Groups = selectField, choose(f.Value, pathways.Pathways, pathwayWords)
		case "found_by":
			f.Kind, f.Groups = selectField, choose(f.Value, []string{"area", "prison", "com", "unit"}, foundByWords)
		case "anchor":
			f.Kind, f.Groups = selectField, choose(f.Value, []string{"planned", "actual", "received"}, anchorWords)
		case "due_day_kind":
			f.Kind, f.Groups = selectField, choose(f.Value, []string{"calendar", "working"}, dueKindWords)
		case "mail_words":
			f.Width, f.Hint = "20", "All that an e-mail says beside the code. No offence, health, prison or risk."
		case "service":
			f.Width, f.Hint = "20", wording.F("A code of the directory, such as {1}.", strings.Join(some(services, 4), ", "))
		case "hand_off_offset":
			f.Width, f.Hint = "4", "Calendar days from the day that counts; before it with a minus, as in -28."
		case "due_offset":
			f.Width, f.Hint = "4", "Days from the same day, as in -14."
		case "latest_start":
			f.Width, f.Hint = "4", "Calendar days before the planned day from which it is too late to ask. May be empty."
		case "required", "after_release":
			f.Kind = yesField
		case "applies_when":
			f.Kind, f.Hint = longField, "All of these hold: always, need:accommodation (known or not yet known), known:accommodation, supervised, age_from:18, age_under:18, flag:children, no_flag:children, no_planned_day, out_of_area, country:Wales."
		case "needs_first":
			f.Hint = "Codes of standards that come before this one, as in ACC-NEED; ACC-DTR. May be empty."
		case "before_telling":
			f.Hint = "What has to be recorded first: agreement, consent_to_refer, consent_to_share_contact, consent_to_share_health, om_cleared. May be empty."
		case "evidence":
			f.Hint = "What is ticked when it is done, as in appointment; case_reference. May be empty."
		case "why":
			f.Kind, f.Hint = longField, "One sentence for whoever is asked. May be empty."
		}
		if !edit.New && (name == "pathway" || name == "found_by" || name == "anchor") {
			f.Kind = toldField
		}
		list = append(list, f)
	}
	return list
}

// some are the first of a list, for an example.
func some(list []string, n int) []string { return list[:min(n, len(list))] }
