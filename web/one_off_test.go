package web_test

import (
	"net/http"
	"testing"

	"throughgate/internal/testkit/seed"
)

// bicycle is a request to the Jobcentre as it is typed; more replaces fields.
func bicycle(more ...string) []string {
	form := map[string]string{"title": "Bring the bicycle", "ask": "It stands in the shed", "pathway": "benefits_and_work", "who": "jobcentre",
		"when": "now", "ask_on": "", "due_on": "2026-12-10", "after": "no"}
	for i := 0; i < len(more); i += 2 {
		form[more[i]] = more[i+1]
	}
	var list []string
	for name, value := range form {
		list = append(list, name, value)
	}
	return list
}

// askedBicycle is a person for whom the Jobcentre is asked something that is in no
// standard: the release's address, and the request's.
func (s *site) askedBicycle() (address, task string) {
	s.t.Helper()
	s.seed.Service(seed.Haringey, "jobcentre", "Haringey Jobcentre")
	_, address = s.planned(seed.Person{})
	form := s.handForm(address+"/record/ask", bicycle()...)
	for range 2 { // a double click
		s.post(address+"/record/ask", form...).leadsTo(address + "?done=recorded")
	}
	return address, "/tasks/" + s.text(`select ref from task where standard = 'ONE-1'`)
}

func (s *site) text(sql string, args ...any) string {
	s.t.Helper()
	var text string
	if err := s.pool.QueryRow(s.t.Context(), sql, args...).Scan(&text); err != nil {
		s.t.Fatal(err)
	}
	return text
}

func TestARequestOfNoStandardIsAddedOnThePage(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.seed.Service(seed.Leeds, "prison_omu", "Leeds OMU")
	address, task := s.askedBicycle()
	page := s.get(address).wantStatus(http.StatusOK).soundPage().says("Bring the bicycle", "Add a request that is in no standard", "Haringey Jobcentre")
	if len(page.find("a", "href", address+"/record/ask")) != 2 { // beside the plan, and among what can be recorded
		t.Error("no link to add one")
	}
	form := s.get(address+"/record/ask").wantStatus(http.StatusOK).soundPage().says("They leave on Friday 18 December 2026", "The offender manager", "Leeds OMU")
	if n := len(form.find("option", "value", "prison_healthcare")); n != 0 {
		t.Error("a service that nobody has is offered")
	}
	s.get(task).wantStatus(http.StatusOK).soundPage().says("Bring the bicycle", "It stands in the shed", "Thursday 10 December 2026", "Change what is asked", "Take this request back")
	if n := s.count(`select count(*) from standard where release_id is not null`); n != 1 {
		t.Errorf("%d requests of one form", n)
	}
	s.get("/unit/standards").hides("Bring the bicycle")
}

func TestTheServiceReadsWhatIsAskedAndAnswers(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.seed.Account("jobs", "Jo Jobs", "spoc", []string{seed.Haringey}, []string{"jobcentre"})
	_, task := s.askedBicycle()
	s.as = "jobs"
	s.get("/tasks").wantStatus(http.StatusOK).says("Bring the bicycle")
	s.get(task).wantStatus(http.StatusOK).soundPage().says("Bring the bicycle", "It stands in the shed", "We have it").hides("Change what is asked")
	s.post(task+"/accept", "version", s.text(`select version::text from task where standard = 'ONE-1'`)).wantStatus(http.StatusSeeOther)
	s.as = "officer"
	s.get(task).says("agreed")
	s.get("/releases/x/record/ask").wantStatus(http.StatusNotFound)
	s.as = "jobs"
	s.get("/releases/x/record/ask").wantStatus(http.StatusForbidden)
}

