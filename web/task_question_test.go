package web_test

import (
	"net/http"
	"strings"
	"testing"

	"throughgate/internal/testkit/seed"
)

func TestAQuestionStandsOnTheRequestWithItsAnswer(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	r := s.seed.Person(seed.Person{Surname: "Adams", Forenames: "Bo", PlannedDay: day("2026-12-18"), ReferConsent: true})
	service := s.seed.Service(seed.Haringey, "housing_options", "Housing")
	id := s.seed.Task(seed.Task{Release: r, Standard: "ACC-CASE", State: "handed_off", DueOn: day("2026-12-15"), Service: service})
	var ref string
	if err := s.pool.QueryRow(t.Context(), `select ref from task where id = $1`, id).Scan(&ref); err != nil {
		t.Fatal(err)
	}
	address := "/tasks/" + ref
	s.get(address).hides("Ask a question")
	s.post(address+"/questions", "question", "x").wantStatus(http.StatusForbidden)
	s.as = "housing"
	s.get(address).soundPage().says("Ask a question", "No victim, no third party, no diagnosis")
	wrong := s.post(address+"/questions", "question", "").wantStatus(http.StatusUnprocessableEntity).soundPage().says("Write what you want to know")
	if len(wrong.find("a", "href", "#question")) != 1 {
		t.Error("the error does not lead to its field")
	}
	long := strings.Repeat("why ", 300)
	s.post(address+"/questions", "question", long).wantStatus(http.StatusUnprocessableEntity).says("Write at most 1000 letters", strings.TrimSpace(long))
	s.post(address+"/questions", "question", "Does <b>she</b> have a dog?").leadsTo(address + "?done=asked")
	s.get(address).soundPage().says("Does <b>she</b> have a dog?", "asked by Kay Housing", "No answer yet.")

	s.as = "officer"
	list := s.get("/your-list").soundPage().says("A service asks something", "by Tuesday 24 November 2026").hides("have a dog")
	if len(list.find("a", "href", address+"#questions")) != 1 {
		t.Error("the list does not lead to the question")
	}
	s.post("/your-list/1", "note", "done").wantStatus(http.StatusUnprocessableEntity)
	var question string
	if err := s.pool.QueryRow(t.Context(), `select ref from task_question`).Scan(&question); err != nil {
		t.Fatal(err)
	}
	to := address + "/questions/" + question
	s.get(address).soundPage().says("Your answer", "Does <b>she</b> have a dog?")
	s.post(to, "answer", " ").wantStatus(http.StatusUnprocessableEntity).soundPage().says("Write the answer")
	s.post(to, "answer", "A small one").leadsTo(address + "?done=answered")
	s.post(to, "answer", "A big one").wantStatus(http.StatusConflict).soundPage().says("Olive Officer has answered this question already", "A small one")
	s.get("/your-list").says("Nothing waits for you.")
	s.get(to).leadsTo(address)
	s.as = "housing"
	s.get(address).soundPage().says("A small one", "answered by Olive Officer")
	// Whoever holds it next sees nothing of what the last holder asked.
	s.seed.Exec(`update task set handed_off_at = now() + interval '100 years' where id = $1`, id)
	s.get(address).hides("A small one", "have a dog")
}
