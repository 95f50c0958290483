package main

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"testing"

	"throughgate/intake"
	"throughgate/intake/sample"
	"throughgate/internal/testkit/smtpd"
	"throughgate/release"
)

// TestTheWholeWayFromFilesToMailsAndASecondTimeNothing is the "must show" of the
// main job: the sample comes in, the right people are told, and doing it all
// again changes nothing and writes to nobody.
func TestTheWholeWayFromFilesToMailsAndASecondTimeNothing(t *testing.T) {
	w := newWorld(t)
	w.must(exitDone, "migrate")
	w.must(exitDone, "migrate") // again: nothing to do
	w.must(exitDone, "user", "add", "--email", "link@haringey-unit.example", "--name", "Lee Link", "--role", "link_officer")
	files := map[string]string{"services": w.file("services.csv", sample.Services), "releases": w.file("releases.csv", sample.Releases),
		"appointments": w.file("appointments.csv", sample.Appointments)}
	order := []string{"services", "releases", "appointments"}

	var r intake.Report
	for _, kind := range order {
		r = intake.Report{}
		w.report(&r, exitDone, "import", kind, files[kind])
		if r.Rows == 0 || r.New != r.Rows-r.OutsideUnit || string(r.Kind) != kind {
			t.Errorf("first import of %s: %+v", kind, r)
		}
	}
	var s release.Swept
	w.report(&s, exitDone, "sweep", "--on", "2026-11-23")
	if s.Date.String() != "2026-11-23" || s.HandedOff == 0 || s.Digests == 0 || s.MessagesQueued < s.Digests {
		t.Errorf("first watch: %+v", s)
	}
	w.must(exitDone, "work", "--drain")
	first := w.mail.Accepted()
	if first != int64(s.MessagesQueued) {
		t.Errorf("%d e-mails left, the watch queued %d", first, s.MessagesQueued)
	}
	if texts := w.phone.Texts(); len(texts) != 0 {
		t.Errorf("%d texts, and nobody is released", len(texts))
	}
	checkMails(t, w.mail.Mails())

	for _, kind := range order {
		r = intake.Report{}
		w.report(&r, exitDone, "import", kind, files[kind])
		if r.New+r.Changed+r.MessagesQueued+r.MessagesHeld != 0 || r.Unchanged != r.Rows-r.OutsideUnit {
			t.Errorf("%s again: %+v", kind, r)
		}
	}
	var again release.Swept
	w.report(&again, exitDone, "sweep", "--on", "2026-11-23")
	if again != (release.Swept{Date: s.Date}) {
		t.Errorf("the watch again: %+v", again)
	}
	w.must(exitDone, "work", "--drain")
	if n := w.mail.Accepted(); n != first {
		t.Errorf("%d e-mails the second time", n-first)
	}

	// The day after: releases come in, and texts go to those who may be texted.
	w.env["THROUGHGATE_CLOCK"] = "2026-11-24T08:00:00Z"
	r = intake.Report{}
	w.report(&r, exitDone, "import", "releases", w.file("next.csv", sample.ReleasesNextDay))
	if r.Changed == 0 {
		t.Errorf("the next day's extract: %+v", r)
	}
	w.must(exitDone, "sweep")
	w.must(exitDone, "work", "--drain")
	if n := w.mail.Accepted(); n == first {
		t.Error("nobody was told of the next day")
	}
}

// checkMails looks at every mail as the recipient's server got it.
func checkMails(t *testing.T, mails []smtpd.Mail) {
	t.Helper()
	seen := map[string]bool{}
	digest := false
	for _, m := range mails {
		if len(m.To) != 1 {
			t.Errorf("one recipient a message: %v", m.To)
		}
		key := m.To[0] + " " + m.Subject
		if seen[key] {
			t.Errorf("a second message to one recipient: %q", m.Subject)
		}
		seen[key] = true
		if m.ReplyTo != "unit@haringey-unit.example" || m.FromName != "Haringey Support Unit" || m.Header.Get("Auto-Submitted") != "auto-generated" {
			t.Errorf("headers: Reply-To %q, From %q, Auto-Submitted %q", m.ReplyTo, m.FromName, m.Header.Get("Auto-Submitted"))
		}
		if m.Text == "" || m.HTML == "" || m.Unreadable {
			t.Errorf("%q has not both a text and an HTML part", m.Subject)
		}
		digest = digest || m.To[0] == "link@haringey-unit.example"
	}
	if !digest {
		t.Error("no digest to the link officer")
	}
}

