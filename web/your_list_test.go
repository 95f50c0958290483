package web_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"throughgate/internal/testkit/seed"
)

// waits puts something on a list and gives its id.
func (s *site) waits(kind, role, due, note string, release int64) int {
	s.t.Helper()
	s.seed.Exec(`insert into attention (kind, about_key, role, release_id, note, due_on, opened_at)
		select $1, 'x' || count(*), $2, nullif($3::bigint, 0), $4, $5::date, $6 from attention`, kind, role, release, note, day(due), monday)
	return s.count(`select max(id) from attention`)
}

func TestYourListHoldsWhatWaitsTheOldestDayFirst(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	r := s.seed.Person(seed.Person{Surname: "Adams", Forenames: "Bo", PlannedDay: day("2026-12-18")})
	secret := s.seed.Person(seed.Person{Surname: "Hidden", Forenames: "Zoe", Flags: []string{"restricted"}})
	s.waits("undelivered", "link_officer", "2026-11-24", "not delivered: the phone could not be reached", r.ID)
	s.waits("told_data", "link_officer", "2026-11-20", "mobile", secret.ID)
	s.waits("account_alarm", "administrator", "2026-11-23", "the provider refuses our account", 0)
	page := s.get("/your-list").wantStatus(http.StatusOK).soundPage()
	page.says("A message did not arrive, or cannot be sent", "Not delivered: the phone could not be reached.", "by Tuesday 24 November 2026",
		"late: was to be done by Friday 20 November 2026", "BA "+r.Ref, "Restricted record", "Showing 1 to 2 of 2").
		hides("Adams", "Hidden", "ZH", "refuses our account")
	if text := textOf(page.doc); strings.Index(text, "20 November") > strings.Index(text, "24 November") {
		t.Error("the oldest day is not first")
	}
	s.get("/").says("Your list (2, 1 due)", "Nobody to send to (0)")
	s.seed.Account("admin", "Ada Admin", "administrator", nil, nil)
	s.as = "admin"
	s.get("/your-list").wantStatus(http.StatusOK).says("A provider refuses our account or settings").hides("Adams", "not delivered")
	for _, who := range []string{"manager", "housing"} {
		s.as = who
		s.get("/your-list").wantStatus(http.StatusForbidden)
		if who == "manager" {
			s.get("/").says("Nobody to send to (0)").hides("/your-list")
		}
	}
}

func TestACoordinatorSeesWhoIsAboveASilentService(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.seed.Account("coral", "Coral Coordinator", "coordinator", []string{seed.Haringey, seed.Camden}, nil)
	id := s.seed.Service(seed.Haringey, "jobcentre", "Wood Green Jobcentre")
	s.seed.Exec(`update service set commissioner_email = 'commissioner@dwp.example' where id = $1`, id)
	s.seed.Exec(`insert into attention (kind, about_key, role, service_id, opened_at) values ('not_answering', 'service:1', 'coordinator', $1, $2)`, id, monday)
	s.as = "coral"
	s.get("/your-list").wantStatus(http.StatusOK).soundPage().says("A service does not answer: ring", "Wood Green Jobcentre 020 7946 0101", "commissioner@dwp.example")
	s.get("/").says("Your list (1)")
}

func TestAThingLeavesTheListWithANote(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	id := s.waits("undelivered", "link_officer", "2026-11-24", "not delivered", 0)
	address := fmt.Sprintf("/your-list/%d", id)
	wrong := s.post(address, "note", "  ").wantStatus(http.StatusUnprocessableEntity).soundPage().says("There is a problem", "Say what you did about it")
	if len(wrong.find("a", "href", fmt.Sprintf("#note-%d", id))) != 1 {
		t.Error("the error does not lead to its field")
	}
	long := strings.Repeat("long ", 300)
	s.post(address, "note", long).wantStatus(http.StatusUnprocessableEntity).says("Write at most 1000 letters", strings.TrimSpace(long))
	s.post(address, "note", "rang her sister").leadsTo("/your-list?done=closed")
	s.get("/your-list").wantStatus(http.StatusOK).soundPage().says("Nothing waits for you.")
	s.post(address, "note", "rang her brother").wantStatus(http.StatusConflict).soundPage().
		says("Olive Officer has taken it off the list already", "What you wrote was not saved", "rang her brother")
	s.get(address).leadsTo("/your-list")
	s.post("/your-list/none", "note", "x").wantStatus(http.StatusNotFound)
	s.post("/your-list/9999", "note", "x").wantStatus(http.StatusNotFound)
	if n := s.count(`select count(*) from audit where action = 'alter' and object_kind = 'attention' and object_id = $1`, id); n != 1 {
		t.Errorf("%d rows in the audit", n)
	}
}

func TestAReplyIsReadOnTheListAndADoubtLeadsToItsMessage(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	r := s.failed("one", "unknown")
	s.seed.Exec(`insert into inbound_text (provider_ref, number, person_id, body, meaning, at)
		values ('SM1', '+447700900123', $1, 'who <b>is</b> this', 'not_understood', $2)`, r.PersonID, monday)
	s.seed.Exec(`insert into attention (kind, about_key, role, person_id, inbound_id, note, due_on, opened_at)
		values ('reply', 'inbound:1', 'link_officer', $1, 1, 'a reply to read', '2026-11-23', $2)`, r.PersonID, monday)
	page := s.get("/your-list").soundPage().says("who <b>is</b> this", "***0123", "Nobody knows whether a message arrived").hides("900123")
	if len(page.find("a", "href", "/messages/one#outcome")) != 1 {
		t.Error("the doubt does not lead to its message")
	}
	s.seed.Exec(`update person set flags = '{restricted}'`)
	s.get("/your-list").says("the words are masked").hides("who &lt;b")
}
