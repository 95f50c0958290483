package release

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"throughgate/access"
	"throughgate/internal/calendar"
)

func aboutWebhook(target string) string { return "webhook:" + target }

// switchWebhookOff lets nothing more leave for a target, and puts it on the
// administrator's list. What happens meanwhile waits.
func switchWebhookOff(ctx context.Context, tx pgx.Tx, now time.Time, target string) error {
	tag, err := tx.Exec(ctx, `UPDATE webhook_target SET off_at = $2 WHERE id = $1 AND off_at IS NULL`, target, now)
	if err != nil {
		return fmt.Errorf("switch a target of webhooks off: %w", err)
	}
	if tag.RowsAffected() == 0 {
		return nil
	}
	_, err = tx.Exec(ctx, `
		INSERT INTO attention (kind, about_key, role, note, due_on, opened_at) VALUES ('account_alarm', $1, 'administrator', $2, $3, $4)
		ON CONFLICT (kind, about_key) WHERE closed_at IS NULL DO NOTHING`,
		aboutWebhook(target), "the target of webhooks "+target+" has failed for too long and is switched off: mend it, then switch it on under System, Webhooks", calendar.DayOf(now), now)
	if err != nil {
		return fmt.Errorf("put a target of webhooks on the list: %w", err)
	}
	return access.Record(ctx, tx, now, delivers(), access.Entry{Action: access.Alter, ObjectKind: "webhook", Detail: target + ": switched off"})
}

func switchWebhookOn(ctx context.Context, tx pgx.Tx, now time.Time, who access.Actor, target string) error {
	if _, err := tx.Exec(ctx, `UPDATE webhook_target SET off_at = NULL, failing_since = NULL WHERE id = $1`, target); err != nil {
		return fmt.Errorf("switch a target of webhooks on: %w", err)
	}
	_, err := tx.Exec(ctx, `UPDATE attention SET closed_at = $2, closed_by = $3 WHERE kind = 'account_alarm' AND about_key = $1 AND closed_at IS NULL`,
		aboutWebhook(target), now, who.Key())
	if err != nil {
		return fmt.Errorf("take a target of webhooks off the list: %w", err)
	}
	return nil
}

// readWebhookStates reads the targets that a worker has stored, by id.
func readWebhookStates(ctx context.Context, tx pgx.Tx) (map[string]WebhookState, error) {
	rows, err := tx.Query(ctx, `
		SELECT w.id, '' AS host, w.events, w.services, 0 AS areas, true AS seen, w.off_at, w.delivered_at, w.failed_at, w.failing_since,
		       w.failure, coalesce(w.failure_status, 0) AS failure_status, count(d.id) FILTER (WHERE d.state = 'waiting')::integer AS waiting,
		       count(d.id) FILTER (WHERE d.state = 'failed')::integer AS failed, min(d.at) FILTER (WHERE d.state = 'waiting') AS oldest_waiting
		  FROM webhook_target w LEFT JOIN webhook_delivery d ON d.target = w.id WHERE w.listed GROUP BY w.id`)
	if err != nil {
		return nil, fmt.Errorf("read the targets of webhooks: %w", err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowToStructByName[WebhookState])
	if err != nil {
		return nil, fmt.Errorf("read the targets of webhooks: %w", err)
	}
	out := map[string]WebhookState{}
	for _, s := range list {
		out[s.ID] = s
	}
	return out, nil
}

// readDeliveries are the last of a target, the newest first.
func readDeliveries(ctx context.Context, tx pgx.Tx, target string) ([]WebhookDelivery, error) {
	rows, err := tx.Query(ctx, `
		SELECT id, event_id, kind, at, state, attempts, tried_at, failure, coalesce(status, 0) AS status, settled_at
		  FROM webhook_delivery WHERE target = $1 AND state <> 'nothing_to_say' ORDER BY id DESC LIMIT 100`, target)
	if err != nil {
		return nil, fmt.Errorf("read webhooks: %w", err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowToStructByName[WebhookDelivery])
	if err != nil {
		return nil, fmt.Errorf("read webhooks: %w", err)
	}
	return list, nil
}
