package main

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"throughgate/intake/sample"
	"throughgate/internal/testkit"
	"throughgate/internal/testkit/smtpd"
	"throughgate/internal/testkit/twiliod"
)

func TestMain(m *testing.M) { testkit.Main(m) }

// world is what the program finds around it: an empty PostgreSQL, a mail server,
// a Twilio-shaped server, files and an environment.
type world struct {
	*testing.T
	env   map[string]string
	mail  *smtpd.Server
	phone *twiliod.Listening
	dir   string
}

const (
	worldSID   = "AC0123456789abcdef0123456789abcdef"
	worldToken = "0123456789abcdef0123456789abcdef"
)

func newWorld(t *testing.T) *world {
	t.Helper()
	t.Parallel()
	mail, err := smtpd.Listen(smtpd.Config{Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := mail.Close(); err != nil {
			t.Error(err)
		}
	})
	phone, err := twiliod.Listen("127.0.0.1:0", twiliod.Config{AccountSID: worldSID, AuthToken: worldToken, Receipts: []twiliod.Receipt{}, Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(phone.Close)
	w := &world{T: t, mail: mail, phone: phone, dir: t.TempDir()}
	w.env = map[string]string{
		"THROUGHGATE_ENV": "test", "THROUGHGATE_DATABASE_URL": testkit.EmptyURL(t), "THROUGHGATE_CLOCK": "2026-11-23T08:00:00Z",
		"THROUGHGATE_UNIT": "Haringey", "THROUGHGATE_UNIT_NAME": "Haringey Support Unit", "THROUGHGATE_UNIT_PHONE": "020 7946 0113",
		"THROUGHGATE_UNIT_MAILBOX": "unit@haringey-unit.example", "THROUGHGATE_PUBLIC_URL": "https://board.example",
		"THROUGHGATE_SMTP_URL": "smtp://" + mail.Addr() + "?tls=none", "THROUGHGATE_MAIL_FROM": "unit@haringey-unit.example",
		"THROUGHGATE_TWILIO_ACCOUNT_SID": worldSID, "THROUGHGATE_TWILIO_AUTH_TOKEN": worldToken, "THROUGHGATE_TWILIO_FROM": "+447700900000",
		"THROUGHGATE_TWILIO_API_URL": phone.URL, "THROUGHGATE_ALLOW_RECIPIENTS": "*", "THROUGHGATE_LISTEN": "127.0.0.1:0",
		"THROUGHGATE_WORKERS": "8",
	}
	return w
}

// file writes a file and gives its name.
func (w *world) file(name string, content []byte) string {
	w.Helper()
	full := filepath.Join(w.dir, name)
	if err := os.WriteFile(full, content, 0o600); err != nil {
		w.Fatal(err)
	}
	return full
}

func (w *world) environ() []string {
	var out []string
	for name, value := range w.env {
		out = append(out, name+"="+value)
	}
	return out
}

// shared is what a command says to people, and its log: both may write at once.
type shared struct {
	mu  sync.Mutex
	out bytes.Buffer
}

func (s *shared) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.out.Write(p)
}

func (s *shared) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.out.String()
}

// ran is how one run of the program ended.
type ran struct {
	code     int
	std, say string
}

func (w *world) run(args ...string) ran {
	w.Helper()
	ctx, cancel := context.WithTimeout(w.Context(), 2*time.Minute)
	defer cancel()
	var std bytes.Buffer
	var say shared
	code := runIn(ctx, args, w.environ(), out{std: &std, say: &say})
	return ran{code, std.String(), say.String()}
}

// must runs the program and wants this exit code.
func (w *world) must(code int, args ...string) ran {
	w.Helper()
	r := w.run(args...)
	if r.code != code {
		w.Fatalf("throughgate %v ended with %d, want %d\n%s%s", args, r.code, code, r.std, r.say)
	}
	return r
}

// report runs a command with --json and reads what it prints into v.
func (w *world) report(v any, code int, args ...string) {
	w.Helper()
	r := w.must(code, append(args, "--json")...)
	dec := json.NewDecoder(bytes.NewReader([]byte(r.std)))
	if err := dec.Decode(v); err != nil {
		w.Fatalf("throughgate %v prints no JSON: %v\n%s", args, err, r.std)
	}
	if dec.More() {
		w.Fatalf("throughgate %v prints more than one JSON document:\n%s", args, r.std)
	}
}

// ready is a migrated database with the sample's services and a link officer.
func (w *world) ready() {
	w.Helper()
	w.must(exitDone, "migrate")
	w.must(exitDone, "user", "add", "--email", "link@haringey-unit.example", "--name", "Lee Link", "--role", "link_officer")
	w.must(exitDone, "import", "services", w.file("services.csv", sample.Services))
}
