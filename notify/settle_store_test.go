package notify_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"throughgate/access"
	"throughgate/internal/pg"
	"throughgate/internal/testkit"
	"throughgate/notify"
)

// In a long drain the database counts again, and finds few messages that are being
// sent. Each has left its mark in the index of states until that is cleaned: who
// looked there for what to settle would go through all that were ever sent.
func TestWhatIsSettledIsFoundByItsKeyHoweverFewAreBeingSent(t *testing.T) {
	o := newOffice(t)
	var list []notify.Intent
	for i := range 1500 {
		list = append(list, mail(fmt.Sprint("settled", i)))
	}
	o.add(list...)
	o.exec(`UPDATE message SET state = 'sent', sent_at = queued_at, settled_at = queued_at WHERE id % 3 > 0`)
	o.exec(`ANALYZE message`)
	var all string
	err := pg.InRepeatedTx(t.Context(), o.pool, access.System("deliver"), func(tx pgx.Tx) error {
		if _, err := tx.Exec(t.Context(), `PREPARE settle AS `+notify.SettleSQL); err != nil {
			return err
		}
		all = testkit.Plan(t, tx, `EXECUTE settle (NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL)`)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(all, "message_state") || strings.Contains(all, "message_in_flight") ||
		strings.Contains(all, "Seq Scan on message ") || strings.Count(all, "message_pkey") != 2 {
		t.Errorf("messages are not found by their key alone:\n%s", all)
	}
}
