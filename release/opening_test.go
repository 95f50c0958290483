package release_test

import (
	"encoding/json"
	"strings"
	"testing"

	"throughgate/internal/fault"
	"throughgate/internal/pg"
	"throughgate/migrations"
	"throughgate/release"
)

// A restricted record is changed by who has it open, whatever their role; and
// all of it works in the least role of the pages.
func TestARestrictedRecordIsChangedByWhoHasItOpen(t *testing.T) {
	u := newDesk(t)
	u.tell(who{"crd": "2026-12-18", "flags": "restricted"})
	url := u.pool.Config().ConnString()
	if made, err := migrations.EnsureRoles(t.Context(), url, ""); err != nil || !made {
		t.Fatalf("make the roles: %v %v", made, err)
	}
	pool, err := pg.Open(t.Context(), url, pg.Options{MaxConns: 2, Role: migrations.WebRole})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(pool.Close)
	least := *u.releases
	least.Pool = pool
	lee, ref := u.lee(), u.releaseRef()
	change := func(key string) map[string]error {
		return map[string]error{
			"an event": least.RecordByHand(t.Context(), lee, ref, release.ByHand{Key: key, Seen: one[int64](u, `SELECT coalesce(max(id), 0) FROM life_event`),
				Event: release.LifeEvent{Word: release.RecordLicence, At: u.clock()}}),
			"a note":         least.WriteNote(t.Context(), lee, ref, release.NewNote{Key: key + "n", Kind: release.Fact, Text: "Rang the unit."}),
			"an appointment": least.AddAppointment(t.Context(), lee, ref, meets("2026-12-21", 11, 0)),
		}
	}
	for what, err := range change("k1") {
		if !fault.Is(err, fault.KindRefused) {
			t.Errorf("%s of a masked record: %v", what, err)
		}
	}
	u.must(least.OpenRestricted(t.Context(), lee, ref, "The licence is to be checked"))
	for what, err := range change("k2") {
		if err != nil {
			t.Errorf("%s of an open record: %v", what, err)
		}
	}
	u.must(least.CloseRestricted(t.Context(), lee, ref))
	for what, err := range change("k3") {
		if !fault.Is(err, fault.KindRefused) {
			t.Errorf("%s of a record that is closed again: %v", what, err)
		}
	}
	if _, err := pool.Exec(t.Context(), `DELETE FROM opening`); err == nil {
		t.Error("the pages could wipe the openings")
	}
}

func TestShowReleasesMasksARestrictedRecord(t *testing.T) {
	t.Parallel()
	row := release.BoardRow{Person: release.StoryPerson{PrisonNumber: "A8421YK", Initials: "ZW", HomeArea: "Wolbeham", Restricted: true},
		Custody: release.StoryCustody{Prison: "WLB", PrisonName: "Wolbeholm (HMP)", Miles: new(int), OutOfArea: true},
		Release: release.StoryRelease{ID: "k7m9", Explanation: "Wolbewhy", Reasons: []string{"immigration_hold"}}, Surname: "Wolbesur"}
	told := func(row release.BoardRow) string {
		out, err := json.Marshal(row.ForCommand())
		if err != nil {
			t.Fatal(err)
		}
		return string(out)
	}
	for _, word := range []string{"A8421YK", "ZW", "Wolbe", "WLB", "immigration_hold", `"out_of_area":true`} {
		if strings.Contains(told(row), word) {
			t.Errorf("it tells %q: %s", word, told(row))
		}
	}
	if !strings.Contains(told(row), `"restricted":true`) || !strings.Contains(told(row), "k7m9") {
		t.Error(told(row))
	}
	row.Person.Restricted = false
	if !strings.Contains(told(row), "Wolbeholm") || !strings.Contains(told(row), "A8421YK") {
		t.Errorf("somebody else: %s", told(row))
	}
}
