package web_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"
)

const (
	// otherName contradicts Adams in surname and birth date, under the same number.
	otherName = "A0001BC,Ädams-O'Neill,Bo,1991-03-02,Leeds,Haringey,2027-03-30,2028-03-16,SENTENCED"
)

// withHeldRow has a row that contradicts Adams wait, and gives its number.
func withHeldRow(t *testing.T) (*importSite, int) {
	t.Helper()
	i := newImportSite(t)
	i.applied("releases", "first.csv", extract(adams, brook))
	i.post(i.last() + "/send")
	i.applied("releases", "second.csv", extract(otherName, brook))
	return i, i.count(`SELECT id FROM import_problem WHERE kind = 'held' AND decided_at IS NULL`)
}

func TestAHeldRowIsShownBesideWhoIsStored(t *testing.T) {
	t.Parallel()
	i, _ := withHeldRow(t)
	i.get("/imports").says("Rows that wait for you (1)")
	if n := len(i.get("/your-list").find("a", "href", "/imports/held")); n != 1 {
		t.Errorf("the list leads to the rows %d times", n)
	}
	page := i.get("/imports/held").wantStatus(http.StatusOK).soundPage().says("Surname and birth date both contradict", "A0001BC", "line 2 of second.csv",
		"Surname Adams Ädams-O'Neill differs", "Forenames Bo Bo the same", "Date of birth 1990-02-01 1991-03-02 differs", "Prison Leeds (HMP) Leeds (HMP) the same", "Home area Haringey Haringey the same", "CRD 2027-03-16 2027-03-30 differs")
	page.hides("Brook")
	i.seed.Exec(`update person set flags = '{restricted}'`)
	i.get("/imports/held").says("Restricted record", "masked").hides("Adams", "A0001BC", "1990-02-01")
	i.seed.Exec(`delete from account_area where area = 'E09000014' and account_id = (select id from account where ref = 'officer')`)
	i.get("/imports/held").wantStatus(http.StatusOK).soundPage().says("No row waits for you.")
}

func TestTheSamePersonTakesTheRow(t *testing.T) {
	t.Parallel()
	i, id := withHeldRow(t)
	address := fmt.Sprintf("/imports/held/%d", id)
	wrong := i.post(address, "reason", "rang the prison").wantStatus(http.StatusUnprocessableEntity).soundPage().says("Say whether it is the same person")
	if len(wrong.find("a", "href", fmt.Sprintf("#row-%d", id))) != 1 || len(wrong.find("input", "value", "rang the prison")) != 1 {
		t.Error("the error does not lead to its field, or what was typed is gone")
	}
	i.post(address, "decision", "take").wantStatus(http.StatusUnprocessableEntity).says("Say how you know")
	i.post(address, "decision", "take", "reason", "rang the prison").leadsTo("/imports/held?done=row-take")
	i.get("/imports/held").says("being applied")
	i.post(address, "decision", "leave", "reason", "no").wantStatus(http.StatusConflict).says("decided on this row already")
	listings := i.count(`SELECT count(*) FROM import_listing`)
	i.work()
	i.get("/imports/held").soundPage().says("No row waits for you.")
	if n := i.count(`SELECT count(*) FROM person p JOIN release r ON r.person_id = p.id WHERE p.surname = 'Ädams-O''Neill' AND p.date_of_birth = '1991-03-02' AND r.planned_day = '2027-03-30'`); n != 1 {
		t.Error("the row was not applied")
	}
	if n := i.count(`SELECT count(*) FROM attention WHERE kind = 'held_row' AND closed_at IS NULL`); n != 0 {
		t.Error("it is still on the list")
	}
	if i.count(`SELECT count(*) FROM import_listing`) != listings {
		t.Error("one row counts as a file from which everybody else is gone")
	}
	// The same file again has nothing new to say.
	i.now = i.now.Add(time.Hour)
	i.get(i.applied("releases", "second.csv", extract(otherName, brook))).says("Unchanged 2", "Held for a person to decide 0")
}

func TestAnotherPersonIsLeftAndNotAskedAboutAgain(t *testing.T) {
	t.Parallel()
	i, id := withHeldRow(t)
	i.post(fmt.Sprintf("/imports/held/%d", id), "decision", "leave", "reason", "a mistyped number").leadsTo("/imports/held?done=row-leave")
	i.work()
	past := i.last()
	i.get(past).says("Left: a mistyped number")
	if i.count(`SELECT count(*) FROM person WHERE surname = 'Adams' AND date_of_birth = '1990-02-01'`) != 1 {
		t.Error("the row was applied")
	}
	i.applied("releases", "second.csv", extract(otherName, brook))
	i.get("/imports/held").says("No row waits for you.")
	i.applied("releases", "third.csv", extract(strings.Replace(otherName, "2027-03-30", "2027-04-30", 1), brook))
	i.get("/imports/held").says("Surname and birth date both contradict")
}

func TestOfTwoRowsOfOnePersonOneIsTaken(t *testing.T) {
	t.Parallel()
	i := newImportSite(t)
	i.applied("releases", "first.csv", extract(adams, strings.Replace(adams, "2027-03-16", "2027-03-23", 1), brook))
	i.get("/imports/held").soundPage().says("Another row of the same person says something else", "line 2 of first.csv", "line 3 of first.csv", "2027-03-23")
	second := i.count(`SELECT max(id) FROM import_problem`)
	i.post(fmt.Sprintf("/imports/held/%d", second), "decision", "take", "reason", "rang the prison").leadsTo("/imports/held?done=row-take")
	i.work()
	i.get("/imports/held").says("No row waits for you.")
	if n := i.count(`SELECT count(*) FROM release r JOIN person p ON p.id = r.person_id WHERE p.surname = 'Adams' AND r.statutory_date = '2027-03-23'`); n != 1 {
		t.Error("the chosen row was not applied")
	}
}
