package notify

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"
	"time"
	"unicode"

	ics "github.com/arran4/golang-ical"
	"golang.org/x/text/unicode/norm"
)

// Meeting is an appointment as a calendar file says it.
type Meeting struct {
	Ref       string // of the appointment; with the recipient it makes the UID
	Sequence  int    // grows with each file about it to this recipient
	Off       bool   // it will not be: take it out
	StartsAt  time.Time
	Minutes   int    // 0: not told
	Initials  string // may be empty
	Reference string // of the release
	Path      string // page, from "/"
	Place     string // only where it may be named
	To        string // bare address of the recipient
}

// usualMinutes is how long an appointment takes whose length was not told.
const usualMinutes = 30

// calendarMail writes a calendar file and the e-mail that brings it: initials and
// reference, day and time, nothing of whom or what for (domain rules 8 and 9).
func (w *Writer) calendarMail(l Letter, now time.Time) (Rendered, error) {
	m := l.Meeting
	if m == nil {
		return Rendered{}, fmt.Errorf("write a calendar file: the letter holds no meeting")
	}
	entry := emailEntry{Title: w.meetingTitle(*m), Facts: []string{dayAndTime(m.StartsAt)}, Link: w.link(m.Path)}
	if place := w.neutral(m.Place); place != "" && !m.Off {
		entry.Facts = append(entry.Facts, "Place: "+place)
	}
	p := emailPage{Subject: "An appointment for your calendar", Intro: []string{w.settings.UnitName + " sends you an appointment for your calendar."}}
	switch {
	case m.Off:
		p = emailPage{Subject: "An appointment is off", Intro: []string{"This appointment will not take place. The file with this e-mail takes it out of your calendar."}}
	case m.Sequence > 0:
		p = emailPage{Subject: "An appointment has changed", Intro: []string{"This appointment has changed. The file with this e-mail brings your calendar up to date."}}
	}
	p.Sections = []emailSection{{Entries: []emailEntry{entry}}}
	p.Outro = []string{"Nobody reads what your calendar answers. If something is wrong, ring us."}
	out, err := w.email(p)
	if err != nil {
		return Rendered{}, err
	}
	out.Calendar, out.CalendarMethod = w.calendarFile(*m, now)
	return out, nil
}

// meetingTitle names the person by initials and reference; initials that make a
// word which may not be seen are left out.
func (w *Writer) meetingTitle(m Meeting) string {
	title := "Appointment, " + person(Line{Initials: m.Initials, Reference: m.Reference})
	if w.neutral(title) == "" {
		return "Appointment, " + person(Line{Reference: m.Reference})
	}
	return title
}

// calendarFile is the file itself (RFC 5545 and, for what a calendar does with
// it, 5546). Times are UTC: a calendar shows them in its own zone.
func (w *Writer) calendarFile(m Meeting, now time.Time) (string, CalendarMethod) {
	method, status := CalendarRequest, ics.ObjectStatusConfirmed
	if m.Off {
		method, status = CalendarCancel, ics.ObjectStatusCancelled
	}
	minutes := m.Minutes
	if minutes <= 0 {
		minutes = usualMinutes
	}
	file := ics.NewCalendar()
	file.SetProductId("-//Appointments//EN")
	file.SetMethod(ics.Method(method))
	event := file.AddEvent(w.meetingUID(m))
	event.SetDtStampTime(now)
	event.SetSequence(m.Sequence)
	event.SetStartAt(m.StartsAt)
	event.SetEndAt(m.StartsAt.Add(time.Duration(minutes) * time.Minute))
	event.SetSummary(w.meetingTitle(m))
	event.SetStatus(status)
	event.SetClass(ics.ClassificationPrivate)
	event.SetOrganizer("mailto:"+w.organiser(), ics.WithCN(plainName(w.settings.UnitName)))
	event.AddAttendee("mailto:"+m.To, ics.ParticipationStatusNeedsAction, ics.ParticipationRoleReqParticipant, ics.WithRSVP(false))
	if place := w.neutral(m.Place); place != "" && !m.Off {
		event.SetLocation(oneLine(place))
	}
	var about []string
	for _, words := range []string{w.link(m.Path), w.settings.UnitName, w.settings.UnitPhone} {
		if words = w.neutral(words); words != "" {
			about = append(about, oneLine(words))
		}
	}
	if len(about) > 0 {
		event.SetDescription(strings.Join(about, "\n"))
	}
	return file.Serialize(ics.WithNewLineWindows), method
}

// meetingUID is the same in every file about one appointment to one recipient,
// and tells nothing of either.
func (w *Writer) meetingUID(m Meeting) string {
	sum := sha256.Sum256([]byte(m.Ref + "\x00" + strings.ToLower(m.To)))
	_, domain, _ := strings.Cut(w.settings.MailFrom, "@")
	if domain == "" {
		domain = "appointments.invalid" // RFC 7986, section 5.3: any name will do
	}
	return hex.EncodeToString(sum[:12]) + "@" + domain
}

// organiser is the address that a calendar answers to.
func (w *Writer) organiser() string {
	if w.settings.UnitMailbox != "" {
		return w.settings.UnitMailbox
	}
	return w.settings.MailFrom
}

// plainName is a name as it may stand unquoted beside an address in a calendar
// file: ASCII, and none of the signs that would end it.
func plainName(name string) string {
	letters := strings.Map(func(r rune) rune {
		switch {
		case unicode.Is(unicode.Mn, r):
			return -1
		case r < 128 && (unicode.IsLetter(r) || unicode.IsDigit(r)), r == '.', r == '-', r == '\'':
			return r
		}
		return ' '
	}, norm.NFD.String(name))
	return strings.Join(strings.Fields(letters), " ")
}

// oneLine takes out what would begin another line of the file.
func oneLine(words string) string {
	return strings.Join(strings.FieldsFunc(words, func(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) }), " ")
}
