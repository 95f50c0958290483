package web_test

import (
	"net/http"
	"testing"

	"throughgate/internal/testkit/seed"
)

func TestAServiceAnswersSeveralRequestsInOneGo(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	kay := s.seed.Service(seed.Haringey, "housing_options", "Housing Options")
	first, second, third := s.asked(seed.Task{Service: kay}), s.asked(seed.Task{Service: kay}), s.asked(seed.Task{Service: kay})
	s.get("/tasks").hides("We have those ticked") // an officer answers for one at a time
	s.as = "housing"
	s.get("/tasks").wantStatus(http.StatusOK).soundPage().says("We have those ticked", "We will do those ticked")
	s.post("/tasks/several", "answer", "acknowledge").wantStatus(http.StatusUnprocessableEntity).soundPage().
		says("Tick the requests that you answer")
	s.post("/tasks/several", "answer", "accept", "state", "no_answer", "request", first.Ref+"ACC-CASE:1", "request", second.Ref+"ACC-CASE:1").
		leadsTo("/tasks?done=several&state=no_answer")
	for ref, want := range map[string]string{first.Ref: "accepted", second.Ref: "accepted", third.Ref: "handed_off"} {
		if got := s.state("/tasks/" + ref + "ACC-CASE"); got != want {
			t.Errorf("state = %s, want %s", got, want)
		}
	}
	// One was changed meanwhile: the other is answered all the same.
	s.post("/tasks/several", "answer", "acknowledge", "request", first.Ref+"ACC-CASE:1", "request", third.Ref+"ACC-CASE:1").
		wantStatus(http.StatusConflict).soundPage().says("1 request was answered. 1 request had been changed by somebody else")
	if got := s.state("/tasks/" + third.Ref + "ACC-CASE"); got != "acknowledged" {
		t.Errorf("state = %s, want acknowledged", got)
	}
}

func TestAServiceCannotAnswerAnothersRequestsInOneGo(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	r := s.asked(seed.Task{Standard: "BEN-JCP", Service: s.seed.Service(seed.Haringey, "jobcentre", "Jobcentre")})
	s.as = "housing"
	s.post("/tasks/several", "answer", "accept", "request", r.Ref+"BEN-JCP:1").wantStatus(http.StatusConflict).says("0 requests were answered")
	if got := s.state("/tasks/" + r.Ref + "BEN-JCP"); got != "handed_off" {
		t.Errorf("state = %s", got)
	}
}
