package main

import (
	"bytes"
	"fmt"
	"io/fs"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"throughgate/intake/sample"
	"throughgate/internal/pg"
	"throughgate/internal/testkit"
)

// archived is a server whose log is archived, and what is needed to make another
// from a backup and that log.
type archived struct {
	*testing.T
	dir    string
	server *pg.Private
}

var walSettings = map[string]string{"fsync": "off", "synchronous_commit": "off", "wal_level": "replica", "max_wal_senders": "4", "archive_mode": "on"}

func newArchived(t *testing.T) *archived {
	t.Helper()
	a := &archived{T: t, dir: testkit.ServerDir(t)}
	archive := filepath.Join(a.dir, "archive")
	if err := os.Mkdir(archive, 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(archive, 0o777); err != nil { // the server's user, where we are root
		t.Fatal(err)
	}
	settings := map[string]string{"archive_command": "cp %p " + archive + "/%f"}
	for name, value := range walSettings {
		settings[name] = value
	}
	a.server = a.start("first", settings)
	if err := a.server.EnsureDatabase(t.Context(), "throughgate"); err != nil {
		t.Fatal(err)
	}
	return a
}

func (a *archived) start(name string, settings map[string]string) *pg.Private {
	a.Helper()
	server, err := pg.Start(a.Context(), pg.PrivateOptions{Durable: true, Dir: filepath.Join(a.dir, name), Settings: settings})
	if err != nil {
		a.Fatal(err)
	}
	a.Cleanup(func() {
		if err := server.Stop(a.Context()); err != nil && a.Context().Err() == nil {
			a.Error(err)
		}
	})
	return server
}

// query asks the first server's own database for one value.
func (a *archived) query(server *pg.Private, sql string) (value string) {
	a.Helper()
	conn, err := pgx.Connect(a.Context(), server.URL("throughgate"))
	if err != nil {
		a.Fatal(err)
	}
	defer conn.Close(a.Context())
	if err := conn.QueryRow(a.Context(), sql).Scan(&value); err != nil {
		a.Fatal(err)
	}
	return value
}

// backUp copies the running server, and names the moment until which it will be
// restored.
func (a *archived) backUp(moment string) {
	a.Helper()
	to := filepath.Join(a.dir, "second", "data")
	if err := os.MkdirAll(filepath.Dir(to), 0o755); err != nil {
		a.Fatal(err)
	}
	said, err := exec.CommandContext(a.Context(), a.server.Program("pg_basebackup"), "--dbname="+a.server.URL("throughgate"), "--pgdata="+to,
		"--checkpoint=fast", "--wal-method=none", "--no-sync").CombinedOutput()
	if err != nil {
		a.Fatalf("pg_basebackup: %v\n%s", err, said)
	}
	a.query(a.server, `SELECT pg_create_restore_point('`+moment+`')::text`)
}

// restore starts the copy, which reads the archived log as far as the moment.
func (a *archived) restore(moment string) *pg.Private {
	a.Helper()
	a.query(a.server, `SELECT pg_switch_wal()::text`)
	if err := a.server.Stop(a.Context()); err != nil { // archives what is left
		a.Fatal(err)
	}
	data := filepath.Join(a.dir, "second", "data")
	if err := os.WriteFile(filepath.Join(data, "recovery.signal"), nil, 0o600); err != nil {
		a.Fatal(err)
	}
	owner, err := os.Stat(filepath.Join(a.dir, "first", "data"))
	if err != nil {
		a.Fatal(err)
	}
	whose := owner.Sys().(*syscall.Stat_t)
	err = filepath.WalkDir(data, func(path string, _ fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		return os.Lchown(path, int(whose.Uid), int(whose.Gid))
	})
	if err != nil {
		a.Fatal(err)
	}
	server := a.start("second", map[string]string{"fsync": "off", "max_wal_senders": "4", "wal_level": "replica", "recovery_target_name": moment,
		"recovery_target_action": "promote", "restore_command": "cp " + filepath.Join(a.dir, "archive") + "/%f %p"})
	ticker := time.NewTicker(20 * time.Millisecond)
	defer ticker.Stop()
	for a.query(server, `SELECT pg_is_in_recovery()::text`) != "false" {
		select {
		case <-ticker.C:
		case <-a.Context().Done():
			a.Fatal("the copy stays in recovery")
		}
	}
	return server
}

// mailLog is what a Postfix would have written of the e-mails it took.
func (w *world) mailLog() (log string, refs []string) {
	for _, m := range w.mail.Mails() {
		ref, _, _ := strings.Cut(m.MessageID, "@")
		refs = append(refs, ref)
		log += fmt.Sprintf("Nov 23 08:10:01 mail postfix/qmgr[7]: 4F: from=<unit@haringey-unit.example>, size=1\nNov 23 08:10:01 mail postfix/cleanup[8]: 4F: message-id=<%s>\n", m.MessageID)
	}
	return log, refs
}

// text makes the provider take one, as a program that is gone did.
func (w *world) text(to string) {
	w.Helper()
	r, err := http.NewRequestWithContext(w.Context(), http.MethodPost, w.phone.URL+"/2010-04-01/Accounts/"+worldSID+"/Messages.json",
		strings.NewReader(url.Values{"To": {to}, "From": {"+447700900000"}, "Body": {"x"}}.Encode()))
	if err != nil {
		w.Fatal(err)
	}
	r.SetBasicAuth(worldSID, worldToken)
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		w.Fatal(err)
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusCreated {
		w.Fatalf("the provider answers %s", answer.Status)
	}
}

// A server is lost after it has sent. Restored from a backup and its archived
// log to the moment before, it sends nothing; reconcile names every message that
// the providers saw and the tables do not know, and after somebody has looked
// nothing goes twice.
func TestRestoredToAMomentNothingIsSentTwiceAndReconcileNamesWhatWasSeen(t *testing.T) {
	w := newWorld(t)
	a := newArchived(t)
	w.env["THROUGHGATE_DATABASE_URL"] = a.server.URL("throughgate")
	w.ready()
	w.must(exitDone, "import", "releases", w.file("releases.csv", bytes.Join(bytes.SplitN(sample.Releases, []byte("\n"), 41)[:40], []byte("\n"))))
	w.must(exitDone, "sweep", "--on", "2026-11-23")
	a.query(a.server, `INSERT INTO message (ref, channel, kind, recipient, dedupe_key, state, queued_at, not_before, attempts)
		VALUES ('textone', 'text', 'auto_reply', '+447700900123', 'k', 'unknown', '2026-11-23 08:00Z', '2026-11-23 08:00Z', 1) RETURNING ref`)
	a.backUp("before_sending")
	w.must(exitDone, "work", "--drain")
	early := w.mail.Accepted()
	w.must(exitDone, "sweep", "--on", "2026-11-24")
	w.must(exitDone, "work", "--drain")
	w.text("+447700900123")
	w.text("+447700900124")
	log, sent := w.mailLog()
	if early == 0 || int64(len(sent)) <= early {
		t.Fatalf("%d e-mails before and %d after: too few to prove anything", early, len(sent))
	}

	second := a.restore("before_sending")
	w.env["THROUGHGATE_DATABASE_URL"] = second.URL("throughgate")
	w.must(exitDone, "migrate")
	if r := w.must(exitDone, "work", "--drain"); !strings.Contains(r.say, "resume-sending") || w.mail.Accepted() != int64(len(sent)) {
		t.Errorf("%d e-mails left, %d had:\n%s", w.mail.Accepted(), len(sent), r.say)
	}
	var found reconciled
	file := w.file("mail.log", []byte(log))
	w.report(&found, exitPart, "reconcile", "--since", "2020-01-01", "--mail-log", file)
	if !found.Restored || found.Emails.Seen != len(sent) || found.Emails.Known != 0 || len(found.Emails.NotKnown) != len(sent) {
		t.Errorf("e-mails: seen %d, known %d, not known %d; %d had left", found.Emails.Seen, found.Emails.Known, len(found.Emails.NotKnown), len(sent))
	}
	here := int64(0)
	for i, n := range found.Emails.NotKnown {
		switch {
		case len(n.Messages) == 1 && n.Messages[0].Ref == sent[i] && n.Messages[0].State == "unknown":
			here++
		case len(n.Messages) > 0 || n.ProviderRef != sent[i]:
			t.Errorf("line %d: %+v, want %s", n.Line, n, sent[i])
		}
	}
	if here != early {
		t.Errorf("%d of the e-mails stand in the tables, want those %d of before the backup", here, early)
	}
	if texts := found.Texts; texts.Seen != 2 || texts.Known != 0 || len(texts.NotKnown[0].Messages) != 0 || texts.NotKnown[0].To != "+44******0124" && !strings.HasSuffix(texts.NotKnown[0].To, "124") ||
		len(texts.NotKnown[1].Messages) != 1 || texts.NotKnown[1].Messages[0].Ref != "textone" {
		t.Errorf("texts: %+v", texts)
	}
	said := w.must(exitPart, "reconcile", "--since", "2020-01-01", "--mail-log", file)
	for _, says := range []string{"Texts that the provider took: 2, of them 0 known here.", ": may be textone (unknown here)", ": is " + sent[0] + " (unknown here)", ": not here", "throughgate resume-sending"} {
		if !strings.Contains(said.std, says) {
			t.Errorf("it does not say %q:\n%.2000s", says, said.std)
		}
	}
	if strings.Contains(said.std, "+447700900123") {
		t.Error("it prints a number")
	}
	if r := w.must(exitDone, "reconcile", "--since", "2199-01-01T00:00:00Z"); !strings.Contains(r.std, "Texts that the provider took: 0") {
		t.Errorf("from later on:\n%s", r.std)
	}
	w.must(exitRefused, "reconcile", "--mail-log", "no-such-file")

	w.must(exitDone, "resume-sending")
	w.must(exitDone, "work", "--drain")
	seen := map[string]bool{}
	for _, m := range w.mail.Mails() {
		if seen[m.MessageID] {
			t.Errorf("%s went twice", m.MessageID)
		}
		seen[m.MessageID] = true
	}
}
