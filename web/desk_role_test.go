package web_test

import (
	"fmt"
	"net/http"
	"testing"

	"throughgate/internal/testkit/seed"
)

// What people decide here is written by the pages' own role in the database,
// which may do little.
func TestThePagesRoleMayDoWhatPeopleDecide(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.failed("one", "failed")
	s.failed("two", "unknown")
	id := s.waits("reply", "link_officer", "2026-11-23", "a reply to read", 0)
	s.seed.Exec(`insert into inbound_text (provider_ref, number, body, meaning, at) values ('SM1', '+447700900123', 'what', 'not_understood', $1)`, monday)
	s.seed.Exec(`update attention set inbound_id = 1 where id = $1`, id)
	s.seed.Person(seed.Person{PlannedDay: day("2026-12-18")})
	s.post("/messages/one/again", "seen", "failed", "reason", "the address works").wantStatus(http.StatusSeeOther)
	s.post("/messages/two/outcome", "seen", "unknown", "outcome", "sent_again", "reason", "I rang").wantStatus(http.StatusSeeOther)
	s.post(fmt.Sprintf("/your-list/%d", id), "note", "rang").wantStatus(http.StatusSeeOther)
	s.post("/told", "version", "0", "digest", "no").wantStatus(http.StatusSeeOther)
	s.post("/told", "version", "1", "digest", "yes").wantStatus(http.StatusSeeOther)
	for _, address := range []string{"/", "/messages", "/messages/one", "/your-list", "/nobody", "/told"} {
		s.get(address).wantStatus(http.StatusOK)
	}
}
