package web_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"throughgate/web"
)

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

// An error may quote what somebody else's code was given: the log gets its kind.
func TestTheLogGetsNoValueOfAnError(t *testing.T) {
	marker := "Zzmarkerson"
	_, number := strconv.Atoi(marker)
	_, day := time.Parse(time.DateOnly, marker)
	_, address := url.Parse("http://[" + marker)
	var into struct{ A int }
	shape := json.Unmarshal([]byte(`{"A": "`+marker+`"}`), &into)
	for name, err := range map[string]error{
		"a number": number, "a day": day, "an address": address, "what the database quotes": &pgconn.PgError{Code: "23505", Message: marker, Detail: marker, TableName: "person"},
		"a file": &fs.PathError{Op: "open", Path: "/srv/" + marker, Err: fs.ErrNotExist}, "a shape": shape,
		"a scan": pgx.ScanArgError{ColumnIndex: 1, Err: number}, "two": errors.Join(number, day),
	} {
		told := web.Scrub(fmt.Errorf("read a person: %w", err))
		if strings.Contains(told, marker) || !strings.HasPrefix(told, "read a person: ") || len(told) < 25 {
			t.Errorf("%s: %s", name, told)
		}
	}
	if told := web.Scrub(fmt.Errorf("read a person: %w", pgx.ErrNoRows)); told != "read a person: "+pgx.ErrNoRows.Error() {
		t.Error(told)
	}
}

// Who asks for what is not theirs stands in the log: who and which route, and never
// what for.
func TestARefusalStandsInTheLogWithoutItsAddress(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	housing := s.token("housing")
	for _, c := range []struct{ as, address, route string }{
		{"housing", "/messages?ref=Zzmarkerson", "/messages"}, {"officer", "/releases/Zzmarkerson", "/releases/:ref"}, {"housing", "/tasks/Zzmarkerson", "/tasks/:ref"},
	} {
		s.log.Reset()
		s.as = c.as
		if r := s.get(c.address); r.status != http.StatusForbidden && r.status != http.StatusNotFound {
			t.Fatalf("%s: %d", c.address, r.status)
		}
		if log := s.log.String(); !strings.Contains(log, "a request was refused") || !strings.Contains(log, "actor=account:") || !strings.Contains(log, "route="+c.route+" ") || strings.Contains(log, "Zzmarkerson") {
			t.Errorf("%s: the log has %q", c.address, log)
		}
	}
	s.log.Reset()
	s.ask(housing, http.MethodGet, "/releases", "")
	s.ask(housing, http.MethodGet, "/tasks/Zzmarkerson", "")
	if log := s.log.String(); strings.Count(log, "a request was refused") != 2 || strings.Contains(log, "Zzmarkerson") {
		t.Errorf("the API: %q", log)
	}
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
	s.mine.Close()
	if code, body := ask("/readyz"); code != http.StatusServiceUnavailable || !strings.Contains(body, "does not answer") {
		t.Errorf("/readyz without a database = %d %s", code, body)
	}
}
