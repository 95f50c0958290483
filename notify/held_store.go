package notify

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"
)

// ReleaseHeld lets the messages go that were held for an import: it is closed,
// or somebody pressed send. They leave at their time, not before now. It gives
// their ids; none the second time.
func (o *Outbox) ReleaseHeld(ctx context.Context, tx pgx.Tx, now time.Time, importID int64) ([]int64, error) {
	rows, err := tx.Query(ctx, `
		WITH waiting AS (
			SELECT id FROM message WHERE import_id = $2 AND state = 'held' ORDER BY id FOR UPDATE
		)
		UPDATE message m SET state = 'queued', not_before = greatest(m.not_before, $1)
		  FROM waiting WHERE m.id = waiting.id
		RETURNING m.id AS message_id, m.channel, m.not_before AS at`, now, importID)
	if err != nil {
		return nil, fmt.Errorf("let the messages of import %d go: %w", importID, err)
	}
	deliveries, err := pgx.CollectRows(rows, pgx.RowToStructByName[Delivery])
	if err != nil {
		return nil, fmt.Errorf("let the messages of import %d go: %w", importID, err)
	}
	slices.SortFunc(deliveries, func(a, b Delivery) int { return cmp.Compare(a.MessageID, b.MessageID) })
	ids := make([]int64, len(deliveries))
	for i, d := range deliveries {
		ids[i] = d.MessageID
	}
	return ids, o.ask(ctx, tx, deliveries)
}
