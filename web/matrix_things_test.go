package web_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/jackc/pgx/v5"

	"throughgate/access"
	"throughgate/internal/testkit/seed"
	"throughgate/notify"
	"throughgate/pathways"
	"throughgate/release"
	"throughgate/web"
)

// The six of the matrix, each of Haringey alone.
var matrixRoles = map[string]string{"link_officer": "m-officer", "offender_manager": "m-manager", "coordinator": "m-boss", "spoc": "m-housing",
	"information_lead": "m-lead", "administrator": "m-admin"}

// placesOf is what stands in for a parameter of an address: what somebody may
// open, and what they may not.
type placesOf struct{ own, foreign []string }

// matrix is the pages with one thing of each kind in each reader's reach and
// one out of it.
type matrix struct {
	*site
	// places are the things by the piece of an address that they fill, by role;
	// "" is every role without a line of its own.
	places map[string]map[string]placesOf
}

// unitsOwn are pieces of addresses that name what everybody with the right role
// shares: there is no foreign one, and each has its reason here.
var unitsOwn = map[string]string{
	"/prisons/:code":         "prisons are common; the people on the page are the reader's own (TestThePageOfAPrison)",
	"/unit/services/:ref":    "the unit's directory is read and kept as one",
	"/unit/agreements/:ref":  "agreements are the unit's, whatever their areas",
	"/imports/file/:ref":     "a file holds all areas of the unit, and whoever brings files may decide on it",
	"/imports/past/:id":      "as above",
	"/records/people/:ref":   "the information lead answers for everybody's record",
	"/records/accounts/:ref": "as above",
	"/subject-access/:ref":   "as above; a coordinator is the second reader of their own areas' alone",
	"/unit/prisons/:area":    "the unit's lists of local prisons are read and kept as one",
}

// byField are rows whose thing is named by a field of the form, and the test
// that opens one's own and somebody else's.
var byField = map[string]string{"/your-sign-in/end-token": "TestSomebodyEndsTheirOwnTokensAndNobodyElses",
	"/accounts/lists": "TestEachAgencysListIsConfirmedLineByLineOnceAQuarter"}

// closedWords are the last parts of addresses that are words and no references.
var closedWords = map[string][]string{
	":what":     web.RecordWords(),
	":answer":   {"acknowledge", "accept", "decline", "no-capacity", "done", "not-wanted", "not-eligible", "pass-on", "reopen"},
	":change":   {"move", "cancel", "outcome"},
	"act+":      {"retry", "cancel"}, // of a failed job
	"act++":     {"test", "on"},      // of a target of webhooks
	":act":      {"send-again", "wake", "disable", "enable", "reset"},
	":step":     {"end", "reinstate"},
	"change+":   {"ask", "answer", "review"},
	"step+":     {"draft", "extend", "withhold", "take-back", "agree", "disagree", "give", "close"},
	":keeping":  {"keep", "keep-end", "erase"},
	":verdict":  {"agree", "refuse", "withdraw"},
	"decision+": {"apply", "throw-away"}, // of a file
	":decision": {"again", "outcome"},
}

func one(own, foreign string) placesOf {
	p := placesOf{own: []string{own}}
	if foreign != "" {
		p.foreign = []string{foreign}
	}
	return p
}

func newMatrix(t *testing.T, change ...func(*web.Config)) *matrix {
	t.Helper()
	nothing := func(context.Context, pgx.Tx, int64) error { return nil }
	s := newSite(t, append(change, func(c *web.Config) {
		c.Uploads = &release.Uploads{Pool: c.Pool, Now: c.Now, Enqueue: nothing}
		c.HeldRows = &release.HeldRows{Pool: c.Pool, Now: c.Now, Enqueue: nothing}
		c.Imports = &release.Service{Pool: c.Pool, Now: c.Now, Unit: release.Unit{Scope: c.Unit}}
		c.Calls = &release.Service{Pool: c.Pool, Now: c.Now, Unit: release.Unit{Scope: c.Unit}}
		keys, err := access.NewKeys("a key of these tests, and of no others")
		if err != nil {
			t.Fatal(err)
		}
		c.SignIn.Keys = keys
		c.Openings = &release.Service{Pool: c.Pool, Now: c.Now, Unit: release.Unit{Scope: c.Unit}, Outbox: notify.NewOutbox(nothingLeaves)}
		c.Retention = &release.Service{Pool: c.Pool, Now: c.Now, Unit: release.Unit{Scope: c.Unit}}
		c.Agreements = &pathways.AgreementService{Pool: c.Pool, Now: c.Now, Follows: nobodyFollows{}}
	})...)
	m := &matrix{site: s}
	for role, ref := range matrixRoles {
		var services []string
		if role == "spoc" {
			services = []string{"housing_options"}
		}
		s.seed.Account(ref, "Somebody", role, []string{seed.Haringey}, services)
	}
	s.seed.Exec(`update account set email = 'com@elsewhere.example' where ref = 'manager'`)
	s.seed.Exec(`update account set email = 'com@probation.example' where ref = 'm-manager'`)
	m.fill()
	return m
}

