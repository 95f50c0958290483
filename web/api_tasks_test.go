package web_test

import (
	"fmt"
	"net/http"
	"testing"
	"time"

	"throughgate/internal/testkit/seed"
	"throughgate/web"
)

// request is one that housing was asked for, with somebody of Haringey.
func (s *site) request(p seed.Person) (seed.Release, string) {
	s.t.Helper()
	if p.PlannedDay.IsZero() {
		p.PlannedDay = day("2026-12-18")
	}
	r := s.seed.Person(p)
	s.seed.Task(seed.Task{Release: r, Standard: "ACC-CASE", State: "handed_off", HandOffOn: day("2026-11-20"), DueOn: day("2026-12-01"),
		Service: s.seed.Service(seed.Haringey, "housing_options", "Haringey Housing")})
	return r, "/tasks/" + r.Ref + "ACC-CASE"
}

func TestAServicesContactReadsNoNamesInLists(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.seed.Account("drugs", "Di Drugs", "spoc", []string{seed.Haringey}, []string{"drug_and_alcohol"})
	r, one := s.request(seed.Person{Surname: "Secretname", Forenames: "Hidden", ReferConsent: true})
	housing := s.token("housing")
	s.ask(housing, http.MethodGet, "/tasks", "").is(http.StatusOK).
		says(`"initials":"HS"`, `"name":""`, r.Ref, `"total":1`).hides("Secretname", "Hidden", r.Number, "1986")
	s.ask(housing, http.MethodGet, one, "").is(http.StatusOK).
		says("Hidden Secretname", r.Number, `"version":1`, `"answers":["acknowledge","accept"`).hides(`"reopen"`)
	if n := s.count(`select count(*) from audit where action = 'disclose' and object_kind = 'task' and detail = 'api' and people = array[$1]::bigint[]`, r.PersonID); n != 1 {
		t.Errorf("the disclosure is in %d rows, want 1", n)
	}
	s.ask(s.token("officer"), http.MethodGet, "/tasks", "").is(http.StatusOK).says("Hidden Secretname")
	drugs := s.token("drugs")
	s.ask(drugs, http.MethodGet, "/tasks", "").is(http.StatusOK).says(`"tasks":[]`)
	s.ask(drugs, http.MethodGet, one, "").is(http.StatusNotFound).hides(r.Number)
	s.ask(drugs, http.MethodPost, one+"/accept", `{"version":1}`, "Idempotency-Key", "k").is(http.StatusNotFound)
	s.ask(housing, http.MethodGet, "/tasks?state=nobody", "").is(http.StatusUnprocessableEntity)
}

func TestHealthAndRestrictedRequestsAreMasked(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.seed.Account("boss", "Cora Coordinator", "coordinator", []string{seed.Haringey}, nil)
	r := s.seed.Person(seed.Person{Surname: "Secretname", PlannedDay: day("2026-12-18")})
	s.seed.Task(seed.Task{Release: r, Standard: "DA-REFER", State: "accepted", HandOffOn: day("2026-11-20"), DueOn: day("2026-12-01"),
		Service: s.seed.Service(seed.Haringey, "drug_and_alcohol", "Clean Start")})
	masked, one := s.request(seed.Person{Surname: "Masked", Forenames: "Jo", Flags: []string{"restricted"}, ReferConsent: true})
	boss := s.token("boss")
	for _, address := range []string{"/tasks", "/tasks/" + r.Ref + "DA-REFER"} {
		s.ask(boss, http.MethodGet, address, "").is(http.StatusOK).
			says(`"Health request"`, `"state":"agreed"`).hides("drug", "Clean Start", `"state":"accepted"`, `"code":"DA`)
	}
	s.ask(boss, http.MethodPost, "/tasks/"+r.Ref+"DA-REFER/done", `{"version":1,"reason":"x"}`, "Idempotency-Key", "k").is(http.StatusForbidden)
	s.ask(s.token("officer"), http.MethodGet, "/tasks/"+r.Ref+"DA-REFER", "").is(http.StatusOK).says("drugs_and_alcohol", `"state":"accepted"`)
	for _, who := range []string{"boss", "officer", "housing"} {
		for _, address := range []string{"/tasks", one} {
			s.ask(s.token(who), http.MethodGet, address, "").is(http.StatusOK).
				says(masked.Ref, `"restricted":true`).hides("Masked", `"initials":"JM"`, masked.Number, "pass-on")
		}
	}
	s.ask(boss, http.MethodPost, one+"/pass-on", `{"version":1,"to":"x","reason":"y"}`, "Idempotency-Key", "m").is(http.StatusForbidden)
}

