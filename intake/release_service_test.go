package intake_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"throughgate/intake"
	"throughgate/intake/sample"
	"throughgate/internal/calendar"
	"throughgate/internal/fault"
	"throughgate/release"
)

func person(number, surname, home, crd string) string {
	return number + "," + surname + ",Jo,1990-01-01,LEI," + home + "," + crd + ",\n"
}

func TestTheSampleIsStoredOnceAndTheSameFileAgainChangesNothing(t *testing.T) {
	w := newWorld(t)
	first := w.releases(string(sample.Releases), intake.ReleasesOptions{FileName: "releases.csv"})
	w.wantCounts(first, "387 new 0 changed 0 unchanged 0 outside 0 rejected 0 held of 387")
	before, told := w.fingerprint(), len(w.at.told)

	again := w.releases(string(sample.Releases), intake.ReleasesOptions{})
	w.wantCounts(again, "0 new 0 changed 387 unchanged 0 outside 0 rejected 0 held of 387")
	if w.fingerprint() != before || len(w.at.told) != told || again.MessagesQueued != 0 {
		t.Error("the same file again wrote to people's tables or told release of somebody")
	}
	if again.SHA256 != first.SHA256 || first.SHA256 == "" {
		t.Errorf("digests %q and %q of one file", first.SHA256, again.SHA256)
	}
	next := w.releases(string(sample.ReleasesNextDay), intake.ReleasesOptions{})
	if next.Changed == 0 || next.Changed+next.Unchanged != 387 {
		t.Errorf("the next day's file: %s", counts(next))
	}
	if exit := intake.ExitCode(next, nil); exit != 0 {
		t.Errorf("exit code %d, want 0", exit)
	}
}

func TestTheReportHasTheMembersOfTheInterfaceInOrderAndNoNull(t *testing.T) {
	w := newWorld(t)
	r := w.releases(head+person("A1234BC", "Smith", "Haringey", ""), intake.ReleasesOptions{FileName: "x.csv",
		AsOf: time.Date(2026, 11, 23, 6, 0, 0, 0, time.UTC)})
	r.SHA256 = "-"
	got, err := json.Marshal(r)
	if err != nil {
		t.Fatal(err)
	}
	want := `{"kind":"releases","file":"x.csv","sha256":"-","as_of":"2026-11-23T06:00:00Z","rows":1,"new":1,"changed":0,` +
		`"unchanged":0,"outside_unit":0,"rejected":[],"held":[],"ignored_columns":[],"messages_queued":0,"messages_held":0}`
	if diff := cmp.Diff(want, string(got)); diff != "" {
		t.Errorf("report (-want +got):\n%s", diff)
	}
}

func TestGoodRowsAreAppliedAndBadOnesReported(t *testing.T) {
	w := newWorld(t)
	w.at.queues = 2
	file := head + person("A1234BC", "Smith", "Haringey", "") + person("A1234BD", "Jones", "Camden", "") +
		person("A1234BE", "Brown", "Haringey", "31/02/2026") + person("A1234BF", "Green", "Haringey", "2027-01-01") +
		person("A1234BG", "White", "Haringey", "")
	r := w.releases(file, intake.ReleasesOptions{})
	w.wantCounts(r, "3 new 0 changed 0 unchanged 1 outside 1 rejected 0 held of 5")
	if want := 8; r.MessagesQueued != want {
		t.Errorf("%d messages queued, want %d", r.MessagesQueued, want)
	}
	if got := intake.ExitCode(r, nil); got != 3 {
		t.Errorf("exit code %d, want 3", got)
	}
	if n := w.count(`SELECT count(*) FROM person`); n != 4 {
		t.Errorf("%d people stored, want 4: the one outside the unit too", n)
	}
	if n := w.count(`SELECT count(*) FROM import_problem WHERE kind = 'rejected' AND line = 4 AND column_name = 'crd'`); n != 1 {
		t.Error("the rejected row is not kept with the import")
	}
	again := w.releases(file, intake.ReleasesOptions{})
	w.wantCounts(again, "0 new 0 changed 3 unchanged 1 outside 1 rejected 0 held of 5")
}

