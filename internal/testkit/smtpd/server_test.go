package smtpd_test

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"net"
	"net/smtp"
	"net/textproto"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"throughgate/internal/testkit/smtpd"
)

var instant = time.Date(2026, 11, 23, 8, 0, 0, 0, time.UTC)

func start(t *testing.T, cfg smtpd.Config) *smtpd.Server {
	t.Helper()
	cfg.Now = func() time.Time { return instant }
	s, err := smtpd.Listen(cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

// call opens a conversation with the standard library's client.
func call(t *testing.T, s *smtpd.Server) *smtp.Client {
	t.Helper()
	c, err := smtp.Dial(s.Addr())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Close() })
	return c
}

// post sends one mail in an open conversation.
func post(c *smtp.Client, content string) error {
	return errors.Join(c.Mail("from@unit.example"), c.Rcpt("to@housing.example"), func() error {
		w, err := c.Data()
		if err != nil {
			return err
		}
		if _, err := io.WriteString(w, content); err != nil {
			return err
		}
		return w.Close()
	}())
}

func code(err error) int {
	var answer *textproto.Error
	if errors.As(err, &answer) {
		return answer.Code
	}
	return 0
}

const nested = "From: =?utf-8?q?Si=C3=B4n?= <from@unit.example>\r\nReply-To: <unit@unit.example>\r\n" +
	"Subject: =?utf-8?b?xYF1a2Fzeg==?=\r\nMessage-ID: <one@unit.example>\r\nMIME-Version: 1.0\r\n" +
	"Content-Type: multipart/mixed; boundary=outer\r\n\r\n--outer\r\nContent-Type: multipart/alternative; boundary=inner\r\n\r\n" +
	"--inner\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\nd=C5=B5r =\r\nand fire\r\n" +
	"--inner\r\nContent-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\nPHA+xYJv\r\nxbw8L3A+\r\n--inner--\r\n" +
	"--outer\r\nContent-Type: text/calendar\r\n\r\nBEGIN:VCALENDAR\r\n--outer--\r\n"

func TestMailIsKeptAsItWasReceived(t *testing.T) {
	var told []smtpd.Mail
	s := start(t, smtpd.Config{OnMessage: func(m smtpd.Mail) { told = append(told, m) }})
	if err := post(call(t, s), nested); err != nil {
		t.Fatal(err)
	}
	got := s.Mails()
	if len(got) != 1 {
		t.Fatalf("%d mails", len(got))
	}
	if diff := cmp.Diff(got, told); diff != "" {
		t.Error("what OnMessage heard differs from what is kept:", diff)
	}
	m := got[0]
	if string(m.Raw) != nested {
		t.Errorf("raw content %q", m.Raw)
	}
	m.Raw, m.Header = nil, nil
	want := smtpd.Mail{
		Seq: 1, ReceivedAt: instant, From: "from@unit.example", To: []string{"to@housing.example"},
		FromName: "Siôn", ReplyTo: "unit@unit.example", Subject: "Łukasz", MessageID: "one@unit.example",
		Text: "dŵr and fire", HTML: "<p>łoż</p>", Calendar: "BEGIN:VCALENDAR", CalendarKind: "text/calendar",
	}
	if diff := cmp.Diff(want, m); diff != "" {
		t.Error("mail (-want +got):", diff)
	}
	if found, ok := s.Mail(1); !ok || found.MessageID != "one@unit.example" {
		t.Errorf("by number: %v, %v", found.MessageID, ok)
	}
	if _, ok := s.Mail(2); ok {
		t.Error("there is a mail that nobody sent")
	}
}

func TestContentThatIsNoMailIsKeptAndMarked(t *testing.T) {
	s := start(t, smtpd.Config{})
	c := call(t, s)
	for _, content := range []string{"no header at all", "Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\nnever closed"} {
		if err := post(c, content); err != nil {
			t.Fatal(err)
		}
	}
	for _, m := range s.Mails() {
		if !m.Unreadable || len(m.Raw) == 0 {
			t.Errorf("mail %d: unreadable %v, %d bytes", m.Seq, m.Unreadable, len(m.Raw))
		}
	}
}