// members of each part of `show release --json` (interface.md 4).
var members = map[string][]string{
	"":               {"person", "custody", "release", "episodes", "dates", "changes", "tasks", "appointments", "messages", "events"},
	"person":         {"prison_number", "initials", "home_area", "restricted"},
	"custody":        {"prison", "prison_name", "legal_status", "status", "out_of_area", "miles"},
	"release":        {"id", "episode", "planned_day", "deciding_type", "statutory_date", "working_day", "friday_scheme_day", "reasons", "explanation", "state", "released_on", "days_left", "presumed", "scheme", "place", "opened_by"},
	"episodes[]":     {"id", "episode", "state", "planned_day", "released_on"},
	"dates[]":        {"type", "kind", "date", "source", "learnt_at", "superseded_at"},
	"changes[]":      {"from", "to", "at", "source", "notice_working_days", "unmet"},
	"tasks[]":        {"id", "code", "pathway", "title", "required", "state", "hand_off_on", "due_on", "service", "contact", "done_before", "short_notice", "waiting_for", "handed_off_at", "acknowledged_at", "acknowledge_by", "done_at", "rung", "next_rung_at", "blocked_by", "history"},
	"contact":        {"name", "email"},
	"history[]":      {"state", "at", "by", "reason", "to"},
	"appointments[]": {"id", "starts_at", "service", "place", "state"},
	"messages[]":     {"id", "channel", "kind", "to", "about", "state", "reason", "queued_at", "not_before", "sent_at", "settled_at", "attempts", "provider_ref"},
	"about":          {"kind", "reference"},
}

type object map[string]json.RawMessage

// want checks the members of one object and gives it.
func want(t *testing.T, part string, raw json.RawMessage) object {
	t.Helper()
	var o object
	if err := json.Unmarshal(raw, &o); err != nil {
		t.Fatalf("%s is no object: %s", part, raw)
	}
	for _, name := range members[part] {
		if _, ok := o[name]; !ok {
			t.Errorf("%q lacks %q; it has %v", part, name, slices.Sorted(maps.Keys(o)))
		}
	}
	return o
}

// each checks every object of a list, of which there is at least one.
func each(t *testing.T, part string, raw json.RawMessage) []object {
	t.Helper()
	var list []json.RawMessage
	if err := json.Unmarshal(raw, &list); err != nil || len(list) == 0 {
		t.Fatalf("%s: %v, %d of them: %s", part, err, len(list), raw)
	}
	var out []object
	for _, one := range list {
		out = append(out, want(t, part, one))
	}
	return out
}

func TestShowReleaseTellsTheWholeStory(t *testing.T) {
	w := newWorld(t)
	w.ready()
	const head = "prison_number,surname,forenames,date_of_birth,prison,home_area,received_on,status,crd,sed,com_name,com_email,needs,consents\n"
	row := func(crd string) []byte {
		return []byte(head + "A1234BC,Fictional,Sam,1990-01-01,LEI,Haringey,2026-01-12,ACTIVE IN," + crd + ",2028-02-15,Una,com@probation.example,accommodation;mental_health,none\n")
	}
	w.must(exitDone, "import", "releases", w.file("a.csv", row("2027-02-15")))
	w.must(exitDone, "import", "appointments", w.file("b.csv", []byte("prison_number,starts_at,service,place\nA1234BC,2027-02-18 10:00,housing_options,Office\n")))
	w.must(exitDone, "import", "releases", w.file("c.csv", row("2027-02-16")))
	w.must(exitDone, "sweep")
	w.must(exitDone, "work", "--drain")

	r := w.must(exitDone, "show", "release", "a1234bc", "--json")
	story := want(t, "", json.RawMessage(r.std))
	for _, part := range []string{"person", "custody", "release"} {
		want(t, part, story[part])
	}
	for _, part := range []string{"episodes", "dates", "changes", "appointments"} {
		each(t, part+"[]", story[part])
	}
	contacts, waiting := 0, 0
	for _, task := range each(t, "tasks[]", story["tasks"]) {
		if string(task["contact"]) != "null" {
			want(t, "contact", task["contact"])
			contacts++
		}
		if string(task["waiting_for"]) != "[]" {
			waiting++
		}
		each(t, "history[]", task["history"])
	}
	if contacts == 0 || waiting == 0 {
		t.Errorf("%d tasks with a contact, %d that wait", contacts, waiting)
	}
	sent := false
	for _, m := range each(t, "messages[]", story["messages"]) {
		want(t, "about", m["about"])
		sent = sent || string(m["state"]) == `"sent"`
		if strings.Contains(string(m["to"]), "com@probation.example") {
			t.Errorf("an address is not masked: %s", m["to"])
		}
	}
	if !sent {
		t.Error("no message is sent")
	}
	var got struct {
		Release struct {
			PlannedDay string   `json:"planned_day"`
			Reasons    []string `json:"reasons"`
			State      string   `json:"state"`
			DaysLeft   int      `json:"days_left"`
		} `json:"release"`
	}
	if err := json.Unmarshal([]byte(r.std), &got); err != nil {
		t.Fatal(err)
	}
	if got.Release.PlannedDay != "2027-02-16" || got.Release.State != "planned" || got.Release.DaysLeft != 85 {
		t.Errorf("the release: %+v", got.Release)
	}
	var board []object
	w.report(&board, exitDone, "show", "releases")
	if len(board) != 1 {
		t.Fatalf("%d people on the board", len(board))
	}
	for _, name := range []string{"person", "custody", "release", "open_tasks", "late_tasks"} {
		if _, ok := board[0][name]; !ok {
			t.Errorf("the board lacks %q", name)
		}
	}
	if r := w.must(exitDone, "show", "release", "A1234BC"); !strings.Contains(r.std, "Tuesday 16 February 2027") {
		t.Errorf("for a person at a terminal:\n%s", r.std)
	}
}
