package web_test

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"throughgate/internal/fault"
	"throughgate/internal/testkit/seed"
	"throughgate/web"
)

// caught stands where the demo's catchers and clock are.
type caught struct {
	mails   []web.Mail
	texts   []web.SMS
	now     time.Time
	replies []string
	problem error
}

func (d *caught) Mails() []web.Mail { return d.mails }
func (d *caught) Mail(id string) (web.Mail, error) {
	for _, m := range d.mails {
		if m.ID == id {
			return m, nil
		}
	}
	return web.Mail{}, fault.NotFound("e-mail")
}
func (d *caught) Texts() []web.SMS { return d.texts }
func (d *caught) Reply(_ context.Context, number, body string) error {
	d.replies = append(d.replies, number+" "+body)
	return d.problem
}
func (d *caught) Now() time.Time { return d.now }
func (d *caught) MoveDay(context.Context) error {
	d.now = d.now.AddDate(0, 0, 1)
	return d.problem
}

func demoSite(t *testing.T, d *caught) *site {
	t.Helper()
	d.now = monday
	s := newSite(t, func(cfg *web.Config) { cfg.Demo = d })
	s.as = "" // the world outside needs no account
	return s
}

func TestTheMailboxShowsEachEMailAndRunsNothingInIt(t *testing.T) {
	t.Parallel()
	s := demoSite(t, &caught{mails: []web.Mail{{ID: "7", At: monday, From: "unit@unit.example", To: "kay@services.example", Subject: "One request",
		Headers: []web.MailHeader{{Name: "Auto-Submitted", Value: "auto-generated"}},
		Text:    "Open http://127.0.0.1:8080/tasks/abc.", HTML: "<p onclick=alert(1)>Hello</p><script>alert(1)</script>"}}})
	s.get("/demo/mailbox").wantStatus(http.StatusOK).soundPage().says("One request", "kay@services.example", "Monday 23 November 2026 at 8am", "Showing 1 to 1 of 1")
	page := s.get("/demo/mailbox/7").wantStatus(http.StatusOK).soundPage()
	page.says("One request", "Auto-Submitted", "auto-generated", "Open http://127.0.0.1:8080/tasks/abc.").hides("alert(1)")
	if len(page.find("a", "href", "http://127.0.0.1:8080/tasks/abc")) != 1 {
		t.Error("the link of the e-mail cannot be followed")
	}
	frame := page.find("iframe", "src", "/demo/mailbox/7/body")
	if len(frame) != 1 {
		t.Fatal("the e-mail's HTML is not shown")
	}
	if sandbox, ok := attr(frame[0], "sandbox"); !ok || sandbox != "" {
		t.Errorf("sandbox = %q, %v", sandbox, ok)
	}
	body := s.get("/demo/mailbox/7/body").wantStatus(http.StatusOK)
	if policy := body.header.Get("Content-Security-Policy"); !strings.Contains(policy, "sandbox") || !strings.Contains(policy, "default-src 'none'") {
		t.Errorf("policy of the e-mail's HTML = %q", policy)
	}
	s.get("/demo/mailbox/8").wantStatus(http.StatusNotFound)
	s.get("/demo/mailbox/8/body").wantStatus(http.StatusNotFound)
	s.get("/demo/mailbox?page=99").wantStatus(http.StatusOK)
}

func TestTheHandsetShowsPhonesAndSendsReplies(t *testing.T) {
	t.Parallel()
	d := &caught{texts: []web.SMS{{ID: "1", At: monday, Number: "+447700900123", Body: "Hello James, appointment with Kay at 10am"},
		{ID: "2", At: monday, Number: "+447700900124", Body: "Second phone"},
		{ID: "3", At: monday, Number: "+447700900123", Body: "1", FromThem: true}}}
	s := demoSite(t, d)
	page := s.get("/demo/handset").wantStatus(http.StatusOK).soundPage()
	page.says("To them: Hello James, appointment with Kay at 10am", "Their reply: 1", "Reply from +447700900123", "Reply from +447700900124")
	s.post("/demo/handset", "number", "+447700900123", "body", " STOP ").leadsTo("/demo/handset?done=reply#phone-reply-447700900123")
	if len(page.find("", "id", "phone-reply-447700900123")) != 1 {
		t.Error("the page has no place that the redirect leads to")
	}
	if len(d.replies) != 1 || d.replies[0] != "+447700900123 STOP" {
		t.Errorf("replies = %q", d.replies)
	}
	s.post("/demo/handset", "number", "+447700900123", "body", "").wantStatus(http.StatusUnprocessableEntity).soundPage().says("Write something to send")
	s.post("/demo/handset", "number", "+15550100", "body", "hi").wantStatus(http.StatusNotFound)
	d.problem = errors.New("the webhook said 500")
	s.post("/demo/handset", "number", "+447700900123", "body", "hi").wantStatus(http.StatusInternalServerError).hides("webhook")
}

