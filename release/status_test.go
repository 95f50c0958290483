package release_test

import "testing"

// domain 2: a curfew date more than five working days past decides nothing only
// "while a newer extract has the person ACTIVE IN"; an empty status is not told
// (interface.md 3), so nobody has said that they are held.
func TestADateIsStaleOnlyForSomebodyToldToBeHeld(t *testing.T) {
	u := newUnit(t)
	u.tell(
		who{"hdcad": "2026-10-05", "crd": "2026-12-31", "sed": "2028-02-15"},
		who{"hdcad": "2026-10-05", "crd": "2026-12-31", "sed": "2028-02-15", "status": ""},
	)
	for number, want := range map[string]string{"A0001BC": "2026-12-30 planned", "A0002BC": "2026-10-05 planned"} {
		got := one[string](u, `SELECT r.planned_day || ' ' || r.state FROM release r JOIN person_number n USING (person_id) WHERE n.prison_number = $1`, number)
		if got != want {
			t.Errorf("%s: %s, want %s", number, got, want)
		}
	}
}
