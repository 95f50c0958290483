package release_test

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"throughgate/access"
	"throughgate/intake/sample"
	"throughgate/internal/calendar"
	"throughgate/internal/fault"
	"throughgate/release"
)

// fingerprint is a sum over each table of the database.
func (u *unitTest) fingerprint() map[string]string {
	u.Helper()
	out := map[string]string{}
	for _, name := range collect[string](u, `SELECT table_name::text FROM information_schema.tables WHERE table_schema = 'public' AND table_type = 'BASE TABLE'`) {
		out[name] = one[string](u, `SELECT md5(coalesce(string_agg(x::text, '|' ORDER BY x::text), '')) FROM "`+name+`" x`)
	}
	return out
}

// side is one side of a forecast: by service, the weeks with anything in them.
func sideOf(f *release.Forecast, after bool) map[string]string {
	out := map[string]string{}
	for _, s := range f.Services {
		for _, w := range s.Weeks {
			n := [3]int{w.AskedBefore, w.WaitingBefore, w.DueBefore}
			if after {
				n = [3]int{w.AskedAfter, w.WaitingAfter, w.DueAfter}
			}
			if n != [3]int{} {
				out[s.Service+" "+s.Area+" "+w.Monday.String()] = fmt.Sprint("asked, waiting, due: ", n)
			}
		}
	}
	for _, b := range f.Beds {
		n := [2]int{b.LeavingBefore, b.BedsBefore}
		if after {
			n = [2]int{b.LeavingAfter, b.BedsAfter}
		}
		out["leaving, beds "+b.Monday.String()] = fmt.Sprint(n)
	}
	notice := f.Notice.Before
	if after {
		notice = f.Notice.After
	}
	out["notice"] = fmt.Sprintf("%+v", notice)
	return out
}

func (u *unitTest) forecast(list string) *release.Forecast {
	u.Helper()
	f, err := u.importer.ForecastFile(u.Context(), access.System("forecast"), strings.NewReader(list), calendar.Date{})
	if err != nil {
		u.Fatal(err)
	}
	return f
}

