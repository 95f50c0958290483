package main

import (
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"throughgate/access"
	"throughgate/intake/sample"
	"throughgate/internal/calendar"
	"throughgate/internal/pg"
	"throughgate/internal/testkit"
	"throughgate/migrations"
	"throughgate/notify"
)

// queued is a world in which the first watch has queued messages.
func queued(t *testing.T) *world {
	w := newWorld(t)
	w.ready()
	w.must(exitDone, "import", "releases", w.file("releases.csv", sample.Releases))
	w.must(exitDone, "sweep", "--on", "2026-11-23")
	return w
}

// restored has the world's database dumped and restored into another one.
func (w *world) restored() {
	w.Helper()
	dump, fresh := filepath.Join(w.dir, "dump"), testkit.EmptyURL(w)
	for _, args := range [][]string{
		{"pg_dump", "--format=custom", "--no-owner", "--no-privileges", "--file=" + dump, w.env["THROUGHGATE_DATABASE_URL"]},
		{"pg_restore", "--no-owner", "--no-privileges", "--exit-on-error", "--single-transaction", "--dbname=" + fresh, dump},
	} {
		if said, err := exec.CommandContext(w.Context(), testkit.Program(w, args[0]), args[1:]...).CombinedOutput(); err != nil {
			w.Fatalf("%s: %v\n%s", args[0], err, said)
		}
	}
	w.env["THROUGHGATE_DATABASE_URL"] = fresh
}

func TestADatabaseRestoredFromABackupSendsNothingUntilSomebodyResumes(t *testing.T) {
	w := queued(t)
	w.restored()
	w.must(exitDone, "migrate")
	if r := w.must(exitDone, "work", "--drain"); !strings.Contains(r.say, "resume-sending") {
		t.Errorf("a worker does not say that it sends nothing:\n%s", r.say)
	}
	if n := w.mail.Accepted(); n != 0 {
		t.Fatalf("%d e-mails left from a restored database", n)
	}
	var state notify.SendingState
	w.report(&state, exitDone, "sending", "status")
	if state.RestoredAt == nil || state.Channels[0].Unknown == 0 || state.Channels[0].Due != 0 {
		t.Errorf("state %+v", state)
	}
	if r := w.must(exitDone, "sending"); !strings.Contains(r.std, "resume-sending") {
		t.Errorf("the remedy is not named:\n%s", r.std)
	}
	// What comes up from now on is new, and waits.
	w.must(exitDone, "sweep", "--on", "2026-11-24")
	w.must(exitDone, "work", "--drain")
	var dry, done resumed
	w.report(&dry, exitDone, "resume-sending", "--dry-run")
	if !dry.Restored || dry.Resumed || len(dry.Groups) == 0 || len(dry.Unknown) != state.Channels[0].Unknown {
		t.Errorf("dry run: %+v", dry)
	}
	if w.must(exitDone, "work", "--drain"); w.mail.Accepted() != 0 {
		t.Error("a dry run let messages go")
	}
	r := w.must(exitDone, "resume-sending")
	for _, says := range []string{"Waiting to leave:", "it may have left since", "Sending goes on."} {
		if !strings.Contains(r.std, says) {
			t.Errorf("it does not say %q:\n%s", says, r.std)
		}
	}
	for _, hidden := range []string{"@services.example", "Fictional"} {
		if strings.Contains(strings.ReplaceAll(r.std, "***@services.example", ""), hidden) {
			t.Errorf("it shows %q", hidden)
		}
	}
	w.must(exitDone, "work", "--drain")
	waited := 0
	for _, g := range dry.Groups {
		waited += g.Due
	}
	if n := w.mail.Accepted(); n == 0 || n > int64(waited) {
		t.Errorf("%d e-mails left, %d were due", n, waited)
	}
	w.report(&done, exitDone, "resume-sending")
	if done.Restored || done.Resumed || len(done.Unknown) != len(dry.Unknown) {
		t.Errorf("a second time: %+v", done)
	}
}

func TestADatabaseThatStaysAtHomeSendsAfterEachStart(t *testing.T) {
	w := queued(t)
	w.must(exitDone, "migrate") // an upgrade
	w.must(exitDone, "work", "--drain")
	if w.mail.Accepted() == 0 {
		t.Error("nothing left")
	}
}

