package main

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"throughgate/release"
)

// One person whose day, Tuesday 16 March 2027, becomes Tuesday 22 December 2026,
// worked out by hand from the catalogue.
func TestForecastOfOnePersonByHand(t *testing.T) {
	w := newWorld(t)
	w.ready()
	w.must(exitDone, "import", "releases", w.file("releases.csv", []byte("prison_number,surname,forenames,date_of_birth,prison,home_area,status,crd,sed,legal_status,needs,com_email\n"+
		"A1234BC,Fictional,Sam,1990-01-01,LEI,Haringey,ACTIVE IN,2027-03-16,2028-03-16,SENTENCED,accommodation,com@probation.example\n"+
		"A1235BC,Fictional,Alex,1990-01-01,LEI,Haringey,ACTIVE IN,2027-03-16,2028-03-16,REMAND,accommodation,com@probation.example\n")))
	var f release.Forecast
	w.report(&f, exitPart, "forecast", w.file("list.csv", []byte("prison_number,day\nA1234BC,2026-12-22\nA1235BC,2026-12-22\nA9999AA,2026-12-22\n")))
	if p := f.People; p.Listed != 2 || p.Moved != 1 || p.NoDay != 1 || len(f.Rejected) != 1 || f.Rejected[0].Line != 4 {
		t.Errorf("the list: %+v, left out %+v", p, f.Rejected)
	}
	var got []string
	for _, s := range f.Services {
		for _, k := range s.Weeks {
			if !strings.HasPrefix(s.Service, "prison_") && s.Area != "" && k.AskedBefore+k.AskedAfter+k.DueBefore+k.DueAfter > 0 {
				got = append(got, fmt.Sprintf("%s %s asked %d>%d due %d>%d", s.Service, k.Monday, k.AskedBefore, k.AskedAfter, k.DueBefore, k.DueAfter))
			}
		}
	}
	want := []string{
		// CAS3: 28 days before (16 February; 24 November), due 21 days before.
		"cas3 2026-11-23 asked 0>1 due 0>0", "cas3 2026-11-30 asked 0>0 due 0>1", "cas3 2027-02-15 asked 1>0 due 0>0", "cas3 2027-02-22 asked 0>0 due 1>0",
		// CRS: 70 days before is past: at once, and due in 14 x 29 / 70 = 5 days, Saturday: Friday 27 November.
		"crs_accommodation 2026-11-23 asked 0>1 due 0>1", "crs_accommodation 2027-01-04 asked 1>0 due 0>0", "crs_accommodation 2027-01-18 asked 0>0 due 1>0",
		// ACC-CASE: 54 days before, due 42 before; at once, due in 12 x 29 / 54 = 6 days, Sunday: Friday 27 November. ACC-MOVE: 28 days after, due 56 after.
		"housing_options 2026-11-23 asked 0>1 due 0>1", "housing_options 2027-01-18 asked 1>1 due 0>0", "housing_options 2027-02-01 asked 0>0 due 1>0",
		"housing_options 2027-02-15 asked 0>0 due 0>1", "housing_options 2027-04-12 asked 1>0 due 0>0", "housing_options 2027-05-10 asked 0>0 due 1>0",
		// BEN-JCP: 14 days before, due 4 working days before. BEN-CLAIM: on the day, due the next working day.
		"jobcentre 2026-12-07 asked 0>1 due 0>0", "jobcentre 2026-12-14 asked 0>0 due 0>1", "jobcentre 2026-12-21 asked 0>1 due 0>1",
		"jobcentre 2027-03-01 asked 1>0 due 0>0", "jobcentre 2027-03-08 asked 0>0 due 1>0", "jobcentre 2027-03-15 asked 1>0 due 1>0",
	}
	if !slices.Equal(got, want) {
		t.Errorf("services:\n%s\nwant:\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	// Later than usual: PRO-COM (it was so before), and ACC-NEED, ACC-DTR, ACC-CRS, ACC-CASE and BEN-COACH. BEN-ID is of no use under 42 days.
	if n := f.Notice; n.Before.Requests != 1 || n.Before.TooLate != 0 || n.After.Requests != 6 || n.After.TooLate != 1 || n.After.People != 1 {
		t.Errorf("notice: %+v", n)
	}
	if len(f.Short) != 1 || f.Short[0].From.String() != "2027-03-16" || f.Short[0].To.String() != "2026-12-22" || f.Short[0].Requests != 6 {
		t.Errorf("short notice: %+v", f.Short)
	}
	if b := f.Beds[4]; b.Monday.String() != "2026-12-21" || b.LeavingAfter != 1 || b.BedsAfter != 1 || b.LeavingBefore != 0 {
		t.Errorf("beds: %+v", b)
	}
	shown := w.must(exitDone, "forecast", w.file("one.csv", []byte("prison_number\na1234bc\n")), "--day", "2026-12-22")
	for _, says := range []string{"1 people on the list: 1 would get another day", "No whole week has been asked for yet", "CAS3, E09000014", "requests too late to be of use         0       1"} {
		if !strings.Contains(shown.std, says) {
			t.Errorf("the terminal does not say %q:\n%s", says, shown.std)
		}
	}
	if r := w.must(exitRefused, "forecast", w.file("none.csv", []byte("prison_number\nA1234BC\n"))); !strings.Contains(r.say, "give one day for all") {
		t.Errorf("a list without days: %s", r.say)
	}
	w.must(exitRefused, "forecast", "no-such-file.csv")
	w.must(exitRefused, "forecast", w.file("one.csv", []byte("prison_number\nA1234BC\n")), "--day", "soon")
}
