package web_test

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"throughgate/access"
	"throughgate/internal/testkit/seed"
)

// machinePages are the administrator's pages of the work in the background.
var machinePages = []string{"/system", "/system/jobs", "/system/watch", "/system/imports"}

// failedJob stores a job that failed, with words in everything that a job keeps.
func (s *site) failedJob(kind, state, text string) int {
	s.t.Helper()
	return s.count(`insert into river_job (kind, queue, args, max_attempts, attempt, state, attempted_at, scheduled_at, finalized_at, metadata, tags, errors)
		values ($1, 'email', '{"ids": [7], "name": "Zzmarker"}', 12, 3, $2::text::river_job_state, $4, $5, case when $2 = 'discarded' then $4::timestamptz end, '{"m": "Zzmarker"}', '{Zzmarker}',
		array[jsonb_build_object('at', $4::timestamptz, 'attempt', 3, 'error', $3::text, 'trace', 'Zzmarker')]) returning id`, kind, state, text, monday, monday.Add(time.Hour))
}

func TestTheSystemPagesWithNothingInThem(t *testing.T) {
	t.Parallel()
	s := staffed(t)
	s.get("/system").wantStatus(http.StatusOK).soundPage().says("no day yet", "there was none yet", "the watch has never run", "Texts", "never", "files")
	s.get("/system/jobs").soundPage().says("No job has failed")
	s.get("/system/watch").soundPage().says("The watch has never run")
	s.get("/system/imports").soundPage().says("Nothing has been imported yet")
	s.get("/system/queues/email/pause").soundPage().says("Pause the queue of e-mails", "0 jobs")
	s.post("/system/queues/email/pause", "reason", "x").wantStatus(http.StatusConflict).says("No worker has taken this queue yet")
	for _, address := range []string{"/system/queues/nothing/pause", "/system/jobs/7/retry", "/system/jobs/x/cancel", "/system/retry/deliver", "/system/queues/*/resume"} {
		s.get(address).wantStatus(http.StatusNotFound)
		s.post(address, "reason", "x").wantStatus(http.StatusNotFound)
	}
}

func TestAQueueIsPausedWithAReasonAndEveryPageOfTheAdministratorSaysSo(t *testing.T) {
	t.Parallel()
	s := staffed(t)
	s.seed.Exec(`insert into river_queue (name, updated_at) values ('email', $1)`, monday)
	s.post("/system/queues/email/pause", "reason", " ").wantStatus(http.StatusUnprocessableEntity).soundPage().errorsLead("reason")
	s.post("/system/queues/email/pause", "reason", strings.Repeat("x", 251)).wantStatus(http.StatusUnprocessableEntity).soundPage().errorsLead("reason")
	s.get("/system/queues/email/resume").leadsTo("/system")
	s.post("/system/queues/email/resume").wantStatus(http.StatusConflict)
	s.post("/system/queues/email/pause", "reason", "the mail server moves").leadsTo("/system?done=queue-paused")
	if n := s.count(`select count(*) from river_queue where name = 'email' and paused_at = $1`, monday); n != 1 {
		t.Error("River does not know that it is paused")
	}
	const told = "The queue of e-mails is paused since Monday 23 November 2026 at 8am by Ada Admin."
	for _, address := range append(slices.Clone(machinePages), "/", "/accounts/lists", "/accounts/moves", "/your-list") {
		s.get(address).wantStatus(http.StatusOK).soundPage().says(told)
	}
	s.get("/system").says("the mail server moves", "the queue email is paused")
	s.post("/system/queues/email/pause", "reason", "again").wantStatus(http.StatusConflict).says("paused already, by Ada Admin")
	s.get("/system/queues/email/pause").leadsTo("/system/queues/email/resume")
	s.get("/system/queues/email/resume").soundPage().says("the mail server moves")
	s.as = "coordinator"
	s.get("/").hides(told)
	s.as = "admin"
	s.post("/system/queues/email/resume").leadsTo("/system?done=queue-resumed")
	s.get("/system").hides(told, "the mail server moves")
	if n := s.count(`select (select count(*) from queue_pause) * 100 + (select count(*) from audit where object_kind = 'machine' and action = 'alter' and detail in ('queue email paused', 'queue email resumed'))`); n != 2 {
		t.Errorf("%d: want no pause left, and two rows of the audit", n)
	}
}