func TestChannelsArePausedAndResumedByCommand(t *testing.T) {
	w := queued(t)
	var state notify.SendingState
	w.report(&state, exitDone, "sending", "pause", "email", "--reason", "the wrong letterhead")
	if c := state.Channels[0]; !c.Paused() || c.Reason != "the wrong letterhead" || c.Due == 0 {
		t.Errorf("paused: %+v", c)
	}
	w.must(exitDone, "work", "--drain")
	if n := w.mail.Accepted(); n != 0 {
		t.Errorf("%d e-mails left a paused channel", n)
	}
	if r := w.must(exitDone, "sending"); !strings.Contains(r.std, "E-mails: paused") || !strings.Contains(r.std, "Texts: on") {
		t.Errorf("status:\n%s", r.std)
	}
	w.must(exitRefused, "sending", "pause", "pigeons")
	w.must(exitDone, "sending", "resume", "email")
	w.must(exitDone, "work", "--drain")
	if n := w.mail.Accepted(); n != int64(state.Channels[0].Due) {
		t.Errorf("%d e-mails left, %d were due", n, state.Channels[0].Due)
	}
}

func TestACopyOfAWholeDiskIsRestoredBySomebodysWord(t *testing.T) {
	w := queued(t)
	var state notify.SendingState
	w.report(&state, exitDone, "sending", "restored")
	if state.RestoredAt == nil || state.Channels[0].Unknown == 0 {
		t.Errorf("state %+v", state)
	}
	w.must(exitDone, "work", "--drain")
	w.must(exitDone, "resume-sending")
	w.must(exitDone, "work", "--drain")
	if n := w.mail.Accepted(); n != 0 {
		t.Errorf("%d e-mails left that may have left before", n)
	}
}

func TestLimitsAreSettings(t *testing.T) {
	w := queued(t)
	w.env["THROUGHGATE_EMAILS_PER_MINUTE"] = "5"
	w.must(exitDone, "work", "--drain")
	if n := w.mail.Accepted(); n < 5 || n > 10 { // the clock runs: a minute may have turned
		t.Errorf("%d e-mails left, at most 5 a minute may", n)
	}
	w.env["THROUGHGATE_EMAILS_PER_MINUTE"], w.env["THROUGHGATE_TEXTS_PER_DAY"], w.env["THROUGHGATE_TWILIO_BLANK_DAYS"] = "many", "-1", "400"
	r := w.must(exitRefused, "work", "--drain")
	for _, name := range []string{"THROUGHGATE_EMAILS_PER_MINUTE must be a whole number", "THROUGHGATE_TEXTS_PER_DAY must", "THROUGHGATE_TWILIO_BLANK_DAYS must"} {
		if !strings.Contains(r.say, name) {
			t.Errorf("%s is not told:\n%s", name, r.say)
		}
	}
}

// TestTheLeastRolesMayDoWhatSendingNeeds: neither role owns anything, and both
// pools here are theirs.
func TestTheLeastRolesMayDoWhatSendingNeeds(t *testing.T) {
	w := newWorld(t)
	w.ready()
	set := readSettings(w.environ())
	as := func(role string) *app {
		a, err := open(t.Context(), &set, "test", role, 2)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(a.close)
		var user string
		if err := a.pool.QueryRow(t.Context(), `SELECT current_user`).Scan(&user); err != nil || user != role {
			t.Fatalf("the pool works as %q, %v", user, err)
		}
		return a
	}
	worker, pages := as(migrations.WorkerRole), as(migrations.WebRole)
	who := access.System("test")
	err := pg.InTx(t.Context(), worker.pool, who, func(tx pgx.Tx) error {
		_, err := tx.Exec(t.Context(), `
			INSERT INTO message (ref, channel, kind, recipient, dedupe_key, state, queued_at, not_before, sent_at, attempts, token)
			VALUES ('r', 'text', 'auto_reply', '+447700900123', 'k', 'sent', $1, $1, $1, 1, 'tok')`, worker.clock.Now())
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	receipts := notify.NewReceipts(pages.pool, pages.clock.Now, calendar.New(nil))
	for name, err := range map[string]error{
		"pause":    worker.switches.Pause(t.Context(), who, notify.Email, ""),
		"restored": worker.switches.Restored(t.Context(), who),
		"receipt": receipts.Receive(t.Context(), notify.StatusReport{Token: "tok", Status: "undelivered", Code: "30007",
			Fault: notify.FaultAccountAlarm}),
	} {
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	state, err := pages.switches.State(t.Context())
	if err != nil || state.RestoredAt == nil || !state.Channels[0].Paused() || state.Channels[1].Why != notify.PausedByAlarm {
		t.Errorf("state %+v, %v", state, err)
	}
	if _, err := worker.switches.ResumeRestored(t.Context(), who); err != nil {
		t.Error(err)
	}
	if _, err := worker.switches.Resume(t.Context(), who, notify.Text); err != nil {
		t.Error(err)
	}
}
