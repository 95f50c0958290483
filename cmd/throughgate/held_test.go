package main

import (
	"bytes"
	"encoding/csv"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"throughgate/intake"
	"throughgate/intake/sample"
	"throughgate/internal/calendar"
	"throughgate/release"
)

// moved is the sample's extract with the conditional release of n people a
// fortnight later.
func moved(t *testing.T, n int) []byte {
	t.Helper()
	rows, err := csv.NewReader(bytes.NewReader(sample.Releases)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	column := map[string]int{}
	for i, name := range rows[0] {
		column[name] = i
	}
	for _, row := range rows[1:] {
		day, err := calendar.Parse(row[column["crd"]])
		if err != nil || n == 0 || day.Before(calendar.MustParse("2027-01-04")) {
			continue
		}
		row[column["crd"]] = day.AddDays(14).String()
		n--
	}
	if n > 0 {
		t.Fatalf("%d too few to move", n)
	}
	var out bytes.Buffer
	if err := csv.NewWriter(&out).WriteAll(rows); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func TestABulkChangeIsHeldUntilItIsSent(t *testing.T) {
	w := newWorld(t)
	w.ready()
	w.must(exitDone, "import", "releases", w.file("releases.csv", sample.Releases))
	w.must(exitDone, "sweep")
	w.must(exitDone, "work", "--drain")
	sent := len(w.mail.Mails())
	bulk := w.file("bulk.csv", moved(t, 60))

	var r intake.Report
	w.report(&r, exitPart, "import", "releases", bulk, "--dry-run")
	if !strings.Contains(r.Brake, "planned days would move") || r.MessagesHeld == 0 {
		t.Errorf("the dry run: %+v", r)
	}
	dry := r
	r = intake.Report{}
	w.report(&r, exitPart, "import", "releases", bulk)
	if r.Changed != 60 || r.Brake != dry.Brake || r.MessagesQueued != 0 || r.MessagesHeld != dry.MessagesHeld || r.Import == 0 {
		t.Errorf("the report: %+v", r)
	}
	w.must(exitDone, "work", "--drain")
	if n := len(w.mail.Mails()); n != sent {
		t.Errorf("something left under the brake: %d, %d before", n, sent)
	}
	var list []release.HeldImport
	w.report(&list, exitDone, "held", "list")
	if len(list) != 1 || list[0].Import != r.Import || list[0].File != "bulk.csv" || list[0].Why != r.Brake || list[0].Messages != r.MessagesHeld || list[0].Releases != 60 {
		t.Errorf("held list: %+v", list)
	}
	if text := w.must(exitDone, "held", "list"); !strings.Contains(text.std, r.Brake) || !strings.Contains(text.std, "bulk.csv") {
		t.Errorf("held list says %s", text.std)
	}
	number := strconv.FormatInt(r.Import, 10)
	w.must(exitFailed, "held", "send", "999")
	var done release.SentImport
	w.report(&done, exitDone, "held", "send", number)
	if done.MessagesQueued != r.MessagesHeld || done.Releases != 60 {
		t.Errorf("held send: %+v", done)
	}
	if again := w.must(exitRefused, "held", "send", number); !strings.Contains(again.say, "sent already") {
		t.Errorf("sent again: %s", again.say)
	}
	if text := w.must(exitDone, "held", "list"); !strings.Contains(text.std, "Nothing is held") {
		t.Errorf("held list says %s", text.std)
	}
	w.must(exitDone, "import", "releases", w.file("back.csv", sample.Releases), "--confirm-bulk")
}

func TestTheEverydayExtractIsNotHeld(t *testing.T) {
	w := newWorld(t)
	w.ready()
	w.must(exitDone, "import", "releases", w.file("releases.csv", sample.Releases))
	w.env["THROUGHGATE_CLOCK"] = "2026-11-24T07:00:00Z"
	var r intake.Report
	w.report(&r, exitDone, "import", "releases", w.file("next.csv", sample.ReleasesNextDay))
	if r.Brake != "" || r.MessagesHeld != 0 || r.MessagesQueued == 0 {
		t.Errorf("%+v", r)
	}
}

func TestAGoLiveIsReviewedInAFileBesideTheExtract(t *testing.T) {
	w := newWorld(t)
	w.ready()
	extract := w.file("releases.csv", sample.Releases)
	path := filepath.Join(w.dir, "releases-review.csv")
	var r intake.Report
	w.report(&r, exitDone, "import", "releases", extract, "--review", "--dry-run")
	if _, err := os.Stat(path); err == nil || r.Review != path || r.ReviewTasks == nil || *r.ReviewTasks == 0 {
		t.Errorf("a dry run writes nothing: %+v", r)
	}
	w.must(exitRefused, "import", "releases", extract, "--review", "--confirm-bulk")
	w.must(exitRefused, "import", "releases", w.file("bad.csv", []byte("no,header\n1,2\n")), "--review")
	if _, err := os.Stat(filepath.Join(w.dir, "bad-review.csv")); err == nil {
		t.Error("a refused import leaves a review behind")
	}
	dry := *r.ReviewTasks
	r = intake.Report{}
	w.report(&r, exitDone, "import", "releases", extract, "--review")
	info, err := os.Stat(path)
	if err != nil || info.Mode().Perm() != 0o600 || r.Review != path || *r.ReviewTasks != dry || r.New != 387 {
		t.Fatalf("%v %v %+v", err, info, r)
	}
	if again := w.must(exitRefused, "import", "releases", extract, "--review"); !strings.Contains(again.say, "is there already") {
		t.Errorf("it would write over answers: %s", again.say)
	}
	w.must(exitDone, "sweep")
	w.must(exitDone, "work", "--drain")
	if n := len(w.mail.Mails()); n != 0 {
		t.Errorf("%d e-mails before the review", n)
	}
	if refusal := w.must(exitRefused, "held", "send", strconv.FormatInt(r.Import, 10)); !strings.Contains(refusal.say, "answer the review") {
		t.Errorf("held send: %s", refusal.say)
	}
	rows, err := csv.NewReader(strings.NewReader(w.read(path))).ReadAll()
	if err != nil || len(rows) != dry+1 {
		t.Fatalf("%d rows, %v", len(rows), err)
	}
	for i, row := range rows[1:] {
		row[len(row)-1] = []string{"send", "Already in hand", "not_needed", ""}[i%4]
	}
	var out bytes.Buffer
	if err := csv.NewWriter(&out).WriteAll(rows); err != nil {
		t.Fatal(err)
	}
	answered := w.file("answered.csv", out.Bytes())
	var read intake.Report
	w.report(&read, exitPart, "review", answered, "--dry-run")
	w.report(&read, exitPart, "review", answered)
	if read.Kind != intake.ReviewKind || read.Rows != dry || len(read.Held) != dry/4 || read.Changed != dry-dry/4 || len(read.Rejected) != 0 {
		t.Errorf("%d rows: %d changed, %d held, %d rejected", read.Rows, read.Changed, len(read.Held), len(read.Rejected))
	}
	var again intake.Report
	w.report(&again, exitPart, "review", answered)
	if again.Changed != 0 || again.Unchanged != read.Changed {
		t.Errorf("the same review again: %d changed, %d unchanged", again.Changed, again.Unchanged)
	}
	rest := filepath.Join(w.dir, "rest.csv")
	w.must(exitDone, "held", "review", rest)
	if lines := strings.Count(w.read(rest), "\n"); lines != dry/4+1 {
		t.Errorf("%d lines wait still, want %d", lines-1, dry/4)
	}
	w.env["THROUGHGATE_CLOCK"] = "2026-11-24T08:00:00Z"
	var swept release.Swept
	w.report(&swept, exitDone, "sweep")
	if swept.HandedOff == 0 {
		t.Errorf("after the review: %+v", swept)
	}
}

func (w *world) read(path string) string {
	w.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		w.Fatal(err)
	}
	return string(b)
}
