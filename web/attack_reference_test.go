package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"throughgate/internal/testkit/seed"
)

// TestNoReferenceInAFormOrQueryReachesFurther: the matrix has the references in
// paths; these stand in fields and queries.
func TestNoReferenceInAFormOrQueryReachesFurther(t *testing.T) {
	t.Parallel()
	m := newMatrix(t)
	m.plant("Zzown")
	m.seed.Exec(`update person set surname = 'Zzfar', forenames = 'Zzfar' where home_area = $1`, seed.Camden)
	m.seed.Exec(`update person set surname = 'Zzfar', forenames = 'Zzfar' where com_email = 'other@probation.example'`)
	far := m.text(`select r.ref from release r where r.home_area = $1`, seed.Camden)
	m.as = "m-manager"
	for _, query := range []string{"area=" + seed.Camden, "list=upcoming&area=" + seed.Camden, "prison=LEI", "list=all", "com=other@probation.example", "list=upcoming&officer=other@probation.example"} {
		m.get("/?"+query).hides("Zzfar", far)
		m.get("/board.csv?"+query).hides("Zzfar", far)
		m.get("/board/print?"+query).hides("Zzfar", far)
		m.get("/figures?"+query).hides("Zzfar", far)
		m.get("/sheets?"+query).hides("Zzfar", far)
	}
	for _, words := range []string{"Zzfar", far} {
		where := m.post("/search", "words", words).header.Get("Location")
		m.get(where).wantStatus(http.StatusOK).hides("/releases/" + far)
	}
	search := m.post("/search", "words", "Zzown").header.Get("Location")
	m.as = "m-officer" // somebody else's search is nobody's
	if page := m.get(search); page.status == http.StatusOK && strings.Contains(page.body, `value="Zzown"`) {
		t.Error("what somebody else searched for is shown")
	}
	before := m.fingerprint()
	farTask, farVersion := far+"ACC-CASE", far+"ACC-CASE.1"
	for who, forms := range map[string][][]string{
		"m-housing": {{"/tasks/several", "task", farTask, "version", "1", "seen", farVersion, "answer", "acknowledge"}, {"/away", "who", "far", "from", "2026-11-24", "to", "2026-11-25", "deputy", "near"},
			{"/away", "who", "m-boss", "from", "2026-11-24", "to", "2026-11-25", "deputy", "m-officer"}},
		"m-manager": {{"/away", "who", "both", "from", "2026-11-24", "to", "2026-11-25", "deputy", "m-officer"}},
		"m-boss": {{"/away", "who", "far", "from", "2026-11-24", "to", "2026-11-25", "deputy", "both"}, {"/accounts/new", "email", "x@y.example", "name", "X Y", "role", "administrator", "area", seed.Haringey},
			{"/accounts/new", "email", "x@y.example", "name", "X Y", "role", "spoc", "area", seed.Camden, "service", "jobcentre"}, {"/accounts/of/near", "role", "administrator", "area", seed.Haringey},
			{"/accounts/of/near", "role", "spoc", "area", seed.Camden, "service", "jobcentre"}, {"/accounts/lists", "domain", "elsewhere.example"}},
		"m-officer": {{"/imports/review", "which", "ticked", "task", farTask, "answer-" + farTask, "send"}},
	} {
		m.as = who
		for _, form := range forms {
			m.post(form[0], form[1:]...)
			after := m.fingerprint()
			for table, sum := range after {
				if before[table] != sum {
					t.Errorf("%s by %s changed %s", form, who, table)
				}
			}
			before = after
		}
	}
}

// TestFieldsThatNoFormHasChangeNothing adds to forms what would set another
// column, and looks at the columns.
func TestFieldsThatNoFormHasChangeNothing(t *testing.T) {
	t.Parallel()
	m := newMatrix(t)
	task := m.text(`select t.ref from task t join account a on a.ref = 'm-housing' where t.standard = 'ACC-CASE' and t.home_area = $1`, seed.Haringey)
	extra := []string{"id", "1", "ref", "taken", "state", "done", "done_at", "2026-01-01", "contact_email", "evil@evil.example", "service_id", "3", "release_id", "2", "person_id", "2", "actor", "account:1", "account_id", "1",
		"account", "m-admin", "role", "administrator", "area", seed.Camden, "services", "jobcentre", "by", "account:1", "set_by", "account:1", "at", "2020-01-01", "home_area", seed.Camden, "approved", "true", "decided_by", "1",
		"enabled", "true", "epoch", "9", "session_epoch", "9", "proved_at", "2030-01-01", "verified", "true", "restricted", "false", "flags", ""}
	m.as = "m-housing"
	m.post("/tasks/"+task+"/accept", append([]string{"version", "1"}, extra...)...).wantStatus(http.StatusSeeOther)
	if n := m.count(`select count(*) from task where ref = $1 and state = 'accepted' and contact_email = 'kay@services.example' and done_at is null and home_area = $2`, task, seed.Haringey); n != 1 {
		t.Error("the request holds what the form has no field for")
	}
	m.post("/away", append([]string{"from", "2026-11-24", "to", "2026-11-25", "deputy", "near", "who", ""}, extra...)...)
	m.post("/your-sign-in/end-others", extra...)
	m.post("/told", append([]string{"digest", "daily"}, extra...)...)
	if n := m.count(`select count(*) from account a join account_area x on x.account_id = a.id where a.ref = 'm-housing' and a.role = 'spoc' and x.area = $1`, seed.Haringey); n != 1 {
		t.Error("the account has another role or area")
	}
	if n := m.count(`select count(*) from absence where from_day = '2026-11-24' and set_by <> 'account:' || account_id`); n != 0 {
		t.Error("an absence was set in another's name")
	}
	m.as = ""
	m.post("/ask-for-access", append([]string{"name", "New Body", "email", "new@council.example", "service", "housing_options"}, extra...)...)
	if n := m.count(`select count(*) from access_request where decided_at is not null or ref = 'taken'`); n != 0 {
		t.Error("a request for access was decided by whoever asked")
	}
	if n := m.count(`select count(*) from account where role = 'administrator'`); n != 1 {
		t.Errorf("there are %d administrators", n)
	}
	if where := m.get("/sign-in?" + url.Values{"email": {"x"}, "role": {"administrator"}}.Encode()); where.status != http.StatusOK {
		t.Error("the sign-in page minds a query")
	}
}