func TestWhatIsWrongWithARequestLeadsToItsField(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.seed.Service(seed.Haringey, "jobcentre", "Haringey Jobcentre")
	_, address := s.planned(seed.Person{})
	for name, c := range map[string]struct {
		form        []string
		field, says string
	}{
		"nothing":          {bicycle("title", "", "pathway", "", "who", ""), "title", "Write what is to be done"},
		"no service":       {bicycle("who", ""), "who", "Choose who does it"},
		"no due day":       {bicycle("due_on", ""), "due_on", "Give the day by which it is needed"},
		"after they leave": {bicycle("due_on", "2026-12-21"), "due_on", "after the planned day"},
		"no day to ask":    {bicycle("when", "on"), "ask_on", "Give the day on which it is asked"},
		"health":           {bicycle("pathway", "mental_health"), "pathway", "not asked about health"},
	} {
		page := s.post(address+"/record/ask", s.handForm(address+"/record/ask", c.form...)...).wantStatus(http.StatusUnprocessableEntity).soundPage()
		page.says("There is a problem", c.says)
		if len(page.find("a", "href", "#"+c.field)) != 1 || len(page.find("", "id", c.field)) != 1 {
			t.Errorf("%s: the error does not lead to %s", name, c.field)
		}
		if len(page.find("input", "value", "2026-12-10"))+len(page.find("textarea", "id", "ask")) == 0 {
			t.Errorf("%s: what was typed is gone", name)
		}
	}
	if n := s.count(`select count(*) from standard where release_id is not null`); n != 0 {
		t.Errorf("%d were added", n)
	}
}

func TestARequestIsChangedTakenBackAndAskedAgain(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	address, task := s.askedBicycle()
	ref := task[len("/tasks/"):]
	change, back, again := address+"/record/ask-change", address+"/record/ask-back", address+"/record/ask-again"
	form := s.get(change + "?task=" + ref).wantStatus(http.StatusOK).soundPage()
	if len(form.find("select", "name", "who")) != 0 || len(form.find("input", "value", "Bring the bicycle")) != 1 {
		t.Error("the form of a request that was asked")
	}
	mine := s.handForm(change+"?task="+ref, "title", "Bring both bicycles", "ask", "", "due_on", "2026-12-14", "after", "yes")
	other := s.handForm(change+"?task="+ref, "title", "Bring no bicycle", "ask", "", "due_on", "2026-12-11", "after", "no")
	s.post(change, mine...).leadsTo(address + "?done=recorded")
	s.get(task).says("Bring both bicycles", "Monday 14 December 2026", "what is asked was changed")
	s.post(change, other...).wantStatus(http.StatusConflict).soundPage().
		says("Olive Officer changed this request", "Bring both bicycles, needed by Monday 14 December 2026", "Bring no bicycle, needed by Friday 11 December 2026")
	s.get(again + "?task=" + ref).wantStatus(http.StatusNotFound)
	s.get(back).wantStatus(http.StatusNotFound) // of which request?
	s.get(back+"?task="+ref).wantStatus(http.StatusOK).soundPage().says("Take this request back?", "Bring both bicycles", "No, go back")
	s.post(back, s.handForm(back+"?task="+ref)...).leadsTo(address + "?done=recorded")
	s.get(task).soundPage().says("taken back", "Ask for it after all").hides("Change what is asked")
	s.get(change + "?task=" + ref).wantStatus(http.StatusNotFound)
	s.post(again, s.handForm(again+"?task="+ref)...).leadsTo(address + "?done=recorded")
	s.get(task).hides("Ask for it after all").says("Change what is asked")
	s.as = "manager" // did not add it
	s.get(task).wantStatus(http.StatusOK).hides("Change what is asked")
	s.get(change + "?task=" + ref).wantStatus(http.StatusNotFound)
}

// A title about health is for those with a basis, wherever it stands.
func TestARequestAboutHealthIsMasked(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.seed.Service(seed.Haringey, "drug_and_alcohol", "Haringey Recovery")
	_, address := s.planned(seed.Person{HealthConsent: true})
	s.post(address+"/record/ask", s.handForm(address+"/record/ask", bicycle("who", "drug_and_alcohol", "pathway", "drugs_and_alcohol")...)...).leadsTo(address + "?done=recorded")
	s.seed.Exec(`update consent set withdrawn_at = recorded_at`)
	s.as = "manager"
	s.get(address).wantStatus(http.StatusOK).hides("bicycle", "shed")
	task := s.text(`select ref from task where standard = 'ONE-1'`)
	s.get("/tasks/"+task).hides("bicycle", "shed")
	s.get(address + "/record/ask-change?task=" + task).wantStatus(http.StatusNotFound)
	if n := len(s.get(address+"/record/ask").wantStatus(http.StatusOK).find("option", "value", "drugs_and_alcohol")); n != 0 {
		t.Error("health is offered to those who may not know of it")
	}
}

func TestARequestIsAddedToNoMaskedRecord(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	_, address := s.planned(seed.Person{Flags: []string{"restricted"}})
	for _, as := range []string{"officer", "manager"} {
		s.as = as
		s.get(address + "/record/ask").leadsTo(address)
		s.get(address).hides("Add a request")
	}
}
