package web_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"throughgate/access"
	"throughgate/intake/sample"
)

func TestAFileIsLookedAtAndThenApplied(t *testing.T) {
	t.Parallel()
	i := newImportSite(t)
	i.get("/imports").wantStatus(http.StatusOK).soundPage().says("No file was imported yet.", "at most 32 MB")
	sent := i.bring("releases", `C:\My files\extract.csv`, extract(adams, brook, "A0003,Clark,Cy,1990-01-01,Leeds,Haringey,,,"), "ref", strings.Repeat("A", 26))
	address := "/imports/file/" + strings.Repeat("A", 26)
	sent.leadsTo(address)
	busy := i.get(address).wantStatus(http.StatusOK).soundPage().says("being looked at", "extract.csv").hides("My files")
	if busy.header.Get("Refresh") == "" {
		t.Error("the page of work under way does not look again by itself")
	}
	// The rest of the file is good enough: one bad row of three is too many, of six not.
	i.work()
	i.get(address).says("1 of 3 rows are bad", "Nothing was changed, and the file is deleted", "Line 4", "prison_number", "write a letter, four digits and two letters")
	if n := i.count(`SELECT count(*) FROM import_upload WHERE content IS NOT NULL`); n != 0 {
		t.Error("a refused file is kept")
	}
	more := []string{adams, brook, "A0003,Clark,Cy,1990-01-01,Leeds,Haringey,,,"}
	for k := 4; k < 10; k++ {
		more = append(more, fmt.Sprintf("A%04dBC,Davis,Di,1980-01-0%d,Leeds,Camden,2027-03-16,2028-03-16,SENTENCED", k, k))
	}
	address = i.looked("releases", "extract.csv", extract(more...))
	page := i.get(address).wantStatus(http.StatusOK).soundPage().says("looked at, not applied yet", "What it would change", "New 8", "Rejected 1", "Line 4",
		"Apply it", "Throw it away", "no message leaves before you have said")
	if page.header.Get("Refresh") != "" {
		t.Error("a page on which somebody decides loads itself anew")
	}
	page.hides("Adams", "A0001BC", "Clark")
	if n := i.count(`SELECT (SELECT count(*) FROM person) + (SELECT count(*) FROM import)`); n != 0 {
		t.Fatal("looking at a file changed something")
	}
	i.post(address + "/apply").leadsTo(address)
	i.post(address + "/apply").leadsTo(address) // pressed twice
	if len(i.uploads) != 1 {
		t.Errorf("%d jobs to apply it once", len(i.uploads))
	}
	i.work()
	i.get(address).wantStatus(http.StatusOK).soundPage().says("applied", "What it changed", "New 8", "it was the first file of this page")
	if n := i.count(`SELECT count(*) FROM person`); n != 8 {
		t.Errorf("%d people", n)
	}
	if n := i.count(`SELECT count(*) FROM import_upload WHERE content IS NOT NULL`); n != 0 {
		t.Error("the file is kept after it was applied")
	}
	if n := i.count(`SELECT count(*) FROM import WHERE actor = (SELECT 'account:' || id FROM account WHERE ref = 'officer')`); n != 1 {
		t.Error("the import does not say who brought it")
	}
	i.get("/imports").soundPage().says("extract.csv", "Olive Officer", "9: 8 new, 0 changed, 1 rejected")
	i.get(i.last()).wantStatus(http.StatusOK).soundPage().says("Olive Officer", "Line 4", "not a prison number", "9: 8 new")
	for _, line := range strings.Split(i.log.String(), "\n") {
		if strings.Contains(line, "Adams") || strings.Contains(line, "A0001BC") {
			t.Errorf("the log names somebody: %s", line)
		}
	}
}

func TestTheSameFormSentTwiceIsOneFile(t *testing.T) {
	t.Parallel()
	i := newImportSite(t)
	ref := access.NewRef()
	i.bring("releases", "extract.csv", extract(adams), "ref", ref).leadsTo("/imports/file/" + ref)
	i.bring("releases", "extract.csv", extract(adams), "ref", ref).leadsTo("/imports/file/" + ref)
	if len(i.uploads) != 1 || i.count(`SELECT count(*) FROM import_upload`) != 1 {
		t.Errorf("%d jobs", len(i.uploads))
	}
}

func TestAWorkbookIsTakenLikeACSV(t *testing.T) {
	t.Parallel()
	i := newImportSite(t)
	i.get(i.looked("releases", "extract.xlsx", []byte("PK\x03\x04 is no workbook"))).says("damaged spreadsheet")
	i.get(i.looked("services", "services.csv", sample.Services)).soundPage().says("New 47", "Directory of services")
}