func TestARequestIsAnsweredOnceHoweverOftenItIsSent(t *testing.T) {
	t.Parallel()
	now := monday
	s := newSite(t, func(c *web.Config) { c.Now = func() time.Time { return now } })
	_, one := s.request(seed.Person{ReferConsent: true})
	token := s.token("housing")
	steps := func() int { return s.count(`select count(*) from task_event where state = 'accepted'`) }
	first := s.ask(token, http.MethodPost, one+"/accept", `{"version":1}`, "Idempotency-Key", "key-1").is(http.StatusOK).says(`"state":"accepted"`, `"version":2`)
	again := s.ask(token, http.MethodPost, one+"/accept", `{"version":1}`, "Idempotency-Key", "key-1").is(http.StatusOK)
	if again.body != first.body || steps() != 1 {
		t.Errorf("the second answer is %s, the first %s; %d steps", again.body, first.body, steps())
	}
	s.ask(token, http.MethodPost, one+"/accept", `{"version":2}`, "Idempotency-Key", "key-1").is(http.StatusUnprocessableEntity).says("another request")
	s.ask(token, http.MethodPost, one+"/done", `{"version":1}`, "Idempotency-Key", "key-1").is(http.StatusUnprocessableEntity)
	// Another token's key is another key; a stale version is a conflict, kept too.
	other := s.token("housing")
	s.ask(other, http.MethodPost, one+"/decline", `{"version":1,"reason":"we cannot"}`, "Idempotency-Key", "key-1").is(http.StatusConflict)
	s.ask(other, http.MethodPost, one+"/decline", `{"version":1,"reason":"we cannot"}`, "Idempotency-Key", "key-1").is(http.StatusConflict)
	// One that was cut off is not carried out again.
	s.seed.Exec(`update api_answer set status = null, body = null where status = 200`)
	s.ask(token, http.MethodPost, one+"/accept", `{"version":1}`, "Idempotency-Key", "key-1").is(http.StatusConflict).says("cut off")
	now = now.Add(24 * time.Hour)
	s.ask(token, http.MethodPost, one+"/accept", `{"version":1}`, "Idempotency-Key", "key-1").is(http.StatusConflict).hides("cut off")
	if n := s.count(`select count(*) from api_answer`); n != 1 {
		t.Errorf("%d answers are kept after a day, want 1", n)
	}
}

func TestWhatIsWrongWithAnAnswerIsSaidByItsMember(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	_, one := s.request(seed.Person{ReferConsent: true})
	token := s.token("housing")
	for i, try := range []struct {
		answer, body string
		status       int
		field        string
	}{
		{"accept", `{}`, 422, "version"},
		{"decline", `{"version":1}`, 422, "reason"},
		{"no-capacity", `{"version":1,"full_until":null}`, 422, "full_until"},
		{"no-capacity", `{"version":1,"full_until":"31 Feb"}`, 400, ""},
		{"not-wanted", `{"version":1}`, 422, "heard_by"},
		{"pass-on", `{"version":1,"to":"x"}`, 422, "reason"},
		{"accept", `{"version":1,"state":"done"}`, 400, ""},
		{"accept", `{"version":1}{}`, 400, ""},
		{"accept", `not JSON`, 400, ""},
		{"sing", `{"version":1}`, 404, ""},
		{"reopen", `{"version":1,"reason":"x"}`, 403, ""},
	} {
		got := s.ask(token, http.MethodPost, one+"/"+try.answer, try.body, "Idempotency-Key", fmt.Sprint(i)).is(try.status)
		if try.field != "" {
			got.says(`"field":"` + try.field + `"`)
		}
	}
	s.ask(token, http.MethodPost, one+"/accept", `{"version":1}`).is(http.StatusBadRequest).says("Idempotency-Key")
	s.ask(token, http.MethodPost, one+"/accept", `{"version":1}`, "Idempotency-Key", "x", "Content-Type", "text/plain").is(http.StatusUnsupportedMediaType)
	long := make([]byte, 70_000)
	for i := range long {
		long[i] = ' '
	}
	s.ask(token, http.MethodPost, one+"/accept", string(long), "Idempotency-Key", "y").is(http.StatusRequestEntityTooLarge)
	if n := s.count(`select version from task`); n != 1 {
		t.Errorf("the request was changed: version %d", n)
	}
	s.ask(token, http.MethodPost, one+"/no-capacity", `{"version":1,"full_until":"2026-12-31"}`, "Idempotency-Key", "z").is(http.StatusOK).says(`"state":"no_capacity"`)
	s.ask(token, http.MethodPost, one+"/questions", `{"question":"Is there a dog?"}`, "Idempotency-Key", "q").is(http.StatusOK)
	var task struct {
		Questions []struct{ ID, Question string }
	}
	s.ask(token, http.MethodGet, one, "").is(http.StatusOK).into(&task)
	if len(task.Questions) != 1 || task.Questions[0].Question != "Is there a dog?" {
		t.Fatalf("the questions: %+v", task.Questions)
	}
	s.ask(s.token("officer"), http.MethodPost, one+"/questions/"+task.Questions[0].ID, `{"answer":"No dog"}`, "Idempotency-Key", "q").is(http.StatusOK)
	s.ask(token, http.MethodGet, one, "").is(http.StatusOK).says("No dog")
}
