package intake

import (
	"encoding/json"
	"slices"
	"strings"

	"throughgate/internal/calendar"
	"throughgate/release"
)

const (
	longestEventID = 100 // characters
	longestReason  = 500
	// withdrawnWord in the reason of a consent takes it back.
	withdrawnWord = "withdrawn"
)

var (
	eventWords    = spelled(append(slices.Clone(release.Movements), release.Records...)...)
	decisionWords = spelled("applied", "refused", "one_day_more")
	papersWords   = spelled("served", "not_served")
	livingWords   = slices.DeleteFunc(wordsOf(legalStatusWords), func(w string) bool { return w == string(release.Dead) })
)

// read makes an event of the members of one line (interface.md 3, domain rule
// 4), or says what is wrong with the line.
func (rules eventRules) read(line int, object map[string]json.RawMessage) (Event, *Problem) {
	c := &eventCells{line: line, object: object}
	e := Event{LifeEvent: release.LifeEvent{Line: line, Source: string(EventsKind)}}
	e.ExternalID = c.short("id", c.identity("id"), longestEventID, "longer than 100 characters: give it a shorter one")
	rules.when(c, &e)
	e.PrisonNumber = c.prisonNumber("prison_number", "say whom it is about")
	e.Word = c.word()
	e.Reason = c.short("reason", c.text("reason"), longestReason, "longer than 500 characters: say it in fewer")
	e.Legal = c.legalStatus()
	rules.where(c, &e)
	rules.about(c, &e)
	if problem := c.problem(); problem != nil {
		return Event{}, problem
	}
	return e, nil
}

// when it happened: no event lies after today.
func (rules eventRules) when(c *eventCells, e *Event) {
	written := c.must("at", "say when it happened")
	if written == "" {
		return
	}
	at, problem := readAt(written)
	switch day := calendar.DayOf(at); {
	case problem != "":
	case day.After(rules.today):
		problem = "a day that has not come yet: send the event once it has happened"
	case day.Year() < earliestInYear:
		problem = "a day too long ago: write the right year"
	}
	c.wrong("at", problem)
	e.At = at
}

// where it happened, and which area is meant.
func (rules eventRules) where(c *eventCells, e *Event) {
	prison := ""
	if e.Word == release.Received || e.Word == release.Transferred {
		prison = c.must("prison", "name the prison that holds the person now")
	} else {
		prison = c.text("prison")
	}
	if prison != "" {
		code, problem := rules.places.Prison(prison)
		c.wrong("prison", problem)
		e.Prison = code
	}
	if e.Word != release.MovedArea {
		return
	}
	if area := c.must("area", "name the home area the person has moved to"); area != "" {
		gss, problem := rules.places.Area(area)
		c.wrong("area", problem)
		e.Area = gss
	}
}

// about is what some events say beside the person.
func (rules eventRules) about(c *eventCells, e *Event) {
	switch e.Word {
	case release.Merged:
		e.About = c.prisonNumber("into", "name the prison number that stays")
		if e.About != "" && e.About == e.PrisonNumber {
			c.wrong("into", "the same number as prison_number: name the one that stays")
		}
	case release.RecordScheme:
		e.About = c.oneOf("decision", decisionWords, "write applied, refused or one_day_more")
		if e.About == "refused" && e.Reason == "" {
			c.wrong("reason", "empty: a refusal says why")
		}
	case release.RecordConsent:
		rules.consent(c, e)
	case release.RecordChecked:
		rules.checked(c, e)
	case release.RecordTellThem:
		e.About = rules.task(c, c.text("task"))
	case release.RecordPapers:
		e.About = c.oneOf("papers", papersWords, "write served or not_served")
	case release.RecordReason:
		if e.Reason == "" {
			c.wrong("reason", "empty: say why the person is still held")
		}
	}
}

// checked is a tick: on a task, or the youth worker's on texts.
func (rules eventRules) checked(c *eventCells, e *Event) {
	written := c.must("task", "name the code of the task that was checked, or text_under_18")
	if foldWord(written) != foldWord(release.CheckedText) {
		e.About = rules.task(c, written)
		return
	}
	e.About = release.CheckedText
	takenBack(c, e, "a tick")
}

func (rules eventRules) consent(c *eventCells, e *Event) {
	e.About = c.oneOf("consent", spelled(consentWords...), "write "+or(consentWords))
	takenBack(c, e, "a consent")
}

// takenBack notes that a consent or a tick does not hold any more.
func takenBack(c *eventCells, e *Event, what string) {
	switch {
	case !c.given():
		e.Reason = withdrawnWord
	case strings.EqualFold(e.Reason, withdrawnWord):
		c.wrong("given", what+` that is withdrawn: write "given": false`)
	}
}

// task is a code of the catalogue.
func (rules eventRules) task(c *eventCells, written string) string {
	code := strings.ToUpper(written)
	if written == "" || slices.Contains(rules.standards, code) {
		return code
	}
	near := nearest(code, rules.standards, func(s string) string { return s })
	c.wrong("task", "no code of the catalogue; the nearest are "+and(near)+": write one of its codes")
	return ""
}

func (c *eventCells) prisonNumber(member, why string) string {
	written := c.must(member, why)
	if written == "" {
		return ""
	}
	number, problem := readPrisonNumber(nil, written)
	c.wrong(member, problem)
	return number
}

func (c *eventCells) word() release.Word {
	written := c.must("event", "say what happened")
	word, known := eventWords[foldWord(written)]
	if !known && written != "" {
		near := nearest(foldWord(written), wordsOf(eventWords), foldWord)
		c.wrong("event", "no event that we know; the nearest are "+and(near)+": docs/events.md has the list")
	}
	return release.Word(word)
}

func (c *eventCells) oneOf(member string, known words, remedy string) string {
	word, ok := known[foldWord(c.must(member, remedy))]
	if !ok {
		c.wrong(member, "none of the words: "+remedy)
	}
	return word
}

func (c *eventCells) legalStatus() release.LegalStatus {
	written := c.text("legal_status")
	if written == "" {
		return ""
	}
	status, ok := legalStatusWords[foldWord(written)]
	switch {
	case !ok:
		c.wrong("legal_status", "none of the words: write "+or(livingWords))
	case release.LegalStatus(status) == release.Dead:
		c.wrong("legal_status", "a death is an event of its own: write the event died")
	}
	return release.LegalStatus(status)
}

// wordsOf lists canonical words in the order of the alphabet.
func wordsOf(known words) []string {
	out := make([]string, 0, len(known))
	for _, w := range known {
		out = append(out, w)
	}
	slices.Sort(out)
	return out
}