func TestAFileWithMoreThanAFifthOfItsRowsBadIsRefusedWhole(t *testing.T) {
	w := newWorld(t)
	bad := person("A1234BE", "Brown", "Haringey", "31/02/2026")
	good := func(last string) string { return person("A1234B"+last, "Smith", "Haringey", "") }
	_, err := w.tryReleases(head+good("A")+good("B")+good("C")+bad, intake.ReleasesOptions{})
	var refused *intake.RefusedFile
	if !errors.As(err, &refused) || len(refused.Problems) != 1 || refused.Problems[0].Line != 5 {
		t.Fatalf("got %v, want a refusal that names line 5", err)
	}
	if n := w.count(`SELECT (SELECT count(*) FROM person) + (SELECT count(*) FROM import)`); n != 0 {
		t.Error("a refused file left something behind")
	}
	r := w.releases(head+good("A")+good("B")+good("C")+good("D")+bad, intake.ReleasesOptions{})
	w.wantCounts(r, "4 new 0 changed 0 unchanged 0 outside 1 rejected 0 held of 5")
}

func TestAnEmptyCellKeepsAHyphenRemovesAndAListReplaces(t *testing.T) {
	w := newWorld(t)
	const head = "prison_number,surname,forenames,date_of_birth,prison,home_area,crd,sed,pnc_id,needs,mobile\n"
	tell := func(cells string) {
		t.Helper()
		w.releases(head+"A1234BC,Smith,Jo,1990-01-01,LEI,Haringey,"+cells+"\n", intake.ReleasesOptions{})
	}
	tell("2027-01-01,2028-01-01,90/1X,accommodation;finance,07700 900123")
	tell("-,,,family,")
	got := w.lastTold("A1234BC")
	if diff := cmp.Diff([]release.TypedDate{{Type: release.SED, Kind: release.Calculated, Day: calendar.MustParse("2028-01-01")}}, got.Dates,
		cmp.AllowUnexported(calendar.Date{})); diff != "" {
		t.Errorf("dates (-want +got):\n%s", diff)
	}
	if got.PNC != "90/1X" || got.Mobile != "+447700900123" || got.MobileTold != "07700 900123" {
		t.Errorf("an empty cell did not keep: %q, %q, %q", got.PNC, got.Mobile, got.MobileTold)
	}
	if diff := cmp.Diff([]string{"family"}, got.Needs); diff != "" || !got.NeedsAssessed {
		t.Errorf("needs (-want +got):\n%s", diff)
	}
	n := len(w.at.told)
	tell("-,,90/1X,family,07700 900123") // says nothing new
	if len(w.at.told) != n {
		t.Error("a row that says nothing new was told to release")
	}
	tell(",,,unknown,no phone")
	if got := w.lastTold("A1234BC"); got.NeedsAssessed || got.Mobile != "" || got.MobileTold != "no phone" || !cmp.Equal(got.Notes, []string{"mobile"}) {
		t.Errorf("after unknown needs and an unusable number: %v %q %q %v", got.NeedsAssessed, got.Mobile, got.MobileTold, got.Notes)
	}
}

func TestAfterAnotherFileAFileIsComparedLikeAnyOther(t *testing.T) {
	for _, other := range []string{"extract", "second prison system"} {
		t.Run(other, func(t *testing.T) {
			w := newWorld(t)
			a := head + person("A1234BC", "Smith", "Haringey", "2027-01-01")
			b := head + person("A1234BC", "Smith", "Haringey", "2027-02-02")
			w.wantCounts(w.releases(a, intake.ReleasesOptions{}), "1 new 0 changed 0 unchanged 0 outside 0 rejected 0 held of 1")
			w.wantCounts(w.releases(b, intake.ReleasesOptions{Source: other}), "0 new 1 changed 0 unchanged 0 outside 0 rejected 0 held of 1")
			w.wantCounts(w.releases(a, intake.ReleasesOptions{}), "0 new 1 changed 0 unchanged 0 outside 0 rejected 0 held of 1")
			if got := w.lastTold("A1234BC").Dates[0].Day.String(); got != "2027-01-01" {
				t.Errorf("the date is %s, want that of the file imported last", got)
			}
		})
	}
}

func TestASecondSourceAddsToWhatTheFirstTold(t *testing.T) {
	w := newWorld(t)
	at := intake.ReleasesOptions{AsOf: w.clock}
	w.releases(head+"A1234BC,Smith,Jo,1990-01-01,LEI,Haringey,2027-01-01,\n", at)
	at.Source = "probation"
	w.releases(head+"A1234BC,Smith,Jo,1990-01-01,LEI,Haringey,,07700 900123\n", at)
	got := w.lastTold("A1234BC")
	if len(got.Dates) != 1 || got.Mobile != "+447700900123" {
		t.Errorf("dates %v, mobile %q: want both what the first and the second source told", got.Dates, got.Mobile)
	}
}

