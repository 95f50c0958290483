package notify

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"
	"time"

	"throughgate/internal/calendar"
)

// Rendered is a message in words. A text has only Text.
type Rendered struct {
	Subject, Text, HTML string
	Template            string   // which it was written from, and its version
	LeftOut             []string // text: places that hold words that may not be texted

	// Secret is a part of the words that is sent and not kept: whoever has it is
	// let in.
	Secret string

	Calendar       string // the file of a calendar message
	CalendarMethod CalendarMethod
}

// Writer puts letters into words. E-mails name tasks by their neutral words and
// code, people by initials and reference; what could disclose more is left out
// even where a letter holds it. It is a value: safe to share.
type Writer struct {
	settings  Settings
	words     *Words
	templates templateSet
}

// NewWriter reads the templates. An error is a fault in the program itself: one
// of them could disclose something, or cannot be read.
func NewWriter(s Settings) (*Writer, error) {
	w := &Writer{settings: s, words: NewWords(s.Prisons, s.OwnWords)}
	var err error
	w.templates, err = readTemplates(templateFiles, w.words)
	return w, err
}

// with is the writer with the unit's own words and the venues cleared by name,
// as they are at this moment.
func (w *Writer) with(own, cleared []string) *Writer {
	more := *w
	more.words = w.words.With(own, cleared)
	return &more
}

// Write puts one letter into words for the instant now.
func (w *Writer) Write(kind Kind, l Letter, now time.Time) (Rendered, error) {
	switch kind {
	case AppointmentReminder:
		return w.appointmentText(l)
	case CalendarFile:
		return w.calendarMail(l, now)
	case AutoReply:
		return Rendered{}, fmt.Errorf("write a message: an automatic reply is written by AutoReplyText")
	case Invitation, Unused, ListsDue:
		return w.accountMail(kind, l)
	case Request, Reminder, Escalation, Told, Digest, Alert, AuditHead:
		return w.email(w.pageOf(kind, l, calendar.DayOf(now)))
	}
	return Rendered{}, fmt.Errorf("write a message: %q is no kind of message", kind)
}

// emailPage is an e-mail before it becomes plain text and HTML: the same words
// in both.
type emailPage struct {
	Subject  string
	Intro    []string
	Sections []emailSection
	Outro    []string
	Footer   []string
}

type emailSection struct {
	Heading string
	Entries []emailEntry
}

// emailEntry is one thing: a heading, facts, a link to its page.
type emailEntry struct {
	Title string
	Facts []string
	Link  string
}

func (w *Writer) email(p emailPage) (Rendered, error) {
	if p.Footer == nil {
		p.Footer = w.footer()
	}
	var text, html bytes.Buffer
	if err := w.templates.text.Execute(&text, p); err != nil {
		return Rendered{}, fmt.Errorf("write an e-mail: %w", err)
	}
	if err := w.templates.html.Execute(&html, p); err != nil {
		return Rendered{}, fmt.Errorf("write an e-mail: %w", err)
	}
	return Rendered{Subject: p.Subject, Text: text.String(), HTML: html.String(), Template: w.templates.named("email")}, nil
}

func (w *Writer) footer() []string {
	reach := w.settings.UnitName
	if w.settings.UnitPhone != "" {
		reach += ", " + w.settings.UnitPhone
	}
	if w.settings.UnitMailbox != "" {
		reach += ", " + w.settings.UnitMailbox
	}
	return []string{
		reach,
		"Links ask you to sign in. Opening a link changes nothing: you answer on the page.",
	}
}

func (w *Writer) link(path string) string {
	if path == "" {
		return ""
	}
	return strings.TrimRight(w.settings.PublicURL, "/") + path
}

// neutral is the words themselves, or nothing where they could disclose.
func (w *Writer) neutral(words string) string { return w.words.Neutral(words) }

// notes that a plan makes, in words that may travel.
var neutralNotes = map[string]string{
	"general contact, not this prison": "You are the general contact for this.",
	"no officer named":                 "Nobody is named for this yet: please pass it to whoever has the case.",
}

func (w *Writer) note(note string) string {
	if known, ok := neutralNotes[note]; ok {
		return known
	}
	return w.neutral(note)
}

// task is how a task is named: neutral words and its code.
func (w *Writer) task(l Line) string {
	words := l.MailWords
	if words == "" || w.neutral(words) == "" {
		words = "Task"
	}
	if l.Code == "" {
		return words
	}
	return words + " (" + l.Code + ")"
}

// person is how somebody is named: initials and reference.
func person(l Line) string {
	switch {
	case l.Initials == "":
		return "reference " + l.Reference
	case l.Reference == "":
		return l.Initials
	}
	return l.Initials + ", reference " + l.Reference
}

// clock is a London clock time: "5pm", "10:30am".
func clock(at time.Time) string {
	l := at.In(calendar.London)
	if l.Minute() == 0 {
		return l.Format("3pm")
	}
	return l.Format("3:04pm")
}

// dayAndTime is "5pm on Wednesday 25 November 2026".
func dayAndTime(at time.Time) string { return clock(at) + " on " + calendar.DayOf(at).Long() }

func count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return strconv.Itoa(n) + " " + many
}
