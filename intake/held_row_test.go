package intake_test

import (
	"strings"
	"testing"

	"throughgate/intake"
)

func TestARowThatCannotBeStoredStaysOnTheList(t *testing.T) {
	w := newWorld(t)
	w.releases(relHead+"A0001BC,Adams,Bo,1990-02-01,Leeds,Haringey\n", intake.ReleasesOptions{})
	w.releases(relHead+"A0001BC,Brook,Bo,1991-03-02,Leeds,Haringey\n", intake.ReleasesOptions{FileName: "extract.csv"})
	row := int64(w.count(`SELECT max(id) FROM import_problem WHERE kind = 'held'`))
	decide := func() {
		if _, err := w.pool.Exec(t.Context(), `UPDATE import_problem SET decision = 'take', decided_by = 'account:1', outcome = '' WHERE id = $1`, row); err != nil {
			t.Fatal(err)
		}
		if err := w.im.TakeHeld(t.Context(), row); err != nil {
			t.Fatal(err)
		}
	}
	waits := func() int {
		return w.count(`SELECT count(*) FROM attention WHERE kind = 'held_row' AND closed_at IS NULL`)
	}
	w.at.refuse["A0001BC"] = errRefused
	decide()
	if n := w.count(`SELECT count(*) FROM import_problem WHERE outcome LIKE 'not stored: nothing of this row was applied%'`); n != 1 || waits() != 1 {
		t.Errorf("%d rows say why, %d on the list", n, waits())
	}
	delete(w.at.refuse, "A0001BC")
	decide()
	if waits() != 0 || w.count(`SELECT count(*) FROM person WHERE surname = 'Brook'`) != 1 {
		t.Error("the row was not applied, or is still on the list")
	}
	if err := w.im.TakeHeld(t.Context(), row); err != nil { // the job again
		t.Fatal(err)
	}
	if n := w.count(`SELECT count(*) FROM import WHERE file_name = 'extract.csv'`); n != 3 {
		t.Errorf("%d imports: the row was applied again", n)
	}
}

func TestARowOlderThanWhatIsKnownChangesNothing(t *testing.T) {
	w := newWorld(t)
	w.releases(relHead+"A0001BC,Adams,Bo,1990-02-01,Leeds,Haringey\n", intake.ReleasesOptions{})
	w.releases(relHead+"A0001BC,Brook,Bo,1991-03-02,Leeds,Haringey\n", intake.ReleasesOptions{})
	row := int64(w.count(`SELECT max(id) FROM import_problem WHERE kind = 'held'`))
	w.releases(relHead+"A0001BC,Adams,Bobby,1990-02-01,Leeds,Haringey\n", intake.ReleasesOptions{})
	if _, err := w.pool.Exec(t.Context(), `UPDATE import_problem SET decision = 'take', decided_by = 'account:1' WHERE id = $1`, row); err != nil {
		t.Fatal(err)
	}
	if err := w.im.TakeHeld(t.Context(), row); err != nil {
		t.Fatal(err)
	}
	var outcome string
	if err := w.pool.QueryRow(t.Context(), `SELECT outcome FROM import_problem WHERE id = $1`, row).Scan(&outcome); err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(outcome, "nothing changed") || w.count(`SELECT count(*) FROM person WHERE surname = 'Brook'`) != 0 {
		t.Errorf("outcome %q", outcome)
	}
}
