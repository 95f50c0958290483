package web_test

import (
	"net/http"
	"testing"

	"throughgate/internal/testkit/seed"
)

// askedByMail is an e-mail with two requests to the housing service, and the token of
// its link.
func (s *site) askedByMail(to string) (first, second int64) {
	s.t.Helper()
	kay := s.seed.Service(seed.Haringey, "housing_options", "Haringey housing")
	r := s.seed.Person(seed.Person{Surname: "Clarke", Forenames: "James", PlannedDay: day("2026-12-18")})
	first = s.seed.Task(seed.Task{Release: r, Standard: "ACC-CASE", State: "handed_off", DueOn: day("2026-11-23"), Service: kay, AnswerBy: monday})
	second = s.seed.Task(seed.Task{Release: r, Standard: "ACC-DTR", State: "handed_off", DueOn: day("2026-12-01"), Service: kay, AnswerBy: monday})
	id := s.seed.Message("m1", "email", "request", to, "sent", "", seed.Release{}, first, second)
	s.seed.Exec(`update message set token = 'tok' where id = $1`, id)
	return first, second
}

func TestWhoeverHoldsTheEmailSaysThatTheServiceHasIt(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	first, second := s.askedByMail("kay@services.example")
	s.as = "" // nobody has signed in

	page := s.get("/have-it/tok").wantStatus(http.StatusOK).soundPage()
	page.says("Do you have these requests?", "Monday 23 November 2026", "Tuesday 1 December 2026", "No answer yet").
		hides("Clarke", "James", "J.C.", "Housing", "ACC-CASE", "Leeds", "18 December")
	if got := s.count(`select count(*) from task where state = 'handed_off'`); got != 2 {
		t.Fatalf("looking has changed something: %d requests without an answer, want 2", got)
	}
	s.post("/have-it/tok").leadsTo("/have-it/tok?done=have-it")
	s.get("/have-it/tok?done=have-it").says("We know that you have it", "Sign in to say whether you can do it").hides("<button")
	if got := s.count(`select count(*) from task where state = 'acknowledged' and acknowledged_at is not null and rung = 0 and id in ($1, $2)`, first, second); got != 2 {
		t.Errorf("%d requests acknowledged, want 2", got)
	}
	s.post("/have-it/tok") // again
	if got := s.count(`select count(*) from task_event where state = 'acknowledged' and actor = 'system:email_link'`); got != 2 {
		t.Errorf("%d steps in the history, want 2", got)
	}
	if got := s.count(`select count(*) from audit where actor = 'system:email_link' and action = 'alter' and object_kind = 'task'`); got != 2 {
		t.Errorf("the audit has %d rows, want 2", got)
	}
}

// The link can only acknowledge: an answer that was given stays.
func TestTheLinkChangesNoAnswer(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	first, second := s.askedByMail("kay@services.example")
	s.seed.Exec(`update task set state = 'declined' where id = $1`, first)
	s.seed.Exec(`update task set state = 'done', done_at = $2 where id = $1`, second, monday)
	s.as = ""
	s.post("/have-it/tok").leadsTo("/have-it/tok?done=have-it")
	if got := s.count(`select count(*) from task where state in ('declined', 'done')`); got != 2 {
		t.Errorf("%d answers stand, want 2", got)
	}
}

func TestTheLinkEnds(t *testing.T) {
	t.Parallel()
	for name, end := range map[string]string{
		"after the due day":        `update task set due_on = '2026-11-22'`,
		"when somebody else is it": `update task set contact_email = 'other@services.example'`,
		"when it is taken back":    `update task set state = 'withdrawn'`,
		"when it was dropped":      `update message_item set dropped = true`,
		"and no text has one":      `update message set channel = 'text', kind = 'auto_reply'`,
		"with another token":       `update message set token = 'other'`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newSite(t)
			s.askedByMail("kay@services.example")
			s.seed.Exec(end)
			s.as = ""
			s.get("/have-it/tok").wantStatus(http.StatusNotFound).says("This link has ended")
			s.post("/have-it/tok").wantStatus(http.StatusNotFound)
			if got := s.count(`select count(*) from task where state = 'acknowledged'`); got != 0 {
				t.Errorf("%d requests acknowledged", got)
			}
		})
	}
}

func TestTheDeputysLinkWorksToo(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.askedByMail("Deputy@services.example")
	s.seed.Exec(`update service set deputy_email = 'deputy@services.example'`)
	s.as = ""
	s.get("/have-it/tok").wantStatus(http.StatusOK)
}
