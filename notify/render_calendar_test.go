package notify_test

import (
	"strings"
	"testing"
	"time"

	ics "github.com/arran4/golang-ical"
	"github.com/jackc/pgx/v5"

	"throughgate/internal/calendar"
	"throughgate/notify"
)

func calendarWriter(t *testing.T, change ...func(*notify.Settings)) *notify.Writer {
	t.Helper()
	s := notify.Settings{UnitName: "Haringey Support Unit", UnitPhone: "020 7946 0113", UnitMailbox: "unit@haringey-unit.example",
		MailFrom: "notices@haringey-unit.example", PublicURL: "https://board.example", Prisons: []string{"Leeds (HMP)", "Send (HMP)"}}
	for _, c := range change {
		c(&s)
	}
	w, err := notify.NewWriter(s)
	if err != nil {
		t.Fatal(err)
	}
	return w
}

func meeting() notify.Meeting {
	return notify.Meeting{Ref: "appointment1", StartsAt: calendar.MustParse("2027-03-29").At(10, 0), Minutes: 45, Initials: "SF", Reference: "h4kq2mzx7abcd",
		Path: "/tasks/t1", Place: "Wood Green Library, Room 2; first floor", To: "desk@service.example"}
}

// file writes a calendar message and gives it with its one event.
func file(t *testing.T, w *notify.Writer, m notify.Meeting) (notify.Rendered, *ics.VEvent) {
	t.Helper()
	out, err := w.Write(notify.CalendarFile, notify.Letter{Meeting: &m}, monday)
	if err != nil {
		t.Fatal(err)
	}
	read, err := ics.ParseCalendar(strings.NewReader(out.Calendar))
	if err != nil {
		t.Fatal(err)
	}
	if len(read.Events()) != 1 {
		t.Fatalf("%d events in\n%s", len(read.Events()), out.Calendar)
	}
	return out, read.Events()[0]
}

// unfolded are the file's lines with their folds undone (RFC 5545, section 3.1).
func unfolded(text string) []string {
	return strings.Split(strings.TrimSuffix(strings.ReplaceAll(text, "\r\n ", ""), "\r\n"), "\r\n")
}

func TestACalendarFileSaysWhenAndByInitialsWho(t *testing.T) {
	out, event := file(t, calendarWriter(t), meeting())
	want := []string{"BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Appointments//EN", "METHOD:REQUEST", "BEGIN:VEVENT", "UID:" + event.Id(),
		"DTSTAMP:20261123T100000Z", "SEQUENCE:0", "DTSTART:20270329T090000Z", "DTEND:20270329T094500Z", // summer time began the day before
		"SUMMARY:Appointment\\, SF\\, reference h4kq2mzx7abcd", "STATUS:CONFIRMED", "CLASS:PRIVATE",
		"ORGANIZER;CN=Haringey Support Unit:mailto:unit@haringey-unit.example",
		"ATTENDEE;PARTSTAT=NEEDS-ACTION;ROLE=REQ-PARTICIPANT;RSVP=false:mailto:desk@service.example",
		"LOCATION:Wood Green Library\\, Room 2\\; first floor",
		"DESCRIPTION:https://board.example/tasks/t1\\nHaringey Support Unit\\n020 7946 0113", "END:VEVENT", "END:VCALENDAR"}
	if got := unfolded(out.Calendar); strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	if out.CalendarMethod != notify.CalendarRequest || out.Subject != "An appointment for your calendar" {
		t.Errorf("method %s, subject %q", out.CalendarMethod, out.Subject)
	}
	for _, says := range []string{"SF, reference h4kq2mzx7abcd", "10am on Monday 29 March 2027", "https://board.example/tasks/t1"} {
		if !strings.Contains(out.Text, says) || !strings.Contains(out.HTML, says) {
			t.Errorf("the e-mail does not say %q:\n%s", says, out.Text)
		}
	}
}

