package jobs

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"throughgate/access"
)

// queuePause is who paused a queue, and why.
type queuePause struct{ Queue, By, Reason string }

func readQueuePauses(ctx context.Context, tx pgx.Tx) (map[string]queuePause, error) {
	rows, err := tx.Query(ctx, `SELECT p.queue, a.name AS by, p.reason FROM queue_pause p JOIN account a ON a.id = p.paused_by`)
	if err != nil {
		return nil, fmt.Errorf("read who paused queues: %w", err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowToStructByName[queuePause])
	if err != nil {
		return nil, fmt.Errorf("read who paused queues: %w", err)
	}
	out := map[string]queuePause{}
	for _, p := range list {
		out[p.Queue] = p
	}
	return out, nil
}

func writeQueuePause(ctx context.Context, tx pgx.Tx, now time.Time, who access.Actor, queue, reason string) error {
	_, err := tx.Exec(ctx, `
		INSERT INTO queue_pause (queue, paused_at, paused_by, reason) VALUES ($1, $2, $3, $4)
		ON CONFLICT (queue) DO UPDATE SET paused_at = excluded.paused_at, paused_by = excluded.paused_by, reason = excluded.reason`,
		queue, now, who.AccountID, reason)
	if err != nil {
		return fmt.Errorf("write who paused a queue: %w", err)
	}
	return nil
}

func dropQueuePause(ctx context.Context, tx pgx.Tx, queue string) error {
	if _, err := tx.Exec(ctx, `DELETE FROM queue_pause WHERE queue = $1`, queue); err != nil {
		return fmt.Errorf("forget who paused a queue: %w", err)
	}
	return nil
}
