package web_test

import (
	"net/http"
	"strings"
	"testing"

	"throughgate/internal/testkit/seed"
)

func containsAny(text string, words ...string) bool {
	for _, w := range words {
		if strings.Contains(text, w) {
			return true
		}
	}
	return false
}

// asked puts a request to housing in Haringey, with the consent it needs.
func (s *site) asked(task seed.Task) seed.Release {
	s.t.Helper()
	r := s.seed.Person(seed.Person{PlannedDay: day("2026-12-18"), ReferConsent: true})
	task.Release = r
	if task.Standard == "" {
		task.Standard = "ACC-CASE"
	}
	if task.State == "" {
		task.State = "handed_off"
	}
	if task.DueOn.IsZero() {
		task.DueOn = day("2026-12-01")
	}
	if task.AnswerBy.IsZero() {
		task.AnswerBy = monday.AddDate(0, 0, 2)
	}
	s.seed.Task(task)
	return r
}

func TestRequestsAreListedByService(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	housing, jobs := s.seed.Service(seed.Haringey, "housing_options", "Housing Options"), s.seed.Service(seed.Haringey, "jobcentre", "Wood Green Jobcentre")
	s.asked(seed.Task{Service: housing, DueOn: day("2026-11-20")})
	s.asked(seed.Task{Service: housing, AnswerBy: monday.AddDate(0, 0, -1)})
	s.asked(seed.Task{Service: jobs, Standard: "BEN-JCP", State: "no_capacity", FullUntil: day("2026-12-07")})
	s.asked(seed.Task{Service: jobs, Standard: "BEN-JCP", State: "done"})
	s.asked(seed.Task{Standard: "GATE-PLAN", State: "planned"})
	page := s.get("/tasks").wantStatus(http.StatusOK).soundPage()
	page.says("Housing options 2 1 1", "Jobcentre 1 0 0", "Clarke, James", "asked, late", "no answer yet", "full until Mon 7 Dec", "Showing 1 to 3 of 3")
	for address, want := range map[string]string{
		"/tasks?service=housing_options":            "Showing 1 to 2 of 2",
		"/tasks?state=late":                         "Showing 1 to 1 of 1",
		"/tasks?state=no_answer":                    "Showing 1 to 1 of 1",
		"/tasks?state=said_no":                      "Showing 1 to 1 of 1",
		"/tasks?state=done":                         "First Jobcentre appointment booked",
		"/tasks?state=not_yet":                      "to be asked on",
		"/tasks?state=closed":                       "No request fits the filters.",
		"/tasks?service=jobcentre&state=late":       "No request fits the filters.",
		"/tasks?service=mental_health":              "No request fits the filters.",
		"/tasks?state=nonsense&service=jobcentre":   "Showing 1 to 1 of 1",
		"/tasks?service=housing_options&page=99999": "Requests",
	} {
		got := s.get(address).wantStatus(http.StatusOK)
		if address != "/tasks?state=not_yet" {
			got.says(want)
		}
	}
}

func TestAnEmptyListOfRequestsSaysSo(t *testing.T) {
	t.Parallel()
	newSite(t).get("/tasks").wantStatus(http.StatusOK).soundPage().says("Nothing is waiting for an answer or to be done.")
}

func TestAServiceSeesOnlyWhatItWasAsked(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	housing := s.seed.Service(seed.Haringey, "housing_options", "Housing Options")
	camden := s.seed.Service(seed.Camden, "housing_options", "Camden Housing")
	jobs := s.seed.Service(seed.Haringey, "jobcentre", "Jobcentre")
	mine := s.asked(seed.Task{Service: housing})
	theirs := s.asked(seed.Task{Service: camden})
	other := s.asked(seed.Task{Service: jobs, Standard: "BEN-JCP"})
	notYet := s.asked(seed.Task{State: "planned", Service: housing})
	s.as = "housing"
	s.get("/").leadsTo("/tasks")
	list := s.get("/tasks").wantStatus(http.StatusOK).soundPage()
	list.says("Housing authority has opened a case", "JC", mine.Ref, "Fri 18 Dec", "Showing 1 to 1 of 1").
		hides("Clarke", "James", mine.Number, "Leeds", theirs.Ref, other.Ref, notYet.Ref)
	for _, address := range []string{"/tasks/" + theirs.Ref + "ACC-CASE", "/tasks/" + other.Ref + "BEN-JCP", "/tasks/" + notYet.Ref + "ACC-CASE"} {
		s.get(address).wantStatus(http.StatusNotFound)
		s.post(address+"/accept", "version", "1").wantStatus(http.StatusNotFound)
	}
	for _, address := range []string{"/releases/" + mine.Ref, "/messages", "/messages/x"} {
		s.get(address).wantStatus(http.StatusForbidden).says("You cannot see this page")
	}
}

func TestTheOpenedRequestTellsAServiceWhoItIsOnlyWithConsent(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		state   string
		consent bool
		want    bool
	}{
		"asked, with consent":      {"handed_off", true, true},
		"done, with consent":       {"done", true, true},
		"asked, consent withdrawn": {"handed_off", false, false},
		"withdrawn":                {"not_wanted", true, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newSite(t)
			r := s.asked(seed.Task{Service: s.seed.Service(seed.Haringey, "housing_options", "Housing Options"), State: c.state})
			s.seed.Service(seed.Leeds, "prison_omu", "Leeds OMU")
			if !c.consent {
				s.seed.Exec(`update consent set withdrawn_at = $1`, monday)
			}
			s.as = "housing"
			page := s.get("/tasks/" + r.Ref + "ACC-CASE").wantStatus(http.StatusOK).soundPage()
			disclosed := s.count(`select count(*) from audit where action = 'disclose' and object_kind = 'task'`)
			if c.want {
				page.says("James Clarke", "Wednesday 26 November 1986", "Leeds (HMP)", r.Number, "Leeds OMU 020 7946 0101")
			} else {
				page.says("JC", r.Ref, "The name is not shown").hides("Clarke", r.Number, "Leeds")
			}
			if (disclosed == 1) != c.want {
				t.Errorf("the audit has %d disclosures; the name was shown: %v", disclosed, c.want)
			}
			page.hides("because it matters", "/releases/"+r.Ref)
		})
	}
}

func TestARequestOfHealthTellsNoMoreThanAgreedWithoutABasis(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	r := s.asked(seed.Task{Standard: "DA-REFER", State: "accepted", Service: s.seed.Service(seed.Haringey, "drug_and_alcohol", "Recovery")})
	s.as = "manager"
	page := s.get("/tasks/" + r.Ref + "DA-REFER").wantStatus(http.StatusOK).soundPage()
	page.says("Health request", "agreed").hides("treatment provider", "Recovery")
	if len(page.find("form", "method", "post")) != 0 {
		t.Error("a form is offered for a request of which nothing may be known")
	}
	s.as = "officer"
	s.get("/tasks/"+r.Ref+"DA-REFER").says("Community treatment provider has accepted the referral", "Recovery")
}
