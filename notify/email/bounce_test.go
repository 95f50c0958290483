package email_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"throughgate/internal/testkit/smtpd"
	"throughgate/notify"
	"throughgate/notify/email"
)

const bouncedRef = "h4kq2mzx7abcd"

func newBounces(t testing.TB, address string) *email.Bounces {
	t.Helper()
	b, err := email.NewBounces(email.Config{From: "notices@unit.example", Bounce: address})
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestReportsOfRealServersAreRead(t *testing.T) {
	want := map[string]notify.Bounce{
		"postfix_failed.eml":                  {Action: notify.BounceFailed, Code: "5.1.1"},
		"postfix_delayed.eml":                 {Action: notify.BounceDelayed, Code: "4.4.1"},
		"postfix_expired_plain_recipient.eml": {Action: notify.BounceFailed, Code: "4.4.7"},
		"exim_failed.eml":                     {Action: notify.BounceFailed, Code: "550"},
		"exim_delayed.eml":                    {Action: notify.BounceDelayed, Code: "4.7.1"},
		"qmail_failed.eml":                    {Action: notify.BounceFailed, Code: "5.1.1"},
		"exchange_full.eml":                   {Action: notify.BounceFailed, Code: "5.2.2"},
		"delivered.eml":                       {Action: notify.BounceDelivered, Code: "2.0.0"},
		"forwarded_one_of_two_failed.eml":     {Action: notify.BounceFailed, Code: "5.2.2"},
		"cut_off.eml":                         {Action: notify.BounceFailed, Code: "5.4.4"},
		"words_only.eml":                      {Action: notify.BounceFailed},
		"none_on_holiday.eml":                 {},
		"none_person.eml":                     {},
		"none_other_sender.eml":               {},
		"none_complaint.eml":                  {},
	}
	files, err := filepath.Glob("testdata/bounces/*.eml")
	if err != nil || len(files) != len(want) {
		t.Fatalf("%d files, %v", len(files), err)
	}
	bounces := newBounces(t, "")
	for _, file := range files {
		raw, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		expect := want[filepath.Base(file)]
		if expect.Action != "" {
			expect.Ref = bouncedRef
		}
		for name, text := range map[string][]byte{"as it is": raw, "with CRLF": bytes.ReplaceAll(raw, []byte("\n"), []byte("\r\n")),
			"from an mbox": append([]byte("From MAILER-DAEMON  Mon Nov 23 08:01:12 2026\n"), raw...)} {
			got, ok := bounces.Read(text, "")
			if got != expect || ok != (expect.Action != "") {
				t.Errorf("%s, %s: %+v, %v, want %+v", file, name, got, ok, expect)
			}
		}
	}
}

func TestTheEnvelopeTellsWhoseBounceItIs(t *testing.T) {
	raw := []byte("From: MAILER-DAEMON@mail.example\nSubject: failure notice\n\nno such user 5.1.1\n")
	for _, c := range []struct{ setting, to, ref string }{
		{"", "notices+" + bouncedRef + "@unit.example", bouncedRef},
		{"", "<NOTICES+" + strings.ToUpper(bouncedRef) + "@Unit.Example>", bouncedRef},
		{"", "notices@unit.example", ""},
		{"", "notices+sam.fictional@unit.example", ""}, // 13 signs, and no reference
		{"", "notices+" + bouncedRef + "x@unit.example", ""},
		{"", "notices+@unit.example", ""},
		{"", "notices+" + bouncedRef + "@other.example", ""},
		{"", "", ""},
		{"bounces@mail.unit.example", "bounces+" + bouncedRef + "@mail.unit.example", bouncedRef},
		{"b-*-x@unit.example", "b-" + bouncedRef + "-x@unit.example", bouncedRef},
		{"*@bounces.unit.example", bouncedRef + "@bounces.unit.example", bouncedRef},
		{"none", "notices@unit.example", ""},
	} {
		got, ok := newBounces(t, c.setting).Read(raw, c.to)
		if got.Ref != c.ref || ok != (c.ref != "") {
			t.Errorf("%q to %q: %+v, %v", c.setting, c.to, got, ok)
		}
	}
}

func TestNothingThatComesBreaksTheReader(t *testing.T) {
	raw, err := os.ReadFile("testdata/bounces/postfix_failed.eml")
	if err != nil {
		t.Fatal(err)
	}
	bounces := newBounces(t, "")
	for n := range raw {
		bounces.Read(raw[:n], "")
		spoilt := bytes.Clone(raw)
		spoilt[n] ^= 0x2a
		bounces.Read(spoilt, "")
	}
	deep := strings.Repeat("Content-Type: multipart/mixed; boundary=b\n\n--b\n", 5000)
	if got, ok := bounces.Read([]byte("From: MAILER-DAEMON@x.example\nTo: notices+"+bouncedRef+"@unit.example\n"+deep), ""); ok && got.Action != notify.BounceFailed {
		t.Errorf("nested for ever: %+v", got)
	}
	huge := append(raw, bytes.Repeat([]byte("x"), 2*email.MaxBounce)...)
	if got, ok := bounces.Read(huge, ""); !ok || got.Code != "5.1.1" {
		t.Errorf("huge: %+v, %v", got, ok)
	}
}

func TestABounceAddressIsCheckedAtTheStart(t *testing.T) {
	for setting, good := range map[string]bool{
		"": true, "none": true, "bounces@unit.example": true, "*@unit.example": true, "b*@unit.example": true,
		"bounces": false, "@unit.example": false, "a*b*c@unit.example": false, "b @unit.example": false, "Bounces <b@unit.example>": false,
		"b@*.example": false, strings.Repeat("b", 51) + "@unit.example": false, strings.Repeat("b", 50) + "@unit.example": true,
	} {
		err := email.Config{URL: "smtp://mail.example", From: "notices@unit.example", Bounce: setting}.Check()
		if (err == nil) != good {
			t.Errorf("%q: %v", setting, err)
		}
	}
}

func TestTheEnvelopeSenderNamesTheMessage(t *testing.T) {
	for setting, want := range map[string]string{
		"":                         "notices+" + bouncedRef + "@unit.example",
		"bounces@mail.example":     "bounces+" + bouncedRef + "@mail.example",
		"*@b.unit.example":         bouncedRef + "@b.unit.example",
		"b=*=@xn--unt-kma.example": "b=" + bouncedRef + "=@xn--unt-kma.example",
		"none":                     "notices@unit.example",
	} {
		server := newServer(t, smtpd.Config{})
		sender := newSender(t, email.Config{URL: server.URL(), Bounce: setting})
		m := message()
		m.Ref = bouncedRef
		if got := sender.Send(t.Context(), m); got.Outcome != notify.Accepted {
			t.Fatalf("%q: %+v", setting, got)
		}
		mail := server.Mails()[0]
		if mail.From != want {
			t.Errorf("%q: the envelope is from %s, want %s", setting, mail.From, want)
		}
		if from := mail.Header.Get("From"); !strings.Contains(from, "<notices@unit.example>") {
			t.Errorf("%q: the reader sees %s", setting, from)
		}
	}
}
