package main

import (
	"strconv"
	"strings"
	"testing"

	"throughgate/intake"
	"throughgate/intake/sample"
	"throughgate/release"
)

func TestABulkChangeThatIsWrongIsUndoneByCommand(t *testing.T) {
	w := newWorld(t)
	w.ready()
	if none := w.must(exitRefused, "import", "undo"); !strings.Contains(none.say, "no import of a release extract") {
		t.Errorf("nothing to undo: %s", none.say)
	}
	w.must(exitDone, "import", "releases", w.file("releases.csv", sample.Releases))
	w.must(exitDone, "sweep")
	w.must(exitDone, "work", "--drain")
	sent := len(w.mail.Mails())
	w.env["THROUGHGATE_CLOCK"] = "2026-11-23T12:00:00Z"
	bulk := w.file("bulk.csv", moved(t, 60))
	var r intake.Report
	w.report(&r, exitPart, "import", "releases", bulk)
	var would release.ImportUndo
	w.report(&would, exitDone, "import", "undo", "--dry-run")
	if would.Import != r.Import || would.PeopleBack != 60 || would.PeopleNew != 0 || would.DaysBack == 0 || would.MessagesDropped() != r.MessagesHeld {
		t.Errorf("what it would take back: %+v", would)
	}
	var done release.UndoneImport
	w.report(&done, exitDone, "import", "undo", strconv.FormatInt(r.Import, 10))
	if done.Import != r.Import || done.PeopleRestored != 60 || done.DaysBack != would.DaysBack || done.MessagesCancelled != r.MessagesHeld || done.MessagesQueued != 0 {
		t.Errorf("undone: %+v", done)
	}
	w.must(exitDone, "work", "--drain")
	if n := len(w.mail.Mails()); n != sent {
		t.Errorf("%d e-mails, %d before", n, sent)
	}
	if text := w.must(exitDone, "held", "list"); !strings.Contains(text.std, "Nothing is held") {
		t.Errorf("held list says %s", text.std)
	}
	if again := w.must(exitRefused, "import", "undo", strconv.FormatInt(r.Import, 10)); !strings.Contains(again.say, "undone already") {
		t.Errorf("undone twice: %s", again.say)
	}
	if held := w.must(exitRefused, "held", "send", strconv.FormatInt(r.Import, 10)); !strings.Contains(held.say, "was undone") {
		t.Errorf("sent after the undo: %s", held.say)
	}
	w.must(exitFailed, "import", "undo", "999")
	// The first file has been acted on: its requests went out.
	refusal := w.must(exitRefused, "import", "undo", "--dry-run")
	if !strings.Contains(refusal.std, "gone out since") || !strings.Contains(refusal.std, "Bring an extract") {
		t.Errorf("acted on: %s", refusal.std)
	}
	var again intake.Report
	w.report(&again, exitPart, "import", "releases", bulk)
	if again.Changed != 60 {
		t.Errorf("the same file again: %+v", again)
	}
}
