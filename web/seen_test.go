package web_test

import (
	"cmp"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"throughgate/internal/testkit/seed"
	"throughgate/release"
	"throughgate/web"
)

// showsNobody are pages that write no row of the audit, each with its reason.
var showsNobody = map[string]string{
	"/told":  "what the reader chose to be told",
	"/prove": "where the reader proves that it is they",

	"/your-sign-in":            "the reader's own account",
	"/your-sign-in/passphrase": "the reader's own account",
	"/imports/past/:id/undo":   "how many rows would go back",
}

// inPlaceOf are things for the parameters of addresses.
func (s *site) inPlaceOf() map[string]string {
	r := s.seed.Person(seed.Person{Surname: "Secretname", Forenames: "Hidden", PlannedDay: day("2026-12-01"), ReferConsent: true})
	service := s.seed.Service(seed.Haringey, "housing_options", "Haringey Housing")
	task := s.seed.Task(seed.Task{Release: r, Standard: "ACC-CASE", State: "handed_off", HandOffOn: day("2026-11-20"), DueOn: day("2026-12-01"), Service: service})
	s.seed.Message("message1", "email", "request", "kay@services.example", "sent", "", r, task)
	s.seed.Exec(`insert into local_prison (area, prison) values ($1, $2) on conflict do nothing`, seed.Haringey, seed.PentPrn)
	s.seed.Exec(`insert into import (kind, source, file_name, sha256, as_of, started_at, actor) values ('releases', 'x', 'x.csv', 'x', $1, $1, 'account:1')`, monday)
	s.seed.Exec(`insert into import_upload (ref, kind, source, file_name, bytes, as_of, content, state, uploaded_at, uploaded_by, report)
		select 'upload1', 'releases', 'x', 'x.csv', 1, $1, 'x', 'ready', $1, id, '{}' from account where ref = 'officer'`, monday)
	s.seed.Exec(`insert into agreement (ref, title, purpose, gateways, our_regime, their_regime, categories, domains, owner_id, starts_on, review_on, ends_on)
		select 'agreement1', 'Camden housing', 'housing', '{ha_1996_s213b}', 'dpa_part3', 'uk_gdpr', '{identity}', '{}', id, '2026-01-01', '2027-01-01', '2027-12-31' from account where ref = 'officer'`)
	s.seed.Exec(`insert into subject_request (ref, person_id, release_id, received_on, due_on, opened_at, opened_by, draft, drafted_at, drafted_by, given_at, given_by)
		select 'subject1', $1, $2, '2026-11-20', '2026-12-20', $3, id, '{"schema": "x"}', $3, id, $3, id from account where ref = 'officer'`, r.PersonID, r.ID, monday)
	s.seed.Exec(`insert into river_queue (name, updated_at) values ('email', $1), ('text', $1)`, monday)
	s.seed.Exec(`update river_queue set paused_at = $1 where name = 'text'`, monday)
	failed := s.failedJob("deliver", "retryable", "it took too long")
	event := s.hookEvent("failed")
	return map[string]string{"/subject-access/:ref": "/subject-access/subject1", "/system/webhooks/:target/again/:id": fmt.Sprint("/system/webhooks/crm/again/", event), "/system/webhooks/:target/:act": "/system/webhooks/crm/test",
		"/system/webhooks/:target": "/system/webhooks/crm", "/system/queues/:queue/pause": "/system/queues/email/pause", "/system/queues/:queue/resume": "/system/queues/text/resume",
		"/system/jobs/:id/:act": fmt.Sprint("/system/jobs/", failed, "/retry"), "/system/retry/:kind": "/system/retry/deliver",
		"/unit/agreements/:ref": "/unit/agreements/agreement1", "/accounts/of/:ref": "/accounts/of/housing", "/releases/:ref": "/releases/" + r.Ref, "/tasks/:ref": "/tasks/" + r.Ref + "ACC-CASE", "/messages/:ref": "/messages/message1",
		"/prisons/:code": "/prisons/LEI", ":what": "note", "/unit/services/:ref": "/unit/services/sv" + seed.Haringey + "housing_options",
		"/unit/standards/:code": "/unit/standards/ACC-DTR", "/unit/prisons/:area": "/unit/prisons/" + seed.Haringey, "/imports/past/:id": "/imports/past/1",
		"/retention/people/:ref": "/retention/people/" + r.Ref, "/imports/file/:ref": "/imports/file/upload1", "/records/people/:ref": "/records/people/" + r.Ref, "/records/accounts/:ref": "/records/accounts/officer"}
}

