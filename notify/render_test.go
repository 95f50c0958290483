package notify_test

import (
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"throughgate/internal/calendar"
	"throughgate/notify"
)

var update = flag.Bool("update", false, "write the golden files anew")

var (
	prisons = []string{"Send (HMP)", "Leeds (HMP)", "High Down (HMP)", "The Mount (HMP)"}
	unit    = notify.Settings{UnitName: "Haringey Support Team", UnitPhone: "020 7946 0000", UnitMailbox: "team@unit.example",
		PublicURL: "https://board.example/", Environment: notify.Production, Prisons: prisons}
)

func newWriter(t *testing.T) *notify.Writer {
	t.Helper()
	w, err := notify.NewWriter(unit)
	if err != nil {
		t.Fatal(err)
	}
	return w
}

func day(s string) calendar.Date { return calendar.MustParse(s) }

// worst is a line in which everything is told that could disclose something.
func worst(kind notify.ItemKind) notify.Line {
	return notify.Line{Kind: kind, Code: "DA-NALOX", MailWords: "Pack to prepare", Initials: "S.O'B.", Reference: "h4kq2m9x0w3vt",
		Path: "/tasks/h4kq2m9x0w3vt?a=1&b=<2>", AskedOn: day("2026-11-16"), PlannedDay: day("2026-12-18"), DueOn: day("2026-12-10"),
		AnswerBy: day("2026-11-25").At(17, 0), ShortNotice: 3, Waiting: []string{"consent_to_share_health", "ACC-DTR", "om_cleared", "om_release"},
		BlockedBy: []string{"DA-ASK", "MH-BASE"}, ServiceName: "Haringey Drug & Alcohol Recovery Service at HMP Leeds",
		Note: "held at HMP High Down, methadone, MAPPA 2"}
}

func manyLines(n int) []notify.Line {
	var lines []notify.Line
	for i := range n {
		l := worst(notify.ItemTask)
		l.PlannedDay = l.PlannedDay.AddDays(i)
		l.Note = "general contact, not this prison"
		lines = append(lines, l)
	}
	return lines
}