func TestTheClockMovesOnADay(t *testing.T) {
	t.Parallel()
	d := &caught{}
	s := demoSite(t, d)
	s.get("/demo/clock").wantStatus(http.StatusOK).soundPage().says("Monday 23 November 2026 at 8am", "Move the clock on a day")
	s.post("/demo/clock").leadsTo("/demo/clock?done=clock")
	s.get("/demo/clock?done=clock").says("Tuesday 24 November 2026 at 8am", "The clock was moved on a day")
}

func TestAnEmptyDemoSaysSo(t *testing.T) {
	t.Parallel()
	s := demoSite(t, &caught{})
	for _, address := range []string{"/demo/mailbox", "/demo/handset"} {
		page := s.get(address).wantStatus(http.StatusOK).soundPage()
		if len(page.find("p", "data-empty", "")) != 1 {
			t.Errorf("%s does not say that it is empty", address)
		}
	}
}

func TestOutsideTheDemoItsPagesAreNotThere(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	for _, address := range []string{"/demo/mailbox", "/demo/handset", "/demo/clock"} {
		s.get(address).wantStatus(http.StatusNotFound)
	}
	s.post("/demo/clock").wantStatus(http.StatusNotFound)
}

func TestTrainingFollowsARequestThatNobodyAnswers(t *testing.T) {
	t.Parallel()
	d := &caught{}
	s := demoSite(t, d)
	r := s.seed.Person(seed.Person{Surname: "Adams", Forenames: "Bo", PlannedDay: day("2026-12-18")})
	service := s.seed.Service(seed.Haringey, "jobcentre", "Wood Green Jobcentre")
	id := s.seed.Task(seed.Task{Release: r, Standard: "BEN-JCP", State: "handed_off", DueOn: day("2026-12-15"), Service: service, AnswerBy: monday.AddDate(0, 0, 1)})
	s.seed.Task(seed.Task{Release: r, Standard: "GATE-PLAN", State: "handed_off", DueOn: day("2026-12-15")})
	var ref string
	if err := s.pool.QueryRow(t.Context(), `select ref from task where id = $1`, id).Scan(&ref); err != nil {
		t.Fatal(err)
	}
	s.get("/demo/training").wantStatus(http.StatusOK).soundPage().says("First Jobcentre appointment booked, BA").hides("Adams", "itinerary", "on to the next day")
	s.seed.Exec(`update task set rung = 2, rung_at = $2, next_rung_at = $2 where id = $1`, id, monday)
	for n, kind := range []string{"request", "reminder", "escalation"} {
		s.seed.Exec(`insert into message (ref, token, channel, kind, recipient, dedupe_key, state, queued_at, not_before, sent_at, settled_at)
			values ($1, $1, 'email', $2, $2 || '@services.example', $1, 'delivered', $3, $3, $3, $3)`, kind, kind, monday.AddDate(0, 0, n))
		s.seed.Exec(`insert into message_item (message_id, position, kind, task_id, service_id) select id, 0, case when $1 = 'escalation' then 'not_answering' else 'task' end,
			case when $1 <> 'escalation' then $2::bigint end, case when $1 = 'escalation' then $3::bigint end from message where ref = $1`, kind, id, service)
	}
	page := s.get("/demo/training?task="+ref).soundPage().says("The service and its deputy are reminded : told", "The service's manager and the link officer : told",
		"Monday 23 November 2026 Request to request@services.example", "Wednesday 25 November 2026 To a service's manager to escalation@services.example")
	if len(page.find("ol", "data-rung", "2")) != 1 {
		t.Error("the page does not say on which rung it stands")
	}
	s.post("/demo/training", "task", ref).leadsTo("/demo/training?done=clock&task=" + ref)
	if !d.now.Equal(monday.AddDate(0, 0, 1)) {
		t.Errorf("the clock stands at %s", d.now)
	}
	s.get("/demo/training?task=none").wantStatus(http.StatusNotFound)
}
