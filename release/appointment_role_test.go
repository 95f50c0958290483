package release_test

import (
	"testing"

	"throughgate/internal/pg"
	"throughgate/migrations"
	"throughgate/notify"
	"throughgate/pathways"
)

// In production the pages work in the least role: what an appointment writes, it
// must be able to write.
func TestAppointmentsAreKeptInTheLeastRoleOfThePages(t *testing.T) {
	u := newOut(t)
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
	u.must(least.AddAppointment(t.Context(), lee, ref, meets("2026-12-01", 11, 0)))
	v := u.visit("housing_options")
	u.must(least.MoveAppointment(t.Context(), lee, ref, v.Ref, 1, meets("2026-11-25", 10, 0), ""))
	u.must(least.CancelAppointment(t.Context(), lee, ref, v.Ref, 2, ""))
	u.must(least.RecordOutcome(t.Context(), lee, ref, v.Ref, 3, pathways.VisitBooked, ""))
	u.at("2026-11-25", 11, 0)
	u.must(least.RecordOutcome(t.Context(), lee, ref, v.Ref, 4, pathways.VisitMissed, ""))
	if n := len(u.toldOf(notify.Alert, "missed")); n != 3 {
		t.Errorf("%d were told", n)
	}
	if _, err := pool.Exec(t.Context(), `DELETE FROM appointment_event`); err == nil {
		t.Error("the pages could wipe the history")
	}
	if _, err := pool.Exec(t.Context(), `UPDATE appointment_event SET reason = 'another'`); err == nil {
		t.Error("the pages could rewrite the history")
	}
}
