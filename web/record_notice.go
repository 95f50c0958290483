package web

import (
	"throughgate/internal/calendar"
	"throughgate/internal/wording"
	"throughgate/release"
)

func noticeFields(h hand) []recordField {
	return []recordField{
		h.field("line", "given_by", "Who gave it?", "Name and team", h.who.Name),
		h.field("line", "language", "In which language?", "", "English"),
		h.field("day", "day", "When?", "It may be in the past", calendar.DayOf(h.now).String())}
}

// newNotice reads the form, with each problem at its field.
func (h hand) newNotice(key string) (release.NewNotice, []fieldError) {
	n := release.NewNotice{Key: key, GivenBy: h.value("given_by", ""), Language: h.value("language", "")}
	var problems []fieldError
	if n.GivenBy == "" {
		problems = append(problems, fieldError{"given_by", "Write who gave it"})
	}
	if n.Language == "" {
		problems = append(problems, fieldError{"language", "Write in which language it was given"})
	}
	day, err := typedOneDay(h.value("day", ""))
	switch {
	case err != nil:
		problems = append(problems, fieldError{"day", "Give the day, such as 27/11/2026"})
	case day.After(calendar.DayOf(h.now)):
		problems = append(problems, fieldError{"day", "This day has not come yet: record it once it has been given"})
	}
	n.GivenOn = day
	return n, problems
}

// noticeRow is when the privacy notice was given, by whom and in which language.
func noticeRow(h hand) summaryRow {
	n := h.kept.Notice
	if n.GivenOn.IsZero() {
		return summaryRow{Key: "Privacy notice", Value: "not recorded as given", Class: noticeClass(h)}
	}
	return summaryRow{Key: "Privacy notice", Value: wording.F("given on {1} by {2}, in {3}", n.GivenOn, n.GivenBy, n.Language),
		More: wording.F("recorded by {1}, {2}", n.By, instantWords(n.RecordedAt))}
}

func noticeClass(h hand) string {
	if release.WantsNotice(h.story.Release.State, false) {
		return "late"
	}
	return ""
}

// purposeRow is why the unit holds the person's data.
func purposeRow(h hand) summaryRow {
	switch {
	case h.kept.Purpose != "":
		return summaryRow{Key: "Why it is held", Value: wording.Data(h.kept.Purpose)}
	case h.kept.Fields[release.FieldIOM] != "":
		return summaryRow{Key: "Why it is held", Value: "in the IOM cohort"}
	}
	return summaryRow{Key: "Why it is held", Value: "no purpose stated"}
}

// consentSummary is one consent as the summary says it.
func consentSummary(c release.StoredConsent) wording.Text {
	words := consentToWords(c.Kind)
	if !c.InForce() {
		words = wording.F("{1}: taken back", words)
		if !c.TakenBackOn.IsZero() {
			words = wording.F("{1} on {2}", words, c.TakenBackOn)
		}
		return wording.F("{1} (recorded by {2}, {3})", words, byWords(c.TakenBackBy), instantWords(*c.TakenBackAt))
	}
	if !c.GivenOn.IsZero() {
		words = wording.F("{1} ({2})", words, c.GivenOn)
	}
	if by := byWords(c.By); by != "" {
		words = wording.F("{1}, recorded by {2}", words, by)
	}
	return words
}

// byWords is who recorded something: a person, or a file.
func byWords(by string) wording.Text {
	if by == "import" {
		return "an import"
	}
	return wording.Data(by)
}
