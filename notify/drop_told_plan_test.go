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

// Each import asks it of all the releases that it changes. What was said of their
// tasks grows with every day; what waits does not.
func TestWhatServicesAreToBeToldIsFoundAmongWhatWaits(t *testing.T) {
	o := newOffice(t)
	o.releases(300)
	var list []notify.Intent
	for i := range 1500 {
		list = append(list, toldMail(fmt.Sprint("told", i), notify.Item{Kind: notify.ItemMoved, TaskID: int64(i%300 + 1)}))
	}
	o.add(list...)
	o.exec(`UPDATE message SET state = 'sent', sent_at = queued_at, settled_at = queued_at WHERE id % 5 > 0`)
	o.exec(`ANALYZE message, message_item, task`)
	var plan string
	if err := pg.InRepeatedTx(t.Context(), o.pool, access.System("import"), func(tx pgx.Tx) error {
		plan = testkit.Plan(t, tx, notify.WaitingToldSQL, []int64{1, 2, 3})
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(plan, "message_told_waiting") || !strings.Contains(plan, "message_item_pkey") ||
		strings.Count(plan, "hashed SubPlan") != 2 || strings.Contains(plan, "message_item_task") || strings.Contains(plan, "Seq Scan on message") {
		t.Errorf("what waits is not looked at alone:\n%s", plan)
	}
}
