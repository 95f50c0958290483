package web_test

import (
	"net/http"
	"testing"

	"throughgate/internal/testkit/seed"
)

func TestAppointmentsAreMadeAndChangedByTheAPI(t *testing.T) {
	t.Parallel()
	s, r := booked(t, "housing_options", "2026-12-20 10:00", seed.Person{})
	token, all := s.token("officer"), "/releases/"+r.Ref+"/appointments"
	s.ask(token, http.MethodGet, all, "").is(http.StatusOK).says(`"ref":"app1"`, `"version":1`, `"starts_at":"2026-12-20T10:00:00Z"`, "Wood Green")
	s.ask(token, http.MethodPost, all, `{"service":"jobcentre","place":"High Road","starts_at":"2026-12-21T11:30:00Z","minutes":30}`, "Idempotency-Key", "a").is(http.StatusOK)
	s.ask(token, http.MethodPost, all, `{"service":"jobcentre","place":"High Road","starts_at":"2026-12-21T11:30:00Z","minutes":30}`, "Idempotency-Key", "a").is(http.StatusOK)
	s.ask(token, http.MethodPost, all+"/app1/move", `{"version":1,"place":"Town Hall","starts_at":"2026-12-22T09:00:00Z"}`, "Idempotency-Key", "b").is(http.StatusOK)
	if got, want := s.when(), "2026-12-21 11:30 booked High Road 1; 2026-12-22 09:00 moved Town Hall 2"; got != want {
		t.Fatalf("got %s, want %s", got, want)
	}
	s.ask(token, http.MethodPost, all+"/app1/cancel", `{"version":1}`, "Idempotency-Key", "c").is(http.StatusConflict)
	s.ask(token, http.MethodPost, all+"/app1/cancel", `{"version":2,"reason":"rang"}`, "Idempotency-Key", "d").is(http.StatusOK)
	for key, wrong := range map[string]struct{ path, body, field string }{
		"1": {"", `{"place":"x","starts_at":"2026-12-21T11:30:00Z"}`, "service"},
		"2": {"", `{"service":"nobody","place":"x","starts_at":"2026-12-21T11:30:00Z"}`, "service"},
		"3": {"", `{"service":"jobcentre","starts_at":"2026-12-21T11:30:00Z"}`, "place"},
		"4": {"", `{"service":"jobcentre","place":"x"}`, "starts_at"},
		"5": {"", `{"service":"jobcentre","place":"x","phone":"12","starts_at":"2026-12-21T11:30:00Z"}`, "phone"},
		"6": {"/app1/outcome", `{"version":3}`, "outcome"},
		"7": {"/app1/move", `{"place":"x","starts_at":"2026-12-21T11:30:00Z"}`, "version"},
	} {
		s.ask(token, http.MethodPost, all+wrong.path, wrong.body, "Idempotency-Key", key).is(http.StatusUnprocessableEntity).says(`"field":"` + wrong.field + `"`)
	}
	s.ask(token, http.MethodPost, all+"/app1/sing", `{"version":3}`, "Idempotency-Key", "e").is(http.StatusNotFound)
	// The second half past one of the night in which the clock goes back.
	s.ask(token, http.MethodPost, all, `{"service":"jobcentre","place":"x","starts_at":"2027-10-31T01:30:00Z"}`, "Idempotency-Key", "f").is(http.StatusOK)
	if n := s.count(`select count(*) from appointment where starts_at = '2027-10-31T01:30:00Z'`); n != 1 {
		t.Errorf("the instant was not kept")
	}
}

func TestAnAppointmentAboutHealthIsWithinReachOfThoseWithABasis(t *testing.T) {
	t.Parallel()
	s, r := booked(t, "drug_and_alcohol", "2026-12-20 10:00", seed.Person{})
	s.seed.Account("boss", "Cora Coordinator", "coordinator", []string{seed.Haringey}, nil)
	boss, all := s.token("boss"), "/releases/"+r.Ref+"/appointments"
	s.ask(boss, http.MethodGet, all, "").is(http.StatusOK).says(`"service":"health"`, "2026-12-20T10:00:00Z").hides("drug", "Wood Green", "app1")
	s.ask(boss, http.MethodPost, all+"/app1/cancel", `{"version":1}`, "Idempotency-Key", "a").is(http.StatusForbidden)
	s.ask(s.token("officer"), http.MethodPost, all+"/app1/cancel", `{"version":1}`, "Idempotency-Key", "a").is(http.StatusOK)
	masked := s.seed.Person(seed.Person{Flags: []string{"restricted"}, PlannedDay: day("2026-12-18")})
	s.appointment(masked, "app2", "jobcentre", "2026-12-20 10:00")
	s.ask(boss, http.MethodGet, "/releases/"+masked.Ref+"/appointments", "").is(http.StatusOK).says(`"appointments":[]`)
	s.ask(boss, http.MethodPost, "/releases/"+masked.Ref+"/appointments/app2/cancel", `{"version":1}`, "Idempotency-Key", "b").is(http.StatusForbidden)
}

func TestMessagesTellNoMoreThanTheirPages(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.seed.Account("boss", "Cora Coordinator", "coordinator", []string{seed.Haringey}, nil)
	r := s.seed.Person(seed.Person{PlannedDay: day("2026-12-18")})
	task := s.seed.Task(seed.Task{Release: r, Standard: "DA-REFER", State: "handed_off", HandOffOn: day("2026-11-20"), DueOn: day("2026-12-01"),
		Service: s.seed.Service(seed.Haringey, "drug_and_alcohol", "Clean Start")})
	id := s.seed.Message("message1", "email", "request", "kay@services.example", "sent", "", r, task)
	s.seed.Exec(`insert into message_words (message_id, subject, text, written_at) values ($1, 'A subject', 'Words of health', $2)`, id, monday)
	for _, who := range []string{"officer", "boss"} {
		token := s.token(who)
		s.ask(token, http.MethodGet, "/messages?kind=request&state=sent&channel=email", "").is(http.StatusOK).
			says(`"id":"message1"`, `"total":1`).hides("kay@services.example")
		s.ask(token, http.MethodGet, "/messages?kind=digest", "").is(http.StatusOK).says(`"messages":[]`)
		s.ask(token, http.MethodGet, "/messages?kind=x", "").is(http.StatusUnprocessableEntity)
		got := s.ask(token, http.MethodGet, "/messages/message1", "").is(http.StatusOK).hides("kay@services.example")
		if who == "officer" {
			got.says("Words of health", r.Ref+"DA-REFER")
		} else {
			got.says(`"withheld":"This message is about health`).hides("Words of health", "DA-REFER")
		}
	}
}
