package notify

import "slices"

// toldInFull is up to how many changes are told each in full; more are a list by
// reference (domain rule 6).
const toldInFull = 10

// toldPage says what changed of what a service was asked for.
func (w *Writer) toldPage(l Letter) emailPage {
	p := emailPage{
		Subject: count(len(l.Lines), "change to what we asked you for", "changes to what we asked you for"),
		Intro:   []string{"Something you were asked for has changed. Please go by what is written here."},
	}
	full := len(l.Lines) <= toldInFull
	if !full {
		p.Outro = []string{"Please open each page to see by when it is needed now."}
	}
	if !slices.ContainsFunc(l.Lines, func(line Line) bool { return line.Kind != ItemAnswered }) {
		p = emailPage{Subject: "An answer to your question", Intro: []string{"You asked us something. The answer is on the page, after you have signed in."}}
	}
	section := emailSection{}
	for _, line := range l.Lines {
		section.Entries = append(section.Entries, w.toldEntry(line, full))
	}
	p.Sections = []emailSection{section}
	return p
}

func (w *Writer) toldEntry(l Line, full bool) emailEntry {
	e := emailEntry{Title: w.task(l) + ", " + person(l), Link: w.link(l.Path)}
	switch l.Kind {
	case ItemAnswered: // nothing of what was asked
		e = emailEntry{Title: "Your question about " + person(l), Link: w.link(l.Path), Facts: []string{"It is answered: open the page"}}
	case ItemWithdrawn: // nothing of why
		e.Facts = []string{"No longer needed: please do nothing more"}
	case ItemPaused: // nothing of why
		e.Facts = []string{"Please do nothing more about it for now. We write again if it goes on"}
	case ItemResumed:
		e.Facts = []string{"Please go on with it"}
		if !l.DueOn.IsZero() {
			e.Facts = append(e.Facts, "Needed by "+l.DueOn.Long())
		}
	case ItemMeetingInside:
		if l.Code == "" && l.MailWords == "" {
			e.Title = "Meeting, " + person(l)
		}
		e.Facts = []string{w.meetingWords(l)}
	default:
		e.Facts = w.moveWords(l, full)
	}
	e.Facts = append(onBehalf(l), e.Facts...)
	return e
}

// meetingWords: the place of a booked visit or video meeting has changed. Where
// to is not for an e-mail.
func (w *Writer) meetingWords(l Line) string {
	meeting := "Your meeting"
	if !l.At.IsZero() {
		meeting += " at " + dayAndTime(l.At)
	}
	ring := "Please ring us"
	if w.settings.UnitPhone != "" {
		ring += " on " + w.settings.UnitPhone
	}
	return meeting + ": where it was to be has changed. " + ring
}

// moveWords: the old day and the new one, and what changes for them. A list
// says only what cannot wait until its page is opened.
func (w *Writer) moveWords(l Line, full bool) []string {
	facts := []string{movedDays(l)}
	if l.To.IsZero() {
		return facts
	}
	if full && !l.DueOn.IsZero() {
		facts = append(facts, "Now needed by "+l.DueOn.Long())
	}
	switch {
	case l.AnswerAgain && !l.AnswerBy.IsZero():
		facts = append(facts, "Please answer again by "+dayAndTime(l.AnswerBy))
	case l.AnswerAgain:
		facts = append(facts, "Please answer again")
	}
	if !full {
		return facts
	}
	if l.ShortNotice > 0 {
		facts = append(facts, shortNotice(l))
	}
	if note := w.note(l.Note); note != "" {
		facts = append(facts, note)
	}
	return facts
}

func movedDays(l Line) string {
	switch {
	case l.From == l.To && !l.To.IsZero():
		return "The day it is for: " + bothDays(l.To, l.OrDay)
	case !l.From.IsZero() && !l.To.IsZero():
		return "The day it is for moves from " + l.From.Long() + " to " + bothDays(l.To, l.OrDay)
	case !l.To.IsZero():
		return "The day it is for is now " + bothDays(l.To, l.OrDay)
	case !l.From.IsZero():
		return "The day it was for, " + l.From.Long() + ", no longer holds. Please do nothing more until we write again"
	}
	return "The day it is for has changed: please open the page"
}
