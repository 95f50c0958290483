package intake_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"throughgate/intake"
	"throughgate/intake/sample"
)

func (w *world) services(file string) (intake.Report, error) {
	w.t.Helper()
	defer func() { w.clock = w.clock.Add(time.Hour) }()
	return w.im.Services(w.t.Context(), importing, strings.NewReader(file), intake.FileOptions{FileName: "services.csv"})
}

func (w *world) mustServices(file, want string) intake.Report {
	w.t.Helper()
	r, err := w.services(file)
	if err != nil {
		w.t.Fatal(err)
	}
	w.wantCounts(r, want)
	return r
}

func (w *world) appointments(file string) (intake.Report, error) {
	w.t.Helper()
	return w.im.Appointments(w.t.Context(), importing, strings.NewReader(file), intake.FileOptions{})
}

func wantRefusal(t *testing.T, err error, want ...string) {
	t.Helper()
	var refused *intake.RefusedFile
	if !errors.As(err, &refused) {
		t.Fatalf("got %v, want a refusal", err)
	}
	var got []string
	for _, p := range refused.Problems {
		got = append(got, p.String())
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("problems (-want +got):\n%s", diff)
	}
}

func TestTheSampleDirectoryIsLoadedOnceAndChangedByTheSameAreaAndService(t *testing.T) {
	w := newWorld(t)
	w.mustServices(string(sample.Services), "47 new 0 changed 0 unchanged 0 outside 0 rejected 0 held of 47")
	w.mustServices(string(sample.Services), "0 new 0 changed 47 unchanged 0 outside 0 rejected 0 held of 47")
	w.mustServices("area,service,name,spoc_email,phone\nE09000014,Housing Options,Housing desk,desk@services.example,\n",
		"0 new 1 changed 0 unchanged 0 outside 0 rejected 0 held of 1")
	if n := w.count(`SELECT count(*) FROM service WHERE name = 'Housing desk' AND spoc_email = 'desk@services.example'
		AND phone = '020 7946 0101' AND place_safe AND opens = '09:00'`); n != 1 {
		t.Error("the row was not changed, or an empty cell took something away")
	}
}

func TestAServiceChoosesCalendarFiles(t *testing.T) {
	w := newWorld(t)
	w.mustServices("area,service,name,spoc_email\nHaringey,jobcentre,A,a@x.example\n", "1 new 0 changed 0 unchanged 0 outside 0 rejected 0 held of 1")
	for _, step := range []struct{ said, counts, stored string }{
		{"", "0 new 0 changed 1 unchanged", "false"}, {"Yes", "0 new 1 changed 0 unchanged", "true"},
		{"", "0 new 0 changed 1 unchanged", "true"}, {"no", "0 new 1 changed 0 unchanged", "false"},
	} {
		w.mustServices("area,service,name,spoc_email,Calendar\nHaringey,jobcentre,A,a@x.example,"+step.said+"\n", step.counts+" 0 outside 0 rejected 0 held of 1")
		if n := w.count(`SELECT count(*) FROM service WHERE calendar::text = $1`, step.stored); n != 1 {
			t.Errorf("%q: not %s", step.said, step.stored)
		}
	}
	_, err := w.services("area,service,name,spoc_email,calendar\nHaringey,jobcentre,A,a@x.example,maybe\n")
	wantRefusal(t, err, "line 2, column calendar: write yes or no")
}

func TestTheAreaOfAServiceIsAnAuthorityAPrisonOrEverywhere(t *testing.T) {
	w := newWorld(t)
	file := "area,service,name,spoc_email\nHaringey,jobcentre,A,a@x.example\nlei,prison_omu,B,b@x.example\n*,jobcentre,C,c@x.example\n" +
		"Haringey,jobcentre,A,a@x.example\n"
	w.mustServices(file, "3 new 0 changed 1 unchanged 0 outside 0 rejected 0 held of 4")
	for want, area := range map[string]string{"authority": "E09000014", "prison": "LEI", "everywhere": "*"} {
		if n := w.count(`SELECT count(*) FROM service WHERE area = $1 AND area_kind = $2`, area, want); n != 1 {
			t.Errorf("no row of kind %s for %s", want, area)
		}
	}
}

