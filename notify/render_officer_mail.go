package notify

import (
	"strings"

	"throughgate/internal/calendar"
)

// digestPage is an officer's morning: sections with how many, in the order given.
func (w *Writer) digestPage(l Letter, today calendar.Date) emailPage {
	total := 0
	for _, s := range l.Sections {
		total += len(s.Lines)
	}
	p := emailPage{
		Subject: "Your list for " + today.Long(),
		Intro:   []string{"There " + isAre(total) + " " + count(total, "thing", "things") + " for you today."},
	}
	for _, s := range l.Sections {
		p.Sections = append(p.Sections, w.officerSection(s))
	}
	return p
}

// alertPage cannot wait for the morning.
func (w *Writer) alertPage(l Letter) emailPage {
	p := emailPage{
		Subject: "News that cannot wait",
		Intro:   []string{"Please look at this now."},
	}
	for _, s := range l.Sections {
		section := w.officerSection(s)
		p.Sections = append(p.Sections, section)
	}
	if l.Urgent && len(l.OutOfHours) > 0 {
		numbers := emailSection{Heading: "Out of hours"}
		for _, number := range l.OutOfHours {
			if n := w.neutral(number); n != "" {
				numbers.Entries = append(numbers.Entries, emailEntry{Title: n})
			}
		}
		if len(numbers.Entries) > 0 {
			p.Sections = append(p.Sections, numbers)
		}
	}
	return p
}

func isAre(n int) string {
	if n == 1 {
		return "is"
	}
	return "are"
}

func (w *Writer) officerSection(s Section) emailSection {
	out := emailSection{Heading: headingOf(s.Kind) + " (" + count(len(s.Lines), "line", "lines") + ")"}
	for _, line := range s.Lines {
		out.Entries = append(out.Entries, w.officerEntry(s.Kind, line))
	}
	return out
}

// headingOf names a section in words that may travel by e-mail: nothing of
// offences, health, prisons or risk.
func headingOf(k ItemKind) string {
	switch k {
	case ItemTask:
		return "New for you"
	case ItemAppointment:
		return "Appointments"
	case ItemOverdue:
		return "Past its day and not done"
	case ItemToClear:
		return "To clear: waits for you"
	case ItemNewDate:
		return "Days that moved"
	case ItemNewInCustody:
		return "New on the board"
	case ItemGate:
		return "Leaving this week"
	case ItemReleased:
		return "Left since the last list"
	case ItemUnexpectedRelease:
		return "Left unexpectedly"
	case ItemDeclined:
		return "Service said no"
	case ItemNoCapacity:
		return "Service is full"
	case ItemUndelivered:
		return "Messages that did not, or cannot, arrive"
	case ItemReply:
		return "Replies to read"
	case ItemNobody:
		return "Nobody to send to"
	case ItemConsentWanted:
		return "Consent wanted"
	case ItemNeedUnknown:
		return "Needs not known yet"
	case ItemRed:
		return "Red"
	case ItemNotAnswering:
		return "Not answering: ring"
	case ItemDatePassed:
		return "Day passed: ring and ask"
	case ItemWaitingTooLong:
		return "Waiting too long"
	case ItemNoAddress:
		return "No address yet"
	case ItemToldData:
		return "Details to correct"
	}
	return "To look at"
}

func (w *Writer) officerEntry(kind ItemKind, l Line) emailEntry {
	e := emailEntry{Link: w.link(l.Path)}
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
	e.Title = strings.Join(title, ", ")
	e.Facts = w.officerFacts(l)
	return e
}

func (w *Writer) officerFacts(l Line) []string {
	var facts []string
	switch {
	case !l.From.IsZero() && !l.To.IsZero():
		facts = append(facts, "Moves from "+l.From.Long()+" to "+l.To.Long())
	case l.Left && !l.PlannedDay.IsZero():
		facts = append(facts, "Left on "+l.PlannedDay.Long())
	case !l.To.IsZero():
		facts = append(facts, "Now "+l.To.Long())
	case !l.From.IsZero():
		facts = append(facts, "Was "+l.From.Long()+", no day now")
	case !l.PlannedDay.IsZero():
		facts = append(facts, "Planned day "+l.PlannedDay.Long())
	}
	if !l.DueOn.IsZero() {
		facts = append(facts, "Needed by "+l.DueOn.Long())
	}
	if !l.AskedOn.IsZero() {
		facts = append(facts, "Asked on "+l.AskedOn.Long())
	}
	if l.Count > 0 {
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
		case "om_cleared":
			what = "your check"
		case "om_release":
			what = "your word that it may go"
		}
		words = append(words, what)
	}
	return strings.Join(words, ", ")
}
