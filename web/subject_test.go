package web_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"throughgate/internal/testkit/seed"
	"throughgate/internal/testkit/signedin"
	"throughgate/release"
	"throughgate/web"
)

// A request from the day on which it came to the paper in the person's hands.
func TestAPersonsRequestIsAnsweredWithASecondReader(t *testing.T) {
	t.Parallel()
	now := monday
	s := newSite(t, func(c *web.Config) {
		c.Now = func() time.Time { return now }
		c.Subjects = &release.Service{Pool: c.Pool, Now: c.Now, Unit: release.Unit{Scope: c.Unit}}
	})
	s.seed.Account("lead", "Ina Lead", "information_lead", []string{seed.Haringey}, nil)
	s.seed.Account("coord", "Cora Coord", "coordinator", []string{seed.Haringey}, nil)
	s.seed.Account("far", "Fay Far", "coordinator", []string{seed.Camden}, nil)
	r, _ := s.planned(seed.Person{Surname: "Subject", Forenames: "Sam"})
	s.seed.Exec(`insert into note (ref, person_id, kind, body, at, actor, form_key) values ('n1', $1, 'opinion', 'He told Ann Other <b>about</b> it', $2, 'account:1', 'k1')`, r.PersonID, monday)
	s.as = "lead"
	trail := "/records/people/" + r.Ref
	s.get("/subject-access").wantStatus(http.StatusOK).soundPage().says("No request is open.")
	s.get("/subject-access?list=over").wantStatus(http.StatusOK).says("Nothing was given or closed yet.")
	s.get(trail).wantStatus(http.StatusOK).soundPage().says("On which day did the request come?").hides("Subject, Sam", "Sam Subject")
	for _, received := range []string{"", "2026-11-24", "soon"} {
		page := s.post(trail+"/subject-access", "received", received).wantStatus(http.StatusUnprocessableEntity).soundPage()
		if len(page.find("a", "href", "#received")) != 1 {
			t.Errorf("%q: no line of the summary leads to the day", received)
		}
	}
	address := s.post(trail+"/subject-access", "received", "2026-11-20").wantStatus(http.StatusSeeOther).header.Get("Location")
	s.get(trail).says("The open request for what is held", "nothing is put together yet").hides("On which day did the request come?")
	s.post(trail+"/subject-access", "received", "2026-11-20").wantStatus(http.StatusUnprocessableEntity).says("is open already")
	s.get("/subject-access").wantStatus(http.StatusOK).soundPage().says("Reference "+r.Ref, "Friday 20 November 2026", "Sunday 20 December 2026 (27 days)").hides("Subject,", "Sam")
	s.get(address).wantStatus(http.StatusOK).soundPage().says("Nothing is put together.", "Nothing is marked.")
	s.post(address+"/give", "version", "1").wantStatus(http.StatusUnprocessableEntity).says("Put the answer together first")
	s.get(address + "/print").wantStatus(http.StatusNotFound)
	s.get(address + "/answer.json").wantStatus(http.StatusNotFound)
	if n := s.count(`select count(*) from audit where action = 'disclose'`); n != 0 {
		t.Errorf("%d disclosures of what was not given", n)
	}
	s.post(address + "/draft").leadsTo(address + "?done=subject-draft")
	page := s.get(address).wantStatus(http.StatusOK).soundPage().says("Who you are", "He told Ann Other <b>about</b> it an opinion", "convicted of an offence").hides("Olive Officer")
	part := ""
	for _, a := range page.find("a", "href", "") {
		if href, _ := attr(a, "href"); strings.Contains(href, "part=note") && strings.Contains(href, "body") {
			part = href
		}
	}
	part, _, _ = strings.Cut(part, "#")
	s.get(part).wantStatus(http.StatusOK).soundPage().says("Withhold this part")
	form := s.handForm(part)
	problem := s.post(address+"/withhold", append(form, "quote", "Bo", "why", "so")...).wantStatus(http.StatusUnprocessableEntity).soundPage()
	for _, field := range []string{"mark-words", "mark-reason", "mark-why"} {
		if len(problem.find("a", "href", "#"+field)) != 1 || len(problem.find("", "id", field)) != 1 {
			t.Errorf("the summary does not lead to %s", field)
		}
	}
	s.post(address+"/withhold", append(form, "quote", "Ann Other", "reason", "rights_of_others", "why", "She did not agree to be named", "may_tell", "yes")...).leadsTo(address + "?done=subject-withhold")
	s.get(address).says("waits for a second reader", "Take the mark back").hides("I agree: withhold it", "give the answer")
	s.as = "far"
	s.get(address).wantStatus(http.StatusNotFound)
	s.get("/subject-access").says("No request is open.")
	s.as = "officer"
	s.get(address).wantStatus(http.StatusForbidden)
	s.as = "coord"
	s.get("/unit").says("1 to read")
	second := s.get(address).wantStatus(http.StatusOK).soundPage().says("Ann Other", "I agree: withhold it").hides("Who you are", "Prison number")
	mark := ""
	for _, n := range second.find("input", "name", "mark") {
		mark, _ = attr(n, "value")
	}
	s.post(address + "/draft").wantStatus(http.StatusForbidden)
	s.post(address+"/agree", "mark", mark).leadsTo(address + "?done=subject-agree")
	s.post(address+"/disagree", "mark", mark).wantStatus(http.StatusConflict).soundPage()
	s.as = "lead"
	s.post(address+"/give", "version", "1").wantStatus(http.StatusConflict).says("was changed while you had it open")
	version, _ := attr(s.get(address).says("give the answer").find("input", "name", "version")[0], "value")
	s.post(address+"/give", "version", version).leadsTo(address + "?done=subject-give")
	paper := s.get(address+"/print").wantStatus(http.StatusOK).soundPage().says("What is held about you", "Sam Subject", "He told [taken out] <b>about</b> it", "1 part is withheld", "Information Commissioner", "convicted of an offence from the legal status")
	paper.hides("Ann Other", "Olive", "did not agree to be named")
	file := s.get(address + "/answer.json").wantStatus(http.StatusOK)
	var doc release.SubjectFile
	if err := json.Unmarshal([]byte(file.body), &doc); err != nil || doc.Schema != release.SubjectSchema || doc.Withheld != 1 || strings.Contains(file.body, "Ann Other") || strings.Contains(file.body, `"part"`) {
		t.Errorf("%v: %.400s", err, file.body)
	}
	if again := s.get(address + "/answer.json").body; again != file.body {
		t.Error("the file is not the same twice")
	}
	if n := s.count(`select count(*) from audit where action = 'disclose' and object_kind = 'subject access' and to_whom = 'person:' || $1::bigint and people = array[$1::bigint]`, r.PersonID); n != 4 {
		t.Errorf("%d disclosures, want that it was given, the paper and the file twice", n)
	}
	s.get("/subject-access?list=over").says("Reference "+r.Ref, "given")
	r2 := httptest.NewRequest(http.MethodGet, address+"/answer.json", nil)
	cookies, err := signedin.Cookies(t.Context(), s.pool, now, "lead")
	if err != nil {
		t.Fatal(err)
	}
	for _, cookie := range cookies {
		r2.AddCookie(cookie)
	}
	s.as, now = "", now.Add(16*time.Minute) // the proof is no longer fresh
	if page := s.do(r2); page.status != http.StatusSeeOther || !strings.HasPrefix(page.header.Get("Location"), "/prove") {
		t.Errorf("without a fresh proof: %d", page.status)
	}
}
