package intake_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"throughgate/intake"
	"throughgate/release"
)

// withPeople is a world with two people of the unit and one of another area.
func withPeople(t *testing.T) *world {
	t.Helper()
	w := newWorld(t)
	w.releases(head+person("A1234BC", "Smith", "Haringey", "2027-01-01")+person("A1234BD", "Jones", "Haringey", "")+
		person("A1234BE", "Brown", "Camden", ""), intake.ReleasesOptions{})
	return w
}

func TestGoodEventsAreRecordedAndBadLinesReported(t *testing.T) {
	w := withPeople(t)
	w.at.queues = 2
	r := w.events(
		event("1", "A1234BC", "transferred", `"prison":"Pentonville"`),
		`not an event`,
		event("2", "A1234BC", "vanished"),
		event("3", "B9999ZZ", "released"),
		event("4", "A1234BD", "transferred"),
		event("5", "A1234BD", "merged", `"into":"A1234BD"`),
		strings.Replace(event("6", "A1234BC", "released"), "2026-11-20 09:30", "2026-11-24", 1),
		"",
		event("7", "A1234BE", "died", `"colour":"blue"`),
		event("8", "A1234BC", "released"))
	w.wantCounts(r, "2 new 0 changed 0 unchanged 1 outside 6 rejected 0 held of 9")
	if r.MessagesQueued != 6 || intake.ExitCode(r, nil) != 3 || r.Kind != "events" || r.SHA256 == "" || !cmp.Equal(r.IgnoredColumns, []string{"colour"}) {
		t.Errorf("report: %+v", r)
	}
	var lines []int
	for _, p := range r.Rejected {
		lines = append(lines, p.Line)
	}
	if !cmp.Equal(lines, []int{2, 3, 4, 5, 6, 7}) {
		t.Errorf("rejected lines %v, in the order of the file", lines)
	}
	if got := problems(r)[2]; got != "line 4, column prison_number: nobody with this prison number is known: import the release extract first, then this file again" {
		t.Error(got)
	}
	var told []string
	for _, e := range w.at.recorded {
		told = append(told, string(e.Word)+" "+e.Prison)
		if e.PersonID == 0 || e.Source != "events" {
			t.Errorf("an event without its person or source: %+v", e)
		}
	}
	if diff := cmp.Diff([]string{"transferred PVI", "died ", "released "}, told); diff != "" {
		t.Errorf("recorded, in the order of the file (-want +got):\n%s", diff)
	}
	if n := w.count(`SELECT count(*) FROM import WHERE kind = 'events' AND finished_at IS NOT NULL AND rows = 9 AND new = 2
		AND rejected = 6 AND messages_queued = 6 AND file_name = 'events.jsonl'`); n != 1 {
		t.Error("the import is not kept")
	}
	if n := w.count(`SELECT count(*) FROM import_problem WHERE kind = 'rejected' AND line = 3 AND column_name = 'event'`); n != 1 {
		t.Error("the rejected line is not kept with the import")
	}
}

func TestAnEventArrivesTwiceAndChangesNothing(t *testing.T) {
	w := withPeople(t)
	lines := []string{event("1", "A1234BC", "transferred", `"prison":"PVI"`, `"reason":"closer"`), event("2", "A1234BD", "court"), event("3", "A1234BE", "court")}
	w.events(lines...)
	r := w.events(lines...)
	w.wantCounts(r, "0 new 0 changed 2 unchanged 1 outside 0 rejected 0 held of 3")
	if len(w.at.recorded) != 3 || intake.ExitCode(r, nil) != 0 {
		t.Errorf("%d events told to release, exit code %d", len(w.at.recorded), intake.ExitCode(r, nil))
	}
	// In another order, in one file with new ones, and twice in one file.
	r = w.events(event("4", "A1234BD", "court"), lines[1], event("4", "A1234BD", "court"), lines[0])
	w.wantCounts(r, "1 new 0 changed 3 unchanged 0 outside 0 rejected 0 held of 4")
}