func TestEveryLineOfACalendarFileEndsAsItShouldAndIsShortEnough(t *testing.T) {
	m := meeting()
	m.Place = strings.Repeat("Tŷ Gobaith, Stryd yr Ŵyl; ", 12) + "\r\nATTENDEE:mailto:intruder@else.example"
	m.To = strings.Repeat("a", 60) + "@" + strings.Repeat("long-name.", 12) + "example"
	out, event := file(t, calendarWriter(t), m)
	for i, line := range strings.SplitAfter(out.Calendar, "\n") {
		if line == "" {
			continue
		}
		if !strings.HasSuffix(line, "\r\n") || strings.Count(line, "\r") != 1 {
			t.Errorf("line %d does not end in CRLF: %q", i+1, line)
		}
		if n := len(strings.TrimSuffix(line, "\r\n")); n > 75 {
			t.Errorf("line %d has %d bytes: %q", i+1, n, line)
		}
	}
	if n := len(event.Attendees()); n != 1 || strings.Contains(strings.Join(unfolded(out.Calendar), "\n"), "\nATTENDEE:mailto:intruder") {
		t.Errorf("%d attendees: a place became another line", n)
	}
	if got := event.GetProperty(ics.ComponentPropertyLocation).Value; !strings.Contains(got, "Ŵyl; Tŷ") {
		t.Errorf("the place reads %q", got)
	}
}

func TestAnUpdateAndACancellationAreAboutTheSameEvent(t *testing.T) {
	w := calendarWriter(t)
	m := meeting()
	first, event := file(t, w, m)
	m.Sequence, m.StartsAt = 1, m.StartsAt.Add(24*time.Hour)
	moved, again := file(t, w, m)
	m.Sequence, m.Off, m.Minutes = 2, true, 0
	off, gone := file(t, w, m)
	if again.Id() != event.Id() || gone.Id() != event.Id() {
		t.Error("the UID changes")
	}
	if moved.CalendarMethod != notify.CalendarRequest || moved.Subject != "An appointment has changed" || !strings.Contains(moved.Calendar, "\r\nSEQUENCE:1\r\n") {
		t.Errorf("%s, %q:\n%s", moved.CalendarMethod, moved.Subject, moved.Calendar)
	}
	for _, has := range []string{"\r\nMETHOD:CANCEL\r\n", "\r\nSEQUENCE:2\r\n", "\r\nSTATUS:CANCELLED\r\n", "\r\nDTEND:20270330T093000Z\r\n"} {
		if !strings.Contains(off.Calendar, has) {
			t.Errorf("%q is missing:\n%s", has, off.Calendar)
		}
	}
	if off.CalendarMethod != notify.CalendarCancel || off.Subject != "An appointment is off" || strings.Contains(off.Calendar, "LOCATION") {
		t.Errorf("%s, %q:\n%s", off.CalendarMethod, off.Subject, off.Calendar)
	}
	m.To = "deputy@service.example"
	if _, other := file(t, w, m); other.Id() == event.Id() {
		t.Error("two recipients have one UID: it would tell one of the other")
	}
	if strings.Contains(event.Id(), meeting().Ref) || strings.Contains(first.Calendar, meeting().Ref) {
		t.Error("the UID gives the appointment's reference away")
	}
}

func TestARestrictedRecordHasNoInitialsInACalendar(t *testing.T) {
	m := meeting()
	m.Initials = ""
	out, event := file(t, calendarWriter(t), m)
	if got := event.GetProperty(ics.ComponentPropertySummary).Value; got != "Appointment, reference h4kq2mzx7abcd" {
		t.Errorf("summary %q", got)
	}
	if strings.Contains(out.Text, "SF") {
		t.Error(out.Text)
	}
}

