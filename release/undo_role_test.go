package release_test

import (
	"testing"

	"throughgate/access"
	"throughgate/internal/testkit"
	"throughgate/migrations"
	"throughgate/release"
)

// An import is the unit's, and its undo too: whoever may press the button takes
// all of it back, of areas too that are not theirs, and sees beforehand what.
func TestAnUndoByTheOfficerOfOneAreaIsWhole(t *testing.T) {
	u := newUnit(t)
	u.releases.Unit.Scope, u.importer.Unit = release.Scope{All: true}, release.Scope{All: true}
	u.officer(linkAddress)
	u.services()
	u.running()
	all := cohort(8, leaveInJanuary)
	for i := range all[:4] {
		all[i]["home_area"] = "Camden"
	}
	u.tell(all...)
	u.sweep("2026-11-23")
	u.deliver()
	u.at("2026-11-24", 10, 0)
	before := u.factsNow()
	moved := cohort(8, leaveInJanuary, times(8, movedDay)...)
	for i := range moved[:4] {
		moved[i]["home_area"] = "Camden"
	}
	if r := u.tell(moved...); r.Changed != 8 {
		t.Fatalf("the import: %+v", r)
	}
	u.releases.Pool = testkit.As(t, u.pool, migrations.WebRole)
	ofHaringey := access.Actor{AccountID: one[int64](u, `SELECT min(id) FROM account`), Role: access.LinkOfficer, Name: "Lee", Areas: []string{haringeyCode}}
	would, err := u.releases.ForeseeUndo(t.Context(), ofHaringey, 0)
	if err != nil || would.DaysBack != 8 {
		t.Errorf("foreseen: %+v, %v", would, err)
	}
	done, err := u.releases.UndoImport(t.Context(), ofHaringey, 0)
	if err != nil || done.PeopleRestored != 8 || done.DaysBack != 8 {
		t.Errorf("undone: %+v, %v", done, err)
	}
	u.sameFacts("after the undo", before)
}
