package intake_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"throughgate/intake"
)

const purposeHeader = "prison_number,surname,forenames,date_of_birth,prison,home_area,crd,iom,purpose\n"

func TestNewPeopleWithoutAPurposeAreRejectedWhereTheUnitSaysSo(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	rows := []string{
		"A0001AA,Adams,Bo,1990-01-01,LEI,Haringey,2027-01-11,,",                      // neither
		"A0002AA,Baker,Bo,1990-01-01,LEI,Haringey,2027-01-11,fixed,",                 // in the cohort
		"A0003AA,Clark,Bo,1990-01-01,LEI,Haringey,2027-01-11,,Referred by the panel", // a purpose
		"A0004AA,Davis,Bo,1990-01-01,LEI,Haringey,2027-01-11,perhaps,",               // no status
		"A0005AA,Evans,Bo,1990-01-01,LEI,Camden,2027-01-11,,",                        // of another area
		"A0003AA,Clark,Bo,1990-01-01,LEI,Haringey,2027-01-11,,Referred by the panel", // repeated
	}
	file := purposeHeader + strings.Join(rows, "\n") + "\n"
	w.im.RefuseWithoutPurpose = true
	r := w.releases(file, intake.ReleasesOptions{})
	var lines []int
	for _, p := range r.Rejected {
		lines = append(lines, p.Line)
		if p.Column != "purpose" || !strings.Contains(p.Problem, "write the purpose into the column purpose") {
			t.Errorf("line %d: %s: %s", p.Line, p.Column, p.Problem)
		}
	}
	if diff := cmp.Diff([]int{2, 5, 6}, lines); diff != "" {
		t.Errorf("rejected: %s", diff)
	}
	if r.New != 2 || r.Unchanged != 1 || r.New+r.Changed+r.Unchanged+r.OutsideUnit+len(r.Rejected)+len(r.Held) != r.Rows {
		t.Errorf("%+v", r)
	}
	// Whoever is stored goes on: their dates must not stand still for want of a word.
	w.im.RefuseWithoutPurpose = false
	w.releases(purposeHeader+rows[0]+"\n", intake.ReleasesOptions{})
	w.im.RefuseWithoutPurpose = true
	r = w.releases(purposeHeader+strings.Replace(rows[0], "2027-01-11", "2027-01-18", 1)+"\n", intake.ReleasesOptions{})
	if r.Changed != 1 || len(r.Rejected) != 0 {
		t.Errorf("somebody stored: %+v", r)
	}
}

func TestAFileWithoutTheNewColumnChangesNothingOfWhatWasStoredBefore(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	old := "prison_number,surname,forenames,date_of_birth,prison,home_area,crd,mobile\nA0001AA,Adams,Bo,1990-01-01,LEI,Haringey,2027-01-11,07700 900123\n"
	w.releases(old, intake.ReleasesOptions{})
	// As the program before this one has stored it: a cell fewer.
	if _, err := w.pool.Exec(t.Context(), `UPDATE extract_row SET cells = cells[1:55]`); err != nil {
		t.Fatal(err)
	}
	if r := w.releases(old, intake.ReleasesOptions{}); r.Unchanged != 1 {
		t.Errorf("%+v", r)
	}
	if r := w.releases(strings.Replace(old, "07700 900123", "07700 900124", 1), intake.ReleasesOptions{}); r.Changed != 1 {
		t.Errorf("%+v", r)
	}
}