// letters are the messages that the golden files hold.
func letters() map[string]struct {
	kind   notify.Kind
	letter notify.Letter
} {
	moved := worst(notify.ItemNewDate)
	moved.From, moved.To = day("2026-12-18"), day("2026-12-11")
	lost := worst(notify.ItemNewDate)
	lost.From = day("2026-12-18")
	presumed := worst(notify.ItemTask)
	presumed.OrDay = presumed.PlannedDay.AddDays(3)
	counted := worst(notify.ItemNotAnswering)
	counted.Count = 12
	plain := notify.Line{Kind: notify.ItemNobody, Initials: "A.B.", Reference: "k3", Path: "/releases/k3", ServiceName: "Haringey Families & Friends"}
	var digest []notify.Section
	for _, kind := range []notify.ItemKind{notify.ItemTask, notify.ItemAppointment, notify.ItemOverdue, notify.ItemToClear, notify.ItemNewDate,
		notify.ItemNewInCustody, notify.ItemGate, notify.ItemReleased, notify.ItemUnexpectedRelease, notify.ItemDeclined, notify.ItemNoCapacity,
		notify.ItemUndelivered, notify.ItemReply, notify.ItemNobody, notify.ItemConsentWanted, notify.ItemNeedUnknown, notify.ItemRed,
		notify.ItemNotAnswering, notify.ItemDatePassed, notify.ItemWaitingTooLong, notify.ItemNoAddress, notify.ItemToldData} {
		digest = append(digest, notify.Section{Kind: kind, Lines: []notify.Line{worst(kind)}})
	}
	digest = append(digest, notify.Section{Kind: notify.ItemNotAnswering, Lines: []notify.Line{counted}},
		notify.Section{Kind: notify.ItemNobody, Lines: []notify.Line{plain}})
	appointments := []notify.AppointmentWords{
		{StartsAt: day("2026-11-26").At(10, 0), With: "Kay", Place: "12 High Road, N17", Ring: "020 7946 0001"},
		{StartsAt: day("2026-11-26").At(14, 30), With: "Ŵyn", Place: "HMP Send Visitors’ Centre", Ring: "020 7946 0002"},
	}
	today := appointments[0]
	today.Today = true
	changed := appointments[0]
	changed.Changed = true
	disclosing := []notify.AppointmentWords{{StartsAt: day("2026-11-26").At(10, 0), With: "Officer Kay", Place: "Probation Office, Crown Court",
		Ring: "020 7946 0001 (HMP Leeds)"}}
	type one = struct {
		kind   notify.Kind
		letter notify.Letter
	}
	return map[string]one{
		"request":             {notify.Request, notify.Letter{HaveIt: "/have-it/7wq0token", Lines: []notify.Line{worst(notify.ItemTask)}}},
		"request_list":        {notify.Request, notify.Letter{Lines: manyLines(3)}},
		"request_first":       {notify.Request, notify.Letter{FirstLoad: true, Lines: manyLines(2)}},
		"reminder":            {notify.Reminder, notify.Letter{HaveIt: "/have-it/7wq0token", Lines: manyLines(2)}},
		"escalation":          {notify.Escalation, notify.Letter{ServiceName: "Haringey Drug Service", Oldest: day("2026-11-16"), Lines: manyLines(2)}},
		"escalation_count":    {notify.Escalation, notify.Letter{ServiceName: "Haringey Housing", Oldest: day("2026-11-16"), Lines: []notify.Line{{Count: 7}}}},
		"request_presumed":    {notify.Request, notify.Letter{Lines: []notify.Line{presumed}}},
		"told":                {notify.Told, notify.Letter{Lines: told()}},
		"told_list":           {notify.Told, notify.Letter{Lines: append(told(), manyMoves(6)...)}},
		"told_one":            {notify.Told, notify.Letter{Lines: told()[:1]}},
		"digest_moving":       {notify.Digest, notify.Letter{Sections: movingDay()}},
		"alert_died":          {notify.Alert, notify.Letter{Sections: []notify.Section{{Kind: notify.ItemDied, Lines: []notify.Line{worst(notify.ItemDied)}}}}},
		"alert_not_died":      {notify.Alert, notify.Letter{Sections: []notify.Section{{Kind: notify.ItemNotDied, Lines: []notify.Line{worst(notify.ItemNotDied)}}}}},
		"alert_opened":        {notify.Alert, notify.Letter{Sections: []notify.Section{{Kind: notify.ItemOpened, Lines: []notify.Line{worst(notify.ItemOpened)}}}}},
		"alert_opening_asked": {notify.Alert, notify.Letter{Sections: []notify.Section{{Kind: notify.ItemOpeningAsked, Lines: []notify.Line{worst(notify.ItemOpeningAsked)}}}}},
		"alert_left":          {notify.Alert, notify.Letter{Sections: leftAlert()}},
		"digest":              {notify.Digest, notify.Letter{Sections: digest}},
		"alert":               {notify.Alert, notify.Letter{Sections: []notify.Section{{Kind: notify.ItemUnexpectedRelease, Lines: []notify.Line{worst(notify.ItemUnexpectedRelease)}}}}},
		"alert_urgent":        {notify.Alert, notify.Letter{Urgent: true, OutOfHours: []string{"Haringey Housing 020 7946 0003", "HMP Leeds 0113 496 0000"}, Sections: []notify.Section{{Kind: notify.ItemNewDate, Lines: []notify.Line{moved}}}}},
		"audit_head":          {notify.AuditHead, notify.Letter{Head: notify.Head{Words: "20417-" + strings.Repeat("9f86d081", 8), SealedAt: day("2026-11-23").At(8, 0)}}},
		"invitation":          {notify.Invitation, notify.Letter{Account: &notify.AccountWords{Link: "/sign-in/the-token-of-the-link", Until: day("2026-11-30").At(8, 0)}}},
		"lists_due":           {notify.ListsDue, notify.Letter{Account: &notify.AccountWords{On: day("2026-12-01"), Lists: 2}}},
		"unused":              {notify.Unused, notify.Letter{Account: &notify.AccountWords{On: day("2026-12-23")}}},
		"calendar":            {notify.CalendarFile, notify.Letter{Meeting: forCalendar(0, false)}},
		"calendar_changed":    {notify.CalendarFile, notify.Letter{Meeting: forCalendar(1, false)}},
		"calendar_off":        {notify.CalendarFile, notify.Letter{Meeting: forCalendar(2, true)}},
		"text_en":             {notify.AppointmentReminder, notify.Letter{FirstName: "Łukasz", Language: "en", Appointment: appointments[:1]}},
		"text_en_today":       {notify.AppointmentReminder, notify.Letter{Language: "en", Appointment: []notify.AppointmentWords{today}}},
		"text_en_two":         {notify.AppointmentReminder, notify.Letter{FirstName: "Sam", Language: "en", Appointment: appointments}},
		"text_en_bare":        {notify.AppointmentReminder, notify.Letter{Appointment: []notify.AppointmentWords{{StartsAt: day("2026-03-29").At(1, 30)}}}},
		"text_cy":             {notify.AppointmentReminder, notify.Letter{FirstName: "Siôn", Language: "cy", Appointment: appointments[:1]}},
		"text_cy_two_today":   {notify.AppointmentReminder, notify.Letter{FirstName: "Siôn", Language: "cy", Appointment: []notify.AppointmentWords{today, appointments[1]}}},
		"text_en_changed":     {notify.AppointmentReminder, notify.Letter{FirstName: "Sam", Language: "en", Appointment: []notify.AppointmentWords{changed}}},
		"text_en_one_changed": {notify.AppointmentReminder, notify.Letter{Language: "en", Appointment: []notify.AppointmentWords{changed, appointments[1]}}},
		"text_cy_changed":     {notify.AppointmentReminder, notify.Letter{FirstName: "Siôn", Language: "cy", Appointment: []notify.AppointmentWords{changed}}},
		"text_en_worst":       {notify.AppointmentReminder, notify.Letter{FirstName: "Prison", Language: "en", Appointment: disclosing}},
		"text_cy_worst":       {notify.AppointmentReminder, notify.Letter{FirstName: "Prison", Language: "cy", Appointment: disclosing}},
	}
}

