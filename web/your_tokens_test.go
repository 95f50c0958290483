package web_test

import (
	"net/http"
	"testing"
)

func TestSomebodyEndsTheirOwnTokensAndNobodyElses(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.get("/your-sign-in").wantStatus(http.StatusOK).hides("Your tokens")
	mine, theirs := s.token("officer"), s.token("manager")
	s.ask(mine, http.MethodGet, "/releases", "").is(http.StatusOK)
	ref := func(account string) (ref string) {
		if err := s.pool.QueryRow(t.Context(), `select t.ref from api_token t join account a on a.id = t.account_id where a.ref = $1`, account).Scan(&ref); err != nil {
			t.Fatal(err)
		}
		return ref
	}
	s.get("/your-sign-in").wantStatus(http.StatusOK).soundPage().says("Your tokens", ref("officer")).hides(ref("manager"), mine, "never")
	s.post("/your-sign-in/end-token", "token", ref("manager")).wantStatus(http.StatusNotFound)
	s.ask(theirs, http.MethodGet, "/releases", "").is(http.StatusOK)
	s.post("/your-sign-in/end-token", "token", ref("officer")).leadsTo("/your-sign-in?done=token-ended")
	s.ask(mine, http.MethodGet, "/releases", "").is(http.StatusUnauthorized)
	s.get("/your-sign-in").wantStatus(http.StatusOK).hides("Your tokens")
	if n := s.count(`select count(*) from audit where action = 'alter' and object_kind = 'account' and detail = 'api token ended: ' || $1`, ref("officer")); n != 1 {
		t.Errorf("the end is in %d rows of the audit, want 1", n)
	}
}
