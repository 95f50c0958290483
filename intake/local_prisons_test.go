package intake_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"throughgate/intake"
)

func TestLocalPrisonsAreReplacedForTheAreasTheFileNames(t *testing.T) {
	w := newWorld(t)
	lists := func() string {
		t.Helper()
		var s string
		if err := w.pool.QueryRow(t.Context(), `SELECT coalesce(string_agg(area || ' ' || prison, ', ' ORDER BY area, prison), '') FROM local_prison`).Scan(&s); err != nil {
			t.Fatal(err)
		}
		return s
	}
	load := func(file, want string) intake.Report {
		t.Helper()
		r, err := w.im.LocalPrisons(t.Context(), importing, strings.NewReader("area,prison\n"+file), intake.FileOptions{})
		if err != nil {
			t.Fatal(err)
		}
		w.wantCounts(r, want)
		return r
	}
	r := load("Haringey,PVI\nE09000014,HMP Leeds\nHaringey,lei\nCamden,PVI\n", "2 new 0 changed 1 unchanged 1 outside 0 rejected 0 held of 4")
	if r.Kind != "local_prisons" || r.PeopleChanged != 5 || r.MessagesQueued != 2 || lists() != "E09000007 PVI, E09000014 LEI, E09000014 PVI" {
		t.Errorf("report %+v, lists %s", r, lists())
	}
	load("Haringey,LEI\nHaringey,PVI\n", "0 new 0 changed 2 unchanged 0 outside 0 rejected 0 held of 2")
	load("Haringey,LEI\n", "0 new 0 changed 1 unchanged 0 outside 0 rejected 0 held of 1")
	if lists() != "E09000007 PVI, E09000014 LEI" {
		t.Errorf("lists %s; want that of Camden as it was, and one prison of Haringey", lists())
	}
	load("Haringey,\n", "0 new 1 changed 0 unchanged 0 outside 0 rejected 0 held of 1")
	load("Haringey,\n", "0 new 0 changed 1 unchanged 0 outside 0 rejected 0 held of 1")
	if lists() != "E09000007 PVI" {
		t.Errorf("lists %s; want that of Haringey emptied", lists())
	}
	want := [][]string{{"E09000007", "E09000014"}, {"E09000014"}, {"E09000014"}}
	if diff := cmp.Diff(want, w.at.areas); diff != "" {
		t.Errorf("areas told of (-want +got):\n%s", diff)
	}
}

func TestOneBadLocalPrisonRefusesTheWholeFile(t *testing.T) {
	w := newWorld(t)
	_, err := w.im.LocalPrisons(t.Context(), importing, strings.NewReader("Area,Prison\nHaringey,PVI\nHaringey,\nHarringay,PVI\n,PVI\n"+
		"Camden,Feltham\nCamden\n"), intake.FileOptions{})
	wantRefusal(t, err,
		"line 3, column Prison: one of this row and line 2 names a prison and the other empties the list of the same area: keep one",
		"line 4, column Area: no local authority of that name or GSS code; the nearest are Haringey, Hastings and Havering: write one of them",
		"line 5, column Area: empty: name the home area",
		"line 6, column Prison: this name fits FMI Feltham (HMP) and FYI Feltham (HMYOI): write the code",
		"line 7, column Prison: the line ends before this column: send the whole line")
	if n := w.count(`SELECT (SELECT count(*) FROM local_prison) + (SELECT count(*) FROM import)`); n != 0 || w.at.areas != nil {
		t.Error("a refused file changed something")
	}
}
