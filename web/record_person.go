package web

import (
	"slices"
	"strings"

	"throughgate/internal/calendar"
	"throughgate/internal/wording"
	"throughgate/release"
)

// fieldWords is a field of a person, as forms and histories call it.
func fieldWords(f release.Field) wording.Text {
	switch f {
	case release.FieldBorn:
		return "Birth date"
	case release.FieldCOMName:
		return "Community officer"
	case release.FieldCOMEmail:
		return "Community officer’s e-mail address"
	case release.FieldPOMName:
		return "Prison officer"
	case release.FieldPOMEmail:
		return "Prison officer’s e-mail address"
	case release.FieldPoliceName:
		return "Police officer"
	case release.FieldPoliceEmail:
		return "Police officer’s e-mail address"
	case release.FieldIOM:
		return "IOM cohort"
	case release.FieldMobile:
		return "Mobile number"
	case release.FieldTextOK:
		return "May we text this number?"
	case release.FieldTextAgreedOn:
		return "When did the person agree?"
	case release.FieldPhoneShared:
		return "Does anyone else see this phone?"
	case release.FieldSurname, release.FieldForenames, release.FieldArea, release.FieldLanguage, release.FieldFlags, release.FieldNeeds:
	}
	if need := f.Need(); need != "" {
		return spelled(need)
	}
	return spelled(string(f))
}

// corrected is a field that corrects what is known: it carries what it showed
// first, so that somebody else's change meanwhile is seen.
func (h hand) corrected(f release.Field, kind string, hint wording.Text, answers ...choice) recordField {
	stored := h.kept.Fields[f]
	field := h.pick(kind, string(f), fieldWords(f), hint, stored, answers...)
	field.Corrects, field.Was = true, h.value("was_"+string(f), stored)
	return field
}

func (h hand) ticked(f release.Field, hint wording.Text, words func(string) wording.Text, list []string) recordField {
	stored := h.kept.Fields[f]
	field := h.several(string(f), fieldWords(f), hint, strings.Split(stored, ";"), words, list)
	field.Corrects, field.Was = true, h.value("was_"+string(f), stored)
	return field
}

var yesNoNotKnown = []choice{{"yes", "Yes"}, {"no", "No"}, {"unknown", "Not asked yet"}}

var iomAnswers = []choice{{"", "Not in the cohort"}, {"fixed", "In the cohort, fixed"}, {"flex", "In the cohort, flex"}, {"free", "In the cohort, free"}}

func detailsFields(h hand) []recordField {
	area := h.corrected(release.FieldArea, "select", "If the person has moved, record that as something that happened")
	area.Options = options(h.choices.Own, area.Value)
	return []recordField{
		h.corrected(release.FieldForenames, "line", ""), h.corrected(release.FieldSurname, "line", ""),
		h.corrected(release.FieldBorn, "day", ""), area,
		h.corrected(release.FieldLanguage, "select", "Texts and the sheet are in English or Welsh; for others the worker is told which", languageAnswers(h.kept.Fields[release.FieldLanguage])...),
		h.corrected(release.FieldCOMName, "line", ""), h.corrected(release.FieldCOMEmail, "email", ""),
		h.corrected(release.FieldPOMName, "line", ""), h.corrected(release.FieldPOMEmail, "email", ""),
		h.corrected(release.FieldPoliceName, "line", ""), h.corrected(release.FieldPoliceEmail, "email", ""),
		h.ticked(release.FieldFlags, "", flagWords, release.Flags),
		h.corrected(release.FieldIOM, "select", "", iomAnswers...),
	}
}

