package main

import (
	"context"
	"encoding/json"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"throughgate/intake/sample"
)

// What a command writes to the audit is sealed when it ends; verify says that
// nothing was touched, and names what somebody with the database's owner did.
func TestAuditVerify(t *testing.T) {
	w := newWorld(t)
	w.ready()
	w.must(exitDone, "user", "add", "--email", "lead@unit.example", "--name", "Ina Lead", "--role", "information_lead")
	w.must(exitDone, "import", "releases", w.file("releases.csv", sample.Releases))
	owner := func(sql string) {
		t.Helper()
		conn, err := pgx.Connect(t.Context(), w.env["THROUGHGATE_DATABASE_URL"])
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close(t.Context())
		if _, err := conn.Exec(t.Context(), `SET session_replication_role = replica; `+sql); err != nil {
			t.Fatal(err)
		}
	}
	type report struct {
		OK      bool   `json:"ok"`
		Sealed  int    `json:"sealed"`
		Waiting int    `json:"waiting"`
		Head    string `json:"head"`
		Bad     []struct {
			Row  int    `json:"row"`
			What string `json:"what"`
		} `json:"bad"`
	}
	verify := func(code int, args ...string) (r report) {
		t.Helper()
		if err := json.Unmarshal([]byte(w.must(code, append([]string{"audit", "verify", "--json"}, args...)...).std), &r); err != nil {
			t.Fatal(err)
		}
		return r
	}
	first := verify(exitDone)
	if !first.OK || first.Sealed < 387 || first.Waiting != 0 {
		t.Errorf("untouched: %+v", first)
	}
	verify(exitDone, "--head", first.Head)
	if r := w.must(exitDone, "audit", "verify"); !strings.Contains(r.std, "The audit is as it was written") || !strings.Contains(r.std, first.Head) {
		t.Errorf("in words: %s", r.std)
	}

	// The watch sends the head to those who are to keep it.
	w.env["THROUGHGATE_AUDIT_WITNESSES"] = "one@witness.example, two@witness.example"
	w.must(exitDone, "sweep")
	w.must(exitDone, "work", "--drain")
	mails := 0
	var sent string
	for _, m := range w.mail.Mails() {
		if strings.Contains(m.Subject, "check number") {
			mails, sent = mails+1, m.Text
			if strings.Contains(m.Text, "HMP") {
				t.Error("the mail says more than it may")
			}
		}
	}
	if mails != 2 {
		t.Fatalf("%d mails with the head of the day, want 2", mails)
	}
	verify(exitDone, "--heads", w.file("mail.txt", []byte(sent)))

	// Nothing in the audit names anybody: a person can be erased and the chain stays.
	w.must(exitDone, "show", "release", "A7116JE")
	pool, err := pgx.Connect(t.Context(), w.env["THROUGHGATE_DATABASE_URL"])
	if err != nil {
		t.Fatal(err)
	}
	defer pool.Close(t.Context())
	var named, shown int
	err = pool.QueryRow(t.Context(), `
		WITH words AS (SELECT DISTINCT ' ' || lower(concat_ws(' ', actor, object_kind, detail, to_whom)) || ' ' AS said FROM audit)
		SELECT (SELECT count(*) FROM words w, person p
		         WHERE w.said LIKE '% ' || lower(p.surname) || ' %' OR w.said LIKE '% ' || lower(p.forenames) || ' %'
		            OR w.said LIKE '%' || p.date_of_birth || '%' OR p.mobile <> '' AND strpos(w.said, p.mobile) > 0)
		     + (SELECT count(*) FROM words w, person_number n WHERE strpos(w.said, lower(n.prison_number)) > 0)
		     + (SELECT count(*) FROM words w WHERE w.said LIKE '%@%'),
		       (SELECT count(*) FROM audit WHERE actor = 'system:show' AND cardinality(people) = 1)`).Scan(&named, &shown)
	if err != nil || named != 0 || shown != 1 {
		t.Errorf("%d words of the audit name somebody, %d rows tell of the command that showed a person, %v", named, shown, err)
	}
	owner(`UPDATE audit SET detail = 'nothing' WHERE id = 7`)
	if r := verify(exitFailed); r.OK || len(r.Bad) != 1 || r.Bad[0].Row != 7 || r.Bad[0].What != "changed" {
		t.Errorf("a changed row: %+v", r)
	}
	const unproved = "the audit does not prove itself"
	if r := w.must(exitFailed, "health"); !strings.Contains(r.std, unproved) {
		t.Errorf("after a verification by hand: %s", r.std)
	}
	owner(`DELETE FROM audit_check`)
	if r := w.must(exitFailed, "health"); strings.Contains(r.std, unproved) { // the server does not answer
		t.Errorf("before any verification: %s", r.std)
	}
	w.worksUntil(pool, `SELECT EXISTS (SELECT 1 FROM audit_check)`)
	if r := w.must(exitFailed, "health"); !strings.Contains(r.std, unproved) {
		t.Errorf("after a worker's: %s", r.std)
	}
	owner(`DELETE FROM audit WHERE id > 3; DELETE FROM audit_seal WHERE audit_id > 3`)
	verify(exitDone) // nothing in the database tells any more
	if r := verify(exitFailed, "--heads", w.file("mail.txt", []byte(sent))); r.Bad[0].What != "cut" {
		t.Errorf("the tail cut off: %+v", r)
	}
	w.must(exitRefused, "audit", "verify", "--head", "nothing")
	w.must(exitRefused, "audit", "verify", "--heads", "/nowhere")
	w.env["THROUGHGATE_AUDIT_KEY"] = "short"
	w.must(exitRefused, "audit", "verify")
}

// worksUntil lets a worker work until a query says yes.
func (w *world) worksUntil(conn *pgx.Conn, query string) {
	w.Helper()
	ctx, stop := context.WithTimeout(w.Context(), time.Minute)
	defer stop()
	ended := make(chan int, 1)
	go func() { ended <- runIn(ctx, []string{"work"}, w.environ(), out{std: io.Discard, say: io.Discard}) }()
	for yes := false; !yes; {
		if err := conn.QueryRow(ctx, query).Scan(&yes); err != nil {
			w.Fatalf("while a worker works: %v", err)
		}
		select {
		case code := <-ended:
			w.Fatalf("the worker ended with %d", code)
		case <-time.After(20 * time.Millisecond):
		}
	}
	stop()
	<-ended
}
