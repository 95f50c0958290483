package web_test

import (
	"net/http"
	"testing"
)

func TestAnOfficerChoosesWhatTheyAreTold(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	page := s.get("/told").wantStatus(http.StatusOK).soundPage().says("What I am told", "Your own tasks, new or late", "Nobody can switch them off", "No address for tonight")
	if n := len(page.find("input", "checked", "")); n != 7 {
		t.Errorf("%d ticks before anything is chosen, want all six and the list", n)
	}
	s.post("/told", "version", "0", "digest", "yes", "news", "days", "news", "messages").leadsTo("/told?done=told")
	page = s.get("/told?done=told").soundPage().says("From the next morning on")
	if n := len(page.find("input", "checked", "")); n != 3 {
		t.Errorf("%d ticks, want three", n)
	}
	if got := s.count(`select count(*) from account_choice c join account a on a.id = c.account_id where a.ref = 'officer' and c.digest
		and c.left_out = '{comings,prison,services,not_ready}'`); got != 1 {
		t.Error("the choice is not stored")
	}
	stale := s.post("/told", "version", "0", "digest", "no", "news", "prison").wantStatus(http.StatusConflict).soundPage()
	stale.says("Nothing was saved")
	if len(stale.find("input", "checked", "")) != 2 || len(stale.find("input", "value", "1")) != 1 {
		t.Error("what was ticked is not kept to be sent again")
	}
	s.post("/told", "version", "1", "news", "days").wantStatus(http.StatusUnprocessableEntity).soundPage().says("Say whether you want the morning list")
	s.post("/told", "digest", "yes").wantStatus(http.StatusUnprocessableEntity)
	s.as = "manager"
	if n := len(s.get("/told").find("input", "checked", "")); n != 7 {
		t.Error("one officer's choice is another's")
	}
	s.as = "housing"
	s.get("/told").wantStatus(http.StatusForbidden)
	s.post("/told", "version", "0", "digest", "no").wantStatus(http.StatusForbidden)
}