// confirmed is the sample's extract with a day that the prisons confirm for some.
func confirmed(t *testing.T, days map[string]string) []byte {
	t.Helper()
	rows, err := csv.NewReader(bytes.NewReader(sample.Releases)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	at := slices.Index(rows[0], "confirmed_release")
	for _, row := range rows[1:] {
		if day := days[row[0]]; day != "" {
			row[at] = day
		}
	}
	var out bytes.Buffer
	if err := csv.NewWriter(&out).WriteAll(rows); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// A forecast changes nothing in the database, and what it says is what the plan
// is once the prisons have confirmed those days: then the same list changes
// nothing.
func TestAForecastSaysWhatThePlanThenIs(t *testing.T) {
	u := newUnit(t)
	u.officer(linkAddress)
	u.services()
	u.extract(sample.Releases)
	u.sweep("2026-11-23")
	days := map[string]string{}
	list := "prison_number,day\n"
	for i, number := range collect[string](u, `SELECT n.prison_number FROM person_number n JOIN release r ON r.person_id = n.person_id AND r.is_current
		WHERE r.state IN ('planned', 'awaiting_parole', 'no_dates') AND r.legal_status <> 'RECALL' AND (r.planned_day IS NULL OR r.planned_day > '2026-11-30')
		ORDER BY n.prison_number LIMIT 60`) {
		days[number] = calendar.MustParse("2026-12-01").AddDays(i * 2).String()
		list += number + "," + days[number] + "\n"
	}
	before := u.fingerprint()
	would := u.forecast(list)
	if diff := cmp.Diff(before, u.fingerprint()); diff != "" {
		t.Fatalf("a forecast changed the database:\n%s", diff)
	}
	p := would.People
	if p.Listed != 60 || p.Moved < 30 || p.Restricted == 0 || len(would.Rejected) != 0 || len(would.Changed()) < 10 {
		t.Fatalf("the list does too little to prove anything: %+v, %d services changed, %v", p, len(would.Changed()), would.Rejected)
	}
	for _, s := range would.Short {
		if one[bool](u, `SELECT 'restricted' = ANY (p.flags) FROM release r JOIN person p ON p.id = r.person_id WHERE r.ref = $1`, s.Reference) {
			t.Errorf("a restricted record is told by its reference: %+v", s)
		}
	}
	u.at("2026-11-23", 8, 30)
	u.extract(confirmed(t, days))
	is := u.forecast(list)
	if is.People.Moved != 0 {
		t.Errorf("the days are confirmed, and still %d would move", is.People.Moved)
	}
	if diff := cmp.Diff(sideOf(would, true), sideOf(is, false)); diff != "" {
		t.Errorf("the plan is not what the forecast said (-said +is):\n%s", diff)
	}
	if diff := cmp.Diff(sideOf(is, false), sideOf(is, true)); diff != "" {
		t.Errorf("a list of planned days changes something:\n%s", diff)
	}
}

// Whom a list cannot move is said with the line and what to do; of a restricted
// record no more than that.
func TestAForecastSaysWhoIsLeftOut(t *testing.T) {
	u := newUnit(t)
	u.running()
	u.tell(who{"crd": "2027-02-16"}, who{"status": "INACTIVE OUT", "movement_reason": "released", "released_on": "2026-11-20", "crd": "2026-11-20"},
		who{"status": "INACTIVE OUT", "movement_reason": "released", "released_on": "2026-11-20", "crd": "2026-11-20", "flags": "restricted"},
		who{"legal_status": "REMAND"}, who{"prison": "PVI", "crd": "2027-02-16"}, who{"home_area": "Camden", "crd": "2027-02-16"})
	ref := one[string](u, `SELECT r.ref FROM release r JOIN person_number n ON n.person_id = r.person_id WHERE n.prison_number = 'A0001BC'`)
	f := u.forecast("Prison Number,reference,DAY,note\nA0001BC,,2026-12-22,x\n," + strings.ToUpper(ref) + ",22/12/2026,\nA0002BC,,2026-12-22,\nA0003BC,,2026-12-22,\n" +
		"A0004BC,,2026-12-22,\nA0005BC,,2026-12-22,\nA0006BC,,2026-12-22,\nA0001BC,,2026-12-23,\nA0001BC,,2026-11-22,\nA0004BC,,2026-12-22,\nA0004BC,,2026-12-22,\nA0004BC,,2026-12-22,\n,,2026-12-22,")
	want := []release.ForecastProblem{
		{Line: 4, Column: "prison_number", Problem: "released already, on 2026-11-20: take the row out"},
		{Line: 5, Column: "prison_number", Problem: "nothing is planned for this person: take the row out"},
		{Line: 8, Column: "prison_number", Problem: "nobody of your areas has this: check it, or import the release extract that has them first"},
		{Line: 9, Column: "day", Problem: "line 2 gives the same person another day: keep one of the two (line 2 is counted)"},
		{Line: 10, Column: "day", Problem: "2026-11-22 is past: write today or a later day"},
		{Line: 14, Problem: "nobody is named: write a prison number or a reference"},
	}
	if diff := cmp.Diff(want, f.Rejected); diff != "" {
		t.Errorf("left out (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(release.ForecastPeople{Listed: 3, Moved: 1, NoDay: 1, NotWatched: 1}, f.People); diff != "" || f.Rows != 13 || f.Repeated != 4 || !slices.Equal(f.Ignored, []string{"note"}) {
		t.Errorf("%d rows, %d repeated, ignored %v; people (-want +got):\n%s", f.Rows, f.Repeated, f.Ignored, diff)
	}
	camden := access.Actor{AccountID: 7, Name: "Cay", Role: access.LinkOfficer, Areas: []string{"E09000007"}}
	theirs, err := u.importer.ForecastPasted(u.Context(), camden, "A0001BC, A0005BC\n"+ref, calendar.MustParse("2026-12-22"))
	if err != nil || theirs.People.Listed != 0 || len(theirs.Rejected) != 3 || theirs.Rejected[2].Line != 2 {
		t.Errorf("somebody of another area: %+v %v", theirs, err)
	}
	for text, says := range map[string]string{
		"":                                  "the file is empty",
		"name,day\nx,2026-12-22\n":          "line 1: neither prison_number nor reference is among the columns",
		"prison_number\nA0001BC\n":          "line 1: the column day is missing",
		"prison_number,day\n":               "the file has a header but no data rows",
		"prison_number,day\nA0001BC,soon\n": "1 of 1 rows are bad, more than a fifth",
		"prison_number,day\n,2026-12-22\nA0001BC,2026-12-22\nA0001BC,2026-12-22\nA0001BC,2026-12-22\n": "1 of 4 rows are bad, more than a fifth",
	} {
		_, err := u.importer.ForecastFile(u.Context(), official, strings.NewReader(text), calendar.Date{})
		if !fault.Is(err, fault.KindInvalid) || !contains(err.Error(), says) {
			t.Errorf("%q: %v, want %q", text, err, says)
		}
	}
}

// The usual load is of whole weeks before this one, without a first load; what
// exceeds it does so because of the list.
func TestAForecastComparesWithTheUsualLoad(t *testing.T) {
	u := newUnit(t)
	u.running()
	u.services()
	u.exec(`UPDATE service SET first_watch_on = '2026-01-01'`)
	var rows []who
	list := "prison_number,day\n"
	for i := range 12 {
		rows = append(rows, who{"crd": "2027-04-13"})
		list += fmt.Sprintf("A%04dBC,2026-12-22\n", i+1)
	}
	u.tell(rows...)
	// The Jobcentre was asked 2 in the week of 9 November, 4 in that of 16 November, and 9 as a first load.
	u.exec(`UPDATE task t SET state = 'done', handed_off_at = w.day + interval '9 hours', handed_off_on = w.day, service_id = (SELECT id FROM service WHERE service = 'jobcentre'), first_load = w.first
		FROM (VALUES (1, date '2026-11-09', false), (2, '2026-11-15', false), (3, '2026-11-16', false), (4, '2026-11-16', false), (5, '2026-11-20', false), (6, '2026-11-22', false),
		             (7, '2026-11-17', true), (8, '2026-11-17', true), (9, '2026-11-17', true)) AS w(n, day, first)
		JOIN person_number n ON n.prison_number = 'A' || lpad(w.n::text, 4, '0') || 'BC' JOIN release r ON r.person_id = n.person_id
		WHERE t.release_id = r.id AND t.standard = 'BEN-JCP'`)
	f := u.forecast(list)
	if f.Usual.Weeks != 2 || f.Usual.From.String() != "2026-11-09" || f.Usual.To.String() != "2026-11-22" {
		t.Errorf("the usual period: %+v", f.Usual)
	}
	var over []string
	for _, s := range f.Exceeding() {
		over = append(over, fmt.Sprintf("%s from %s by %d of %g, %d", s.Service, s.From, s.Most, s.Usual.Median, s.Usual.Highest))
	}
	// Twelve claims on the day of release, 22 December (BEN-CLAIM), over the four of the best week. BEN-JCP of
	// those three who are not done goes on 8 December: under it.
	if !slices.Contains(over, "jobcentre from 2026-12-21 by 8 of 3, 4") {
		t.Errorf("over the usual load: %q", over)
	}
	if slices.ContainsFunc(u.forecast("prison_number,day\nA0001BC,2027-04-13\n").Services, func(s release.ServiceForecast) bool { return s.Most > 0 }) {
		t.Error("a list that changes nothing takes somebody over their usual load")
	}
}
