package web_test

import (
	"net/http"
	"testing"
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
