package web_test

import (
	"net/http"
	"testing"
	"time"

	"throughgate/internal/testkit/seed"
	"throughgate/web"
)

func TestTrawlingIsSlowedAndStandsInTheUnusualReading(t *testing.T) {
	t.Parallel()
	now := monday
	s := newSite(t, func(c *web.Config) { c.ReadsAnHour, c.Now = 4, func() time.Time { return now } })
	s.now = func() time.Time { return now }
	r := s.seed.Person(seed.Person{PlannedDay: day("2026-12-01")})
	for range 3 {
		s.get("/releases/" + r.Ref).wantStatus(http.StatusOK)
	}
	s.post("/search", "words", "Clarke").wantStatus(http.StatusSeeOther)
	for _, address := range []string{"/releases/" + r.Ref, "/releases/" + r.Ref + "/sheet", "/releases/" + r.Ref + "/record/note", "/releases/nobody", "/tasks/nobody", "/messages/nobody"} {
		slowed := s.get(address).wantStatus(http.StatusTooManyRequests).soundPage().says("4 people at most in an hour", "Go on at 8:15am").hides("Clarke")
		if got := slowed.header.Get("Retry-After"); got != "901" {
			t.Errorf("Retry-After is %q", got)
		}
	}
	s.post("/search", "words", "Clarke").wantStatus(http.StatusTooManyRequests)
	s.get("/?list=upcoming").wantStatus(http.StatusOK)
	s.get("/tasks").wantStatus(http.StatusOK)
	s.as = "manager" // who has read nothing
	s.get("/releases/" + r.Ref).wantStatus(http.StatusOK)
	s.as = "officer"
	now = now.Add(15 * time.Minute)
	s.get("/releases/" + r.Ref).wantStatus(http.StatusOK)
	s.get("/releases/" + r.Ref).wantStatus(http.StatusTooManyRequests)
	if n := s.count(`select count(*) from audit where object_kind = 'slowed'`); n != 1 {
		t.Errorf("%d rows of the audit say so, want one an hour", n)
	}
	now = now.Add(2 * time.Hour)
	for range 4 {
		s.get("/releases/" + r.Ref).wantStatus(http.StatusOK)
	}
	s.get("/releases/" + r.Ref).wantStatus(http.StatusTooManyRequests)
	s.seed.Account("lead", "Ira Information", "information_lead", nil, nil)
	s.as = "lead"
	s.get("/records/unusual").wantStatus(http.StatusOK).soundPage().says("Slowed", "Olive Officer", "slowed in 2 hours")
}
