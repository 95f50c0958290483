package notify_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"throughgate/access"
	"throughgate/internal/pg"
	"throughgate/internal/testkit"
	"throughgate/notify"
)

// In the morning thousands wait for eight o'clock while others leave: who leaves
// must not look through those who wait.
func TestAMessageThatLeavesDoesNotLookThroughThoseThatWaitForLater(t *testing.T) {
	o := newOffice(t)
	var list []notify.Intent
	for i := range 1500 {
		list = append(list, mail(fmt.Sprint("m", i)))
	}
	o.add(list...)
	o.exec(`UPDATE message SET state = 'sent', sent_at = queued_at, settled_at = queued_at`)
	o.exec(`ANALYZE message`) // nobody has counted since the others came
	later := mail("later")
	later.NotBefore = monday.Add(time.Hour)
	o.add(later)
	var plan string
	if err := pg.InRepeatedTx(t.Context(), o.pool, access.System("deliver"), func(tx pgx.Tx) error {
		plan = testkit.Plan(t, tx, notify.LockForSendingSQL, []int64{1, 2, 3}, monday, day("2026-11-23"))
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	if strings.Contains(plan, "message_waiting") || strings.Contains(plan, "Seq Scan on message ") || strings.Count(plan, "message_pkey") != 2 {
		t.Errorf("messages are not found by their key alone:\n%s", plan)
	}
}
