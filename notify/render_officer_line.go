package notify

import "strings"

func (w *Writer) officerEntry(kind ItemKind, l Line) emailEntry {
	switch kind {
	case ItemDied:
		return afterDeath(l)
	case ItemOpened, ItemOpeningAsked:
		return w.ofOpening(kind, l)
	case ItemNotDied:
		return w.afterMistake(l)
	}
	return emailEntry{Title: w.officerTitle(kind, l), Facts: append(onBehalf(l), w.officerFacts(kind, l)...), Link: w.link(l.Path)}
}

// afterDeath is reference only: no initials, no day, no task, no page (domain
// rule 4).
func afterDeath(l Line) emailEntry {
	return emailEntry{Title: "Reference " + l.Reference, Facts: []string{"Please make no contact. Ring the unit."}}
}

// afterMistake takes back what was said after a death: by reference, as that was.
func (w *Writer) afterMistake(l Line) emailEntry {
	return emailEntry{Title: "Reference " + l.Reference, Link: w.link(l.Path),
		Facts: []string{"“Please make no contact” was a mistake and is taken back. The plan is made anew: open the page."}}
}

// ofOpening is reference only (domain rule 8): who, when and why stand on the page.
func (w *Writer) ofOpening(kind ItemKind, l Line) emailEntry {
	say := "This record with limited access was opened. Look at who opened it, when and why, and say whether it is in order"
	if kind == ItemOpeningAsked {
		say = "You opened this record with limited access. There is a question about it: answer it on the page"
	}
	return emailEntry{Title: "Reference " + l.Reference, Facts: []string{say}, Link: w.link(l.Path)}
}

func (w *Writer) officerTitle(kind ItemKind, l Line) string {
	switch {
	case kind == ItemNoNews && !l.To.IsZero():
		return "No newer file has come since " + l.To.Long()
	case kind == ItemNoNews:
		return "No newer file has come"
	case kind == ItemImportHeld:
		return count(l.Count, "message waits", "messages wait")
	case kind == ItemAgreementEnding || kind == ItemAgreementEnded:
		if name := w.neutral(l.ServiceName); name != "" {
			return name
		}
		return "A sharing agreement"
	}
	var title []string
	if l.Code != "" || l.MailWords != "" {
		title = append(title, w.task(l))
	}
	if l.Initials != "" || l.Reference != "" {
		title = append(title, person(l))
	}
	if name := w.neutral(l.ServiceName); name != "" && (kind == ItemNotAnswering || kind == ItemNobody || len(title) == 0) {
		title = append(title, name)
	}
	if len(title) == 0 {
		title = append(title, headingOf(kind))
	}
	return strings.Join(title, ", ")
}

func (w *Writer) officerFacts(kind ItemKind, l Line) []string {
	facts := append(daysOf(kind, l), noticeWords(l)...)
	if words := toDoOf(kind, l); words != "" {
		facts = append(facts, words)
	}
	if !l.DueOn.IsZero() {
		facts = append(facts, "Needed by "+l.DueOn.Long())
	}
	if !l.AskedOn.IsZero() {
		facts = append(facts, "Asked on "+l.AskedOn.Long())
	}
	if l.Count > 0 && kind != ItemAgreementEnding && kind != ItemNoNews && kind != ItemImportHeld && kind != ItemItinerary {
		facts = append(facts, count(l.Count, "request open", "requests open"))
	}
	if l.ShortNotice > 0 {
		facts = append(facts, shortNotice(l))
	}
	if len(l.Waiting) > 0 {
		facts = append(facts, "Waits for "+waitingWords(l.Waiting))
	}
	if len(l.BlockedBy) > 0 {
		facts = append(facts, "Comes after: "+strings.Join(l.BlockedBy, ", ")+", not done yet")
	}
	if note := w.note(l.Note); note != "" {
		facts = append(facts, note)
	}
	return facts
}

// noticeWords say what a move has cost: working days of notice, and what can no
// longer be met (domain rule 6).
func noticeWords(l Line) []string {
	var facts []string
	if l.Notice != nil && *l.Notice != 0 {
		n, what := *l.Notice, " of notice gained"
		if n < 0 {
			n, what = -n, " of notice lost"
		}
		facts = append(facts, count(n, "working day", "working days")+what)
	}
	if len(l.Unmet) > 0 {
		facts = append(facts, "Can no longer be met: "+strings.Join(l.Unmet, ", "))
	}
	return facts
}

// toDoOf is what the heading leaves open: what follows, or what to do.
func toDoOf(kind ItemKind, l Line) string {
	switch {
	case kind == ItemPlaceBlocked:
		return "Its name holds a word that may not be texted. If the name tells nothing, clear it with the command venue clear"
	case kind == ItemTransferred:
		return "Open requests there go to the new place"
	case kind == ItemAtLarge:
		return "Texts and requests have stopped. Services are not told why"
	case kind == ItemRemoved:
		return "What was asked for is withdrawn"
	case kind == ItemReleasedInError:
		return "No service is told and no text goes until “yes, tell them” is on the page"
	case kind == ItemMovedArea:
		return "Services of the old area are told that it is closed, nothing else"
	case kind == ItemAskPrison && !l.OrDay.IsZero():
		return "Nobody has decided which of the two days it is: ask, and write it on the page"
	case kind == ItemNoNews && l.Count > 0:
		return count(l.Count, "person whose day has passed", "people whose day has passed") + ": nothing is known of them yet"
	case kind == ItemMissed && !l.At.IsZero():
		return "It was to begin at " + clock(l.At) + ". Ring, and see what is needed"
	case kind == ItemItinerary && l.Count > 0:
		return count(l.Count, "warning", "warnings") + ": look at the times"
	case kind == ItemItinerary:
		return "Nothing clashes, as far as is known"
	case kind == ItemAgreementEnding:
		return agreementLeft(l) + ". See that it is renewed, or its services are asked for nothing from the day after"
	case kind == ItemAgreementEnded:
		return "Nothing more goes to its services until a new one is in force, and they cannot see what they hold: ring them"
	case kind == ItemImportHeld:
		return "So much changed at once that nothing has gone out. Look at it, then press send or undo it"
	}
	return ""
}

// agreementLeft says how long an agreement is still in force.
func agreementLeft(l Line) string {
	if l.Count == 0 {
		return "Today is its last day"
	}
	return "It ends on " + l.To.Long() + ", in " + count(l.Count, "day", "days")
}

// waitingWords says what a task waits for, in the order given.
func waitingWords(waiting []string) string {
	words := make([]string, 0, len(waiting))
	for _, what := range waiting {
		switch what {
		case "consent_to_refer":
			what = "consent to refer"
		case "consent_to_share_contact":
			what = "consent to share contact details"
		case "consent_to_share_health":
			what = "consent to share more"
		case "agreement":
			what = "a sharing agreement"
		case "om_cleared":
			what = "your check"
		case "om_release":
			what = "your word that it may go"
		}
		words = append(words, what)
	}
	return strings.Join(words, ", ")
}