func TestOneBadServiceRefusesTheWholeDirectory(t *testing.T) {
	w := newWorld(t)
	_, err := w.services("area,service,name,SPOC email,opens,place_safe_to_text\n" +
		"Haringey,jobcentre,A,a@x.example,09:00,yes\n" +
		"Atlantis,jobcentre,A,a@x.example,,\n" +
		"Haringey,jobcenter,A,a@x.example,,\n" +
		"Haringey,jobcentre,A,a at x,,\n" +
		"Haringey,jobcentre,,a@x.example,,\n" +
		"Haringey,jobcentre,A,a@x.example,24:00,\n" +
		"Haringey,jobcentre,A,a@x.example,,maybe\n" +
		"Haringey,jobcentre,B,a@x.example,,\n")
	wantRefusal(t, err,
		"line 3, column area: no local authority of that name or GSS code; the nearest are Havant, Rutland and Thanet: write one of them, or a prison's code, or *",
		"line 4, column service: no service of the catalogue; the nearest are jobcentre, reconnect and cas3: write one of its codes",
		"line 5, column SPOC email: not an e-mail address (has no @): write one as in desk@service.example",
		"line 6, column name: empty: this must be told for every service",
		"line 7, column opens: not a time of day: write HH:MM, as in 09:00",
		"line 8, column place_safe_to_text: write yes or no",
		"line 9, column service: line 2 has the same area and service and says something else: keep one")
	if n := w.count(`SELECT (SELECT count(*) FROM service) + (SELECT count(*) FROM import)`); n != 0 {
		t.Error("a refused directory left something behind")
	}
}

const apHead = "id,prison_number,starts_at,service,place\n"

func TestTheSampleAppointmentsAreBookedOnceTheirPeopleAreKnown(t *testing.T) {
	w := newWorld(t)
	r, err := w.appointments(string(sample.Appointments))
	if err != nil {
		t.Fatal(err)
	}
	w.wantCounts(r, "0 new 0 changed 0 unchanged 0 outside 0 rejected 197 held of 197")
	if intake.ExitCode(r, nil) != 3 || w.count(`SELECT count(*) FROM attention WHERE closed_at IS NULL`) == 0 {
		t.Error("appointments of nobody known are on nobody's list")
	}
	w.releases(string(sample.Releases), intake.ReleasesOptions{})
	r, err = w.appointments(string(sample.Appointments))
	if err != nil {
		t.Fatal(err)
	}
	w.wantCounts(r, "197 new 0 changed 0 unchanged 0 outside 0 rejected 0 held of 197")
	if n := w.count(`SELECT count(*) FROM attention WHERE closed_at IS NULL`); n != 0 {
		t.Errorf("%d items stay open for appointments that are booked now", n)
	}
	for _, b := range w.at.booked {
		if b.PersonID == 0 || b.ReleaseID == 0 || b.Place == "" {
			t.Fatalf("a booking without person, release or place: %+v", b)
		}
	}
}

func TestOneBadAppointmentRefusesTheWholeFile(t *testing.T) {
	w := newWorld(t)
	_, err := w.appointments(apHead +
		"1,A1234BC,2026-11-30 10:00,jobcentre,Wood Green\n" +
		"2,A1234BC,30 Nov at ten,jobcentre,Wood Green\n" +
		"3,A1234BC,2026-02-30 10:00,jobcentre,Wood Green\n" +
		"4,A1234BC,2027-03-28 01:30,jobcentre,Wood Green\n" +
		"5,A1234BC,2026-11-30 25:00,jobcentre,Wood Green\n" +
		"6,A1234BC,2026-11-30 10:00,job,Wood Green\n" +
		"7,A1234BC,2026-11-30 10:00,jobcentre,\n")
	wantRefusal(t, err,
		"line 3, column starts_at: not a time: write YYYY-MM-DD HH:MM, London time",
		"line 4, column starts_at: 2026-02-30 does not exist: February 2026 has 28 days; write the right day",
		"line 5, column starts_at: this time does not exist: the clocks go forward that night; write the time that is meant",
		"line 6, column starts_at: not a time: write YYYY-MM-DD HH:MM, London time",
		"line 7, column service: no service of the catalogue; the nearest are cas3, jobcentre and reconnect: write one of its codes",
		"line 8, column place: empty: say where the appointment is, or that it is by telephone")
}

func TestStartsAtIsALondonTimeAndTheFirstOfTwo(t *testing.T) {
	w := newWorld(t)
	w.releases(head+person("A1234BC", "Smith", "Haringey", ""), intake.ReleasesOptions{})
	for written, want := range map[string]string{
		"2026-11-30 10:00": "2026-11-30T10:00:00Z", "30/07/2027 10:00": "2027-07-30T09:00:00Z",
		"2027-10-31 01:30": "2027-10-31T00:30:00Z", "2027-10-31T02:00:00": "2027-10-31T02:00:00Z",
	} {
		if _, err := w.appointments(apHead + ",A1234BC," + written + ",jobcentre,Wood Green\n"); err != nil {
			t.Fatal(err)
		}
		if got := w.at.booked[len(w.at.booked)-1].StartsAt.Format(time.RFC3339); got != want {
			t.Errorf("%s is %s, want %s", written, got, want)
		}
	}
}

