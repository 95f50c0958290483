package web_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"throughgate/intake/sample"
)

// late is somebody whose requests should have gone long ago.
const late = "A0003BC,Clark,Cy,1990-01-01,Pentonville,Haringey,2026-12-08,2028-03-16,SENTENCED"

func TestTheFirstImportOfThePageIsReviewedByPrison(t *testing.T) {
	t.Parallel()
	i := newImportSite(t)
	i.get("/imports/review").wantStatus(http.StatusOK).soundPage().says("No request waits for an answer of a review.")
	soon := "A0004BC,Davis,Di,1990-01-01,Leeds,Haringey,2026-12-09,2028-03-16,SENTENCED"
	i.seed.Exec(`update prison set region = 'Yorkshire and the Humber' where code = 'PVI'`) // so that both are watched
	i.get(i.applied("releases", "first.csv", extract(adams, late, soon))).says("it was the first file of this page", "Say of")
	i.get("/imports").says("Requests of the review without an answer", "waits for the review")
	i.post(i.last() + "/send").wantStatus(http.StatusUnprocessableEntity).says("Answer the review first")
	i.get(i.last()).says("Answer the review").hides(">Send<")
	page := i.get("/imports/review").wantStatus(http.StatusOK).soundPage().says("Leeds", "Pentonville", "Already in hand", "DD ").hides("Davis", "Clark")
	all := i.count(`SELECT count(*) FROM task WHERE review`)
	if all < 4 {
		t.Fatalf("%d tasks to answer", all)
	}
	ref := ""
	for _, n := range page.find("input", "value", "send") {
		if name, _ := attr(n, "name"); name != "" {
			ref = name
		}
	}
	i.post("/imports/review", "which", "ticked").wantStatus(http.StatusUnprocessableEntity).says("Tick an answer for at least one request")
	i.post("/imports/review", "which", "ticked", ref, "perhaps").wantStatus(http.StatusConflict).says("No answer we know")
	i.post("/imports/review", "which", "prison", "prison", "Leeds (HMP)").wantStatus(http.StatusUnprocessableEntity).says("Choose the answer for all of them")
	i.post("/imports/review", "which", "ticked", ref, "send").leadsTo("/imports/review?done=reviewed")
	if n := i.count(`SELECT count(*) FROM task WHERE review`); n != all-1 {
		t.Errorf("%d of %d wait", n, all)
	}
	i.get(i.last()).says("sent", "by Olive Officer")
	prison := ""
	if err := i.pool.QueryRow(t.Context(), `SELECT name FROM prison WHERE code = 'PVI'`).Scan(&prison); err != nil {
		t.Fatal(err)
	}
	i.post("/imports/review", "which", "prison", "prison", prison, "answer", "not needed").wantStatus(http.StatusSeeOther)
	if n := i.count(`SELECT count(*) FROM task t JOIN release r ON r.id = t.release_id WHERE t.review AND r.prison = 'PVI'`); n != 0 {
		t.Errorf("%d of the prison wait", n)
	}
	if n := i.count(`SELECT count(*) FROM task t JOIN release r ON r.id = t.release_id WHERE t.review AND r.prison = 'LEI'`); n == 0 {
		t.Error("the other prison was answered too")
	}
	i.post("/imports/review", "which", "all", "answer", "already in hand").wantStatus(http.StatusSeeOther)
	i.get("/imports/review").says("No request waits")
	// The next import of the page is none for review.
	i.get(i.looked("releases", "second.csv", extract(adams, late, soon, brook))).says("New 1").hides("first release extract of this page")
}

// The pages' own role in the database may do what people decide on imports, and
// does not import.
func TestThePagesRoleMayDoWhatPeopleDecideOnImports(t *testing.T) {
	t.Parallel()
	i := newImportSite(t)
	i.applied("releases", "first.csv", extract(adams, late, brook))
	i.post("/imports/review", "which", "all", "answer", "send").wantStatus(http.StatusSeeOther)
	for _, step := range []struct{ decision, crd string }{{"leave", "2027-03-30"}, {"take", "2027-04-30"}} {
		i.now = i.now.Add(time.Hour)
		i.applied("releases", step.decision+".csv", extract(strings.Replace(otherName, "2027-03-30", step.crd, 1), late, brook))
		id := i.count(`SELECT coalesce(max(id), 0) FROM import_problem WHERE kind = 'held' AND decided_at IS NULL`)
		i.post(fmt.Sprintf("/imports/held/%d", id), "decision", step.decision, "reason", "rang").leadsTo("/imports/held?done=row-" + step.decision)
		i.work()
	}
	var moved []string
	for k := 1; k <= 6; k++ {
		moved = append(moved, fmt.Sprintf("A%04dBC,Davis,Di,1980-01-%02d,Leeds,Haringey,2027-03-16,2028-06-16,SENTENCED,2026-11-23", 10+k, k))
	}
	out := "prison_number,surname,forenames,date_of_birth,prison,home_area,crd,sed,legal_status,released_on\n"
	i.applied("releases", "in.csv", []byte(out+strings.ReplaceAll(strings.Join(moved, "\n"), ",2026-11-23", ",")+"\n"))
	i.now = i.now.Add(time.Hour)
	i.applied("releases", "out.csv", []byte(out+strings.Join(moved, "\n")+"\n"))
	i.get(i.last()).says("6 people would be released")
	i.post(i.last() + "/send").leadsTo(i.last() + "?done=import-sent")
	i.post(i.looked("services", "services.csv", sample.Services) + "/throw-away").leadsTo("/imports?done=file-away")
	for _, address := range []string{"/imports", "/imports/held", "/imports/review", i.last()} {
		i.get(address).wantStatus(http.StatusOK)
	}
}
