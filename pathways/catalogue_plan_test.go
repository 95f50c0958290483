package pathways_test

import (
	"strings"
	"testing"

	"throughgate/internal/testkit"
	"throughgate/pathways"
)

// A unit of 200 areas has hundreds of officers: who looks for those of one release
// must not go through them all.
func TestTheOfficersOfAReleaseAreFoundByItsAreas(t *testing.T) {
	t.Parallel()
	o := open(t)
	o.exec(`INSERT INTO account (ref, email, name, role, created_at)
		SELECT 'more' || n, 'more' || n || '@unit.example', 'M', 'link_officer', $1 FROM generate_series(1, 3000) n`, eight)
	o.exec(`INSERT INTO account_area (account_id, area)
		SELECT a.id, u.gss_code FROM (SELECT id, row_number() OVER (ORDER BY id) - 1 AS n FROM account WHERE ref LIKE 'more%') a
		JOIN (SELECT gss_code, row_number() OVER (ORDER BY gss_code) - 1 AS n, count(*) OVER () AS all_of_them FROM authority WHERE gss_code <> $1) u
		  ON u.n = a.n % u.all_of_them`, haringey)
	o.exec(`ANALYZE account, account_area`)
	plan := testkit.Plan(t, o.pool, pathways.OfficersOfReleaseSQL, o.release)
	if !strings.Contains(plan, "account_area_area") || strings.Contains(plan, "Seq Scan on account_area") {
		t.Errorf("all areas of all officers are read:\n%s", plan)
	}
}
