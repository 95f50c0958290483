package access_test

import (
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"throughgate/access"
	"throughgate/internal/pg"
)

// Once a London day the chain is verified, and what came of it is kept for whoever
// asks each minute.
func TestTheAuditIsVerifiedOnceADay(t *testing.T) {
	tr := newTrail(t)
	now := monday
	checker := access.AuditChecker{Verifier: access.Verifier{Pool: tr.pool, Keys: tr.keys}, Now: func() time.Time { return now }}
	look := func() (c access.AuditCheck) {
		t.Helper()
		if err := checker.DueCheck(t.Context()); err != nil {
			t.Fatal(err)
		}
		err := pg.ReadTx(t.Context(), tr.pool, access.System("test"), func(tx pgx.Tx) (err error) {
			c, err = access.ReadAuditCheck(t.Context(), tx)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	tr.write(10)
	tr.seal(10)
	if c := look(); c.Bad != 0 || !c.Since.Equal(now) {
		t.Errorf("untouched: %+v", c)
	}
	tr.asOwner(`UPDATE audit SET detail = 'nothing' WHERE id = (SELECT min(id) FROM audit)`)
	now = now.Add(time.Minute)
	if c := look(); c.Bad != 0 || !c.Since.Equal(monday) {
		t.Errorf("looked at twice on one day: %+v", c)
	}
	now = monday.AddDate(0, 0, 1)
	if c := look(); c.Bad == 0 || !c.Since.Equal(now) {
		t.Errorf("on the day after a row was changed: %+v", c)
	}
	if err := checker.Keep(t.Context(), access.Report{OK: true, Sealed: 10}); err != nil {
		t.Fatal(err)
	}
	if c := look(); c.Bad != 0 {
		t.Errorf("verified again by hand: %+v", c)
	}

	checker.Keys, now = access.AuditKeys{}, monday.AddDate(0, 0, 5)
	if c := look(); !c.Since.Equal(monday.AddDate(0, 0, 1)) {
		t.Errorf("without a key it is verified: %+v", c)
	}
}