// TestEveryPageThatIsReadIsInTheAudit goes through the table of routes: a page
// that is shown to a role leaves a row that says so, and nothing else in the
// database, but for the board that a reader left last.
func TestEveryPageThatIsReadIsInTheAudit(t *testing.T) {
	t.Parallel()
	s := newSite(t, func(c *web.Config) {
		c.Uploads = &release.Uploads{Pool: c.Pool, Now: c.Now}
		c.HeldRows = &release.HeldRows{Pool: c.Pool, Now: c.Now}
		c.Imports = &release.Service{Pool: c.Pool, Now: c.Now, Unit: release.Unit{Scope: c.Unit}}
	})
	places := s.inPlaceOf()
	s.seed.Account("lead", "Ira Information", "information_lead", nil, nil)
	s.seed.Account("boss", "Cora Coordinator", "coordinator", []string{seed.Haringey, seed.Camden}, nil)
	s.seed.Account("admin", "Ada Admin", "administrator", []string{seed.Haringey}, nil)
	who := map[string]string{"link_officer": "officer", "offender_manager": "manager", "spoc": "housing", "coordinator": "boss", "information_lead": "lead", "administrator": "admin"}
	routes, shown := web.GetRoutes(), 0
	longestFirst := slices.SortedFunc(maps.Keys(places), func(a, b string) int { // a thing within a thing is put in whole
		return cmp.Or(len(b)-len(a), strings.Compare(a, b))
	})
	for _, path := range slices.Sorted(maps.Keys(routes)) {
		address := path
		for _, from := range longestFirst {
			to := places[from]
			if strings.HasPrefix(from, ":") || path == from || strings.HasPrefix(path, from+"/") {
				address = strings.Replace(address, from, to, 1)
			}
		}
		seen := false
		for _, role := range routes[path] {
			s.as = who[role]
			if path == "/" && role != "information_lead" {
				address = "/?list=upcoming"
			}
			before := s.count(`select count(*) from audit`)
			page := s.get(address)
			rows := s.count(`select count(*) from audit where id > (select coalesce(max(id), 0) from audit) - $1 and action in ('consult', 'disclose')
				and actor = (select 'account:' || id from account where ref = $2)`, s.count(`select count(*) from audit`)-before, s.as)
			switch {
			case page.status == http.StatusOK && rows == 0 && showsNobody[path] == "":
				t.Errorf("%s as %s is in no row of the audit", path, role)
			case page.status == http.StatusInternalServerError:
				t.Errorf("%s as %s: %d", address, role, page.status)
			}
			seen = seen || page.status == http.StatusOK
		}
		if seen {
			shown++
		}
		redirects := strings.Contains(path, ":answer") || strings.Contains(path, ":decision") || strings.Contains(path, ":question") || strings.Contains(path, ":change") ||
			strings.HasSuffix(path, "/:act") || strings.HasSuffix(path, "/:step") || strings.HasSuffix(path, "/:keeping") || strings.HasSuffix(path, "/:verdict") || strings.HasSuffix(path, "/open") || strings.HasSuffix(path, "/close") ||
			strings.HasSuffix(path, "/appointments") || path == "/away/:ref/end" || path == "/your-list/:id" || path == "/records/people/:ref/subject-access"
		if !seen && !redirects && showsNobody[path] == "" {
			t.Errorf("no role saw %s (%s): give this test something to open", path, address)
		}
	}
	if shown < 30 {
		t.Errorf("%d pages were shown", shown)
	}
	if n := s.count(`select count(*) from audit where concat_ws(' ', actor, object_kind, detail, to_whom) ~* 'secretname|hidden|1986|services.example|kay |olive|ira '`); n != 0 {
		t.Errorf("%d rows of the audit hold a name or an address", n)
	}
}

func TestAListIsOneRowThatNamesItsPeople(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	var people []string
	for range 3 {
		people = append(people, fmt.Sprint(s.seed.Person(seed.Person{PlannedDay: day("2026-12-01")}).PersonID))
	}
	s.get("/?list=upcoming").wantStatus(http.StatusOK)
	found := s.post("/search", "words", "Clarke").header.Get("Location")
	s.get(found).wantStatus(http.StatusOK)
	want := "{" + strings.Join(people, ",") + "}"
	for _, kind := range []string{"board", "search"} {
		if n := s.count(`select count(*) from audit where object_kind = $1 and people = $2::bigint[]`, kind, want); n != 1 {
			t.Errorf("%d rows of the %s, want 1", n, kind)
		}
	}
}

