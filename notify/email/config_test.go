package email_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"throughgate/internal/testkit/smtpd"
	"throughgate/notify"
	"throughgate/notify/email"
)

func TestSettingsAreCheckedAllAtOnceWithoutShowingThePassword(t *testing.T) {
	notPEM := filepath.Join(t.TempDir(), "ca.pem")
	if err := os.WriteFile(notPEM, []byte("hello"), 0o600); err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		name, url, from string
		production      bool
		want            []string // one piece of each problem; empty: good
	}{
		{name: "the shortest", url: "smtp://mail.example", from: "a@unit.example", production: true},
		{name: "everything", url: "smtp://u:hidden%2F@mail.example:2525?tls=implicit", from: "a@unit.example", production: true},
		{name: "none outside production", url: "smtp://mail.example?tls=none", from: "a@unit.example"},
		{name: "none in production", url: "smtp://mail.example?tls=none", from: "a@unit.example", production: true, want: []string{"tls=none is refused in production"}},
		{name: "nothing", want: []string{"SMTP_URL is missing", "MAIL_FROM is missing"}},
		{name: "many at once", url: "http://u:hidden@mail.example:99999?tls=maybe&x=1", from: "Unit <a@unit.example>",
			want: []string{"begin with smtp://", "port must be", "tls must be", "only tls and ca", "MAIL_FROM must be one bare"}},
		{name: "raw slash in the password", url: "smtp://u:hid/den@mail.example", from: "a@unit.example", want: []string{"percent-encoded"}},
		{name: "raw hash in the password", url: "smtp://u:hidden#@mail.example", from: "a@unit.example", want: []string{"percent-encoded"}},
		{name: "raw percent in the password", url: "smtp://u:hidden%zz@mail.example", from: "a@unit.example", want: []string{"percent-encoded"}},
		{name: "user alone", url: "smtp://u@mail.example", from: "a@unit.example", want: []string{"both a user and a password"}},
		{name: "no host", url: "smtp://:587", from: "a@unit.example", want: []string{"cannot be read"}},
		{name: "ca without TLS", url: "smtp://mail.example?tls=none&ca=x.pem", from: "a@unit.example", want: []string{"ca has no meaning"}},
		{name: "no ca file", url: "smtp://mail.example?ca=/nowhere/ca.pem", from: "a@unit.example", want: []string{"ca file cannot be read"}},
		{name: "ca file of another kind", url: "smtp://mail.example?ca=" + notPEM, from: "a@unit.example", want: []string{"holds no certificate"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			_, err := email.New(email.Config{URL: test.url, From: test.from, Production: test.production, Now: clock})
			if len(test.want) == 0 {
				if err != nil {
					t.Fatal(err)
				}
				return
			}
			if err == nil {
				t.Fatalf("no error, want %q", test.want)
			}
			for _, piece := range test.want {
				if !strings.Contains(err.Error(), piece) {
					t.Errorf("error %q does not say %q", err, piece)
				}
			}
			if n := len(strings.Split(err.Error(), "\n")); n != len(test.want) {
				t.Errorf("%d problems, want %d: %v", n, len(test.want), err)
			}
			if strings.Contains(err.Error(), "hid") {
				t.Errorf("error %q shows the password", err)
			}
		})
	}
}

func TestUnusableServerRaisesTheAlarmAndKeepsTheMessage(t *testing.T) {
	withoutCA := func(s string) string { return s[:strings.Index(s, "?")] }
	tests := []struct {
		name   string
		server smtpd.Config
		url    func(string) string
		code   string
	}{
		{"a certificate nobody vouches for", smtpd.Config{TLS: smtpd.StartTLS}, withoutCA, ""},
		{"the same from the first byte", smtpd.Config{TLS: smtpd.ImplicitTLS}, func(s string) string { return withoutCA(s) + "?tls=implicit" }, ""},
		{"no STARTTLS: never in the clear", smtpd.Config{}, withoutCA, ""},
		{"wrong password", smtpd.Config{User: "unit", Pass: "right"}, func(s string) string { return strings.Replace(s, "right", "wrong", 1) }, "535"},
		{"password asked for", smtpd.Config{User: "unit", Pass: "right"}, func(s string) string { return strings.Replace(s, "unit:right@", "", 1) }, "502"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			test.server.CADir = t.TempDir()
			server := newServer(t, test.server)
			sender := newSender(t, email.Config{URL: test.url(server.URL())})
			want := notify.Result{Outcome: notify.Later, Fault: notify.FaultAccountAlarm, Code: test.code}
			if got := sender.Send(t.Context(), message()); got != want {
				t.Errorf("got %+v, want %+v", got, want)
			}
			if n := server.Accepted(); n != 0 {
				t.Errorf("taken over %d mails", n)
			}
		})
	}
}
