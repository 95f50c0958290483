package web_test

import (
	"net/http"
	"testing"

	"throughgate/internal/testkit/seed"
)

// Wherever an offender manager sees people, they are their own ones, and those
// of whom they stand in for.
func TestAnOffenderManagerComesAcrossNobodyElses(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	own := s.seed.Person(seed.Person{Surname: "Ownman", Forenames: "Ownman", PlannedDay: day("2026-12-18")})
	other := s.seed.Person(seed.Person{Surname: "Otherman", Forenames: "Otherman", PlannedDay: day("2026-12-18")})
	s.seed.Exec(`update person set com_email = 'second@unit.example' where id = $1`, other.PersonID)
	for _, r := range []seed.Release{own, other} {
		s.seed.Task(seed.Task{Release: r, Standard: "BEN-JCP", HandOffOn: day("2026-11-20"), DueOn: day("2026-12-10"), Nobody: true})
		s.seed.Message("about-"+r.Ref, "email", "request", "kay@services.example", "delivered", "", r)
	}
	both := s.seed.Message("about-both", "email", "digest", "olive@unit.example", "delivered", "", own)
	s.seed.Exec(`insert into message_item (message_id, release_id, kind, position) values ($1, $2, 'gate', 1)`, both, other.ID)
	s.seed.Message("about-nobody", "email", "digest", "olive@unit.example", "delivered", "", seed.Release{})
	s.seed.Message("their-own", "email", "digest", "COM@probation.example", "delivered", "", seed.Release{})
	places := []string{"/", "/nobody", "/sheets?day=2026-12-18", "/board/print", "/board.csv", "/prisons/" + seed.Leeds}

	s.as = "officer"
	for _, address := range places {
		s.get(address).wantStatus(http.StatusOK).says("Ownman", "Otherman")
	}
	s.get("/messages").says("Showing 1 to 5 of 5")

	s.as = "manager"
	for _, address := range places {
		s.get(address).wantStatus(http.StatusOK).says("Ownman").hides("Otherman")
	}
	s.get("/").says("Nobody to send to (1)")
	s.get("/messages").says("Showing 1 to 2 of 2").hides("about-both", "about-nobody")
	for address, status := range map[string]int{"/releases/" + own.Ref: 200, "/releases/" + other.Ref: 404, "/releases/" + other.Ref + "/sheet": 404,
		"/messages/about-" + own.Ref: 200, "/messages/about-" + other.Ref: 404, "/messages/about-both": 404, "/messages/their-own": 200} {
		s.get(address).wantStatus(status)
	}
	if page := s.get("/releases/" + own.Ref); len(page.find("a", "href", "/messages/about-"+own.Ref)) != 1 || len(page.find("a", "href", "/messages/about-both")) != 0 {
		t.Error("the release's page links to a message that does not open, or not to one that does")
	}
	s.post("/messages/about-"+other.Ref+"/again", "seen", "delivered", "reason", "why not").wantStatus(http.StatusNotFound)

	id := s.seed.Account("second", "Sam Second", "offender_manager", []string{seed.Haringey}, nil)
	s.seed.Exec(`insert into absence (ref, account_id, from_day, to_day, deputy_id, set_by, set_at) select 'gone', $1, '2026-11-23', '2026-11-24', id, id, $2 from account where ref = 'manager'`, id, monday)
	for _, address := range places {
		s.get(address).wantStatus(http.StatusOK).says("Ownman", "Otherman")
	}
	s.get("/releases/" + other.Ref).wantStatus(http.StatusOK)
	s.get("/messages/about-both").wantStatus(http.StatusOK)
}
