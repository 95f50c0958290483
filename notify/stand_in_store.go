package notify

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
)

// toldSinceMost is how many messages a deputy is shown.
const toldSinceMost = 50

// ToldSince is a message that went to somebody who is away.
type ToldSince struct {
	Ref      string
	Kind     Kind
	QueuedAt time.Time
}

// ReadToldSince lists the alerts and, for a service's contact, the requests that
// went to an address since an instant, the newest first: what a deputy has to
// know that came before they were told instead. reach is the reader's.
func ReadToldSince(ctx context.Context, tx pgx.Tx, address string, since time.Time, reach Reach) ([]ToldSince, error) {
	where, args, err := reach.within(ctx, tx, "true", []any{address, since})
	if err != nil {
		return nil, err
	}
	rows, err := tx.Query(ctx, `
		SELECT m.ref, m.kind, m.queued_at FROM message m
		 WHERE m.channel = 'email' AND m.recipient_key = lower($1) AND m.queued_at >= $2
		   AND m.kind IN ('alert', 'request', 'reminder', 'told') AND m.state NOT IN ('cancelled', 'not_sent') AND `+where+`
		 ORDER BY m.queued_at DESC, m.id DESC LIMIT `+fmt.Sprint(toldSinceMost), args...)
	if err != nil {
		return nil, fmt.Errorf("read what somebody was told: %w", err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowToStructByPos[ToldSince])
	if err != nil {
		return nil, fmt.Errorf("read what somebody was told: %w", err)
	}
	return list, nil
}
