package notify

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"throughgate/internal/pg"
)

// Claim is one attempt that is under way: somebody has claimed the message and
// has not settled it.
type Claim struct {
	MessageID int64
	Attempt   int
}

// InFlight lists the attempts under way in all processes.
func (c *Courier) InFlight(ctx context.Context) (claims []Claim, err error) {
	err = pg.ReadTx(ctx, c.pool, delivering(), func(tx pgx.Tx) error {
		rows, _ := tx.Query(ctx, `
			SELECT id AS message_id, attempts AS attempt FROM message WHERE state = 'sending' ORDER BY id`)
		claims, err = pgx.CollectRows(rows, pgx.RowToStructByName[Claim])
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("list messages being sent: %w", err)
	}
	return claims, nil
}

// reasonAbandoned is why nobody knows what became of a message.
const reasonAbandoned = "the program stopped while it was being sent"

// SettleStale settles attempts whose process has died. Whether the provider
// took the message over is not known, so it becomes unknown and is on the link
// officer's list: it is never sent again blindly. Should its process be alive
// after all, the answer that it brings later settles the message. It gives how
// many there were.
func (c *Courier) SettleStale(ctx context.Context, dead []Claim) (int, error) {
	if len(dead) == 0 {
		return 0, nil
	}
	settledNow := 0
	err := pg.InTx(ctx, c.pool, delivering(), func(tx pgx.Tx) error {
		now := c.clock()
		messages, err := markUnknown(ctx, tx, dead)
		if err != nil {
			return err
		}
		settledNow = len(messages)
		for _, m := range messages {
			if err := openAttention(ctx, tx, now, c.messageAttention(now, m, attentionUnknownOutcome, reasonAbandoned)); err != nil {
				return err
			}
		}
		return recordDisclosed(ctx, tx, now, delivering(), Unsettled, messages)
	})
	if err != nil {
		return 0, fmt.Errorf("settle messages of a process that stopped: %w", err)
	}
	return settledNow, nil
}

func markUnknown(ctx context.Context, tx pgx.Tx, dead []Claim) ([]Message, error) {
	ids, attempts := make([]int64, len(dead)), make([]int32, len(dead))
	for i, claim := range dead {
		ids[i], attempts[i] = claim.MessageID, int32(claim.Attempt)
	}
	rows, err := tx.Query(ctx, `
		UPDATE message m SET state = 'unknown', reason = $3
		  FROM unnest($1::bigint[], $2::int[]) AS t (id, attempt)
		 WHERE m.id = t.id AND m.attempts = t.attempt AND m.state = 'sending'
		RETURNING m.id, m.channel, coalesce(m.person_id, 0) AS person_id, coalesce(m.release_id, 0) AS release_id,
		          coalesce(m.service_id, 0) AS service_id`, ids, attempts, reasonAbandoned)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowToStructByNameLax[Message])
}

// overdueAfter is how late a queued message may be before somebody asks whether
// its job is still there.
const overdueAfter = 2 * time.Minute

// Overdue lists queued messages that should have been taken up by now and do
// not wait to be woken, at most limit of them.
func (c *Courier) Overdue(ctx context.Context, limit int) (overdue []Delivery, err error) {
	err = pg.ReadTx(ctx, c.pool, delivering(), func(tx pgx.Tx) error {
		rows, _ := tx.Query(ctx, `
			SELECT id AS message_id, channel, not_before AS at FROM message
			 WHERE state = 'queued' AND not_before < $1 AND reason NOT LIKE $2 || '%'
			 ORDER BY not_before, id LIMIT $3`, c.clock().Add(-overdueAfter), waitingPrefix, limit)
		overdue, err = pgx.CollectRows(rows, pgx.RowToStructByName[Delivery])
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("list overdue messages: %w", err)
	}
	return overdue, nil
}

// Ask asks again for deliveries whose jobs were lost.
func (c *Courier) Ask(ctx context.Context, deliveries []Delivery) error {
	return pg.InTx(ctx, c.pool, delivering(), func(tx pgx.Tx) error {
		return c.outbox.ask(ctx, tx, deliveries)
	})
}

// Expire settles messages that are of no use any more. It gives how many.
func (c *Courier) Expire(ctx context.Context) (int, error) {
	expired := 0
	err := pg.InTx(ctx, c.pool, delivering(), func(tx pgx.Tx) (err error) {
		expired, err = c.outbox.Expire(ctx, tx, c.clock())
		return err
	})
	return expired, err
}

// reasonGaveUp is for messages that fail before they can be sent.
const reasonGaveUp = "it could not be made ready to send"

// GiveUp settles queued messages that failed each time they were to be sent, so
// that a person sees to them.
func (c *Courier) GiveUp(ctx context.Context, ids []int64) error {
	err := pg.InTx(ctx, c.pool, delivering(), func(tx pgx.Tx) error {
		now := c.clock()
		rows, err := tx.Query(ctx, `
			UPDATE message m SET state = 'failed', reason = $3, settled_at = $2
			 WHERE id = ANY ($1) AND state = 'queued'
			RETURNING m.id, m.channel, coalesce(m.person_id, 0) AS person_id, coalesce(m.release_id, 0) AS release_id,
			          coalesce(m.service_id, 0) AS service_id`, ids, now, reasonGaveUp)
		if err != nil {
			return err
		}
		messages, err := pgx.CollectRows(rows, pgx.RowToStructByNameLax[Message])
		if err != nil {
			return err
		}
		for _, m := range messages {
			if err := openAttention(ctx, tx, now, c.messageAttention(now, m, attentionUndelivered, reasonGaveUp)); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("give up %d messages: %w", len(ids), err)
	}
	return nil
}
