package release_test

import (
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"throughgate/internal/pg"
)

func TestARestoreEndsWhatRanWhenTheBackupWasMade(t *testing.T) {
	u := newUnit(t)
	u.officer(linkAddress)
	u.services()
	u.running()
	u.tell(leaver, merged(leaver, who{"forenames": "Zed"}))
	now := u.clock()
	u.exec(`UPDATE import SET finished_at = NULL WHERE kind = 'releases'`)
	u.exec(`UPDATE release SET requests_at = $1 WHERE id = (SELECT min(id) FROM release)`, now)
	u.exec(`UPDATE release SET requests_at = $1 WHERE id = (SELECT max(id) FROM release)`, now.Add(time.Hour))
	if err := pg.InTx(t.Context(), u.pool, pg.As{Key: "system:test"}, func(tx pgx.Tx) error { return u.releases.AfterRestore(t.Context(), tx, now) }); err != nil {
		t.Fatal(err)
	}
	if n := one[int](u, `SELECT count(*)::int FROM import WHERE finished_at IS NULL`); n != 0 {
		t.Errorf("%d imports would still be closed, and their messages sent", n)
	}
	if n := one[int](u, `SELECT count(requests_at)::int FROM release`); n != 1 {
		t.Errorf("%d requests are still to be worked out, want the one of later", n)
	}
}