func TestARowOlderThanWhatIsStoredCountsAsUnchanged(t *testing.T) {
	w := newWorld(t)
	day := func(n int) intake.ReleasesOptions {
		return intake.ReleasesOptions{AsOf: time.Date(2026, 11, n, 6, 0, 0, 0, time.UTC)}
	}
	a := head + person("A1234BC", "Smith", "Haringey", "2027-01-01")
	b := head + person("A1234BC", "Smith", "Haringey", "2027-02-02")
	w.releases(a, day(20))
	w.wantCounts(w.releases(b, day(19)), "0 new 0 changed 1 unchanged 0 outside 0 rejected 0 held of 1")
	w.releases(a, day(22)) // unchanged, and true on the 22nd
	w.wantCounts(w.releases(b, day(21)), "0 new 0 changed 1 unchanged 0 outside 0 rejected 0 held of 1")
	w.wantCounts(w.releases(b, day(22)), "0 new 1 changed 0 unchanged 0 outside 0 rejected 0 held of 1")
}

func TestASurnameAndABirthDateThatBothContradictAreHeld(t *testing.T) {
	w := newWorld(t)
	row := func(surname, born string) string {
		return head + "A1234BC," + surname + ",Jo," + born + ",LEI,Haringey,,\n"
	}
	w.releases(row("Smith", "1990-01-01"), intake.ReleasesOptions{})
	w.wantCounts(w.releases(row("Jones", "1990-01-01"), intake.ReleasesOptions{}), "0 new 1 changed 0 unchanged 0 outside 0 rejected 0 held of 1")
	w.wantCounts(w.releases(row("JONES", "1991-01-01"), intake.ReleasesOptions{}), "0 new 1 changed 0 unchanged 0 outside 0 rejected 0 held of 1")
	before := w.fingerprint()
	for range 2 {
		r := w.releases(row("Smith", "1985-05-05"), intake.ReleasesOptions{})
		w.wantCounts(r, "0 new 0 changed 0 unchanged 0 outside 0 rejected 1 held of 1")
		if r.Held[0].Line != 2 || intake.ExitCode(r, nil) != 3 {
			t.Errorf("held %+v, exit code %d", r.Held, intake.ExitCode(r, nil))
		}
	}
	if w.fingerprint() != before {
		t.Error("a held row was applied")
	}
	if n := w.count(`SELECT count(*) FROM attention WHERE kind = 'held_row' AND closed_at IS NULL`); n != 1 {
		t.Errorf("%d open items for the held person, want 1", n)
	}
	if n := w.count(`SELECT count(*) FROM import_problem WHERE kind = 'held' AND cells[2] = 'Smith'`); n != 2 {
		t.Errorf("%d held rows kept with their cells, want one of each import", n)
	}
	w.releases(row("Jones", "1991-01-01"), intake.ReleasesOptions{})
	if n := w.count(`SELECT count(*) FROM attention WHERE kind = 'held_row' AND closed_at IS NULL`); n != 0 {
		t.Errorf("%d items stay open after a file that leaves no doubt", n)
	}
}

func TestRowsOfOnePersonInOneFile(t *testing.T) {
	w := newWorld(t)
	a, b := person("A1234BC", "Smith", "Haringey", "2027-01-01"), person("A1234BC", "Smith", "Haringey", "2027-02-02")
	other := person("A1234BD", "Jones", "Haringey", "")
	w.wantCounts(w.releases(head+a+other+a+a, intake.ReleasesOptions{}), "2 new 0 changed 2 unchanged 0 outside 0 rejected 0 held of 4")
	r := w.releases(head+a+b+other+a, intake.ReleasesOptions{})
	w.wantCounts(r, "0 new 0 changed 1 unchanged 0 outside 0 rejected 3 held of 4")
	var lines []int
	for _, h := range r.Held {
		lines = append(lines, h.Line)
	}
	if !cmp.Equal(lines, []int{2, 3, 5}) {
		t.Errorf("held lines %v, want 2, 3 and 5", lines)
	}
}

func TestAfterAMergeBothNumbersAreOnePerson(t *testing.T) {
	w := newWorld(t)
	w.releases(head+person("A1234BC", "Smith", "Haringey", "2027-01-01"), intake.ReleasesOptions{})
	w.exec(`INSERT INTO person_number (prison_number, person_id, is_current) SELECT 'B9876CD', person_id, false FROM person_number`)
	r := w.releases(head+person("B9876CD", "Smith", "Haringey", "2027-02-02"), intake.ReleasesOptions{})
	w.wantCounts(r, "0 new 1 changed 0 unchanged 0 outside 0 rejected 0 held of 1")
	r = w.releases(head+person("A1234BC", "Smith", "Haringey", "2027-03-03")+person("B9876CD", "Smith", "Haringey", "2027-04-04"), intake.ReleasesOptions{})
	w.wantCounts(r, "0 new 0 changed 0 unchanged 0 outside 0 rejected 2 held of 2")
}