func TestAppointmentsThatContradictOrBelongToAnotherAreHeld(t *testing.T) {
	w := newWorld(t)
	w.releases(head+person("A1234BC", "Smith", "Haringey", "")+person("A1234BD", "Jones", "Haringey", "")+
		person("A1234BE", "Brown", "Camden", ""), intake.ReleasesOptions{})
	w.exec(`INSERT INTO appointment (ref, external_id, person_id, release_id, service, starts_at, place, state, created_at, updated_at)
		SELECT 'r', 'theirs', p.id, r.id, 'jobcentre', now(), 'x', 'booked', now(), now()
		FROM person p JOIN release r ON r.person_id = p.id WHERE p.surname = 'Jones'`)
	r, err := w.appointments(apHead +
		"1,A1234BC,2026-11-30 10:00,jobcentre,Wood Green\n" +
		"1,A1234BC,2026-11-30 10:00,jobcentre,Wood Green\n" +
		"2,A1234BC,2026-11-30 11:00,jobcentre,Wood Green\n" +
		"2,A1234BC,2026-11-30 12:00,jobcentre,Wood Green\n" +
		"theirs,A1234BC,2026-11-30 13:00,jobcentre,Wood Green\n" +
		"3,A1234BE,2026-11-30 13:00,jobcentre,Wood Green\n" +
		",no number,2026-11-30 13:00,jobcentre,Wood Green\n" +
		",A1234BD,2026-11-30 13:00,jobcentre,Wood Green\n")
	if err != nil {
		t.Fatal(err)
	}
	w.wantCounts(r, "2 new 0 changed 1 unchanged 1 outside 0 rejected 4 held of 8")
	var lines []int
	for _, h := range r.Held {
		lines = append(lines, h.Line)
	}
	if !cmp.Equal(lines, []int{4, 5, 6, 8}) {
		t.Errorf("held lines %v, want 4, 5, 6 and 8", lines)
	}
}

func TestReferenceDataIsLoadedOnceAndLeavesAnEditedStandardAlone(t *testing.T) {
	w := newWorld(t)
	for table, want := range map[string]int{"prison": 127, "authority": 369, "bank_holiday": 115, "standard": 35, "reference_file": 4} {
		if n := w.count(`SELECT count(*) FROM ` + table); n != want {
			t.Errorf("%d rows in %s, want %d", n, table, want)
		}
	}
	if n := w.count(`SELECT count(*) FROM standard WHERE code = 'GATE-PLAN' AND needs_first = '{ACC-NIGHT1,PRO-FIRST,BEN-JCP,DA-APPT}'
		AND before_telling = '{}' AND latest_start IS NULL AND required`); n != 1 {
		t.Error("the lists of GATE-PLAN were not read")
	}
	if n := w.count(`SELECT count(*) FROM authority WHERE gss_code = 'E10000006' AND successors = '{E06000063,E06000064}'`); n != 1 {
		t.Error("the successors of Cumbria were not read")
	}
	w.exec(`UPDATE prison SET name = 'changed' WHERE code = 'LEI'`)
	load := func() {
		t.Helper()
		if err := intake.LoadReference(t.Context(), w.pool, w.clock); err != nil {
			t.Fatal(err)
		}
	}
	load()
	if n := w.count(`SELECT count(*) FROM prison WHERE name = 'changed'`); n != 1 {
		t.Error("a file that was loaded already was loaded again")
	}
	w.exec(`UPDATE reference_file SET sha256 = 'older'`)
	w.exec(`UPDATE standard SET title = 'ours', edited_at = now() WHERE code = 'REC-FIRST'`)
	w.exec(`UPDATE standard SET title = 'theirs' WHERE code = 'REC-READY'`)
	load()
	if n := w.count(`SELECT count(*) FROM standard WHERE title IN ('ours', 'theirs')`); n != 1 {
		t.Error("an edited standard was overwritten, or one that nobody edited was not")
	}
	if n := w.count(`SELECT count(*) FROM prison WHERE name = 'changed'`); n != 0 {
		t.Error("a new version of a file was not loaded")
	}
}
