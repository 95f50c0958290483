package main

import (
	"strings"
	"testing"

	"throughgate/intake"
	"throughgate/intake/sample"
)

const leavingEvent = `{"id":"1","at":"2026-11-23 07:30","prison_number":"A1799BQ","event":"transferred","prison":"PVI"}` + "\n"

func TestEventsHolidaysAndLocalPrisonsByCommand(t *testing.T) {
	w := newWorld(t)
	w.ready()
	w.must(exitDone, "import", "releases", w.file("releases.csv", sample.Releases))
	events := w.file("events.jsonl", []byte(leavingEvent+"no event\n"))
	var r intake.Report
	w.report(&r, exitPart, "event", events, "--dry-run")
	w.report(&r, exitPart, "event", events)
	if r.Kind != "events" || r.New != 1 || len(r.Rejected) != 1 || r.Rejected[0].Line != 2 {
		t.Errorf("events: %+v", r)
	}
	w.report(&r, exitDone, "event", w.file("again.jsonl", []byte(leavingEvent)))
	if r.New != 0 || r.Unchanged != 1 {
		t.Errorf("the same event again: %+v", r)
	}
	if shown := w.must(exitDone, "show", "release", "A1799BQ", "--json"); !strings.Contains(shown.std, `"prison": "PVI"`) {
		t.Errorf("the transfer is not shown:\n%s", shown.std)
	}
	w.must(exitRefused, "event", w.file("releases.jsonl", sample.Releases))
	w.must(exitRefused, "event", w.dir+"/none.jsonl")

	holidays := w.file("holidays.csv", []byte("date,title\n2027-02-23,A one-off holiday\n"))
	r = intake.Report{}
	w.report(&r, exitDone, "import", "holidays", holidays)
	if r.Kind != "holidays" || r.New != 1 || r.PeopleChanged == 0 {
		t.Errorf("holidays: %+v", r)
	}
	r = intake.Report{}
	w.report(&r, exitDone, "import", "holidays", holidays)
	if r.Unchanged != 1 || r.PeopleChanged != 0 {
		t.Errorf("the same holidays again: %+v", r)
	}
	w.must(exitDone, "migrate")
	r = intake.Report{}
	w.report(&r, exitDone, "import", "holidays", holidays)
	if r.Unchanged != 1 || r.PeopleChanged != 0 {
		t.Errorf("migrate put its own holidays back: %+v", r)
	}
	w.must(exitRefused, "import", "holidays", w.file("bad.csv", []byte("date,title\n2027-02-30,None\n")))

	r = intake.Report{}
	w.report(&r, exitDone, "import", "local-prisons", w.file("local.csv", []byte("area,prison\nHaringey,LEI\n")))
	if r.Kind != "local_prisons" || r.New != 1 || r.PeopleChanged == 0 {
		t.Errorf("local prisons: %+v", r)
	}
	w.must(exitRefused, "import", "local-prisons", w.file("bad.csv", []byte("area,prison\nHaringey,Nowhere\n")))
}