func TestAnIdIsUsedForOneEventOnly(t *testing.T) {
	w := withPeople(t)
	w.events(event("1", "A1234BC", "transferred", `"prison":"PVI"`))
	r := w.events(
		event("1", "A1234BD", "transferred", `"prison":"PVI"`),
		event("1", "A1234BC", "transferred", `"prison":"LEI"`),
		event("1", "A1234BC", "received", `"prison":"PVI"`),
		strings.Replace(event("1", "A1234BC", "transferred", `"prison":"PVI"`), "09:30", "09:31", 1),
		event("1", "A1234BC", "transferred", `"prison":"PVI"`, `"reason":"closer"`),
		event("2", "A1234BC", "court"),
		event("2", "A1234BD", "court"))
	w.wantCounts(r, "1 new 0 changed 0 unchanged 0 outside 6 rejected 0 held of 7")
	for i, p := range problems(r) {
		want := "column id: this id was used for another event: give each event an id of its own"
		if i == 5 {
			want += "; line 6 has it"
		}
		if !strings.HasSuffix(p, want) {
			t.Errorf("%s; want %s", p, want)
		}
	}
}

func TestPeopleAreFoundByEitherNumberAfterAMerge(t *testing.T) {
	w := withPeople(t)
	merge := event("m", "A1234BC", "merged", `"into":"A1234BD"`)
	early := event("1", "A1234BC", "court")
	w.wantCounts(w.events(early, merge), "2 new 0 changed 0 unchanged 0 outside 0 rejected 0 held of 2")
	if got := w.at.recorded[1]; got.About != "A1234BD" || got.PersonID != w.at.recorded[0].PersonID {
		t.Errorf("the merge: %+v; want it told of the person whose number goes", got)
	}
	// The same lines again, the person of the first number being another one now.
	r := w.events(early, merge, event("2", "A1234BC", "court"), event("m2", "A1234BC", "merged", `"into":"A1234BD"`),
		event("m3", "A1234BD", "merged", `"into":"B9999ZZ"`))
	w.wantCounts(r, "1 new 0 changed 2 unchanged 0 outside 2 rejected 0 held of 5")
	if diff := cmp.Diff([]string{"line 4, column into: both numbers belong to one person already: there is nothing to merge",
		"line 5, column into: nobody with this prison number is known: import the release extract first, then this file again"}, problems(r)); diff != "" {
		t.Errorf("rejected (-want +got):\n%s", diff)
	}
}

func TestWhatReleaseCannotRecordIsRejectedInItsWords(t *testing.T) {
	w := withPeople(t)
	w.at.refuseIDs = map[string]string{"1": "the person has died: nothing more is recorded"}
	r := w.events(event("1", "A1234BC", "court"), event("2", "A1234BD", "court"))
	w.wantCounts(r, "1 new 0 changed 0 unchanged 0 outside 1 rejected 0 held of 2")
	if got := problems(r)[0]; got != "line 1: the person has died: nothing more is recorded" {
		t.Error(got)
	}
}

func TestAnEventFileOfWhichNothingCanBeReadLeavesNothingBehind(t *testing.T) {
	w := withPeople(t)
	imports := w.count(`SELECT count(*) FROM import`)
	r, err := w.tryEvents(intake.FileOptions{}, "prison_number,event", "A1234BC,court")
	wantRefusal(t, err, `line 1: not a JSON object: write one event on each line, as {"id":"...","at":"...","prison_number":"...","event":"..."}`,
		`line 2: not a JSON object: write one event on each line, as {"id":"...","at":"...","prison_number":"...","event":"..."}`)
	if intake.ExitCode(r, err) != 2 || w.count(`SELECT count(*) FROM import`) != imports {
		t.Error("a refused file left something behind")
	}
}