// domain rule 8: the worst that can stand in any place of a file is left out of
// it, or is nothing that discloses.
func TestNoCalendarFileHoldsAWordThatDiscloses(t *testing.T) {
	worst := []string{"HMP Leeds visits hall", "Send, Ripley Road", "The Recovery Hub", "Drug and Alcohol Centre", "Probation Office", "Crown Court",
		"Naloxone clinic", "Llys y Goron", "Women's Refuge", "MAPPA", "CMHT, 2nd floor", "Immigration desk"}
	words := notify.NewWords([]string{"Leeds (HMP)", "Send (HMP)"}, nil)
	check := func(name string, out notify.Rendered, event *ics.VEvent) {
		t.Helper()
		summary := event.GetProperty(ics.ComponentPropertySummary).Value
		organiser := event.GetProperty(ics.ComponentPropertyOrganizer).ICalParameters["CN"]
		for what, text := range map[string]string{"summary": summary, "organiser": strings.Join(organiser, ""), "subject": out.Subject,
			"the file": strings.Join(unfolded(out.Calendar), "\n"), "the e-mail": out.Text} {
			if hits := words.Blocked(text); len(hits) > 0 {
				t.Errorf("%s: %s holds %q", name, what, hits)
			}
		}
	}
	for _, place := range worst {
		for _, off := range []bool{false, true} {
			m := meeting()
			m.Place, m.Off = place, off
			out, event := file(t, calendarWriter(t), m)
			check("place "+place, out, event)
			if strings.Contains(out.Calendar+out.Text, place) {
				t.Errorf("%q is named", place)
			}
		}
	}
	for _, initials := range []string{"HMP", "IOM", "PDU", "YOT"} {
		m := meeting()
		m.Initials = initials
		out, event := file(t, calendarWriter(t), m)
		check("initials "+initials, out, event)
	}
	// The settings are refused with such a name; even so no file holds it.
	m := meeting()
	out, event := file(t, calendarWriter(t, func(s *notify.Settings) { s.PublicURL = "https://throughgate.example"; s.UnitMailbox = "" }), m)
	if description := event.GetProperty(ics.ComponentPropertyDescription).Value; strings.Contains(description, "throughgate") {
		t.Errorf("the address discloses: %q", description)
	}
	if !strings.Contains(out.Calendar, "mailto:notices@haringey-unit.example") {
		t.Error("without a mailbox the sender organises")
	}
}

func TestASenderNameBreaksNoCalendarLine(t *testing.T) {
	for name, want := range map[string]string{"Siôn's Uned; \"Gogledd\" Łódź: 1": "Sion's Uned Gogledd odz 1", "Unit\r\nX:y": "Unit X y", "A-B Co.": "A-B Co."} {
		out, event := file(t, calendarWriter(t, func(s *notify.Settings) { s.UnitName = name }), meeting())
		if got := event.GetProperty(ics.ComponentPropertyOrganizer).ICalParameters["CN"]; len(got) != 1 || got[0] != want {
			t.Errorf("%q: %q in\n%s", name, got, out.Calendar)
		}
	}
}

func TestACalendarFileIsKeptWithItsWordsAndBlankedWithThem(t *testing.T) {
	o := newOffice(t)
	m := meeting()
	o.composer.meeting = &m
	in := mail("file")
	in.Kind = notify.CalendarFile
	ids := o.add(in)
	o.deliver(ids...)
	if sent := o.email.sent; len(sent) != 1 || !strings.HasPrefix(sent[0].Calendar, "BEGIN:VCALENDAR\r\n") || sent[0].CalendarMethod != notify.CalendarRequest {
		t.Fatalf("sent %+v", sent)
	}
	kept := `SELECT calendar FROM message_words`
	if got := o.list(kept); len(got) != 1 || got[0] != o.email.sent[0].Calendar {
		t.Errorf("kept %q", got)
	}
	o.moveClock(91 * 24 * time.Hour)
	o.tx(func(tx pgx.Tx) error { _, err := o.outbox.Blank(t.Context(), tx, o.clock()); return err })
	if got := o.list(kept); got[0] != "" {
		t.Errorf("after 90 days: %q", got)
	}
}
