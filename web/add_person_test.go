package web_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"throughgate/internal/testkit/seed"
)

var newcomer = []string{"prison_number", "a1234bc", "forenames", "Siôn", "surname", "O'Neill", "date_of_birth", "1990-04-01", "prison", "LEI",
	"home_area", seed.Haringey, "legal_status", "SENTENCED", "received_on", "2026-01-12", "sentence_start", "2026-01-12", "crd", "2026-12-15",
	"com_name", "Kay Community", "com_email", "kay@probation.example"}

func changed(fields []string, changes ...string) []string {
	out := slices.Clone(fields)
	for i := 0; i < len(changes); i += 2 {
		out[slices.Index(out, changes[i])+1] = changes[i+1]
	}
	return out
}

func TestAPersonIsAddedByHand(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.get("/people/add").wantStatus(http.StatusOK).soundPage().says("Add a person", "Prison number")
	got := s.post("/people/add", newcomer...).wantStatus(http.StatusSeeOther).header.Get("Location")
	if !strings.HasPrefix(got, "/releases/") || !strings.HasSuffix(got, "?done=added") {
		t.Fatalf("leads to %s", got)
	}
	s.get(got).wantStatus(http.StatusOK).says("The person is stored", "Siôn O'Neill", "Tuesday 15 December 2026", "Leeds (HMP)", "by hand", "kay@probation.example")
	if n := s.count(`select count(*) from audit where action = 'collect' and object_kind = 'person' and actor like 'account:%'`); n != 1 {
		t.Errorf("%d rows in the audit", n)
	}
	s.post("/people/add", newcomer...).wantStatus(http.StatusUnprocessableEntity).says("Somebody with this prison number is stored already")
}

func TestWhoCannotBeAddedLeadsToTheField(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	for field, value := range map[string]string{"prison_number": "12", "surname": "", "date_of_birth": "1990-02-31", "prison": "", "home_area": "E10000002",
		"com_email": "kay@", "crd": "soon"} {
		page := s.post("/people/add", changed(newcomer, field, value)...).wantStatus(http.StatusUnprocessableEntity).soundPage()
		if len(page.find("a", "href", "#"+field)) != 1 {
			t.Errorf("%s: the error does not lead to its field", field)
		}
		page.says("There is a problem")
	}
	if n := s.count(`select count(*) from person`); n != 0 {
		t.Errorf("%d people", n)
	}
	s.as = "manager"
	s.post("/people/add", newcomer...).wantStatus(http.StatusForbidden)
}