func TestADryRunOfEventsReportsTheSameAndWritesNothing(t *testing.T) {
	w := withPeople(t)
	lines := []string{event("1", "A1234BC", "court"), event("2", "A1234BE", "court"), event("3", "B9999ZZ", "court")}
	clock := w.clock
	dry, err := w.tryEvents(intake.FileOptions{DryRun: true}, lines...)
	if err != nil {
		t.Fatal(err)
	}
	if n := w.count(`SELECT (SELECT count(*) FROM life_event) + (SELECT count(*) FROM import WHERE kind = 'events')`); n != 0 {
		t.Error("a dry run wrote something")
	}
	w.clock = clock
	wet, err := w.tryEvents(intake.FileOptions{}, lines...)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(wet, dry); diff != "" {
		t.Errorf("the dry run's report differs (-real +dry):\n%s", diff)
	}
}

func TestTheReportOfEventsHasTheShapeOfTheOthers(t *testing.T) {
	w := withPeople(t)
	r := w.events(event("1", "A1234BC", "court"))
	r.SHA256, r.AsOf = "-", r.AsOf.Truncate(0)
	got, err := json.Marshal(r)
	if err != nil {
		t.Fatal(err)
	}
	want := `{"kind":"events","file":"events.jsonl","sha256":"-","as_of":"2026-11-23T09:00:00Z","rows":1,"new":1,"changed":0,` +
		`"unchanged":0,"outside_unit":0,"rejected":[],"held":[],"ignored_columns":[],"messages_queued":0,"messages_held":0}`
	if diff := cmp.Diff(want, string(got)); diff != "" {
		t.Errorf("report (-want +got):\n%s", diff)
	}
}

// What an id was recorded with is compared as it was sent, consents too.
func TestAConsentGivenAndTakenBackAreTwoEvents(t *testing.T) {
	w := withPeople(t)
	given := event("1", "A1234BC", "consent", `"consent":"consent_to_refer"`)
	back := event("2", "A1234BC", "consent", `"consent":"consent_to_refer"`, `"given":false`)
	w.wantCounts(w.events(given, back, given), "2 new 0 changed 1 unchanged 0 outside 0 rejected 0 held of 3")
	if got := w.at.recorded[1]; got.Word != release.RecordConsent || got.Reason != "withdrawn" {
		t.Errorf("taken back: %+v", got)
	}
	r := w.events(strings.Replace(back, `"2"`, `"1"`, 1))
	w.wantCounts(r, "0 new 0 changed 0 unchanged 0 outside 1 rejected 0 held of 1")
}

func TestWhatFollowsAMergeInOneFileFindsWhoRemains(t *testing.T) {
	w := withPeople(t)
	court := event("2", "A1234BC", "court")
	r := w.events(event("1", "A1234BC", "hospital"), event("m", "A1234BC", "merged", `"into":"A1234BD"`), court, court,
		event("m2", "A1234BC", "merged", `"into":"A1234BD"`), event("m3", "A1234BD", "merged", `"into":"A1234BC"`), event("1", "A1234BC", "hospital"))
	w.wantCounts(r, "3 new 0 changed 2 unchanged 0 outside 2 rejected 0 held of 7")
	before, after := w.at.recorded[0], w.at.recorded[2]
	if w.at.recorded[1].PersonID != before.PersonID || after.PersonID == before.PersonID {
		t.Errorf("told of persons %d, %d and then %d; want the one who goes twice, then the one who remains",
			before.PersonID, w.at.recorded[1].PersonID, after.PersonID)
	}
	w.wantCounts(w.events(court), "0 new 0 changed 1 unchanged 0 outside 0 rejected 0 held of 1")
}

// An event makes release forget the row's digest: the next extract is a newer
// sighting, whatever it says.
func TestAfterAnEventTheSameRowIsToldAgainOnce(t *testing.T) {
	w := withPeople(t)
	file := head + person("A1234BC", "Smith", "Haringey", "2027-01-01")
	w.releases(file, intake.ReleasesOptions{})
	told := len(w.at.told)
	w.exec(`UPDATE extract_row SET row_hash = ''`)
	for range 2 {
		w.releases(file, intake.ReleasesOptions{})
		if len(w.at.told) != told+1 {
			t.Fatalf("told %d times, want once", len(w.at.told)-told)
		}
	}
}