// fill makes the things.
func (m *matrix) fill() {
	s := m.seed
	own := s.Person(seed.Person{PlannedDay: day("2026-12-01"), ReferConsent: true})
	far := s.Person(seed.Person{Area: seed.Camden, PlannedDay: day("2026-12-02"), ReferConsent: true, HealthConsent: true})
	others := s.Person(seed.Person{PlannedDay: day("2026-12-03"), HealthConsent: true}) // another officer's, in the same area
	s.Exec(`update person set com_email = 'other@probation.example' where id = $1`, others.PersonID)
	housing, drugs := s.Service(seed.Haringey, "housing_options", "Haringey Housing"), s.Service(seed.Haringey, "drug_and_alcohol", "Haringey Recovery")
	camden := s.Service(seed.Camden, "housing_options", "Camden Housing")
	task := func(r seed.Release, standard string, service int64) string {
		s.Task(seed.Task{Release: r, Standard: standard, State: "handed_off", HandOffOn: day("2026-11-20"), DueOn: day("2026-12-01"), Service: service})
		return r.Ref + standard
	}
	ownTask, farTask := task(own, "ACC-CASE", housing), task(far, "ACC-CASE", camden)
	theirs, healthTask := task(others, "DA-REFER", drugs), task(own, "DA-REFER", drugs)
	for i, t := range []string{ownTask, farTask, theirs, healthTask} {
		s.Exec(`insert into task_question (ref, task_id, question, asked_by, asked_at)
			select 'q' || $1::int, t.id, 'Which day?', a.id, $3 from task t, account a where t.ref = $2 and a.ref = 'm-housing'`, i, t, monday)
	}
	for i, r := range []seed.Release{own, far, others} {
		s.Message(fmt.Sprint("msg", i), "email", "request", "kay@services.example", "failed", "", r)
		m.appointment(r, fmt.Sprint("app", i), "jobcentre", "2026-12-22T10:00:00Z")
		s.Exec(`insert into message_item (message_id, position, kind, task_id) select x.id, 1, 'task', t.id from message x, task t where x.ref = $1 and t.release_id = $2 limit 1`, fmt.Sprint("msg", i), r.ID)
	}
	s.Exec(`insert into standard (code, position, pathway, title, mail_words, service, found_by, anchor, hand_off_offset, due_offset, due_day_kind, required,
		after_release, applies_when, needs_first, before_telling, evidence, release_id, added_by, form_key)
		select 'ONE-9', 99, pathway, 'Fetch the bicycle', mail_words, service, found_by, anchor, hand_off_offset, due_offset, due_day_kind, required,
		after_release, applies_when, '{}', '{}', '{}', $1, 'account:1', 'k9' from standard where code = 'BEN-JCP'`, far.ID)
	s.Exec(`insert into local_prison (area, prison) values ($1, $2), ($3, $2) on conflict do nothing`, seed.Haringey, seed.PentPrn, seed.Camden)
	s.Exec(`insert into import (kind, source, file_name, sha256, as_of, started_at, finished_at, actor) values ('releases', 'x', 'x.csv', 'x', $1, $1, $1, 'account:1')`, monday)
	s.Exec(`insert into import_upload (ref, kind, source, file_name, bytes, as_of, content, state, uploaded_at, uploaded_by, report)
		select 'up1', 'releases', 'x', 'x.csv', 1, $1, 'x', 'ready', $1, id, '{}' from account where ref = 'officer'`, monday)
	held := func(number, area string) (id string) {
		s.Exec(`insert into import_problem (import_id, kind, line, problem, cells) values (1, 'held', 2, 'contradicts', array[$1, 'Adams', 'Bo', '1990-02-01', 'LEI', $2])`, number, area)
		return fmt.Sprint(m.count(`select max(id) from import_problem`))
	}
	ownRow, farRow := held("A9990AA", seed.Haringey), held("A9991AA", seed.Camden)
	s.Account("near", "Near By", "spoc", []string{seed.Haringey}, []string{"jobcentre"})
	s.Account("far", "Far Away", "spoc", []string{seed.Camden}, []string{"jobcentre"})
	s.Account("both", "Both Areas", "link_officer", []string{seed.Haringey, seed.Camden}, nil)
	asked := func(ref, area string) {
		s.Exec(`insert into access_request (ref, email, name, service, area, asked_at) values ($1, $1 || '@council.example', 'New Body', 'housing_options', $2, $3)`, ref, area, monday)
	}
	asked("ask-near", seed.Haringey)
	s.Exec(`insert into river_queue (name, updated_at) values ('email', $1)`, monday)
	m.failedJob("deliver", "discarded", "it took too long")
	asked("ask-far", seed.Camden)
	away := func(account string) string {
		s.Exec(`insert into absence (ref, account_id, from_day, to_day, deputy_id, set_by, set_at)
			select 'away-' || a.ref, a.id, '2026-12-23', '2026-12-27', d.id, 'account:1', $2 from account a, account d where a.ref = $1 and d.ref = 'both'`, account, monday)
		return "/away/away-" + account + "/end"
	}
	absences := map[string]placesOf{"coordinator": one(away("m-boss"), away("far"))}
	for role, ref := range matrixRoles {
		if role != "coordinator" {
			absences[role] = placesOf{own: []string{away(ref)}, foreign: []string{"/away/away-m-boss/end", "/away/away-far/end"}}
		}
	}
	waits := func(role string, r seed.Release) string {
		return fmt.Sprint("/your-list/", m.waits("undelivered", role, "2026-11-24", "not delivered", r.ID))
	}
	alarm := func(role string) string {
		return fmt.Sprint("/your-list/", m.waits("account_alarm", role, "2026-11-24", "refused", 0))
	}
	lists := map[string]placesOf{
		"link_officer":  {own: []string{waits("link_officer", own)}, foreign: []string{waits("link_officer", far), alarm("administrator"), alarm("coordinator")}},
		"coordinator":   {own: []string{waits("coordinator", own)}, foreign: []string{waits("coordinator", far), alarm("administrator")}},
		"administrator": {own: []string{alarm("administrator")}, foreign: []string{waits("link_officer", own), waits("coordinator", own)}},
	}
	managers := func(address string, refs ...string) placesOf {
		p := placesOf{}
		for i, ref := range refs {
			if i == 0 {
				p.own = []string{address + ref}
			} else {
				p.foreign = append(p.foreign, address+ref)
			}
		}
		return p
	}
	cross := func(address, sub string, r, x seed.Release, items ...string) placesOf {
		p := placesOf{own: []string{address + r.Ref + sub + items[0]}}
		for _, item := range items[1:] {
			p.foreign = append(p.foreign, address+r.Ref+sub+item)
		}
		p.foreign = append(p.foreign, address+x.Ref+sub+items[0], address+x.Ref+sub+items[1])
		return p
	}
	openings := map[string]placesOf{"information_lead": {own: []string{"/openings/" + m.opened("m-admin", own, false)}}}
	elses := m.opened("both", own, true)
	for _, role := range []string{"link_officer", "offender_manager", "coordinator"} {
		openings[role] = placesOf{own: []string{"/openings/" + m.opened(matrixRoles[role], own, true)}, foreign: []string{"/openings/" + elses}}
	}
	all := func(p placesOf) map[string]placesOf { return map[string]placesOf{"": p} }
	m.places = map[string]map[string]placesOf{
		"/subject-access/:ref": {"coordinator": managers("/subject-access/", m.subject(own), m.subject(far)), "information_lead": {own: []string{"/subject-access/" + m.subject(others), "/subject-access/" + m.given(own)}}},
		"/releases/:ref":       {"": managers("/releases/", own.Ref, far.Ref), "offender_manager": managers("/releases/", own.Ref, far.Ref, others.Ref)},
		"/releases/:ref/appointments/:appointment": {"": cross("/releases/", "/appointments/", own, far, "app0", "app1"),
			"offender_manager": cross("/releases/", "/appointments/", own, others, "app0", "app2", "app1")},
		"/tasks/:ref": {"": managers("/tasks/", ownTask, farTask), "offender_manager": managers("/tasks/", ownTask, farTask, theirs),
			"spoc": managers("/tasks/", ownTask, farTask, theirs, healthTask)},
		"/tasks/:ref/questions/:question":    {"": {own: []string{"/tasks/" + ownTask + "/questions/q0"}, foreign: []string{"/tasks/" + ownTask + "/questions/q1", "/tasks/" + farTask + "/questions/q1", "/tasks/" + farTask + "/questions/q0"}}},
		"/messages/:ref":                     {"": managers("/messages/", "msg0", "msg1"), "offender_manager": managers("/messages/", "msg0", "msg1", "msg2")},
		"/accounts/of/:ref":                  {"coordinator": managers("/accounts/of/", "near", "far", "both", "m-admin", "m-lead", "m-boss"), "": managers("/accounts/of/", "near")},
		"/accounts/asked/:ref":               {"coordinator": managers("/accounts/asked/", "ask-near", "ask-far"), "": managers("/accounts/asked/", "ask-far")},
		"/away/:ref/end":                     absences,
		"/openings/:ref":                     openings,
		"/your-list/:id":                     lists,
		"/imports/held/:id":                  all(one("/imports/held/"+ownRow, "/imports/held/"+farRow)),
		"/imports/file/:ref":                 all(one("/imports/file/up1", "")),
		"/imports/past/:id":                  all(one("/imports/past/1", "")),
		"/prisons/:code":                     all(one("/prisons/LEI", "")),
		"/unit/services/:ref":                all(one("/unit/services/sv"+seed.Haringey+"housing_options", "")),
		"/unit/standards/:code":              all(one("/unit/standards/ACC-DTR", "/unit/standards/ONE-9")),
		"/unit/prisons/:area":                all(one("/unit/prisons/"+seed.Haringey, "")),
		"/unit/agreements/:ref":              all(one(m.agreement(), "")),
		"/retention/people/:ref":             all(one("/retention/people/"+own.Ref, "/retention/people/"+far.Ref)),
		"/retention/requests/:ref":           all(one("/retention/requests/"+m.toErase(own), "/retention/requests/"+m.toErase(far))),
		"/records/people/:ref":               all(one("/records/people/"+own.Ref, "")),
		"/records/accounts/:ref":             all(one("/records/accounts/near", "")),
		"/system/queues/:queue":              all(one("/system/queues/email", "")),
		"/system/jobs/:id":                   all(one(fmt.Sprint("/system/jobs/", m.failedJob("held_row", "retryable", "it took too long")), "")),
		"/system/retry/:kind":                all(one("/system/retry/deliver", "")),
		"/system/webhooks/:target":           all(one("/system/webhooks/crm", "")),
		"/system/webhooks/:target/again/:id": all(one(fmt.Sprint("/system/webhooks/crm/again/", m.hookEvent("failed")), "")),
	}
}

