package jobs_test

import (
	"strings"
	"testing"
	"time"

	"throughgate/internal/testkit"
	"throughgate/jobs"
)

// A drain asks twenty times a second: it must not read what it has done.
func TestADrainAsksTheIndexWhetherAJobIsReady(t *testing.T) {
	t.Parallel()
	pool := testkit.DB(t)
	if _, err := pool.Exec(t.Context(), `INSERT INTO river_job (kind, queue, max_attempts, args) SELECT 'deliver', 'email', 12, '{}' FROM generate_series(1, 3000)`); err != nil {
		t.Fatal(err)
	}
	for _, sql := range []string{`ANALYZE river_job`, `UPDATE river_job SET state = 'completed', finalized_at = now()`} {
		if _, err := pool.Exec(t.Context(), sql); err != nil {
			t.Fatal(err)
		}
	}
	if all := testkit.Plan(t, pool, jobs.ReadySQL, time.Now(), "somebody"); strings.Contains(all, "Seq Scan on river_job") || strings.Count(all, "river_job_prioritized_fetching_index") != 2 {
		t.Errorf("jobs are not found by the index:\n%s", all)
	}
}