func TestTheInformationLeadSeesWhoLookedAtWhom(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.seed.Account("lead", "Ira Information", "information_lead", nil, nil)
	r := s.seed.Person(seed.Person{Surname: "Secretname", Forenames: "Hidden", PlannedDay: day("2026-12-01")})
	hidden := s.seed.Person(seed.Person{Surname: "Masked", Flags: []string{"restricted"}, PlannedDay: day("2026-12-02")})
	for _, address := range []string{"/releases/" + r.Ref, "/releases/" + hidden.Ref, "/?list=upcoming"} {
		s.get(address).wantStatus(http.StatusOK)
	}
	s.as = "lead"
	s.get("/").wantStatus(http.StatusOK).soundPage().says("Who looked at a person", "Olive Officer", "Nothing is sealed yet", "The check number of the day goes to 1 person")
	s.post("/records/find", "person", "nobody").wantStatus(http.StatusUnprocessableEntity).soundPage().says("Nobody has this reference")
	s.post("/records/find", "person", strings.ToLower(r.Number)).leadsTo("/records/people/" + r.Ref)
	page := s.get("/records/people/" + r.Ref).wantStatus(http.StatusOK).soundPage()
	page.says("H.S., reference "+r.Ref, "Olive Officer prison link officer", "Looked at: a person’s page", "Looked at: a list of releases", "2 people").hides("Secretname", "Hidden", r.Number)
	s.get("/records/people/"+hidden.Ref).wantStatus(http.StatusOK).says("Restricted record, reference "+hidden.Ref).hides("Masked", "J.M.")
	s.get("/records/accounts/officer").wantStatus(http.StatusOK).soundPage().says("Olive Officer, prison link officer", "H.S. "+r.Ref).hides("Secretname")
	csv := s.get("/records/people/" + r.Ref + "/csv?from=2026-11-23&to=2026-11-23").wantStatus(http.StatusOK)
	if !strings.Contains(csv.body, "Olive Officer,prison link officer,Looked at: a person’s page") || strings.Contains(csv.body, "Secretname") {
		t.Errorf("the CSV:\n%s", csv.body)
	}
	if n := s.count(`select count(*) from audit where action = 'disclose' and object_kind = 'records' and people = array[$1]::bigint[]`, r.PersonID); n != 1 {
		t.Errorf("the export is in %d rows, want 1", n)
	}
	s.get("/records/people/" + r.Ref + "?from=x").wantStatus(http.StatusUnprocessableEntity).soundPage().says("Enter the first day")
	s.get("/records/people/" + r.Ref + "?from=2026-10-01&to=2026-10-02").wantStatus(http.StatusOK).says("Nothing was recorded in these days")
	s.get("/records/people/nobody").wantStatus(http.StatusNotFound)
	s.as = "officer"
	for _, address := range []string{"/records/people/" + r.Ref, "/records/accounts/officer", "/records/unusual"} {
		s.get(address).wantStatus(http.StatusForbidden)
	}
}

func TestReadingThatStandsOutIsListedByRule(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.seed.Account("lead", "Ira Information", "information_lead", nil, nil)
	camden := s.seed.Person(seed.Person{Area: seed.Camden, PlannedDay: day("2026-12-01")})
	masked := s.seed.Person(seed.Person{Surname: "Masked", Flags: []string{"restricted"}, PlannedDay: day("2026-12-02")})
	look := func(account, at, kind string, people ...int64) {
		s.seed.Exec(`insert into audit (at, actor, action, object_kind, people) values ($2, 'account:' || (select id from account where ref = $1), 'consult', $3, $4)`, account, at, kind, people)
	}
	var many []int64
	for range 21 {
		many = append(many, s.seed.Person(seed.Person{PlannedDay: day("2026-12-03")}).PersonID)
	}
	look("officer", "2026-11-02T10:00:00Z", "release", many[0])
	look("manager", "2026-11-02T10:00:00Z", "board", many...) // a list is not chosen people
	for _, id := range many {
		look("officer", "2026-11-19T10:00:00Z", "release", id)
	}
	look("manager", "2026-11-19T10:00:00Z", "board", many...)
	look("officer", "2026-11-20T06:30:00Z", "release", many[0]) // before seven
	look("officer", "2026-11-21T12:00:00Z", "release", many[0]) // a Saturday
	look("officer", "2026-11-19T11:00:00Z", "task", camden.PersonID)
	look("officer", "2026-11-18T11:00:00Z", "release", masked.PersonID)
	for range 5 {
		look("manager", "2026-11-18T12:00:00Z", "search", many[3])
		look("officer", "2026-11-18T12:00:00Z", "search", many...)
	}
	s.as = "lead"
	page := s.get("/records/unusual").wantStatus(http.StatusOK).soundPage()
	page.says("Restricted records A restricted record was opened.", "opened 1 time", "22 people on Thursday 19 November 2026, usually 1",
		"found by 5 searches", "1 person of Camden", "1 look on Friday 20 November 2026", "1 look on Saturday 21 November 2026").hides("Masked", "Clarke")
	text := textOf(page.doc)
	if n := strings.Count(text, "Mo Manager"); n != 1 {
		t.Errorf("the manager stands there %d times, want once, for searches:\n%s", n, text)
	}
	href := "/records/accounts/officer?" + url.Values{"from": {"2026-11-19"}, "to": {"2026-11-19"}}.Encode()
	if len(page.find("a", "href", href)) == 0 {
		t.Errorf("nothing leads to %s", href)
	}
	csv := s.get("/records/unusual/csv").wantStatus(http.StatusOK)
	if strings.Count(csv.body, "\r\n") != 8 {
		t.Errorf("the CSV has other rows than the page:\n%s", csv.body)
	}
	s.get("/records/unusual?from=2026-10-01&to=2026-10-07").wantStatus(http.StatusOK).says("Nothing stands out by this rule")
}
