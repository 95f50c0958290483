package web_test

import (
	"fmt"
	"net/http"
	"testing"

	"throughgate/release"
	"throughgate/web"
)

// hookEvent stores the target of these tests as a worker would, and an event of it.
func (s *site) hookEvent(state string) int {
	s.t.Helper()
	s.seed.Exec(`insert into webhook_target (id, events, areas, services, listed, since) values ('crm', '{task.changed,date.changed}', '{E09000014}', '{housing_options}', true, $1) on conflict do nothing`, monday)
	return s.count(`insert into webhook_delivery (target, kind, task_id, at, state, attempts, tried_at, failure, status, settled_at, asked_at)
		values ('crm', 'task.changed', 1, $1, $2, 3, $1, case when $2 = 'failed' then 'answered' else '' end, 503, case when $2 <> 'waiting' then $1::timestamptz end, $1) returning id`, monday, state)
}

func TestTheTargetsOfWebhooksWithTheirEvents(t *testing.T) {
	t.Parallel()
	s := staffed(t)
	s.get("/system/webhooks").wantStatus(http.StatusOK).soundPage().says("crm", "https://system.example", "Housing options", "no worker has read it", "never").hides("secretpath")
	s.get("/system/webhooks/crm").soundPage().says("There were none in the last 30 days")
	s.post("/system/webhooks/crm/test").wantStatus(http.StatusConflict).says("start one")
	failed := s.hookEvent("failed")
	s.hookEvent("delivered")
	s.hookEvent("nothing_to_say")
	s.seed.Exec(`update webhook_target set failing_since = $1, failed_at = $1, failure = 'answered', failure_status = 503`, monday)
	s.get("/system/webhooks").soundPage().says("failing since", "it answered 503", "1 given up")
	page := s.get("/system/webhooks/crm").soundPage().says("msg_", "task.changed", "it answered 503", "3 times").hides("secretpath")
	if n := len(page.find("th", "scope", "row")); n != 2 {
		t.Errorf("%d events, want those that say something", n)
	}
	again := fmt.Sprint("/system/webhooks/crm/again/", failed)
	s.get(again).soundPage().says("under the same id")
	s.post(again).leadsTo("/system/webhooks/crm?done=hook-again")
	s.get("/system/webhooks/crm/test").soundPage().says("Send a test to crm")
	s.post("/system/webhooks/crm/test").leadsTo("/system/webhooks/crm?done=hook-test")
	s.post("/system/webhooks/crm/on").wantStatus(http.StatusConflict)
	s.seed.Exec(`update webhook_target set off_at = $1`, monday)
	s.seed.Exec(`insert into attention (kind, about_key, role, note, due_on, opened_at) values ('account_alarm', 'webhook:crm', 'administrator', 'switched off', '2026-11-23', $1)`, monday)
	s.get("/system/webhooks").soundPage().says("switched off on", "Switch on")
	s.get("/your-list").says("Switched off")
	s.post("/system/webhooks/crm/test").wantStatus(http.StatusConflict)
	s.post(again).wantStatus(http.StatusConflict)
	s.get("/system/webhooks/crm/on").soundPage().says("Switch crm on")
	s.post("/system/webhooks/crm/on").leadsTo("/system/webhooks/crm?done=hook-on")
	if n := s.count(`select (select count(*) from webhook_target where off_at is null and failing_since is null) * 100 + (select count(*) from webhook_delivery where state = 'waiting' and asked_at is not null) * 10
		+ (select count(*) from attention where closed_at is null)`); n != 120 {
		t.Errorf("%d: want one target on, two events asked for, nothing on the list", n)
	}
	for _, address := range []string{"/system/webhooks/other", "/system/webhooks/other/test", "/system/webhooks/crm/erase", "/system/webhooks/crm/again/x", "/system/webhooks/crm/again/99"} {
		s.get(address).wantStatus(http.StatusNotFound)
	}
	for _, address := range []string{"/system/webhooks/other/test", "/system/webhooks/crm/erase", "/system/webhooks/crm/again/99"} {
		s.post(address).wantStatus(http.StatusNotFound)
	}
}

func TestWithoutTargetsThePageSaysThatNothingIsSent(t *testing.T) {
	t.Parallel()
	s := newSite(t, func(c *web.Config) { c.Webhooks = &release.Webhooks{Pool: c.Pool, Now: c.Now} })
	s.seed.Account("admin", "Ada Admin", "administrator", nil, nil)
	s.as = "admin"
	s.get("/system/webhooks").wantStatus(http.StatusOK).soundPage().says("None is set: nothing is sent")
}