func TestOnlyTheNewestAreKept(t *testing.T) {
	big := "Subject: x\r\n\r\n" + strings.Repeat("0123456789012345678901234567890123456789\r\n", 2000)
	for name, test := range map[string]struct {
		cfg  smtpd.Config
		want []int64
	}{
		"by number":       {smtpd.Config{KeepMails: 2}, []int64{4, 5}},
		"by size":         {smtpd.Config{KeepBytes: 400_000}, []int64{4, 5}},
		"always the last": {smtpd.Config{KeepBytes: 1}, []int64{5}},
	} {
		t.Run(name, func(t *testing.T) {
			s := start(t, test.cfg)
			c := call(t, s)
			for range 5 {
				if err := post(c, big); err != nil {
					t.Fatal(err)
				}
			}
			var got []int64
			for _, m := range s.Mails() {
				got = append(got, m.Seq)
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Error("kept (-want +got):", diff)
			}
			if n := s.Accepted(); n != 5 {
				t.Errorf("accepted %d", n)
			}
			s.Clear()
			if len(s.Mails()) != 0 || s.Accepted() != 5 {
				t.Error("Clear must empty the mailbox and leave the count")
			}
		})
	}
}

func TestLimitsHold(t *testing.T) {
	s := start(t, smtpd.Config{MaxConns: 1, MaxMessageBytes: 1000})
	c := call(t, s)
	if err := post(c, "Subject: x\r\n\r\n"+strings.Repeat("too much\r\n", 200)); code(err) != 552 {
		t.Errorf("a message over the limit: %v", err)
	}
	if _, err := smtp.Dial(s.Addr()); code(err) != 421 {
		t.Errorf("a connection over the limit: %v", err)
	}
	if err := post(c, "Subject: x\r\n\r\nhello\r\n"); err != nil {
		t.Errorf("after the refused ones: %v", err)
	}
}

func TestEncryptionUsesTheCAWrittenToTheFile(t *testing.T) {
	for _, mode := range []smtpd.TLSMode{smtpd.StartTLS, smtpd.ImplicitTLS} {
		s := start(t, smtpd.Config{TLS: mode, CADir: t.TempDir(), User: "unit", Pass: "secret"})
		pem, err := os.ReadFile(s.CAFile())
		if err != nil {
			t.Fatal(err)
		}
		roots := x509.NewCertPool()
		roots.AppendCertsFromPEM(pem)
		trust := &tls.Config{RootCAs: roots, ServerName: "127.0.0.1"}
		var c *smtp.Client
		if mode == smtpd.StartTLS {
			c = call(t, s)
			if err := c.StartTLS(trust); err != nil {
				t.Fatal(err)
			}
		} else {
			conn, err := tls.Dial("tcp", s.Addr(), trust)
			if err != nil {
				t.Fatal(err)
			}
			if c, err = smtp.NewClient(conn, "127.0.0.1"); err != nil {
				t.Fatal(err)
			}
		}
		if err := post(c, "Subject: x\r\n\r\nhello\r\n"); err == nil {
			t.Errorf("%s: mail was taken without signing in", mode)
		}
		if err := c.Auth(smtp.PlainAuth("", "unit", "secret", "127.0.0.1")); err != nil {
			t.Fatal(err)
		}
		if err := post(c, "Subject: x\r\n\r\nhello\r\n"); err != nil {
			t.Errorf("%s: %v", mode, err)
		}
		_ = c.Close()
	}
}

