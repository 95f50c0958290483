package web_test

import (
	"net/http"
	"testing"

	"throughgate/internal/testkit/seed"
)

func TestADeathIsTakenBackOnTheReleasesPageByTwo(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	_, address := s.planned(seed.Person{})
	s.get(address).hides("recorded by mistake</a>", "/record/not-died")
	s.get(address + "/record/not-died").wantStatus(http.StatusNotFound)
	s.post(address+"/record/event", s.handForm(address+"/record/event", append(yesterday, "event", "died", "confirmed", "yes")...)...).leadsTo(address + "?done=recorded")
	page := s.get(address).soundPage().says("Please make no contact", "The death was recorded by mistake")
	if n := len(page.find("a", "href", address+"/record/not-died")); n != 2 { // beside the event, and in what can be recorded
		t.Errorf("%d links to take the death back", n)
	}
	s.get(address+"/record/not-died").wantStatus(http.StatusOK).soundPage().says("A death is taken back by two people", "Until then nothing changes")
	s.post(address+"/record/not-died", s.handForm(address+"/record/not-died", "reason", " ")...).wantStatus(http.StatusUnprocessableEntity).soundPage().says("Say why it is taken back")
	s.post(address+"/record/not-died", s.handForm(address+"/record/not-died", "reason", "another person of that name")...).leadsTo(address + "?done=recorded")

	confirm := address + "/record/not-died-confirm"
	s.get(address).soundPage().says("You have said that the death was recorded by mistake", "Please make no contact")
	s.get(confirm).soundPage().says("Somebody else has to confirm it", "I take back what I said").hides("take the death back")
	s.post(confirm, s.handForm(confirm, "answer", "agreed")...).wantStatus(http.StatusUnprocessableEntity).says("You have said so yourself")
	if n := s.count(`select count(*) from release where state = 'died'`); n != 1 {
		t.Fatal("one person took a death back")
	}
	s.as = "manager"
	s.get(address).soundPage().says("Olive Officer says that the death was recorded by mistake", "another person of that name", "Somebody else has to confirm it")
	s.get(confirm).soundPage().says("another person of that name", "Ring the prison first", "No, the death stands")
	s.post(confirm, s.handForm(confirm)...).wantStatus(http.StatusUnprocessableEntity).soundPage().says("Choose what is right")
	form := s.handForm(confirm, "answer", "agreed")
	for range 2 { // a double click
		s.post(confirm, form...).leadsTo(address + "?done=recorded")
	}
	s.get(address).soundPage().says("Died", "taken back", "by Olive Officer and Mo Manager: another person of that name").hides("Please make no contact")
	s.get(confirm).wantStatus(http.StatusNotFound)
	s.as = "housing"
	s.get(confirm).wantStatus(http.StatusForbidden)
}
