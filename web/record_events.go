package web

import (
	"slices"
	"strings"

	"throughgate/internal/calendar"
	"throughgate/internal/wording"
	"throughgate/pathways"
	"throughgate/release"
)

// eventChoices are what can have happened, as the form asks it. A merge has a
// page of its own.
var eventChoices = []release.Word{release.Received, release.Transferred, release.Court, release.TemporaryAbsence, release.Hospital,
	release.WasReleased, release.ReleasedFromCourt, release.ReleasedInError, release.OutUnknown, release.Recalled, release.MovedArea,
	release.Escaped, release.Absconded, release.FailedToReturn, release.WasRemoved, release.Extradited, release.ImmigrationCentre,
	release.OtherJurisdiction, release.HasDied}

func eventFields(h hand) []recordField {
	happened := h.field("select", "event", "What happened", "", "")
	for _, w := range eventChoices {
		words := wording.Capital(eventWords(release.StoryEvent{Event: w}, nil, true, false))
		happened.Options = append(happened.Options, option{Value: string(w), Text: words, Selected: happened.Value == string(w)})
	}
	legal := h.field("select", "legal_status", "Legal status from then on (optional)", "", "")
	for _, l := range release.LegalStatuses {
		if l != release.Dead {
			legal.Options = append(legal.Options, option{Value: string(l), Text: legalWords(l), Selected: legal.Value == string(l)})
		}
	}
	fields := append([]recordField{happened}, h.when("On which day")...)
	return append(fields,
		h.from("select", "prison", "Prison", "For received, recalled and moved to another prison: the one that holds the person now", "", h.choices.Prisons),
		legal,
		h.from("select", "area", "New home area", "Only if the person has moved to another home area", "", h.choices.Areas),
		h.field("line", "reason", "In your words (optional)", "Officers read it; services and the person never do", ""))
}

func readEvent(h hand) (release.LifeEvent, []fieldError) {
	e := release.LifeEvent{Word: release.Word(h.value("event", "")), Prison: h.value("prison", ""), Reason: h.value("reason", ""),
		Legal: release.LegalStatus(h.value("legal_status", ""))}
	var problems []fieldError
	if !slices.Contains(eventChoices, e.Word) {
		problems = append(problems, fieldError{"event", "Choose what happened"})
	}
	if e.Legal != "" && !slices.Contains(release.LegalStatuses, e.Legal) || e.Legal == release.Dead {
		problems = append(problems, fieldError{"legal_status", "Choose the legal status from the list"})
	}
	at, wrong := h.at()
	problems = append(problems, wrong...)
	e.At = at
	if (e.Word == release.Received || e.Word == release.Transferred) && e.Prison == "" || e.Prison != "" && !offered(h.choices.Prisons, e.Prison) {
		problems = append(problems, fieldError{"prison", "Choose the prison that holds the person now"})
	}
	if e.Word == release.MovedArea {
		if e.Area = h.value("area", ""); !offered(h.choices.Areas, e.Area) {
			problems = append(problems, fieldError{"area", "Choose the home area that the person has moved to"})
		}
	}
	return e, append(problems, reasonProblem(e.Reason, "reason")...)
}

func offered(list []release.Choice, code string) bool {
	return slices.ContainsFunc(list, func(c release.Choice) bool { return c.Code == code })
}

func reasonProblem(reason, field string) []fieldError {
	if len([]rune(reason)) > release.LongestReason {
		return []fieldError{{field, "Say it in at most 500 characters"}}
	}
	return nil
}

func schemeFields(h hand) []recordField {
	days := h.story.Release
	return append([]recordField{
		h.pick("radios", "decision", "What did the prison decide?", "", string(h.story.Release.Scheme),
			choice{string(release.SchemeApplied), withDay("The scheme is applied", days.FridayScheme)},
			choice{string(release.SchemeRefused), withDay("It is refused: the working day stands", days.WorkingDay)},
			choice{string(release.SchemeOneDayMore), "It is applied, with one day more before it"}),
		h.field("line", "reason", "Why", "A refusal needs a reason. Officers read it; services and the person never do", "")},
		h.when("When was it decided?")...)
}

func withDay(words wording.Text, day calendar.Date) wording.Text {
	if day.IsZero() {
		return words
	}
	return wording.F("{1} ({2})", words, day)
}

