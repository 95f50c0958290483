package web_test

import (
	"net/http"
	"strings"
	"testing"

	"throughgate/internal/testkit/seed"
)

func TestMessagesAreFoundByKindAndReferenceAndTheAddressKeepsIt(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	r, other := s.asked(seed.Task{}), s.asked(seed.Task{})
	task := s.seed.Task(seed.Task{Release: r, Standard: "BEN-JCP", State: "handed_off", DueOn: day("2026-12-01")})
	for i := range 30 {
		s.seed.Message("m"+strings.Repeat("x", i+1), "email", "request", "kay@services.example", "sent", "", seed.Release{}, task)
	}
	s.seed.Message("alert", "email", "alert", "olive@unit.example", "sent", "", r)
	s.seed.Message("text", "text", "appointment_reminder", "+447700900123", "failed", "", other)
	s.get("/messages?kind=alert").says("Showing 1 to 1 of 1")
	s.get("/messages?reference="+other.Ref).says("Showing 1 to 1 of 1", "text")
	page := s.get("/messages?reference=" + r.Ref + "&kind=request&state=sent&channel=email").soundPage().says("Showing 1 to 25 of 30")
	next := page.find("a", "rel", "next")
	if len(next) != 1 {
		t.Fatal("no next page")
	}
	href, _ := attr(next[0], "href")
	for _, part := range []string{"reference=" + r.Ref, "kind=request", "state=sent", "channel=email", "page=2"} {
		if !strings.Contains(href, part) {
			t.Errorf("the next page %q forgets %s", href, part)
		}
	}
	s.get(href).says("Showing 26 to 30 of 30")
	if got := page.find("input", "value", r.Ref); len(got) != 1 {
		t.Error("the reference that was typed is not kept")
	}
	s.get("/messages?reference=nobody").says("No message fits the filters.")
	s.get("/messages?kind=anything&state=anything&channel=pigeon").says("of 32")
}

// failed is a message about a request that was refused by its provider; what it
// asks for still stands.
func (s *site) failed(ref, state string) seed.Release {
	s.t.Helper()
	r := s.seed.Person(seed.Person{PlannedDay: day("2026-12-18"), ReferConsent: true})
	task := s.seed.Task(seed.Task{Release: r, Standard: "ACC-CASE", State: "handed_off", DueOn: day("2026-12-01"), AnswerBy: monday.AddDate(0, 0, 2)})
	id := s.seed.Message(ref, "email", "request", "kay@services.example", state, "the address does not exist", r, task)
	s.seed.Exec(`insert into attention (kind, about_key, role, message_id, release_id, note, due_on, opened_at)
		values (case when $2 = 'unknown' then 'unknown_outcome' else 'undelivered' end, 'message:' || $1::bigint, 'link_officer', $1, $3, 'not delivered', '2026-11-24', $4)`,
		id, state, r.ID, monday)
	return r
}

func TestAMessageIsSentAgainWithAReason(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.failed("one", "failed")
	page := s.get("/messages/one").soundPage().says("Send it again", "What happened to it", "Put in the queue", "Put on the list for somebody to see to")
	if len(page.find("form", "action", "/messages/one/again")) != 1 {
		t.Fatal("no form")
	}
	s.post("/messages/one/again", "seen", "failed", "reason", " ").wantStatus(http.StatusUnprocessableEntity).soundPage().
		says("There is a problem", "Say why it is to be sent again")
	got := s.post("/messages/one/again", "seen", "failed", "reason", "Kay says the address works")
	got.wantStatus(http.StatusSeeOther)
	next := got.header.Get("Location")
	s.get(next).says("waiting to go", "It sends an earlier message again", "A new message is on its way")
	s.get("/messages/one").says("It was sent again as a new message", "Olive Officer sent it again as a new message", "Kay says the address works",
		"Taken off the list by Olive Officer").hides("/messages/one/again")
	late := s.post("/messages/one/again", "seen", "failed", "reason", "I did not see it").wantStatus(http.StatusConflict).soundPage()
	late.says("Olive Officer has sent it again already", "What you wrote was not saved", "I did not see it")
	s.get("/messages/one/again").leadsTo("/messages/one")
	s.post("/messages/one/away", "reason", "x").wantStatus(http.StatusNotFound)
	if n := s.count(`select count(*) from audit where action = 'alter' and object_kind = 'message'`); n != 1 {
		t.Errorf("%d rows in the audit, want 1", n)
	}
}

func TestWhatMayNotLeaveIsNotSentAgainAndKeepsWhatWasTyped(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.failed("one", "failed")
	s.seed.Exec(`update task set state = 'withdrawn', contact_email = 'other@services.example'`)
	s.post("/messages/one/again", "seen", "failed", "reason", "please once more").wantStatus(http.StatusUnprocessableEntity).soundPage().
		says("It cannot be sent again: the request is withdrawn", "please once more")
	if n := s.count(`select count(*) from message`); n != 1 {
		t.Errorf("%d messages", n)
	}
}

func TestADoubtIsSettledByAPerson(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.failed("one", "unknown")
	page := s.get("/messages/one").soundPage().says("Nobody knows whether it arrived")
	if len(page.find("form", "action", "/messages/one/again")) != 0 {
		t.Error("it can be sent again blindly")
	}
	s.post("/messages/one/outcome", "seen", "unknown", "reason", "I rang Kay").wantStatus(http.StatusUnprocessableEntity).soundPage().
		says("Say what became of the message", "I rang Kay")
	wrong := s.post("/messages/one/outcome", "seen", "unknown", "outcome", "told_another_way").wantStatus(http.StatusUnprocessableEntity)
	wrong.says("Say how you found out, or what you did")
	if ticked := wrong.find("input", "checked", ""); len(ticked) != 1 {
		t.Error("the tick is not kept")
	}
	s.post("/messages/one/outcome", "seen", "unknown", "outcome", "arrived", "reason", "I rang Kay").leadsTo("/messages/one?done=settled")
	s.get("/messages/one").says("delivered", "Olive Officer wrote down that it arrived", "I rang Kay").hides("/messages/one/outcome")
	s.post("/messages/one/outcome", "seen", "unknown", "outcome", "arrived", "reason", "me too").wantStatus(http.StatusConflict).
		says("something has become known of this message", "me too")
}

func TestOfARestrictedRecordWhatWasWrittenIsMasked(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	r := s.failed("one", "unknown")
	s.seed.Exec(`update person set flags = '{restricted}' where id = $1`, r.PersonID)
	s.post("/messages/one/outcome", "seen", "unknown", "outcome", "arrived", "reason", "I rang James Clarke").wantStatus(http.StatusSeeOther)
	s.get("/messages/one").says("what was written about it is masked").hides("James Clarke", "Clarke")
}

func TestMessagesOfOtherAreasAreDecidedOnByNobodyHere(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	r := s.failed("one", "unknown")
	s.seed.Exec(`update person set home_area = $2 where id = $1`, r.PersonID, seed.Camden)
	s.as = "manager" // of Haringey
	s.post("/messages/one/outcome", "seen", "unknown", "outcome", "arrived", "reason", "x").wantStatus(http.StatusNotFound)
	s.as = "housing"
	s.post("/messages/one/outcome", "seen", "unknown", "outcome", "arrived", "reason", "x").wantStatus(http.StatusForbidden)
}
