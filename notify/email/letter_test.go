package email_test

import (
	"mime"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"throughgate/internal/testkit/smtpd"
	"throughgate/notify"
	"throughgate/notify/email"
)

// deliver sends one message and returns what the server received.
func deliver(t *testing.T, m notify.Outgoing) smtpd.Mail {
	t.Helper()
	server := newServer(t, smtpd.Config{})
	sender := newSender(t, email.Config{URL: server.URL()})
	if got := sender.Send(t.Context(), m); got.Outcome != notify.Accepted {
		t.Fatalf("got %+v", got)
	}
	mails := server.Mails()
	if len(mails) != 1 {
		t.Fatalf("received %d mails, want 1", len(mails))
	}
	return mails[0]
}

func TestLetterArrivesAsItWasWritten(t *testing.T) {
	m := message()
	m.FromName = "Siôn's Unit, \"North\" Łódź"
	m.Subject = "Cais erbyn 3 Rhagfyr: tŷ a gŵyl – " + strings.Repeat("a long subject ", 12)
	m.Text = ".\n.. a line that begins with a dot\n" + strings.Repeat("one long line ", 200) + "\nŁukasz = 50% & dŵr\n"
	m.HTML = "<p class=\"x\">dŵr &amp; " + strings.Repeat("tân ", 300) + "</p>\n.\n"
	got := deliver(t, m)
	if diff := cmp.Diff(m.Text, got.Text); diff != "" {
		t.Error("text (-sent +received):", diff)
	}
	if diff := cmp.Diff(m.HTML, got.HTML); diff != "" {
		t.Error("HTML (-sent +received):", diff)
	}
	if got.Subject != m.Subject || got.FromName != m.FromName || got.ReplyTo != m.ReplyTo {
		t.Errorf("subject %q, from %q, reply to %q", got.Subject, got.FromName, got.ReplyTo)
	}
	for i, line := range strings.Split(string(got.Raw), "\r\n") {
		if len(line) > 998 || strings.ContainsFunc(line, func(r rune) bool { return r > 126 || r == '\n' || r == '\r' }) {
			t.Errorf("line %d is not fit for the oldest servers: %q", i+1, line)
		}
	}
}

func TestLetterHasTheHeadersItNeedsAndNoOthers(t *testing.T) {
	got := deliver(t, message())
	headers := map[string]string{}
	for name, values := range got.Header {
		headers[name] = strings.Join(values, "|")
	}
	kind := headers["Content-Type"]
	if !strings.HasPrefix(kind, "multipart/alternative;") {
		t.Errorf("content type %q", kind)
	}
	delete(headers, "Content-Type")
	want := map[string]string{
		"From": `"North Area Unit" <notices@unit.example>`, "To": "<spoc@housing.example>",
		"Reply-To": "<unit@unit.example>", "Subject": "A request by 3 December",
		"Date": "Mon, 23 Nov 2026 08:00:00 +0000", "Message-Id": "<0198c5d2-7d1e@unit.example>",
		"Auto-Submitted": "auto-generated", "Mime-Version": "1.0",
	}
	if diff := cmp.Diff(want, headers); diff != "" {
		t.Error("headers (-want +got):", diff)
	}
	if got.Bounce != "HDRS" {
		t.Errorf("a bounce would quote %q: the words are to stay out of it", got.Bounce)
	}
	if got.From != "notices+0198c5d2-7d1e@unit.example" || !cmp.Equal(got.To, []string{"spoc@housing.example"}) {
		t.Errorf("envelope from %q to %q", got.From, got.To)
	}
}

func TestWordsCannotBecomeHeaders(t *testing.T) {
	m := message()
	m.Ref = "1>\r\nBcc: a@b.example"
	m.Subject = "Hello\r\nBcc: a@b.example\r\n\r\nbody"
	m.FromName = "Unit\r\nBcc: a@b.example"
	got := deliver(t, m)
	if bcc := got.Header["Bcc"]; len(bcc) > 0 {
		t.Errorf("there is a Bcc header: %q", bcc)
	}
	if len(got.To) != 1 || got.Text != m.Text {
		t.Errorf("to %q, text %q", got.To, got.Text)
	}
}

func TestACalendarFileArrivesAsItWasWritten(t *testing.T) {
	m := message()
	m.Calendar = "BEGIN:VCALENDAR\r\nMETHOD:CANCEL\r\n" + strings.Repeat("X-LONG:"+strings.Repeat("ŵ", 30)+"\r\n folded\r\n", 20) + "END:VCALENDAR\r\n"
	m.CalendarMethod = notify.CalendarCancel
	got := deliver(t, m)
	if got.Calendar != m.Calendar {
		t.Errorf("the file arrived as %q", got.Calendar)
	}
	if kind, params, err := mime.ParseMediaType(got.CalendarKind); err != nil || kind != "text/calendar" || params["method"] != "CANCEL" || params["charset"] != "UTF-8" {
		t.Errorf("its type is %q", got.CalendarKind)
	}
	if got.Text != m.Text || got.HTML != m.HTML || !strings.HasPrefix(got.Header.Get("Content-Type"), "multipart/alternative;") {
		t.Errorf("beside it: %q, %q, %q", got.Header.Get("Content-Type"), got.Text, got.HTML)
	}
	if without := deliver(t, message()); without.Calendar != "" {
		t.Errorf("a letter without one has %q", without.Calendar)
	}
}

func TestTextAloneNeedsNoAlternative(t *testing.T) {
	m := message()
	m.HTML, m.ReplyTo = "", ""
	got := deliver(t, m)
	if kind := got.Header.Get("Content-Type"); !strings.HasPrefix(kind, "text/plain") {
		t.Errorf("content type %q", kind)
	}
	if got.Text != m.Text || got.Header.Get("Reply-To") != "" {
		t.Errorf("text %q, reply to %q", got.Text, got.Header.Get("Reply-To"))
	}
}

func TestUnicodeDomainIsEncodedWhenSending(t *testing.T) {
	m := message()
	m.To = "spoc@tŷ-gobaith.example"
	if got := deliver(t, m); !cmp.Equal(got.To, []string{"spoc@xn--t-gobaith-0yb.example"}) && !strings.HasPrefix(got.To[0], "spoc@xn--") {
		t.Errorf("to %q", got.To)
	}
}

func TestUnusableReplyToStopsTheQueueNotTheMessage(t *testing.T) {
	server := newServer(t, smtpd.Config{})
	sender := newSender(t, email.Config{URL: server.URL()})
	m := message()
	m.ReplyTo = "the unit"
	if got, want := sender.Send(t.Context(), m), (notify.Result{Outcome: notify.Later, Fault: notify.FaultAccountAlarm}); got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
}