// subject is a person's request for what is held, put together and to be read.
func (m *matrix) subject(r seed.Release) (ref string) {
	m.seed.Exec(`insert into subject_request (ref, person_id, release_id, received_on, due_on, opened_at, opened_by, draft, drafted_at, drafted_by)
		select 'sar-' || $1, $2, $3, '2026-11-20', '2026-12-20', $4, a.id, '{"schema": "x"}', $4, a.id from account a where a.ref = 'm-lead'`, r.Ref, r.PersonID, r.ID, monday)
	m.seed.Exec(`insert into subject_withheld (ref, request_id, part, reason, why, may_tell, marked_at, marked_by)
		select $1 || 'mark', q.id, 'note/1/body', 'crime', 'because it is so', true, $2, a.id from subject_request q, account a where q.ref = 'sar-' || $1 and a.ref = 'm-lead'`, r.Ref, monday)
	return "sar-" + r.Ref
}

// given is one that was given.
func (m *matrix) given(r seed.Release) (ref string) {
	m.seed.Exec(`insert into subject_request (ref, person_id, release_id, received_on, due_on, opened_at, opened_by, draft, drafted_at, drafted_by, given_at, given_by)
		select 'given', $1, $2, '2026-11-20', '2026-12-20', $3, a.id, '{"schema": "x"}', $3, a.id, $3, a.id from account a where a.ref = 'm-lead'`, r.PersonID, r.ID, monday)
	return "given"
}

