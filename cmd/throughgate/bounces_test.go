package main

import (
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"throughgate/access"
	"throughgate/intake/sample"
	"throughgate/internal/pg"
	"throughgate/internal/testkit/smtpd"
	"throughgate/migrations"
)

const worldSecret = "a-secret-of-twenty-four-signs"

// bounceOf is the report of a server that could not deliver this letter.
func bounceOf(m smtpd.Mail) string {
	return "From: MAILER-DAEMON@mail.example\nTo: " + m.From + "\nSubject: Undelivered Mail Returned to Sender\n\n" +
		"<" + m.To[0] + ">: host mx.example said: 550 5.1.1 No such user\n"
}

// stateOf is what became of the message that a letter was, and who has it to do.
func (w *world) stateOf(a *app, m smtpd.Mail) (state, list string) {
	w.Helper()
	ref, _, _ := strings.Cut(m.MessageID, "@")
	if err := pg.ReadTx(w.Context(), a.pool, access.System("test"), func(tx pgx.Tx) error {
		return tx.QueryRow(w.Context(), `
		SELECT m.state, coalesce((SELECT a.role || ' by ' || a.due_on FROM attention a WHERE a.message_id = m.id AND a.kind = 'undelivered' AND a.closed_at IS NULL), '')
		FROM message m WHERE m.ref = $1`, ref).Scan(&state, &list)
	}); err != nil {
		w.Fatal(err)
	}
	return state, list
}

func TestABounceOfALetterThatLeftBecomesATaskByFileAndByWebhook(t *testing.T) {
	w := newWorld(t)
	box := filepath.Join(w.dir, "bounces")
	w.env["THROUGHGATE_BOUNCE_MAILBOX"], w.env["THROUGHGATE_BOUNCE_SECRET"] = box, worldSecret
	w.toldADay()
	mails := w.mail.Mails()
	if len(mails) < 2 {
		t.Fatalf("%d letters", len(mails))
	}
	set := readSettings(w.environ())
	a, err := openWith(t.Context(), &set, newClock(), slog.New(slog.DiscardHandler), "test", migrations.WebRole, 3, needUnit, needWeb)
	if err != nil {
		t.Fatal(err)
	}
	defer a.close()
	if err := os.WriteFile(box, []byte("From MAILER-DAEMON  Mon Nov 23 08:01:12 2026\n"+bounceOf(mails[0])+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		w.must(exitDone, "work", "--drain")
	}
	const task = "link_officer by 2026-11-24"
	if state, list := w.stateOf(a, mails[0]); state != "failed" || list != task {
		t.Errorf("by file: %s, %q", state, list)
	}

	handler, err := a.pages(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, secret := range []string{"wrong", worldSecret, worldSecret} {
		r := httptest.NewRequest(http.MethodPost, "/webhooks/bounces", strings.NewReader(bounceOf(mails[1])))
		r.Header.Set("Authorization", "Bearer "+secret)
		answer := httptest.NewRecorder()
		handler.ServeHTTP(answer, r)
		if want := map[bool]int{true: http.StatusNoContent, false: http.StatusUnauthorized}[secret == worldSecret]; answer.Code != want {
			t.Errorf("answered %d, want %d", answer.Code, want)
		}
		if state, _ := w.stateOf(a, mails[1]); secret == "wrong" && state != "sent" {
			t.Errorf("without the secret the letter became %s", state)
		}
	}
	if state, list := w.stateOf(a, mails[1]); state != "failed" || list != task {
		t.Errorf("by webhook: %s, %q", state, list)
	}
}

// toldADay brings the database to where a day's letters have left.
func (w *world) toldADay() {
	w.Helper()
	w.ready()
	w.must(exitDone, "import", "releases", w.file("releases.csv", sample.Releases))
	w.must(exitDone, "sweep")
	w.must(exitDone, "work", "--drain")
}

func TestSettingsOfBouncesAndSignaturesAreCheckedAndHidden(t *testing.T) {
	w := newWorld(t)
	w.env["THROUGHGATE_BOUNCE_ADDRESS"] = "no address"
	w.env["THROUGHGATE_BOUNCE_MAILBOX"] = "relative/box"
	w.env["THROUGHGATE_BOUNCE_SECRET"] = "tooshort"
	w.env["THROUGHGATE_DKIM_DOMAIN"] = "elsewhere.example"
	w.env["THROUGHGATE_DKIM_KEY_FILE"] = w.file("dkim.pem", []byte("-----BEGIN VERYSECRET-----\n"))
	r := w.must(exitDone, "config")
	if strings.Contains(r.std+r.say, "tooshort") || strings.Contains(r.std+r.say, "VERYSECRET") {
		t.Errorf("a secret is shown:\n%s%s", r.std, r.say)
	}
	for _, name := range []string{"THROUGHGATE_BOUNCE_ADDRESS must", "THROUGHGATE_BOUNCE_MAILBOX must be a whole path", "THROUGHGATE_BOUNCE_SECRET is too short",
		"THROUGHGATE_DKIM_DOMAIN must", "give all three, or none", "THROUGHGATE_DKIM_KEY cannot be read"} {
		if !strings.Contains(r.say, name) {
			t.Errorf("%q is not told:\n%s", name, r.say)
		}
	}
	if n := strings.Count(r.say, "THROUGHGATE_BOUNCE_ADDRESS must"); n != 1 {
		t.Errorf("one problem is told %d times:\n%s", n, r.say)
	}
	if r := w.must(exitRefused, "work"); !strings.Contains(r.say, "THROUGHGATE_BOUNCE_MAILBOX") || !strings.Contains(r.say, "THROUGHGATE_DKIM_KEY") {
		t.Error(r.say)
	}
	if r := w.must(exitRefused, "serve"); !strings.Contains(r.say, "THROUGHGATE_BOUNCE_SECRET") || strings.Contains(r.say, "THROUGHGATE_BOUNCE_MAILBOX") {
		t.Error(r.say)
	}
}
