package main

import (
	"bytes"
	"encoding/csv"
	"slices"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"throughgate/intake/sample"
	"throughgate/internal/pg"
)

// marked is the sample's extract in which everybody's surname is a marker, and
// every number, address and date that it holds of a person.
func marked(t *testing.T, extract []byte) (file []byte, markers []string) {
	t.Helper()
	lines, err := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(extract, []byte("\ufeff")))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	markers = []string{"Zzmarkerson"}
	for _, line := range lines[1:] {
		for i, head := range lines[0] {
			switch head {
			case "surname":
				line[i] = "Zzmarkerson"
			case "prison_number", "mobile", "crn", "pnc_id":
				if len(line[i]) > 5 {
					markers = append(markers, line[i], strings.TrimPrefix(line[i], "0"))
				}
			}
		}
	}
	var out bytes.Buffer
	if err := csv.NewWriter(&out).WriteAll(lines); err != nil {
		t.Fatal(err)
	}
	return out.Bytes(), slices.Compact(markers)
}

// TestMarkersNeverLeaveTheDatabaseAndThePage runs the main job with marked
// people, with a mail server that cannot be reached at first, and looks where
// nothing personal may stand: what commands say, jobs and their errors, keys and
// reasons of messages, subjects and heads of e-mails, the audit.
func TestMarkersNeverLeaveTheDatabaseAndThePage(t *testing.T) {
	w := newWorld(t)
	w.ready()
	file, markers := marked(t, sample.Releases)
	next, more := marked(t, sample.ReleasesNextDay)
	markers = append(markers, more...)
	var said []string
	run := func(args ...string) {
		t.Helper()
		r := w.run(args...)
		said = append(said, strings.Join(args[:1], " ")+": "+r.std+r.say)
	}
	run("import", "releases", w.file("releases.csv", file))
	run("import", "appointments", w.file("appointments.csv", sample.Appointments))
	run("sweep", "--on", "2026-11-23")
	reachable := w.env["THROUGHGATE_SMTP_URL"]
	w.env["THROUGHGATE_SMTP_URL"] = "smtp://127.0.0.1:9?tls=none"
	run("work", "--drain")
	w.env["THROUGHGATE_SMTP_URL"], w.env["THROUGHGATE_CLOCK"] = reachable, "2026-11-24T08:00:00Z"
	run("import", "releases", w.file("next.csv", next))
	run("import", "releases", w.file("bad.csv", bytes.Replace(next, []byte("Zzmarkerson"), []byte("Zzmarkerson\x00\xff"), 3)))
	run("import", "releases", w.file("head.csv", bytes.Replace(next, []byte("date_of_birth"), []byte("Zzmarkerson"), 1)))
	run("sweep")
	run("work", "--drain")
	run("health", "--json")

	where := map[string]string{"what commands say": strings.Join(said, "\n")}
	for _, mail := range w.mail.Mails() {
		where["the head of an e-mail"] += mail.Subject + "\n" + mail.From + "\n"
	}
	conn, err := pgx.Connect(t.Context(), w.env["THROUGHGATE_DATABASE_URL"])
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(t.Context())
	for what, sql := range map[string]string{
		"jobs":     `select coalesce(string_agg(args::text || coalesce(array_to_string(errors, ' '), '') || metadata::text || array_to_string(tags, ' '), E'\n'), '') from river_job`,
		"messages": `select coalesce(string_agg(ref || dedupe_key || reason || provider_code, E'\n'), '') from message where channel = 'email'`,
		"audit":    `select coalesce(string_agg(concat_ws(' ', actor, object_kind, detail, to_whom), E'\n'), '') from audit`,
		"problems": `select coalesce(string_agg(problem, E'\n'), '') from import_problem`,
	} {
		var text string
		err := pgx.BeginFunc(t.Context(), conn, func(tx pgx.Tx) error {
			if err := pg.ActAs(t.Context(), tx, pg.As{Key: "system:test"}); err != nil {
				return err
			}
			return tx.QueryRow(t.Context(), sql).Scan(&text)
		})
		if err != nil {
			t.Fatal(what, err)
		}
		where[what] = text
	}
	for what, text := range where {
		if len(text) < 100 && what != "problems" {
			t.Errorf("%s: there is nothing to look at: %q", what, text)
		}
		for _, marker := range markers {
			if at := strings.Index(text, marker); at >= 0 {
				t.Errorf("%s holds %s: …%.160s", what, marker, text[max(0, at-80):])
				break
			}
		}
	}
	var people int
	if err := conn.QueryRow(t.Context(), `select count(*) from person where surname = 'Zzmarkerson'`).Scan(&people); err != nil || people < 100 || len(w.mail.Mails()) < 10 {
		t.Errorf("%d people are marked, %d e-mails left: %v", people, len(w.mail.Mails()), err)
	}
}
