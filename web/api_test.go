package web_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"throughgate/internal/testkit/seed"
	"throughgate/web"
)

// Who is let in: a token that is good, of an account that is enabled, and nothing
// else; a cookie counts for nothing.
func TestOnlyAGoodTokenIsAnswered(t *testing.T) {
	t.Parallel()
	now := monday
	s := newSite(t, func(c *web.Config) { c.Now = func() time.Time { return now } })
	good := s.token("officer")
	s.ask(good, http.MethodGet, "/releases", "").is(http.StatusOK)
	for _, bad := range []string{"", "x", good + "x", good[:len(good)-1] + "!", "tg_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"} {
		if got := s.ask(bad, http.MethodGet, "/releases", "").is(http.StatusUnauthorized); got.header.Get("WWW-Authenticate") == "" {
			t.Error("nothing says how to ask")
		}
	}
	s.as = "officer"
	if got := s.get("/api/v1/releases"); got.status != http.StatusUnauthorized {
		t.Errorf("with a cookie: %d, want 401", got.status)
	}
	for _, step := range []struct{ name, before, after string }{
		{"disabled", `update account set disabled_at = now() where ref = 'officer'`, `update account set disabled_at = null where ref = 'officer'`},
		{"reset", `update account set session_epoch = 1 where ref = 'officer'`, `update account set session_epoch = 0 where ref = 'officer'`},
		{"ended", `update api_token set ended_at = now()`, `update api_token set ended_at = null`},
	} {
		s.seed.Exec(step.before)
		if got := s.ask(good, http.MethodGet, "/releases", ""); got.status != http.StatusUnauthorized {
			t.Errorf("%s: %d, want 401", step.name, got.status)
		}
		s.seed.Exec(step.after)
		s.ask(good, http.MethodGet, "/releases", "").is(http.StatusOK)
	}
	now = monday.AddDate(0, 0, 30).Add(-time.Second)
	s.ask(good, http.MethodGet, "/releases", "").is(http.StatusOK)
	now = monday.AddDate(0, 0, 30)
	s.ask(good, http.MethodGet, "/releases", "").is(http.StatusUnauthorized)
}

func TestTheAPIAnswersErrorsAsProblemDetails(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	token := s.token("officer")
	got := s.ask(token, http.MethodGet, "/releases", "", "Origin", "https://elsewhere.example").is(http.StatusOK)
	for name := range got.header {
		if len(name) > 15 && name[:15] == "Access-Control-" {
			t.Errorf("another site is let ask: %s", name)
		}
	}
	s.ask(token, http.MethodGet, "/nothing", "").is(http.StatusNotFound)
	s.ask(token, http.MethodGet, "/releases/nobody", "").is(http.StatusNotFound)
	for _, query := range []string{"list=nobody", "words=Clarke", "days=0", "days=x", "page=0", "page=1&page=2", "iom=true", "sort=age", "state=x", "pathway=x"} {
		s.ask(token, http.MethodGet, "/releases?"+query, "").is(http.StatusUnprocessableEntity).says(`"errors":[{`).hides("Clarke")
	}
	s.ask(s.token("housing"), http.MethodGet, "/releases", "").is(http.StatusForbidden)
	s.mine.Close()
	s.ask(token, http.MethodGet, "/releases", "").is(http.StatusInternalServerError).says(`"reference":"`).hides("pool")
}

func TestATokenThatAsksTooOftenWaits(t *testing.T) {
	t.Parallel()
	now := monday
	s := newSite(t, func(c *web.Config) { c.Now = func() time.Time { return now }; c.APIRate = 3 })
	token, other := s.token("officer"), s.token("officer")
	for range 3 {
		s.ask(token, http.MethodGet, "/releases", "").is(http.StatusOK)
	}
	now = now.Add(20 * time.Second)
	if got := s.ask(token, http.MethodGet, "/releases", "").is(http.StatusTooManyRequests); got.header.Get("Retry-After") != "40" {
		t.Errorf("Retry-After is %q, want 40", got.header.Get("Retry-After"))
	}
	s.ask(other, http.MethodGet, "/releases", "").is(http.StatusOK)
	now = now.Add(40 * time.Second)
	s.ask(token, http.MethodGet, "/releases", "").is(http.StatusOK)
}

// listed is a page of any list of the API.
type listed struct {
	Releases []struct {
		Release struct{ ID string }
	}
	Page    int
	PerPage int `json:"per_page"`
	Total   int
	Next    *string
}

