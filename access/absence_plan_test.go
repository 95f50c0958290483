package access_test

import (
	"strings"
	"testing"

	"throughgate/access"
	"throughgate/internal/calendar"
	"throughgate/internal/testkit"
)

// Who stands in is asked with each handful of messages that leaves.
func TestWhoWroteAnAbsenceIsFoundByTheirID(t *testing.T) {
	pool := testkit.DB(t)
	for _, sql := range []string{
		`INSERT INTO account (ref, email, name, role, created_at) SELECT 'r' || n, n || '@unit.example', 'N' || n, 'coordinator', now() FROM generate_series(1, 400) n`,
		`INSERT INTO absence (ref, account_id, from_day, to_day, deputy_id, set_by, set_at)
		 SELECT 'x' || id, id, '2026-11-23', '2026-11-27', (SELECT max(id) FROM account), CASE WHEN id % 2 = 0 THEN 'account:' || id ELSE 'system:test' END, now()
		 FROM account ORDER BY id LIMIT 40`,
		`ANALYZE account, absence`,
	} {
		if _, err := pool.Exec(t.Context(), sql); err != nil {
			t.Fatal(err)
		}
	}
	plan := testkit.Plan(t, pool, access.StandInsSQL, calendar.MustParse("2026-11-24"))
	if !strings.Contains(plan, "account_pkey on account b") {
		t.Errorf("every account is read for every absence:\n%s", plan)
	}
	var byThem, byProgram int
	err := pool.QueryRow(t.Context(), `SELECT count(*) FILTER (WHERE by = 'N' || id), count(*) FILTER (WHERE by = 'The program')
		FROM (`+access.StandInsSQL+`) AS x (absence, ref, id, name, email, role, from_day, to_day, deputy, deputy_name, deputy_email, by)`,
		calendar.MustParse("2026-11-24")).Scan(&byThem, &byProgram)
	if err != nil || byThem != 20 || byProgram != 20 {
		t.Errorf("written by themselves %d, by the program %d: %v; want 20 and 20", byThem, byProgram, err)
	}
}
