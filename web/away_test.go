package web_test

import (
	"net/http"
	"strings"
	"testing"

	"throughgate/internal/testkit/seed"
)

func TestAnAbsenceIsSetMarkedAndEnded(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.seed.Account("second", "Sam Second", "spoc", []string{seed.Haringey}, []string{"housing_options"})
	s.seed.Account("other", "Otto Other", "spoc", []string{seed.Haringey}, []string{"jobcentre"})
	service := s.seed.Service(seed.Haringey, "housing_options", "Housing")
	s.seed.Exec(`update service set spoc_email = 'housing@unit.example' where id = $1`, service)
	s.seed.Exec(`update service set deputy_email = 'dep@services.example', deputy_name = 'Dep Uty' where id = $1`, service)
	s.as = "housing"
	s.get("/away").wantStatus(http.StatusOK).soundPage().says("Sam Second, service contact", "Dep Uty, deputy in the directory, by e-mail only", "nothing is planned").
		hides("Otto Other", "Olive Officer", "Who is away?")
	wrong := s.post("/away", "from", "2026-11-24", "to", "", "deputy", "").wantStatus(http.StatusUnprocessableEntity).soundPage().
		says("Choose the last day away", "Choose who stands in")
	if in := wrong.find("input", "value", "2026-11-24"); len(in) != 1 || len(wrong.find("a", "href", "#deputy")) != 1 {
		t.Error("what was typed is lost, or the error does not lead to its field")
	}
	for _, deputy := range []string{"other", "officer", "housing", "nobody"} {
		s.post("/away", "from", "2026-11-24", "to", "2026-11-25", "deputy", deputy).wantStatus(http.StatusUnprocessableEntity).says("Choose who stands in from the list")
	}
	s.post("/away", "who", "second", "from", "2026-11-24", "to", "2026-11-25", "deputy", "housing").wantStatus(http.StatusForbidden)
	s.post("/away", "from", "2026-11-23", "to", "2026-11-25", "deputy", "second").leadsTo("/away?done=away")
	s.get("/away").says("Kay Housing , Monday 23 November 2026 to Wednesday 25 November 2026: Sam Second stands in", "set by Kay Housing")
	s.post("/away", "from", "2026-11-25", "to", "2026-11-27", "deputy", "second").wantStatus(http.StatusUnprocessableEntity).says("is away already")

	s.as = "second"
	s.seed.Exec(`insert into message (ref, token, channel, kind, recipient, dedupe_key, state, queued_at, not_before, sent_at, settled_at) values
		('m1', 't1', 'email', 'request', 'Housing@unit.example', 'k1', 'delivered', $1, $1, $1, $1), ('m2', 't2', 'email', 'request', 'housing@unit.example', 'k2', 'delivered', '2026-11-20', '2026-11-20', '2026-11-20', '2026-11-20')`, monday)
	s.asked(seed.Task{Service: service})
	s.seed.Exec(`insert into message_item (message_id, position, kind, task_id) select m.id, 0, 'task', t.id from message m, task t`)
	page := s.get("/away").soundPage().says("You stand in for Kay Housing until Wednesday 25 November 2026", "This went to Kay Housing since")
	if n := strings.Count(textOf(page.find("ul", "data-told", "")[0]), "November"); n != 1 {
		t.Errorf("%d messages", n)
	}
	s.get("/tasks").says("You stand in for Kay Housing")
	s.post("/away", "from", "2026-11-24", "to", "2026-11-24", "deputy", "housing").wantStatus(http.StatusUnprocessableEntity).says("Kay Housing is away as well")
	var ref string
	if err := s.pool.QueryRow(t.Context(), `select ref from absence`).Scan(&ref); err != nil {
		t.Fatal(err)
	}
	s.post("/away/" + ref + "/end").wantStatus(http.StatusForbidden)

	s.seed.Account("coral", "Coral Coordinator", "coordinator", []string{seed.Haringey}, nil)
	s.as = "coral"
	s.get("/away?who=housing").soundPage().says("Say when Kay Housing is away", "Sam Second")
	s.post("/away/" + ref + "/end").leadsTo("/away?done=back")
	s.post("/away/" + ref + "/end").wantStatus(http.StatusNotFound)
	s.post("/away", "who", "officer", "from", "2026-11-23", "to", "2026-11-23", "deputy", "coral").leadsTo("/away?done=away&who=officer")
	s.as = "second"
	s.get("/tasks").hides("You stand in")
	s.as = "coral"
	s.get("/").says("You stand in for Olive Officer until Monday 23 November 2026")
	if n := s.count(`select count(*) from audit where object_kind = 'absence' and action <> 'consult'`); n != 3 {
		t.Errorf("%d rows in the audit", n)
	}
}

func TestADeputysListHoldsWhatIsOfTheAbsent(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.seed.Account("coral", "Coral Coordinator", "coordinator", []string{seed.Haringey, seed.Camden}, nil)
	away := s.seed.Account("north", "Nora North", "link_officer", []string{seed.Camden}, nil)
	s.seed.Exec(`delete from account_area where $2 <> '' and account_id = (select id from account where ref = 'officer') and area = $1`, seed.Camden, seed.Haringey)
	s.waits("account_alarm", "coordinator", "2026-11-24", "the provider refuses us", 0)
	r := s.seed.Person(seed.Person{Surname: "Adams", Forenames: "Bo", Area: seed.Camden, PlannedDay: day("2026-12-18")})
	task := s.seed.Task(seed.Task{Release: r, Standard: "GATE-PLAN", State: "handed_off", DueOn: day("2026-12-15")})
	s.seed.Exec(`update task set contact_email = 'north@unit.example' where id = $1`, task)
	s.get("/your-list").hides("refuses us")
	s.get("/tasks").hides("Adams", "Nora")
	s.seed.Exec(`insert into absence (ref, account_id, from_day, to_day, deputy_id, set_by, set_at)
		select 'x' || a.id, a.id, '2026-11-23', '2026-11-27', d.id, 'account:1', $2 from account a, account d
		where (a.id = $1 or a.ref = 'coral') and d.ref = 'officer'`, away, monday)
	s.get("/your-list").says("the provider refuses us"[4:])
	s.get("/tasks").soundPage().says("Adams, Bo", "for Nora North until Fri 27 Nov")
	s.seed.Exec(`update absence set to_day = '2026-11-22', from_day = '2026-11-20'`)
	s.get("/your-list").hides("refuses us")
	s.get("/tasks").hides("Adams", "Nora")
}