func TestAFormThatCannotBeTakenSaysWhyAndKeepsWhatWasTyped(t *testing.T) {
	t.Parallel()
	i := newImportSite(t)
	page := i.bring("releases", "", nil, "source", "NOMIS").wantStatus(http.StatusUnprocessableEntity).soundPage().says("Choose a file that is not empty")
	if len(page.find("a", "href", "#file")) != 1 || len(page.find("input", "value", "NOMIS")) != 1 {
		t.Error("the error does not lead to its field, or what was typed is gone")
	}
	i.bring("people", "x.csv", extract(adams)).wantStatus(http.StatusUnprocessableEntity).says("Choose what the file holds")
	page = i.bring("releases", "x.csv", extract(adams), "day", "2027-03-28", "time", "01:30").wantStatus(http.StatusUnprocessableEntity)
	if len(page.find("a", "href", "#time")) != 1 {
		t.Error("a time that does not exist was taken")
	}
	i.bring("releases", "x.csv", extract(adams), "day", "2027-03-29").wantStatus(http.StatusUnprocessableEntity).says("lies in the future")
	i.bring("releases", "big.csv", make([]byte, 32<<20+1)).wantStatus(http.StatusUnprocessableEntity).says("larger than 32 MB")
	i.post("/imports", "kind", "releases").wantStatus(http.StatusUnprocessableEntity).says("choose a file")
	if i.count(`SELECT count(*) FROM import_upload`) != 0 {
		t.Error("something was kept")
	}
	// Other forms have their own, small limit.
	i.post("/told", "digest", strings.Repeat("x", 70<<10)).wantStatus(http.StatusRequestEntityTooLarge)
}

func TestAFileIsThrownAwayOrTooOld(t *testing.T) {
	t.Parallel()
	i := newImportSite(t)
	first := i.looked("releases", "extract.csv", extract(adams))
	i.post(first + "/throw-away").leadsTo("/imports?done=file-away")
	i.post(first + "/apply").wantStatus(http.StatusConflict).says("it was thrown away")
	i.looked("releases", "extract.csv", extract(adams))
	i.now = i.now.Add(23 * time.Hour)
	i.expire()
	if i.count(`SELECT count(*) FROM import_upload WHERE state = 'ready'`) != 1 {
		t.Error("a file of today is gone")
	}
	i.now = i.now.Add(2 * time.Hour)
	i.expire()
	if i.count(`SELECT count(*) FROM import_upload WHERE state = 'expired' AND content IS NULL`) != 1 || i.count(`SELECT count(*) FROM person`) != 0 {
		t.Error("a file that nobody applied is kept, or applied")
	}
	i.get("/imports/file/none").wantStatus(http.StatusNotFound)
	i.post(first + "/nonsense").wantStatus(http.StatusNotFound)
}

func TestOnlyThoseWhoMayBringFilesSeeThem(t *testing.T) {
	t.Parallel()
	i := newImportSite(t)
	address := i.looked("releases", "extract.csv", extract(adams))
	for _, who := range []string{"manager", "housing"} {
		i.as = who
		for _, page := range []string{"/imports", address, "/imports/held", "/imports/review", "/imports/past/1"} {
			i.get(page).wantStatus(http.StatusForbidden)
		}
		i.post(address + "/apply").wantStatus(http.StatusForbidden)
		i.get("/").hides(`href="/imports"`)
	}
}

func TestTheBrakeHoldsUntilSomebodyPressesSend(t *testing.T) {
	t.Parallel()
	i := newImportSite(t)
	var before, after []string
	for k := 1; k <= 12; k++ {
		row := fmt.Sprintf("A%04dBC,Davis,Di,1980-01-%02d,Leeds,Haringey,2027-03-%%d,2028-06-16,SENTENCED", k, k)
		before, after = append(before, fmt.Sprintf(row, 16)), append(after, fmt.Sprintf(row, 23))
	}
	i.applied("releases", "first.csv", extract(before...))
	first := i.last()
	i.post("/imports/review", "which", "all", "answer", "not needed").wantStatus(http.StatusSeeOther) // the first answers let it go
	i.get(first).soundPage().says("sent", "by Olive Officer")
	i.now = i.now.Add(time.Hour)
	address := i.looked("releases", "second.csv", extract(after...))
	i.get(address).soundPage().says("It is a large change: 12 of 12 planned days would move", "Changed 12")
	i.post(address + "/apply")
	i.work()
	i.get(address).says("12 of 12 planned days would move")
	i.get("/imports").says("Nothing of these leaves yet", "waits for somebody to press send", "12 of 12 planned days would move")
	second := i.last()
	i.get(second).soundPage().says("waits for somebody to press send", "The requests of 12 people wait too", "Send")
	i.post(second + "/send").leadsTo(second + "?done=import-sent")
	i.post(second + "/send").wantStatus(http.StatusConflict).says("was sent already")
	if n := i.count(`SELECT count(*) FROM release WHERE held_by IS NOT NULL`); n != 0 {
		t.Errorf("%d releases are still held", n)
	}
	i.get("/imports/past/99").wantStatus(http.StatusNotFound)
}
