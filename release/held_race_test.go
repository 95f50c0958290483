package release_test

import (
	"testing"

	"github.com/jackc/pgx/v5"

	"throughgate/internal/pg"
	"throughgate/notify"
)

// A text that is looked at while an import lets go is not put off for a quarter
// of an hour: one of the two waits for the other.
func TestATextIsNotPutOffByAnImportThatIsLettingGo(t *testing.T) {
	u := newUnit(t)
	u.services()
	u.running()
	u.tell(reachable)
	u.book("X1,A0001BC,2026-12-01 11:00,housing_options,Office,yes,")
	u.exec(`UPDATE release SET state = 'released', place = 'released', left_on = '2026-11-23', released_on = '2026-11-23', held_by = (SELECT max(id) FROM import WHERE kind = 'releases')`)
	u.at("2026-11-27", 10, 0)
	ids := collect[int64](u, `SELECT id FROM message WHERE kind = 'appointment_reminder' AND state = 'queued' ORDER BY not_before LIMIT 1`)
	if len(ids) != 1 {
		t.Fatal("no text waits")
	}
	u.exec(`UPDATE message SET not_before = $1 WHERE id = $2`, u.clock(), ids[0])
	done := make(chan error, 1)
	err := pg.InTx(t.Context(), u.pool, pg.As{Key: "system:test"}, func(tx pgx.Tx) error {
		// The import is letting go, and has not committed yet.
		if _, err := tx.Exec(t.Context(), `UPDATE release SET held_by = NULL`); err != nil {
			return err
		}
		go func() { done <- u.courier.Deliver(t.Context(), ids) }()
		for blocked := 0; blocked == 0; { // until the courier waits for us
			if err := tx.QueryRow(t.Context(), `SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`).Scan(&blocked); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := <-done; err != nil {
		t.Fatal(err)
	}
	if got := one[string](u, `SELECT state || ' ' || reason FROM message WHERE id = $1`, ids[0]); got != string(notify.Sent)+" " {
		t.Errorf("the text is %q", got)
	}
}