// opened is somebody's opening of a record, asked about or not.
func (m *matrix) opened(account string, r seed.Release, asked bool) (ref string) {
	ref = fmt.Sprint("open-", account, asked)
	m.seed.Exec(`insert into opening (ref, person_id, release_id, account_id, reason, opened_at, closes_at)
		select $1, $2, $3, a.id, 'a call', $5, $5 from account a where a.ref = $4`, ref, r.PersonID, r.ID, account, monday)
	if asked {
		m.seed.Exec(`update opening set question = 'Why?', asked_at = $2, asked_by = account_id where ref = $1`, ref, monday)
	}
	return ref
}

// toErase is somebody's request to erase a person.
func (m *matrix) toErase(r seed.Release) (ref string) {
	m.seed.Exec(`insert into erasure_request (ref, person_id, ground, why, asked_by, asked_at) values ('erase' || $1::bigint, $1, 'dpa_s47', 'they asked for it', 'account:1', $2)`, r.PersonID, monday)
	return fmt.Sprint("erase", r.PersonID)
}

func (m *matrix) agreement() string {
	m.seed.Account("coral", "Coral Coordinator", "coordinator", []string{seed.Haringey, seed.Camden}, nil)
	m.as = "coral"
	return m.addAgreement("partners", "drug_and_alcohol "+seed.Haringey, "owner", "coral")
}
