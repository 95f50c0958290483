package web_test

import (
	"net/http"
	"testing"

	"throughgate/internal/testkit/seed"
)

func TestMessagesAreListedWithTheirStatesAndReasons(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	r := s.asked(seed.Task{})
	s.seed.Message("one", "email", "request", "kay@services.example", "delivered", "", r)
	s.seed.Message("two", "text", "appointment_reminder", "+447700900123", "not_sent", "no agreement to text", r)
	s.seed.Message("three", "email", "digest", "olive@unit.example", "unknown", "the line dropped", r)
	page := s.get("/messages").wantStatus(http.StatusOK).soundPage()
	page.says("Request", "Kay (k***@services.example)", "delivered", "Appointment reminder", "not sent", "no agreement to text",
		"Morning list", "not known if it arrived", "Showing 1 to 3 of 3").hides("kay@services", "+4477009")
	s.get("/messages?state=not_sent").says("Showing 1 to 1 of 1", "no agreement to text")
	s.get("/messages?channel=email").says("Showing 1 to 2 of 2")
	s.get("/messages?channel=email&state=not_sent").says("No message fits the filters.")
}

func TestNoMessagesYet(t *testing.T) {
	t.Parallel()
	newSite(t).get("/messages").wantStatus(http.StatusOK).soundPage().says("Nothing was sent yet, and nothing is waiting to go.")
}

func TestAMessageShowsItsWordsThingsAndReceipts(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	r := s.seed.Person(seed.Person{PlannedDay: day("2026-12-18")})
	task := s.seed.Task(seed.Task{Release: r, Standard: "ACC-DTR", State: "handed_off", DueOn: day("2026-12-01")})
	id := s.seed.Message("one", "email", "request", "kay@services.example", "delivered", "", r, task)
	s.seed.Exec(`insert into message_words (message_id, subject, text, written_at) values ($1, 'One request', 'JC <b>&</b> the reference', $2)`, id, monday)
	s.seed.Exec(`insert into receipt (message_id, status, code, at) values ($1, 'delivered', '250', $2)`, id, monday)
	page := s.get("/messages/one").wantStatus(http.StatusOK).soundPage()
	page.says("Request", "delivered", "One request", "JC <b>&</b> the reference", "ACC-DTR: Something to do", "delivered (250)").
		hides("kay@services.example")
	if len(page.find("a", "href", "/tasks/"+r.Ref+"ACC-DTR")) != 1 {
		t.Error("no link to the request it is about")
	}
	if got := s.count(`select count(*) from audit where action = 'consult' and object_kind = 'message' and object_id = $1`, id); got != 1 {
		t.Error("the look at the message is not in the audit")
	}
}

func TestWordsThatAreNotHereSayWhy(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	r := s.asked(seed.Task{})
	task := s.seed.Task(seed.Task{Release: r, Standard: "DA-REFER", State: "handed_off", DueOn: day("2026-12-01")})
	s.seed.Message("fresh", "email", "request", "kay@services.example", "queued", "", r)
	s.seed.Exec(`insert into message_words (message_id, written_at, blanked_at) values ($1, $2, $2)`,
		s.seed.Message("old", "email", "request", "kay@services.example", "sent", "", r), monday)
	s.seed.Exec(`insert into message_words (message_id, text, written_at) values ($1, 'DA-REFER please', $2)`,
		s.seed.Message("health", "email", "request", "kay@services.example", "sent", "", r, task), monday)
	s.get("/messages/fresh").says("The words are written when the message leaves.", "No receipt has come.", "Nothing is named in it.")
	s.get("/messages/old").says("The words were removed after 90 days.")
	s.get("/messages/health").says("DA-REFER please")
	s.as = "manager"
	s.get("/messages/health").says("This message is about health", "a health request").hides("DA-REFER")
	s.get("/messages/none").wantStatus(http.StatusNotFound)
}

func TestThePageSaysWhyMessagesDoNotLeave(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	if banners := s.get("/messages").find("div", "data-paused", ""); len(banners) != 0 {
		t.Error("everything is on, and the page warns")
	}
	r := s.asked(seed.Task{})
	s.seed.Message("one", "text", "appointment_reminder", "+447700900123", "queued", "", r)
	s.seed.Exec(`update sending_switch set why = 'person', paused_at = $1, paused_by = 'system:sending', reason = 'the wrong <template>' where channel = 'text'`, monday)
	s.seed.Exec(`insert into sending_home (server, timeline, database, own_table, noted_at, restored_at) values (1, 1, 1, 1, $1, $1)`, monday)
	s.get("/messages").wantStatus(http.StatusOK).soundPage().
		says("Texts are paused since", "the wrong <template>. 1 message waits until they are resumed.", "the database was restored from a backup").
		hides("E-mails are paused")
}
