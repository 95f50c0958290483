package notify

import (
	"strings"

	"throughgate/internal/calendar"
)

// pageOf chooses the words of an e-mail.
func (w *Writer) pageOf(kind Kind, l Letter, today calendar.Date) emailPage {
	switch kind {
	case Request:
		return w.requestPage(l)
	case Reminder:
		return w.reminderPage(l)
	case Escalation:
		return w.escalationPage(l)
	case Told:
		return w.toldPage(l)
	case Digest:
		return w.digestPage(l, today)
	case Alert:
		return w.alertPage(l)
	case AuditHead:
		return headPage(l.Head)
	case AppointmentReminder, AutoReply, CalendarFile, Invitation, Unused, ListsDue:
	}
	return emailPage{}
}

// requestPage asks a service for one task in full, or for several as a list.
func (w *Writer) requestPage(l Letter) emailPage {
	if len(l.Lines) == 1 && !l.FirstLoad {
		return emailPage{
			Subject:  "A request for you",
			Intro:    []string{w.settings.UnitName + " asks you for one thing."},
			Sections: w.withHaveIt(l, emailSection{Entries: []emailEntry{w.requestInFull(l.Lines[0])}}),
			Outro:    []string{"Please open the page and say whether you can do it. If you cannot, say so there: then we ask somebody else."},
		}
	}
	p := emailPage{Subject: count(len(l.Lines), "request for you", "requests for you")}
	if l.FirstLoad {
		p.Intro = []string{
			w.settings.UnitName + " now sends its requests in this way. This first list holds everything that is open with you, nearest day first.",
			"Each line says by when we need your answer. One press on the page of requests says that you have the whole list.",
		}
	} else {
		p.Intro = []string{w.settings.UnitName + " asks you for " + count(len(l.Lines), "thing", "things") + ". Please open each page and say whether you can do it."}
	}
	section := emailSection{}
	for _, line := range l.Lines {
		section.Entries = append(section.Entries, w.requestInList(line))
	}
	p.Sections = w.withHaveIt(l, section)
	return p
}

// haveItPath begins the address of the page on which a service says that it has
// what an e-mail asks for.
const haveItPath = "/have-it/"

// asks tells whether an e-mail asks a service for something.
func (k Kind) asks() bool { return k == Request || k == Reminder }

// withHaveIt adds the link to the page that needs no signing in.
func (w *Writer) withHaveIt(l Letter, list emailSection) []emailSection {
	if l.HaveIt == "" {
		return []emailSection{list}
	}
	what := "it"
	if len(l.Lines) > 1 {
		what = "all of them"
	}
	return []emailSection{list, {Entries: []emailEntry{{Title: "To say only that you have " + what + ", without signing in: open this and press the button.",
		Link: w.link(l.HaveIt)}}}}
}

func (w *Writer) requestInFull(l Line) emailEntry {
	e := emailEntry{Title: w.task(l), Link: w.link(l.Path)}
	e.Facts = append(e.Facts, "For "+person(l))
	e.Facts = append(e.Facts, onBehalf(l)...)
	if !l.DueOn.IsZero() {
		e.Facts = append(e.Facts, "Needed by "+l.DueOn.Long())
	}
	if !l.PlannedDay.IsZero() {
		e.Facts = append(e.Facts, "The day it is for: "+bothDays(l.PlannedDay, l.OrDay))
	}
	if !l.AnswerBy.IsZero() {
		e.Facts = append(e.Facts, "Please answer by "+dayAndTime(l.AnswerBy))
	}
	if l.ShortNotice > 0 {
		e.Facts = append(e.Facts, shortNotice(l))
	}
	if len(l.BlockedBy) > 0 {
		e.Facts = append(e.Facts, "Comes after: "+strings.Join(l.BlockedBy, ", ")+", not done yet")
	}
	if note := w.note(l.Note); note != "" {
		e.Facts = append(e.Facts, note)
	}
	return e
}

func (w *Writer) requestInList(l Line) emailEntry {
	e := emailEntry{Title: w.task(l) + ", " + person(l), Link: w.link(l.Path), Facts: onBehalf(l)}
	if !l.DueOn.IsZero() {
		e.Facts = append(e.Facts, "Needed by "+l.DueOn.Long())
	}
	if !l.AnswerBy.IsZero() {
		e.Facts = append(e.Facts, "Please answer by "+dayAndTime(l.AnswerBy))
	}
	if l.ShortNotice > 0 {
		e.Facts = append(e.Facts, shortNotice(l))
	}
	if note := w.note(l.Note); note != "" {
		e.Facts = append(e.Facts, note)
	}
	return e
}

// onBehalf says to a deputy in whose place they are written to.
func onBehalf(l Line) []string {
	if l.For == "" {
		return nil
	}
	return []string{"Sent to you in place of " + l.For}
}

// shortNotice is said in these words (domain rule 6).
func shortNotice(l Line) string {
	return "Short notice: " + count(l.ShortNotice, "working day", "working days")
}

// reminderPage is rung 1: no answer yet.
func (w *Writer) reminderPage(l Letter) emailPage {
	p := emailPage{
		Subject: count(len(l.Lines), "request without an answer", "requests without an answer"),
		Intro:   []string{"We have no answer from you yet. Please open the page and say whether you can do it, or ring us."},
	}
	section := emailSection{}
	for _, line := range l.Lines {
		e := emailEntry{Title: w.task(line) + ", " + person(line), Link: w.link(line.Path), Facts: onBehalf(line)}
		if !line.AskedOn.IsZero() {
			e.Facts = append(e.Facts, "Asked on "+line.AskedOn.Long())
		}
		if !line.DueOn.IsZero() {
			e.Facts = append(e.Facts, "Needed by "+line.DueOn.Long())
		}
		section.Entries = append(section.Entries, e)
	}
	p.Sections = w.withHaveIt(l, section)
	return p
}

// escalationPage is rung 2: how many requests of a service have no answer, and
// the oldest of them.
func (w *Writer) escalationPage(l Letter) emailPage {
	service := w.neutral(l.ServiceName)
	if service == "" {
		service = "your service"
	}
	n := len(l.Lines)
	if n == 1 && l.Lines[0].Count > 0 {
		n = l.Lines[0].Count
	}
	p := emailPage{
		Subject: "Requests without an answer",
		Intro: []string{
			"We asked " + service + " for help and have no answer to " + count(n, "request", "requests") + ", in spite of a reminder.",
		},
		Outro: []string{"Please see that each gets an answer, or ring us. We write to you about this at most once a week."},
	}
	if !l.Oldest.IsZero() {
		p.Intro = append(p.Intro, "The oldest was asked on "+l.Oldest.Long()+".")
	}
	section := emailSection{}
	for _, line := range l.Lines {
		if line.Code == "" {
			continue
		}
		e := emailEntry{Title: w.task(line) + ", " + person(line)}
		if !line.AskedOn.IsZero() {
			e.Facts = append(e.Facts, "Asked on "+line.AskedOn.Long())
		}
		if !line.DueOn.IsZero() {
			e.Facts = append(e.Facts, "Needed by "+line.DueOn.Long())
		}
		section.Entries = append(section.Entries, e)
	}
	if len(section.Entries) > 0 {
		p.Sections = []emailSection{section}
	}
	return p
}