func forCalendar(sequence int, off bool) *notify.Meeting {
	return &notify.Meeting{Ref: "appointment1", Sequence: sequence, Off: off, StartsAt: day("2026-11-26").At(10, 0), Minutes: 45, Initials: "S.O'B.",
		Reference: "h4kq2m9x0w3vt", Path: "/tasks/h4kq2m9x0w3vt", Place: "12 High Road, N17", To: "kay@services.example"}
}

func TestMessagesReadAsTheGoldenFiles(t *testing.T) {
	w := newWriter(t)
	for name, l := range letters() {
		r, err := w.Write(l.kind, l.letter, monday)
		if err != nil {
			t.Fatal(err)
		}
		golden(t, name+".txt", "Subject: "+r.Subject+"\n\n"+r.Text)
		if r.HTML != "" {
			golden(t, name+".html", r.HTML)
		}
		if r.Calendar != "" {
			golden(t, name+".ics", strings.ReplaceAll(r.Calendar, "\r\n", "\n"))
		}
	}
	for _, language := range []string{"en", "cy"} {
		help, err := w.HelpText(language)
		if err != nil {
			t.Fatal(err)
		}
		golden(t, "text_help_"+language+".txt", help.Text)
		away, err := w.OutOfHoursText(day("2026-11-30"), language)
		if err != nil {
			t.Fatal(err)
		}
		golden(t, "text_out_of_hours_"+language+".txt", away.Text)
	}
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name+".golden")
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatalf("%v: run the test with -update and read what it wrote", err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", name, diff)
	}
}

// codes of tasks may stand in an e-mail, whatever their letters spell.
var (
	codes = regexp.MustCompile(`\b[A-Z0-9]{2,8}-[A-Z0-9]{2,10}\b`)
	style = regexp.MustCompile(`<[^>]*>`)
	links = regexp.MustCompile(`https?://\S+`)
)

func TestNoMessageOfAnyKindDiscloses(t *testing.T) {
	w := newWriter(t)
	words := notify.NewWords(prisons, []string{"health", "risk", "treatment", "Fictional", "Samuel"})
	for name, l := range letters() {
		r, err := w.Write(l.kind, l.letter, monday)
		if err != nil {
			t.Fatal(err)
		}
		for part, text := range map[string]string{"subject": r.Subject, "text": r.Text, "html": style.ReplaceAllString(r.HTML, " "), "calendar": r.Calendar} {
			if hits := words.Blocked(codes.ReplaceAllString(links.ReplaceAllString(text, ""), "CODE")); len(hits) > 0 {
				t.Errorf("%s: the %s holds %q", name, part, hits)
			}
		}
		if strings.Contains(r.Subject, "S.O'B.") || strings.Contains(r.Subject, "h4kq2") {
			t.Errorf("%s: the subject says whom it is about: %s", name, r.Subject)
		}
		if l.kind == notify.AppointmentReminder && len(words.Blocked(r.Text)) > 0 {
			t.Errorf("%s: %s", name, r.Text)
		}
	}
}

func TestTextsFitAFewSegmentsAndTravelInTheirAlphabet(t *testing.T) {
	w := newWriter(t)
	for name, l := range letters() {
		if l.kind != notify.AppointmentReminder {
			continue
		}
		r, err := w.Write(l.kind, l.letter, monday)
		if err != nil {
			t.Fatal(err)
		}
		form := notify.FormOf(r.Text)
		if form.Text != r.Text || len(form.Changed) > 0 || form.Segments > 4 || form.Segments == 0 {
			t.Errorf("%s: %d segments, changed %q: %s", name, form.Segments, form.Changed, r.Text)
		}
	}
}

func TestEmailEscapesWhatItIsGiven(t *testing.T) {
	w := newWriter(t)
	l := worst(notify.ItemTask)
	l.Initials = "<b>S</b>"
	r, err := w.Write(notify.Request, notify.Letter{Lines: []notify.Line{l}}, monday)
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(r.HTML, "<b>S") || !strings.Contains(r.HTML, `href="https://board.example/tasks/h4kq2m9x0w3vt?a=1&amp;b=%3c2%3e"`) {
		t.Errorf("HTML:\n%s", r.HTML)
	}
}

func TestALetterThatCannotBeWrittenIsAnError(t *testing.T) {
	w := newWriter(t)
	for _, kind := range []notify.Kind{notify.AppointmentReminder, notify.AutoReply, "odd"} {
		if _, err := w.Write(kind, notify.Letter{}, time.Time{}); err == nil {
			t.Errorf("%s was written of nothing", kind)
		}
	}
}