// languageAnswers are the languages that are common in prisons; another that is
// stored already can be kept.
func languageAnswers(stored string) []choice {
	list := []choice{{"en", "English"}, {"cy", "Welsh"}, {"pl", "Polish"}, {"ro", "Romanian"}, {"sq", "Albanian"}, {"ar", "Arabic"}, {"lt", "Lithuanian"},
		{"pt", "Portuguese"}, {"so", "Somali"}, {"es", "Spanish"}, {"tr", "Turkish"}, {"ur", "Urdu"}, {"vi", "Vietnamese"}}
	if slices.ContainsFunc(list, func(a choice) bool { return a.value == stored }) {
		return list
	}
	return append(list, choice{stored, wording.F("Another ({1})", stored)})
}

func needsFields(h hand) []recordField {
	var fields []recordField
	for _, need := range release.Needs {
		fields = append(fields, h.corrected(release.NeedField(need), "radios", "", choice{string(release.NeedPresent), "Yes, a need"},
			choice{string(release.NeedAbsent), "No"}, choice{string(release.NeedUnknown), "Not known yet"}))
	}
	return fields
}

func textsFields(h hand) []recordField {
	return []recordField{
		h.corrected(release.FieldMobile, "tel", "The one number that the agreement names"),
		h.corrected(release.FieldTextOK, "radios", "", yesNoNotKnown...),
		h.corrected(release.FieldPhoneShared, "radios", "", yesNoNotKnown...),
		h.corrected(release.FieldTextAgreedOn, "day", "During this time in custody or since: an older agreement does not count")}
}

// edits are what the form came back with.
func (h hand) edits(fields []recordField) []release.Edit {
	var list []release.Edit
	for _, f := range fields {
		if !f.Corrects {
			continue
		}
		name := release.Field(f.Name)
		now := h.value(f.Name, "")
		switch {
		case f.Kind == "checks":
			var chosen []string
			for _, o := range f.Options {
				if o.Selected {
					chosen = append(chosen, o.Value)
				}
			}
			if now = strings.Join(chosen, ";"); now == "" {
				now = "none"
			}
		case f.Kind == "day" && now != "":
			if day, err := typedOneDay(now); err == nil {
				now = day.String()
			}
		case len(f.Options) > 0 && !slices.ContainsFunc(f.Options, func(o option) bool { return o.Value == now }):
			now = f.Was
		}
		list = append(list, release.Edit{Field: name, Was: f.Was, Now: now})
	}
	return list
}

// editValueWords is a field's value in words.
func editValueWords(f release.Field, value string, areas []release.Choice) wording.Text {
	switch f {
	case release.FieldArea:
		for _, a := range areas {
			if a.Code == value {
				return wording.Data(a.Name)
			}
		}
	case release.FieldBorn, release.FieldTextAgreedOn:
		if day, err := calendar.Parse(value); err == nil {
			return wording.Day(day)
		}
	case release.FieldFlags, release.FieldNeeds:
		return joined(strings.Split(strings.ReplaceAll(value, "=unknown", " not known"), ";"), flagWords)
	case release.FieldTextOK, release.FieldPhoneShared:
		return yesNoWords(value)
	case release.FieldSurname, release.FieldForenames, release.FieldLanguage, release.FieldCOMName, release.FieldCOMEmail,
		release.FieldPOMName, release.FieldPOMEmail, release.FieldPoliceName, release.FieldPoliceEmail, release.FieldIOM, release.FieldMobile:
	}
	if f.Need() != "" {
		return needWords(release.NeedState(value))
	}
	if slices.Contains(consentKinds, string(f)) {
		if day, err := calendar.Parse(value); err == nil {
			return wording.F("given on {1}", day)
		}
		return "given, no day told"
	}
	if value == "" {
		return "nothing"
	}
	return wording.Data(value)
}

// needWords is what is known of one need.
func needWords(s release.NeedState) wording.Text {
	switch s {
	case release.NeedPresent:
		return "a need"
	case release.NeedAbsent:
		return "no need"
	case release.NeedUnknown:
		return "not known"
	}
	return wording.Data(string(s))
}

// mayWriteHealth: needs tell of health, and so do those who ask about them.
func mayWriteNeeds(h hand) bool { return h.health }
