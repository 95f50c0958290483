package web_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"throughgate/access"
	"throughgate/internal/testkit/seed"
	"throughgate/web"
)

// TestEveryRouteOfTheAPIRefusesOthersThings goes through every route as every
// role of another area: what a role may not do is refused, and what is not theirs
// is not there. Nothing is changed by trying.
func TestEveryRouteOfTheAPIRefusesOthersThings(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	r, _ := s.request(seed.Person{Surname: "Secretname", Forenames: "Hidden", ReferConsent: true})
	s.appointment(r, "app1", "housing_options", "2026-12-20 10:00")
	task := s.count(`select id from task`)
	s.seed.Message("message1", "email", "request", "kay@services.example", "sent", "", r, int64(task))
	s.seed.Exec(`insert into task_question (ref, task_id, question, asked_by, asked_at) select 'q1', $1, 'Secret?', id, $2 from account where ref = 'housing'`, task, monday)
	tokens := map[access.Role]string{}
	for _, role := range access.Roles {
		var services []string
		if role == access.SPOC {
			services = []string{"housing_options"}
		}
		s.seed.Account("c-"+string(role), "Carl Camden", string(role), []string{seed.Camden}, services)
		tokens[role] = s.token("c-" + string(role))
	}
	place := strings.NewReplacer("{appointment}", "app1", "{change}", "cancel", "{question}", "q1", "{answer}", "accept")
	before, tried := s.count(`select count(*) from task_event`)+s.count(`select sum(version)::int from appointment`), 0
	for path, methods := range web.GetAPIRoutes() {
		ref := r.Ref
		switch {
		case strings.HasPrefix(path, "/tasks"):
			ref += "ACC-CASE"
		case strings.HasPrefix(path, "/messages"):
			ref = "message1"
		}
		address := place.Replace(strings.Replace(path, "{ref}", ref, 1))
		for method, may := range methods {
			for _, role := range access.Roles {
				body, key := "", ""
				if method == "post" {
					body, key = `{"version":1}`, fmt.Sprint(tried)
					switch {
					case strings.HasSuffix(path, "/questions"):
						body = `{"question":"x"}`
					case strings.HasSuffix(path, "/{question}"):
						body = `{"answer":"x"}`
					case strings.HasSuffix(path, "/appointments"):
						body = `{"service":"housing_options","place":"x","starts_at":"2026-12-20T10:00:00Z"}`
					}
				}
				want := http.StatusNotFound
				switch {
				case !slices.Contains(may, role):
					want = http.StatusForbidden
				case !strings.Contains(path, "{"):
					want = http.StatusOK
				}
				got := s.ask(tokens[role], strings.ToUpper(method), address, body, "Idempotency-Key", key)
				if got.status != want {
					t.Errorf("%s %s as %s: %d, want %d: %s", method, address, role, got.status, want, got.body)
				}
				got.hides("Secretname", "Hidden", r.Number, "Secret?", "Wood Green")
				tried++
			}
		}
	}
	if after := s.count(`select count(*) from task_event`) + s.count(`select sum(version)::int from appointment`); after != before {
		t.Errorf("something was changed: %d, before %d", after, before)
	}
	if n := s.count(`select count(*) from audit where people @> array[$1]::bigint[]`, r.PersonID); n != 0 {
		t.Errorf("%d rows of the audit say that somebody of Camden saw them", n)
	}
	if tried < 70 {
		t.Errorf("%d were tried", tried)
	}
}

// TestEveryReadOfTheAPIIsInTheAudit: a document that shows somebody leaves a row
// with their id, and its detail says that it was the API.
func TestEveryReadOfTheAPIIsInTheAudit(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	r, _ := s.request(seed.Person{PlannedDay: day("2026-12-18")})
	s.seed.Message("message1", "email", "request", "kay@services.example", "sent", "", r, int64(s.count(`select id from task`)))
	token := s.token("officer")
	for path, methods := range web.GetAPIRoutes() {
		if methods["get"] == nil {
			continue
		}
		ref := r.Ref
		switch {
		case strings.HasPrefix(path, "/tasks"):
			ref += "ACC-CASE"
		case strings.HasPrefix(path, "/messages"):
			ref = "message1"
		}
		before := s.count(`select count(*) from audit where actor like 'account:%' and action = 'consult' and detail like 'api%' and (people = array[$1]::bigint[] or object_kind = 'messages')`, r.PersonID)
		s.ask(token, http.MethodGet, strings.Replace(path, "{ref}", ref, 1), "").is(http.StatusOK)
		after := s.count(`select count(*) from audit where actor like 'account:%' and action = 'consult' and detail like 'api%' and (people = array[$1]::bigint[] or object_kind = 'messages')`, r.PersonID)
		if after != before+1 {
			t.Errorf("%s is in %d rows, want 1", path, after-before)
		}
	}
}