func TestTheBoardIsPagedAndFiltered(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	for i := range 30 {
		s.seed.Person(seed.Person{Surname: "Secretname", PlannedDay: day("2026-12-01").AddDays(i % 3)})
	}
	s.seed.Person(seed.Person{PlannedDay: day("2026-11-23")})
	token := s.token("officer")
	seen, pages := map[string]bool{}, 0
	for next := "/releases?days=30"; next != ""; pages++ {
		var page listed
		s.ask(token, http.MethodGet, next, "").is(http.StatusOK).hides("Secretname").into(&page)
		if page.Total != 30 || page.PerPage != 25 || page.Page != pages+1 {
			t.Fatalf("page %d: %+v", pages+1, page)
		}
		for _, r := range page.Releases {
			seen[r.Release.ID] = true
		}
		if next = ""; page.Next != nil {
			next = (*page.Next)[len("/api/v1"):]
		}
	}
	if len(seen) != 30 || pages != 2 {
		t.Errorf("%d people on %d pages, want 30 on 2", len(seen), pages)
	}
	var gate listed
	s.ask(token, http.MethodGet, "/releases?list=gate", "").is(http.StatusOK).into(&gate)
	if gate.Total != 1 || len(gate.Releases) != 1 || gate.Next != nil {
		t.Errorf("at the gate: %+v", gate)
	}
	var none listed
	s.ask(token, http.MethodGet, "/releases?prison=XXX", "").is(http.StatusOK).says(`"releases":[]`).into(&none)
	if n := s.count(`select count(*) from audit where object_kind = 'board' and detail = 'api: upcoming' and cardinality(people) = 25`); n != 1 {
		t.Errorf("the first page is in %d rows of the audit, want 1", n)
	}
}

// What a role sees of one release: the same as on the page.
func TestAReleaseShowsEachRoleWhatThePageShows(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.seed.Account("boss", "Cora Coordinator", "coordinator", []string{seed.Haringey, seed.Camden}, nil)
	s.seed.Account("lead", "Ira Information", "information_lead", nil, nil)
	s.seed.Account("admin", "Ada Admin", "administrator", []string{seed.Haringey}, nil)
	r := s.seed.Person(seed.Person{Surname: "Secretname", Forenames: "Hidden", PlannedDay: day("2026-12-01")})
	s.seed.Task(seed.Task{Release: r, Standard: "DA-REFER", State: "accepted", HandOffOn: day("2026-11-20"), DueOn: day("2026-12-01")})
	s.seed.Exec(`insert into appointment (ref, person_id, release_id, service, starts_at, place, state, created_at, updated_at)
		values ('visit', $1, $2, 'drug_and_alcohol', '2026-12-02T10:00:00Z', 'The Clinic', 'missed', $3, $3)`, r.PersonID, r.ID, monday)
	s.seed.Exec(`insert into life_event (person_id, at, event, source, recorded_at, recorded_by, reason) values ($1, $2, 'hospital', 'test', $2, 'x', 'Ward 9')`, r.PersonID, monday.AddDate(0, 0, -1))
	camden := s.seed.Person(seed.Person{Area: seed.Camden, PlannedDay: day("2026-12-01")})
	masked := s.seed.Person(seed.Person{Surname: "Masked", Flags: []string{"restricted"}, PlannedDay: day("2026-12-02")})

	officer := s.token("officer")
	s.ask(officer, http.MethodGet, "/releases/"+r.Ref, "").is(http.StatusOK).
		says(r.Number, `"H`, `"pathway":"drugs_and_alcohol"`, "The Clinic", `"missed"`, `"hospital"`).hides("Secretname", "Ward 9")
	s.ask(s.token("boss"), http.MethodGet, "/releases/"+r.Ref, "").is(http.StatusOK).
		says(r.Number, `"state":"agreed"`, "Health request", `"away"`).hides("mental_health", "drugs", "The Clinic", "missed", "hospital", "DA-REFER", "Ward 9")
	for _, address := range []string{"/releases/" + masked.Ref, "/releases"} {
		s.ask(officer, http.MethodGet, address, "").is(http.StatusOK).
			says(masked.Ref, `"restricted":true`, "2026-12-02").hides(masked.Number, "Masked", `"initials":"JM"`)
	}
	s.ask(s.token("manager"), http.MethodGet, "/releases/"+camden.Ref, "").is(http.StatusNotFound)
	for _, role := range []string{"housing", "lead", "admin"} {
		s.ask(s.token(role), http.MethodGet, "/releases/"+r.Ref, "").is(http.StatusForbidden).hides(r.Number)
	}
	if n := s.count(`select count(*) from audit where object_kind = 'release' and detail = 'api' and people = array[$1]::bigint[]`, r.PersonID); n != 2 {
		t.Errorf("%d rows of the audit, want 2", n)
	}
	if n := s.count(`select count(*) from audit where detail = 'api: masked' and people = array[$1]::bigint[]`, masked.PersonID); n != 1 {
		t.Errorf("%d rows of the masked record, want 1", n)
	}
	// The log holds the four refusals, and nothing of whom they were about.
	got := fmt.Sprint(s.log)
	if strings.Count(got, "\n") != 4 || strings.Count(got, `msg="a request was refused"`) != 4 || strings.Contains(got, r.Ref) || strings.Contains(got, camden.Ref) {
		t.Errorf("the log: %s", got)
	}
}