func TestFailedJobsShowTheClassOfTheirErrorAndAreTriedAgain(t *testing.T) {
	t.Parallel()
	s := staffed(t)
	dead := s.failedJob("deliver", "discarded", "the database said no (SQLSTATE 40001)")
	waits := s.failedJob("deliver", "retryable", "Zzmarker could not be told on 07700 900123")
	upload := s.failedJob("import_upload", "discarded", "an error of type *fs.PathError")
	page := s.get("/system/jobs").wantStatus(http.StatusOK).soundPage()
	page.says("SQLSTATE 40001", "an error of the type *fs.PathError", "another error", "not by itself", "Monday 23 November 2026 at 9am", "send messages: 2 jobs", "3 of 12 times").hides("Zzmarker", "07700", "\"ids\"")
	act := func(id int, what string) string { return "/system/jobs/" + strconv.Itoa(id) + "/" + what }
	s.get(act(waits, "cancel")).soundPage().says("The messages are not lost").hides("Zzmarker")
	s.get(act(dead, "retry")).soundPage().says("Try it again").hides("Zzmarker")
	s.get(act(dead, "erase")).wantStatus(http.StatusNotFound)
	s.post(act(dead, "erase")).wantStatus(http.StatusNotFound)
	s.post(act(dead, "cancel")).wantStatus(http.StatusConflict)
	s.post(act(waits, "cancel")).leadsTo("/system/jobs?done=job-cancel")
	s.post(act(waits, "retry")).wantStatus(http.StatusNotFound) // it fails no more
	s.post(act(upload, "retry")).leadsTo("/system/jobs?done=job-retry")
	another := s.failedJob("deliver", "retryable", "it took too long")
	s.get("/system/retry/deliver").soundPage().says("2 jobs")
	s.post("/system/retry/deliver").leadsTo("/system/jobs?done=job-retry-all")
	if n := s.count(`select count(*) from river_job where (id = any ($1) and state = 'available') or (id = $2 and state = 'cancelled')`, []int{dead, upload, another}, waits); n != 4 {
		t.Errorf("%d jobs are as they should be, want 4", n)
	}
	s.get("/system/jobs").says("No job has failed")
	if n := s.count(`select count(*) from audit where object_kind = 'machine' and action = 'alter'`); n != 3 {
		t.Errorf("%d rows of the audit, want 3", n)
	}
}

func TestTheSystemPagesHoldNothingOfAnybody(t *testing.T) {
	t.Parallel()
	s := staffed(t)
	r := s.seed.Person(seed.Person{Surname: "Zzmarker", Forenames: "Zzmarker", PlannedDay: day("2026-12-01")})
	s.seed.Message("m1", "email", "request", "zzmarker@services.example", "failed", "Zzmarker is not known here", r)
	s.seed.Message("m2", "email", "request", "zzmarker@services.example", "queued", "", r)
	s.seed.Exec(`update message set provider_code = 'Zzmarker', settled_at = $1, sent_at = $1 where ref = 'm1'`, monday.Add(-time.Hour))
	s.seed.Exec(`insert into import (kind, source, file_name, sha256, as_of, started_at, finished_at, actor, rows, new) values ('releases', 'Zzmarker', 'Zzmarker.csv', 'x', $1, $1, $1, 'account:1', 387, 41)`, monday)
	s.seed.Exec(`insert into watch_day (day, by_hand, covered_by, started_at, done_at, planned, handed_off, reminded, escalated, digests, alerts, messages_queued)
		values ('2026-11-18', true, null, $1, $1, 3, 4, 0, 0, 1, 0, 9), ('2026-11-19', false, '2026-11-20', $1, $1, 0, 0, 0, 0, 0, 0, 0), ('2026-11-20', false, null, $1, $1, 1, 1, 1, 1, 1, 1, 2)`, monday.AddDate(0, 0, -3))
	s.failedJob("deliver", "discarded", "Zzmarker")
	s.seed.Exec(`insert into attention (kind, about_key, role, release_id, due_on, opened_at, note) values ('undelivered', 'message:1', 'link_officer', $1, '2026-11-20', $2, 'Zzmarker')`, r.ID, monday)
	said := map[string][]string{
		"/system":         {"releases, Monday 23 November 2026 at 8am", "3 missed", "Friday 20 November 2026", "1, 1 of them due", "Monday 23 November 2026 at 7am"},
		"/system/jobs":    {"another error"},
		"/system/watch":   {"missed, made up on Friday 20 November 2026", "Sunday 22 November 2026 missed", "not yet", "a command 8 9", "3 days were missed"},
		"/system/imports": {"387", "41 new", "Olive Officer"},
	}
	for _, address := range machinePages {
		s.get(address).wantStatus(http.StatusOK).soundPage().says(said[address]...).hides("Zzmarker", "zzmarker", r.Ref, "services.example")
	}
	s.as = "officer"
	for _, address := range append(slices.Clone(machinePages), "/system/queues/email/pause") {
		s.get(address).wantStatus(http.StatusForbidden)
	}
}

func TestAProofIsAskedForBeforeAQueueIsPausedOrAJobCancelled(t *testing.T) {
	t.Parallel()
	v := newVisitor(t)
	v.seed.Exec(`update account set role = 'administrator' where ref = 'officer'`)
	v.seed.Exec(`insert into river_queue (name, updated_at) values ('email', $1)`, monday)
	id := v.failedJob("deliver", "retryable", "it took too long")
	v.signIn(passphrase).leadsTo("/")
	*v.clock = v.clock.Add(access.ProofLife + time.Second)
	v.send(http.MethodPost, "/system/queues/email/pause", "reason", "x").wantStatus(http.StatusOK).says("Show that it is you")
	v.send(http.MethodPost, "/system/jobs/"+strconv.Itoa(id)+"/cancel").wantStatus(http.StatusOK).says("Show that it is you")
	if n := v.count(`select (select count(*) from queue_pause) + (select count(*) from river_job where state = 'cancelled')`); n != 0 {
		t.Errorf("%d things were done before it was proved", n)
	}
	v.send(http.MethodPost, "/system/jobs/"+strconv.Itoa(id)+"/retry").leadsTo("/system/jobs?done=job-retry")
}
