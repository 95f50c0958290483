package web_test

import (
	"fmt"
	"net/http"
	"testing"
	"time"
)

func TestTheLastImportIsUndoneFromItsPage(t *testing.T) {
	t.Parallel()
	i := newImportSite(t) // what it deletes, the role of the pages may delete
	i.get("/imports").soundPage().says("No file was imported yet").hides("Undo import")
	i.get("/imports/past/1/undo").wantStatus(http.StatusNotFound)
	var before, after []string
	for k := 1; k <= 12; k++ {
		row := fmt.Sprintf("A%04dBC,Davis,Di,1980-01-%02d,Leeds,Haringey,2027-03-%%d,2028-06-16,SENTENCED", k, k)
		before, after = append(before, fmt.Sprintf(row, 16)), append(after, fmt.Sprintf(row, 23))
	}
	i.applied("releases", "first.csv", extract(before...))
	i.post("/imports/review", "which", "all", "answer", "not needed").wantStatus(http.StatusSeeOther)
	i.now = i.now.Add(time.Hour)
	i.applied("releases", "second.csv", extract(append(after, adams)...)) // Adams clashes: one number twice
	i.applied("releases", "third.csv", extract(append(after, brook[:1]+"0099"+brook[5:])...))
	second, third := i.count(`SELECT id FROM import WHERE kind = 'releases' ORDER BY id DESC OFFSET 1 LIMIT 1`), i.count(`SELECT max(id) FROM import`)
	refused := i.get(fmt.Sprintf("/imports/past/%d/undo", second)).wantStatus(http.StatusOK).soundPage()
	refused.says("It cannot be undone", fmt.Sprintf("A newer extract was imported after it: import %d", third), fmt.Sprintf("Undo import %d first", third)).hides("Yes, undo the import")
	i.post(fmt.Sprintf("/imports/past/%d/undo", second)).wantStatus(http.StatusUnprocessableEntity).says("Nothing was undone")

	i.get("/imports").soundPage().says(fmt.Sprintf("Undo import %d", third), "Other files cannot be undone")
	page := fmt.Sprintf("/imports/past/%d", third)
	if len(i.get(page).soundPage().find("a", "href", page+"/undo")) != 1 {
		t.Error("the import does not lead to its undo")
	}
	i.get(page+"/undo").wantStatus(http.StatusOK).soundPage().says("What it would take back", "1 person: they are not on the board any more", "Yes, undo the import").hides("Brook")
	people := i.count(`SELECT count(*) FROM release WHERE is_current`)
	i.post(page + "/undo").leadsTo(page + "?done=import-undone")
	if n := i.count(`SELECT count(*) FROM release WHERE is_current`); n != people-1 {
		t.Errorf("%d people on the board, %d before", n, people)
	}
	i.get(page).soundPage().says("undone", "import undone by Olive Officer").hides("Undo this import")
	i.get("/imports").says("import undone by Olive Officer")
	i.post(page + "/undo").wantStatus(http.StatusUnprocessableEntity).says("It was undone already by Olive Officer")
	i.get(page+"/undo").soundPage().says("It was undone already", "The file can be imported again")

	// The one before it is the last now: held by the brake, it is undone from its own page.
	page = fmt.Sprintf("/imports/past/%d", second)
	i.get(page).says("waits for somebody to press send", "Undo this import")
	i.get(page+"/undo").says("11 people: they are as they were told before", "11 days go back")
	i.post(page + "/undo").leadsTo(page + "?done=import-undone")
	if n := i.count(`SELECT count(*) FROM release WHERE is_current AND (held_by IS NOT NULL OR planned_day = '2027-03-23')`); n != 0 {
		t.Errorf("%d releases are still held, or moved", n)
	}
	if n := i.count(`SELECT count(*) FROM attention WHERE kind = 'held_row' AND closed_at IS NULL`); n != 0 {
		t.Errorf("%d held rows of an undone import are on the list", n)
	}
	i.get("/imports").hides("Nothing of these leaves yet")
	i.get("/imports/held").soundPage().says("No row waits for you")
	i.applied("releases", "second.csv", extract(append(after, adams)...))
	i.get("/imports").says("waits for somebody to press send")
}

func TestOtherFilesCannotBeUndone(t *testing.T) {
	t.Parallel()
	i := newImportSite(t)
	i.applied("local_prisons", "prisons.csv", []byte("area,prison\nHaringey,Pentonville\n"))
	i.get(i.last()).hides("Undo this import")
	i.get(i.last()+"/undo").wantStatus(http.StatusOK).soundPage().says("Only release extracts can be undone", "Bring the list as it should be")
	i.post(i.last() + "/undo").wantStatus(http.StatusUnprocessableEntity)
	for _, who := range []string{"manager", "housing"} {
		i.as = who
		i.get(i.last() + "/undo").wantStatus(http.StatusForbidden)
		i.post(i.last() + "/undo").wantStatus(http.StatusForbidden)
	}
}