func readScheme(h hand) (release.LifeEvent, []fieldError) {
	e := release.LifeEvent{Word: release.RecordScheme, About: h.value("decision", ""), Reason: h.value("reason", "")}
	at, problems := h.at()
	e.At = at
	switch {
	case !slices.Contains([]string{"applied", "refused", "one_day_more"}, e.About):
		problems = append([]fieldError{{"decision", "Choose what the prison decided"}}, problems...)
	case e.About == "refused" && e.Reason == "":
		problems = append([]fieldError{{"reason", "Say why the scheme was refused"}}, problems...)
	}
	return e, append(problems, reasonProblem(e.Reason, "reason")...)
}

var consentKinds = []string{"consent_to_refer", "consent_to_share_contact", "consent_to_share_health"}

func consentFields(h hand) []recordField {
	pairs := make([]choice, 0, len(consentKinds))
	for _, kind := range consentKinds {
		pairs = append(pairs, choice{kind, wording.Capital(consentKindWords(kind))})
	}
	return append([]recordField{
		h.pick("radios", "consent", "Which consent?", "", "", pairs...),
		h.pick("radios", "given", "What did the person say?", "What waited for a consent is sent with the next morning's work. One taken back stops what has not been sent", "",
			choice{"yes", "They agree"}, choice{"no", "They take it back"})}, h.when("When?")...)
}

func readConsent(h hand) (release.LifeEvent, []fieldError) {
	at, problems := h.at()
	given := h.value("given", "")
	e := release.ConsentEvent(h.value("consent", ""), given == "yes", at)
	if given != "yes" && given != "no" {
		problems = append([]fieldError{{"given", "Say whether the person agrees or takes it back"}}, problems...)
	}
	if !slices.Contains(consentKinds, e.About) {
		problems = append([]fieldError{{"consent", "Choose the consent"}}, problems...)
	}
	return e, problems
}

// omTasks are the open requests that wait for the offender manager's word.
func omTasks(h hand, wait string) []release.StoryTask {
	return slices.DeleteFunc(slices.Clone(h.story.Tasks), func(t release.StoryTask) bool {
		return !t.State.Open() || !slices.Contains(t.WaitingFor, wait) || !h.health && release.IsHealth(t.Pathway)
	})
}

func tellFields(h hand) []recordField {
	f := h.field("radios", "word", "What did the offender manager say?", "", "")
	add := func(value string, text wording.Text) {
		f.Options = append(f.Options, option{Value: value, Text: text, Selected: f.Value == value})
	}
	for _, t := range omTasks(h, pathways.WaitCleared) {
		add("checked:"+t.Code, wording.F("I have checked it: {1}", t.Title))
	}
	for _, t := range omTasks(h, pathways.WaitReleased) {
		add("tell:"+t.Code, wording.F("Yes, tell them: {1}", t.Title))
	}
	add("tell:", "Yes, tell all services that wait")
	return append([]recordField{f}, h.when("When?")...)
}

func readTell(h hand) (release.LifeEvent, []fieldError) {
	at, problems := h.at()
	what, code, found := strings.Cut(h.value("word", ""), ":")
	e := release.LifeEvent{Word: release.RecordTellThem, About: code, At: at}
	if what == "checked" {
		e.Word = release.RecordChecked
	}
	if !found || what != "checked" && what != "tell" || what == "checked" && code == "" {
		problems = append([]fieldError{{"word", "Choose what the offender manager said"}}, problems...)
	}
	return e, problems
}

// plainRecord is a record that says no more than when.
func plainRecord(w release.Word) (func(hand) []recordField, func(hand) (release.LifeEvent, []fieldError)) {
	return func(h hand) []recordField { return h.when("When?") }, func(h hand) (release.LifeEvent, []fieldError) {
		at, problems := h.at()
		return release.LifeEvent{Word: w, At: at}, problems
	}
}

func passedFields(h hand) []recordField {
	return append([]recordField{h.field("text", "reason", "Why has the day passed?", "Officers read it. Once it is written, what waited goes on", "")}, h.when("When did you learn it?")...)
}

func readPassed(h hand) (release.LifeEvent, []fieldError) {
	at, problems := h.at()
	e := release.LifeEvent{Word: release.RecordReason, At: at, Reason: h.value("reason", "")}
	if e.Reason == "" {
		problems = append([]fieldError{{"reason", "Write why the day has passed"}}, problems...)
	}
	return e, append(problems, reasonProblem(e.Reason, "reason")...)
}