func TestADryRunReportsTheSameAndWritesNothing(t *testing.T) {
	w := newWorld(t)
	w.at.queues = 1
	w.at.refuse["A1234BF"] = fault.Invalid("not today")
	w.releases(head+person("A1234BC", "Smith", "Haringey", ""), intake.ReleasesOptions{})
	before, imports := w.fingerprint(), w.count(`SELECT count(*) FROM import`)
	file := head + person("A1234BC", "Smith", "Haringey", "2027-01-01") + person("A1234BD", "Jones", "Camden", "") +
		person("A1234BE", "Brown", "Haringey", "") + person("A1234BF", "Black", "Haringey", "") +
		person("A1234BG", "Green", "Haringey", "") + person("A1234BG", "Green", "Haringey", "2027-01-01")
	at := w.clock
	dry := w.releases(file, intake.ReleasesOptions{DryRun: true, AsOf: at})
	if w.fingerprint() != before || w.count(`SELECT count(*) FROM import`) != imports || w.count(`SELECT count(*) FROM attention`) != 0 {
		t.Error("a dry run wrote something")
	}
	w.wantCounts(dry, "1 new 1 changed 0 unchanged 1 outside 1 rejected 2 held of 6")
	if diff := cmp.Diff(w.releases(file, intake.ReleasesOptions{AsOf: at}), dry); diff != "" {
		t.Errorf("the dry run's report differs (-real +dry):\n%s", diff)
	}
}

func TestOnePersonWhoCannotBeStoredDoesNotStopTheOthers(t *testing.T) {
	w := newWorld(t)
	w.at.refuse["A1234BD"] = errors.New("surname Jones is too much")
	file := head + person("A1234BC", "Smith", "Haringey", "") + person("A1234BD", "Jones", "Haringey", "") +
		person("A1234BE", "Brown", "Haringey", "")
	r := w.releases(file, intake.ReleasesOptions{})
	w.wantCounts(r, "2 new 0 changed 0 unchanged 0 outside 1 rejected 0 held of 3")
	want := []intake.Problem{{Line: 3, Column: "prison_number",
		Problem: "nothing of this row was applied; the program failed on it: tell whoever looks after this program"}}
	if diff := cmp.Diff(want, r.Rejected); diff != "" {
		t.Errorf("rejected (-want +got):\n%s", diff)
	}
	delete(w.at.refuse, "A1234BD")
	w.wantCounts(w.releases(file, intake.ReleasesOptions{}), "1 new 0 changed 2 unchanged 0 outside 0 rejected 0 held of 3")
}

func TestOneImportRunsAtATime(t *testing.T) {
	w := newWorld(t)
	var second error
	w.releases(head+person("A1234BC", "Smith", "Haringey", ""), intake.ReleasesOptions{Progress: func(done, _ int) {
		_, second = w.im.Releases(t.Context(), importing, strings.NewReader(head+person("A1234BD", "Jones", "Haringey", "")), intake.ReleasesOptions{})
	}})
	if !fault.Is(second, fault.KindConflict) || intake.ExitCode(intake.Report{}, second) != 2 {
		t.Errorf("a second import meanwhile gave %v, want a conflict", second)
	}
}

func TestAnAsOfInTheFutureIsRefused(t *testing.T) {
	w := newWorld(t)
	_, err := w.tryReleases(head+person("A1234BC", "Smith", "Haringey", ""), intake.ReleasesOptions{AsOf: w.clock.AddDate(1, 0, 0)})
	if !fault.Is(err, fault.KindInvalid) {
		t.Errorf("got %v, want a fault of the kind invalid", err)
	}
}

func TestWhoIsListedIsKeptWithTheImport(t *testing.T) {
	w := newWorld(t)
	w.releases(head+person("A1234BC", "Smith", "Haringey", "")+person("A1234BD", "Jones", "Haringey", ""), intake.ReleasesOptions{})
	w.releases(head+strings.Repeat(person("A1234BC", "Smith", "Haringey", ""), 5)+person("A1234BD", "Jones", "Haringey", "31/02/2026"), intake.ReleasesOptions{})
	if n := w.count(`SELECT sum(cardinality(person_ids)) FROM import_listing`); n != 4 {
		t.Errorf("%d people listed in two imports, want 4: a bad row lists its person too", n)
	}
}
