package web_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"throughgate/web"
)

func TestUntilAnAccountIsPickedEveryPageLeadsToTheChoice(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.as = ""
	s.get("/").leadsTo("/act-as")
	s.get("/tasks?state=late").leadsTo("/act-as?next=%2Ftasks%3Fstate%3Dlate")
	s.get("/releases/x").leadsTo("/act-as?next=%2Freleases%2Fx")
	s.post("/tasks/x/accept", "version", "1").leadsTo("/act-as")
	page := s.get("/act-as?next=/tasks").wantStatus(http.StatusOK).soundPage()
	page.says("Who are you acting as?", "Olive Officer, prison link officer", "Kay Housing, service contact")
	if len(page.find("nav", "aria-label", "Menu")) != 0 {
		t.Error("the menu shows before anybody is known")
	}
}

func TestPickingAnAccount(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.as = ""
	got := s.post("/act-as", "account", "officer", "next", "/tasks?state=late").leadsTo("/tasks?state=late")
	cookie := got.header.Get("Set-Cookie")
	for _, part := range []string{"throughgate-acts-as=officer", "HttpOnly", "SameSite=Strict", "Path=/"} {
		if !strings.Contains(cookie, part) {
			t.Errorf("cookie %q lacks %s", cookie, part)
		}
	}
	s.post("/act-as", "next", "/").wantStatus(http.StatusUnprocessableEntity).soundPage().says("Choose the account you act as")
	s.post("/act-as", "account", "nobody").wantStatus(http.StatusUnprocessableEntity)
	for _, away := range []string{"https://elsewhere.example/", "//elsewhere.example", "/\\elsewhere.example", "tasks"} {
		s.post("/act-as", "account", "officer", "next", away).leadsTo("/")
	}
	s.as = "officer"
	page := s.get("/")
	page.says("Olive Officer, prison link officer")
	if len(page.find("a", "href", "/act-as?next=%2F")) != 1 {
		t.Error("no link to change the account")
	}
}

func TestADisabledAccountActsNoMore(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.seed.Exec(`update account set disabled_at = $1 where ref = 'officer'`, monday)
	s.get("/").leadsTo("/act-as")
	s.get("/act-as").hides("Olive")
	s.post("/act-as", "account", "officer").wantStatus(http.StatusUnprocessableEntity)
}

func TestWithoutAccountsTheChoiceSaysHowToAddOne(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.as = ""
	s.seed.Exec(`update account set disabled_at = $1`, monday)
	s.get("/act-as").wantStatus(http.StatusOK).soundPage().says("throughgate user add")
}

func TestRolesWithoutAPageAreToldSo(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.seed.Account("admin", "Ada Admin", "administrator", nil, nil)
	s.as = "admin"
	s.get("/").wantStatus(http.StatusOK).says("There is no page for your role yet")
	for _, address := range []string{"/tasks", "/messages", "/releases/x", "/tasks/x"} {
		s.get(address).wantStatus(http.StatusForbidden)
	}
}

func TestTheCookieIsSecureWhereThePublicAddressIs(t *testing.T) {
	t.Parallel()
	s := newSite(t, func(cfg *web.Config) { cfg.PublicURL = "https://example.com" })
	if got := s.post("/act-as", "account", "officer").header.Get("Set-Cookie"); !strings.Contains(got, "Secure") {
		t.Errorf("cookie = %q", got)
	}
}

func TestWhatIsUnexpectedGivesAReferenceAndNothingElse(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.seed.Exec(`alter table release rename column explanation to gone`)
	page := s.get("/").wantStatus(http.StatusInternalServerError).soundPage()
	page.says("Sorry, there is a problem with the service", "give the reference").hides("explanation", "SQLSTATE")
	if log := s.log.String(); !strings.Contains(log, "SQLSTATE 42703") || !strings.Contains(log, "actor=account:") {
		t.Errorf("log = %q", log)
	}
	for _, word := range strings.Fields(textOf(page.doc)) {
		if strings.Contains(s.log.String(), "reference="+word+" ") {
			return
		}
	}
	t.Error("the reference on the page is not in the log")
}

func TestAnAddressThatIsNotThere(t *testing.T) {
	t.Parallel()
	newSite(t).get("/nothing/here").wantStatus(http.StatusNotFound).soundPage().says("Page not found")
}

func TestHealthAndReadiness(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.as = ""
	ask := func(address string) (int, string) {
		w := httptest.NewRecorder()
		s.h.ServeHTTP(w, httptest.NewRequest(http.MethodGet, address, nil))
		return w.Code, w.Body.String()
	}
	if code, body := ask("/healthz"); code != http.StatusOK || body != "ok\n" {
		t.Errorf("/healthz = %d %q", code, body)
	}
	if code, body := ask("/readyz"); code != http.StatusServiceUnavailable || !strings.Contains(body, "has never run") {
		t.Errorf("/readyz before any watch = %d %s", code, body)
	}
	watch := func(day string) {
		s.seed.Exec(`insert into watch_day (day, by_hand, started_at, done_at, planned, handed_off, reminded, escalated, digests, alerts, messages_queued)
			values ($1::date, false, $2, $2, 0, 0, 0, 0, 0, 0, 0)`, day, monday)
	}
	watch("2026-11-20")
	if code, body := ask("/readyz"); code != http.StatusServiceUnavailable || !strings.Contains(body, "last done for 2026-11-20") {
		t.Errorf("/readyz with an old watch = %d %s", code, body)
	}
	watch("2026-11-23")
	if code, body := ask("/readyz"); code != http.StatusOK || !strings.Contains(body, `"ready":true`) {
		t.Errorf("/readyz = %d %s", code, body)
	}
	s.seed.Exec(`delete from river_migration`)
	if code, body := ask("/readyz"); code != http.StatusServiceUnavailable || !strings.Contains(body, "throughgate migrate") {
		t.Errorf("/readyz on an older schema = %d %s", code, body)
	}
	s.pool.Close()
	if code, body := ask("/readyz"); code != http.StatusServiceUnavailable || !strings.Contains(body, "does not answer") {
		t.Errorf("/readyz without a database = %d %s", code, body)
	}
}