func TestFaultsShowAsTheyAreNamed(t *testing.T) {
	tests := []struct {
		fault smtpd.Fault
		code  int // of the answer; 0: none came
		kept  int64
	}{
		{smtpd.Healthy, 250, 1}, {smtpd.RefuseSender, 550, 0}, {smtpd.RefuseRcpt, 550, 0}, {smtpd.RefusePolicy, 550, 0},
		{smtpd.BusyRcpt, 450, 0}, {smtpd.BusyData, 451, 0}, {smtpd.RefuseData, 554, 0}, {smtpd.Closing, 421, 0},
		{smtpd.EarlyReply, 552, 0}, {smtpd.DropAtRcpt, 0, 0}, {smtpd.DropBeforeDot, 0, 0}, {smtpd.DropAfterDot, 0, 1},
		{smtpd.Garbled, 0, 1}, {smtpd.RefuseLogin, 530, 0}, {smtpd.Chatty, 250, 1},
	}
	for _, test := range tests {
		t.Run(string(test.fault), func(t *testing.T) {
			s := start(t, smtpd.Config{})
			s.Next(test.fault)
			got := 250
			if err := post(call(t, s), "Subject: x\r\n\r\nhello\r\n"); err != nil {
				got = code(err)
			}
			if got != test.code {
				t.Errorf("answer %d, want %d", got, test.code)
			}
			if n := s.Accepted(); n != test.kept {
				t.Errorf("kept %d, want %d", n, test.kept)
			}
			if err := post(call(t, s), "Subject: x\r\n\r\nhello\r\n"); err != nil {
				t.Errorf("the next message, which is to meet no fault: %v", err)
			}
		})
	}
}

func TestRsetAndQuitFailAfterAcceptance(t *testing.T) {
	for fault, try := range map[smtpd.Fault]func(*smtp.Client) error{
		smtpd.RsetFails: (*smtp.Client).Reset, smtpd.QuitFails: (*smtp.Client).Quit,
	} {
		s := start(t, smtpd.Config{})
		s.SetFault(fault)
		c := call(t, s)
		if err := post(c, "Subject: x\r\n\r\nhello\r\n"); err != nil {
			t.Fatal(err)
		}
		if err := try(c); code(err) != 500 {
			t.Errorf("%s: %v", fault, err)
		}
		if n := s.Accepted(); n != 1 {
			t.Errorf("%s: accepted %d", fault, n)
		}
	}
}

func TestDownRefusesAndUpListensOnTheSameAddress(t *testing.T) {
	s := start(t, smtpd.Config{})
	c := call(t, s)
	before := s.Addr()
	s.Down()
	if err := c.Noop(); err == nil {
		t.Error("a connection outlived the server")
	}
	if _, err := net.Dial("tcp", before); err == nil {
		t.Error("the port is still open")
	}
	if err := s.Up(); err != nil {
		t.Fatal(err)
	}
	if s.Addr() != before {
		t.Errorf("now at %s, before at %s", s.Addr(), before)
	}
	if err := post(call(t, s), "Subject: x\r\n\r\nhello\r\n"); err != nil {
		t.Error(err)
	}
}

func TestCloseEndsAHangingConversation(t *testing.T) {
	s := start(t, smtpd.Config{})
	s.SetFault(smtpd.HangAfterDot)
	ended := make(chan error, 1)
	c := call(t, s)
	reached := make(chan struct{})
	s.SetDelay(func(at smtpd.Stage) {
		if at == smtpd.AtDot {
			close(reached)
		}
	})
	go func() { ended <- post(c, "Subject: x\r\n\r\nhello\r\n") }()
	<-reached
	if err := s.Close(); err != nil {
		t.Error(err)
	}
	select {
	case err := <-ended:
		if err == nil {
			t.Error("the message was acknowledged")
		}
	case <-time.After(10 * time.Second):
		t.Error("the caller is still waiting")
	}
	if err := s.Close(); err != nil {
		t.Errorf("closed a second time: %v", err)
	}
	if err := s.Up(); err == nil {
		t.Error("a closed server came up")
	}
}

func TestListenNamesWhatIsMissing(t *testing.T) {
	now := func() time.Time { return instant }
	for want, cfg := range map[string]smtpd.Config{
		"Config.Now": {}, "Config.CADir": {Now: now, TLS: smtpd.StartTLS}, "listen for mail": {Now: now, Addr: "256.0.0.1:1"},
	} {
		if _, err := smtpd.Listen(cfg); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want an error about %s", err, want)
		}
	}
}
