package main

import (
	"strings"
	"testing"

	"throughgate/internal/pg"
	"throughgate/release"
)

const oneLongGone = "prison_number,surname,forenames,date_of_birth,prison,home_area,legal_status,status,received_on,needs,consents,flags\n" +
	"A0001BC,Fictional,Sam,1990-01-01,LEI,Haringey,SENTENCED,ACTIVE IN,2024-01-08,none,none,none\n"

func TestWhoLeavesByCommand(t *testing.T) {
	w := newWorld(t)
	w.ready()
	if none := w.must(exitDone, "retention", "list", "--erased"); !strings.Contains(none.std, "Nobody has been erased") {
		t.Errorf("nobody erased: %s", none.std)
	}
	w.must(exitDone, "import", "releases", "--as-of", "2024-01-10T06:00:00Z", w.file("releases.csv", []byte(oneLongGone)))
	w.must(exitDone, "event", w.file("events.jsonl", []byte(`{"id":"e1","at":"2024-02-01","prison_number":"A0001BC","event":"released"}`+"\n")))
	pool, err := pg.Open(t.Context(), w.env["THROUGHGATE_DATABASE_URL"], pg.Options{ApplicationName: "test", MaxConns: 2})
	if err != nil {
		t.Fatal(err)
	}
	defer pool.Close()
	exec := func(sql string) {
		t.Helper()
		if _, err := pool.Exec(t.Context(), sql); err != nil {
			t.Fatal(err)
		}
	}
	exec(`update task set state = 'withdrawn'; update message set state = 'cancelled' where state in ('queued', 'held'); update attention set closed_at = now()`)

	var list release.RetentionList
	w.report(&list, exitDone, "retention", "run")
	if list.Confirmed || list.Due != 1 || list.Tonight != release.NightNotConfirmed || len(list.Leaving) != 1 || list.Leaving[0].On.String() != "2026-02-02" {
		t.Errorf("who would leave: %+v", list)
	}
	if text := w.must(exitDone, "retention", "run"); !strings.Contains(text.std, "Nobody has confirmed") || !strings.Contains(text.std, "Nothing was erased") || strings.Contains(text.std, "Fictional") {
		t.Errorf("in words: %s", text.std)
	}
	if r := w.must(exitRefused, "retention", "run", "--apply"); !strings.Contains(r.say, "Nobody has confirmed the rule yet") {
		t.Errorf("erased though nobody confirmed: %s", r.say)
	}
	exec(`insert into retention_rule (years, due, confirmed_at, confirmed_by) values (2, 1, '2026-11-22', 'account:1')`)
	if text := w.must(exitDone, "retention", "run", "--apply"); !strings.Contains(text.std, "1 person erased of 1") {
		t.Errorf("applied: %s", text.std)
	}
	var proofs []release.ErasedLine
	w.report(&proofs, exitDone, "retention", "list", "--erased")
	if len(proofs) != 1 || len(proofs[0].Refs) != 1 || proofs[0].Refs[0] != list.Leaving[0].Ref || len(proofs[0].Tables) == 0 {
		t.Errorf("the proof: %+v", proofs)
	}
	if text := w.must(exitDone, "audit", "verify"); !strings.Contains(text.std, "as it was written") {
		t.Errorf("the chain: %s", text.std)
	}
	// The old file does not bring them back.
	if r := w.must(exitPart, "import", "releases", "--as-of", "2024-01-11T06:00:00Z", w.file("again.csv", []byte(oneLongGone))); !strings.Contains(r.std+r.say, "erased after the file was made") {
		t.Errorf("an older file: %s%s", r.std, r.say)
	}
}
