package web_test

import (
	"net/http"
	"strings"
	"testing"

	"throughgate/access"
	"throughgate/internal/testkit/seed"
)

// agree stores an agreement with a service in one place, or wherever it is.
func (s *site) agree(ref, service, area, from, to string, categories ...string) {
	s.seed.Exec(`with a as (insert into agreement (ref, title, purpose, gateways, our_regime, their_regime, categories, domains, owner_id, starts_on, review_on, ends_on)
		select $1, $1, 'Resettlement', '{oma_2007_s14}', 'dpa_part3', 'dpa_part3', $6, '{}', min(id), $4::date, $4::date, $5::date from account returning id)
		insert into agreement_partner (agreement_id, service, area) select id, $2, $3 from a`, ref, service, area, from, to, categories)
}

// An officer of another agency has a basis for health by the person's consent, or
// by an agreement in force that gives their agency health data (domain rule 9).
func TestAnAgreementGivesTheAgencyOfOffenderManagersHealth(t *testing.T) {
	t.Parallel()
	s := newSeenSite(t)
	s.as = "manager"
	token := s.token("manager")
	sees := func(what string, want access.Viewer) {
		t.Helper()
		for _, page := range []string{"/releases/" + s.plain.release.Ref, "/?list=all", "/board.csv?list=all", "/tasks", "/releases/" + s.plain.release.Ref + "/sheet", "/releases/" + s.hidden.release.Ref} {
			s.mustNotSay(s.get(page), page, s.plain, want)
			s.mustNotSay(s.get(page), page, s.hidden, access.OfficerMasked)
		}
		word, asWord := s.plain.words()[access.FieldHealth][0], want.Sees(access.FieldHealth)
		if got := strings.Contains(s.get("/releases/"+s.plain.release.Ref).body, word); got != asWord {
			t.Errorf("%s: the page tells of health: %v", what, got)
		}
		if got := strings.Contains(s.ask(token, http.MethodGet, "/releases/"+s.plain.release.Ref+"/appointments", "").body, "drug_and_alcohol"); got != asWord {
			t.Errorf("%s: the API tells of health: %v", what, got)
		}
	}
	sees("with no agreement", access.Officer)
	s.agree("one", "probation_unit", "", "2026-01-01", "2027-01-01", "identity", "release_days")
	sees("with one about other things", access.Officer)
	s.agree("two", "probation_unit", "E09000003", "2026-01-01", "2027-01-01", "health")
	sees("with one in another area", access.Officer)
	s.agree("three", "probation_unit", seed.Haringey, "2025-01-01", "2026-11-22", "health")
	sees("with one that has ended", access.Officer)
	s.agree("four", "jobcentre", seed.Haringey, "2026-01-01", "2027-01-01", "health")
	sees("with one of another agency", access.Officer)
	s.agree("five", "probation_unit", seed.Haringey, "2026-01-01", "2027-01-01", "identity", "health")
	sees("with one in force", access.OfficerWithBasis)
	s.seed.Exec(`insert into account_area (account_id, area) select id, $1 from account where ref = 'manager'`, seed.Camden)
	sees("with an area that it does not cover", access.Officer)
}

// A service without an agreement in force is shown nothing by any way in: its
// other services go on, and somebody who has no other is stopped before any page
// and any route of the API.
func TestWithoutAnAgreementNoWayInShowsARequest(t *testing.T) {
	t.Parallel()
	s := newSeenSite(t)
	s.seed.Account("both", "Bo Both", "spoc", []string{seed.Haringey}, []string{"housing_options", "jobcentre"})
	both, jobs := s.token("both"), s.token("jobs")
	housing, ended := s.plain.release.Ref+"ACC-CASE", s.plain.release.Ref+"BEN-JCP"
	s.as = "both"
	s.get("/tasks/" + ended).wantStatus(http.StatusOK)
	if answer := s.ask(both, http.MethodGet, "/tasks/"+ended, ""); answer.status != http.StatusOK {
		t.Fatalf("before: %d %s", answer.status, answer.body)
	}
	s.agree("old", "jobcentre", "", "2025-01-01", "2026-11-22", "identity")
	s.get("/tasks/" + ended).wantStatus(http.StatusNotFound).hides(s.plain.stem + "sur")
	s.get("/tasks/" + housing).wantStatus(http.StatusOK).says(s.plain.stem + "sur")
	if list := s.get("/tasks"); strings.Contains(list.body, ended) || !strings.Contains(list.body, housing) {
		t.Error("the list shows the request, or not the other")
	}
	list := s.ask(both, http.MethodGet, "/tasks", "")
	if strings.Contains(list.body, ended) || !strings.Contains(list.body, housing) {
		t.Errorf("the API's list: %s", list.body)
	}
	if answer := s.ask(both, http.MethodGet, "/tasks/"+ended, ""); answer.status != http.StatusNotFound {
		t.Errorf("the API's request: %d %s", answer.status, answer.body)
	}
	if answer := s.ask(both, http.MethodPost, "/tasks/"+ended+"/acknowledge", `{"version":1}`, "Idempotency-Key", "k1"); answer.status < 400 {
		t.Errorf("the API took an answer: %d %s", answer.status, answer.body)
	}
	s.as = "jobs"
	for _, page := range []string{"/", "/tasks", "/tasks/" + ended, "/away", "/your-sign-in"} {
		s.get(page).wantStatus(http.StatusForbidden).hides(s.plain.release.Ref)
	}
	for _, address := range []string{"/tasks", "/tasks/" + ended} {
		if answer := s.ask(jobs, http.MethodGet, address, ""); answer.status != http.StatusForbidden || strings.Contains(answer.body, s.plain.release.Ref) {
			t.Errorf("the API's %s: %d %s", address, answer.status, answer.body)
		}
	}
}
