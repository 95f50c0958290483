package release

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"throughgate/internal/fault"
	"throughgate/notify"
)

// storeWebhookTargets makes the database's targets those of the settings.
func storeWebhookTargets(ctx context.Context, tx pgx.Tx, now time.Time, list []WebhookTarget) error {
	ids := make([]string, len(list))
	for i, t := range list {
		ids[i] = t.ID
		events := make([]string, len(t.Events))
		for j, e := range t.Events {
			events[j] = string(e)
		}
		_, err := tx.Exec(ctx, `
			INSERT INTO webhook_target AS w (id, events, areas, services, listed, since) VALUES ($1, $2, $3, $4, true, $5)
			ON CONFLICT (id) DO UPDATE SET events = excluded.events, areas = excluded.areas, services = excluded.services, listed = true,
			       since = CASE WHEN w.listed THEN w.since ELSE excluded.since END
			 WHERE (w.events, w.areas, w.services, w.listed) IS DISTINCT FROM (excluded.events, excluded.areas, excluded.services, true)`,
			t.ID, events, t.Areas, t.Services, now)
		if err != nil {
			return fmt.Errorf("store a target of webhooks: %w", err)
		}
	}
	if _, err := tx.Exec(ctx, `UPDATE webhook_target SET listed = false WHERE listed AND id <> ALL ($1)`, ids); err != nil {
		return fmt.Errorf("leave targets of webhooks out: %w", err)
	}
	return nil
}

// tidyWebhooks deletes what is older, and what waits for targets that the
// settings do not name any more.
func tidyWebhooks(ctx context.Context, tx pgx.Tx, before time.Time) error {
	_, err := tx.Exec(ctx, `
		DELETE FROM webhook_delivery WHERE settled_at < $1 OR state = 'waiting' AND (at < $1 OR target IN (SELECT id FROM webhook_target WHERE NOT listed))`, before)
	if err != nil {
		return fmt.Errorf("delete old webhooks: %w", err)
	}
	return nil
}

// webhooksPaused: nothing leaves a database that was restored.
func webhooksPaused(ctx context.Context, tx pgx.Tx, now time.Time) (bool, error) {
	since, err := notify.ReadRestored(ctx, tx, now)
	return since != nil, err
}

// forgetOthers deletes the events of requests and people that a target has
// nothing to do with, before any job is made of them. Agreements and the days are
// judged when an event leaves.
func forgetOthers(ctx context.Context, tx pgx.Tx) error {
	_, err := tx.Exec(ctx, `
		DELETE FROM webhook_delivery d USING webhook_target w
		 WHERE w.id = d.target AND d.state = 'waiting' AND d.asked_at IS NULL AND d.kind <> 'test'
		   AND NOT EXISTS (
		       SELECT FROM task t JOIN service v ON v.id = t.service_id
		        WHERE (t.id = d.task_id OR d.kind = 'date.changed' AND t.release_id = d.release_id) AND t.handed_off_at IS NOT NULL
		          AND v.service = ANY (w.services) AND (v.area = ANY (w.areas) OR v.area_kind <> 'authority' AND t.home_area = ANY (w.areas)))
		   AND NOT EXISTS (SELECT FROM webhook_delivery x WHERE x.task_id = d.task_id AND x.target = d.target AND x.state = 'delivered')`)
	if err != nil {
		return fmt.Errorf("forget events that are for nobody: %w", err)
	}
	return nil
}

// takeWebhooks gives events that wait for a target that is on, and notes that
// their jobs are written.
func takeWebhooks(ctx context.Context, tx pgx.Tx, now time.Time, most int) ([]int64, error) {
	rows, err := tx.Query(ctx, `
		UPDATE webhook_delivery SET asked_at = $1 WHERE id IN (
			SELECT d.id FROM webhook_delivery d JOIN webhook_target w ON w.id = d.target
			 WHERE d.asked_at IS NULL AND d.state = 'waiting' AND w.listed AND w.off_at IS NULL ORDER BY d.id LIMIT $2 FOR UPDATE OF d SKIP LOCKED)
		RETURNING id`, now, most)
	if err != nil {
		return nil, fmt.Errorf("take up webhooks: %w", err)
	}
	ids, err := pgx.CollectRows(rows, pgx.RowTo[int64])
	if err != nil {
		return nil, fmt.Errorf("take up webhooks: %w", err)
	}
	return ids, nil
}

// delivery is one event for one target, on its way.
type delivery struct {
	ID                           int64
	EventID, Target              string
	Kind                         WebhookEvent
	TaskID, ReleaseID, HistoryID int64
	At                           time.Time
	State                        WebhookDeliveryState
	Off                          bool
}

// lockDelivery reads a delivery; one that is not there any more is not waiting.
func lockDelivery(ctx context.Context, tx pgx.Tx, id int64) (delivery, error) {
	rows, _ := tx.Query(ctx, `
		SELECT d.id, d.event_id, d.target, d.kind, coalesce(d.task_id, 0) AS task_id, coalesce(d.release_id, 0) AS release_id,
		       coalesce(d.history_id, 0) AS history_id, d.at, d.state, w.off_at IS NOT NULL AS off
		  FROM webhook_delivery d JOIN webhook_target w ON w.id = d.target WHERE d.id = $1 FOR NO KEY UPDATE OF d`, id)
	d, err := pgx.CollectExactlyOneRow(rows, pgx.RowToStructByName[delivery])
	if errors.Is(err, pgx.ErrNoRows) {
		return delivery{}, nil
	}
	if err != nil {
		return delivery{}, fmt.Errorf("read a webhook: %w", err)
	}
	return d, nil
}

func putBackWebhook(ctx context.Context, tx pgx.Tx, id int64) error {
	if _, err := tx.Exec(ctx, `UPDATE webhook_delivery SET asked_at = NULL WHERE id = $1`, id); err != nil {
		return fmt.Errorf("put a webhook back: %w", err)
	}
	return nil
}

// settleWebhook writes what an attempt came to.
func settleWebhook(ctx context.Context, tx pgx.Tx, now time.Time, id int64, state WebhookDeliveryState, answer notify.HookAnswer, said string) error {
	_, err := tx.Exec(ctx, `
		UPDATE webhook_delivery SET state = $2, tried_at = $3, attempts = attempts + CASE WHEN $2 = 'nothing_to_say' THEN 0 ELSE 1 END,
		       failure = $4, status = nullif($5, 0), said = CASE WHEN $2 = 'delivered' THEN $6 ELSE said END,
		       settled_at = CASE WHEN $2 <> 'waiting' THEN $3::timestamptz END
		 WHERE id = $1`, id, string(state), now, string(answer.Class), answer.Status, said)
	if err != nil {
		return fmt.Errorf("settle a webhook: %w", err)
	}
	return nil
}

// noteAnswer writes how a target answered, and gives since when it has failed.
func noteAnswer(ctx context.Context, tx pgx.Tx, now time.Time, target string, answer notify.HookAnswer) (failingSince time.Time, err error) {
	err = tx.QueryRow(ctx, `
		UPDATE webhook_target SET
		       delivered_at = CASE WHEN $3 = '' THEN $2 ELSE delivered_at END,
		       failed_at = CASE WHEN $3 <> '' THEN $2 ELSE failed_at END,
		       failing_since = CASE WHEN $3 <> '' THEN coalesce(failing_since, $2) END,
		       failure = CASE WHEN $3 <> '' THEN $3 ELSE failure END,
		       failure_status = CASE WHEN $3 <> '' THEN nullif($4, 0) ELSE failure_status END
		 WHERE id = $1 RETURNING coalesce(failing_since, $2)`, target, now, string(answer.Class), answer.Status).Scan(&failingSince)
	if err != nil {
		return time.Time{}, fmt.Errorf("note how a target answers: %w", err)
	}
	return failingSince, nil
}

// reopenDelivery lets an event be delivered once more. Errors: fault.NotFound.
func reopenDelivery(ctx context.Context, tx pgx.Tx, now time.Time, target string, id int64) error {
	tag, err := tx.Exec(ctx, `
		UPDATE webhook_delivery SET state = 'waiting', settled_at = NULL, asked_at = $3
		 WHERE id = $1 AND target = $2 AND state <> 'nothing_to_say'`, id, target, now)
	if err != nil {
		return fmt.Errorf("deliver a webhook again: %w", err)
	}
	if tag.RowsAffected() == 0 {
		return fault.NotFound("Event")
	}
	return nil
}

func insertTest(ctx context.Context, tx pgx.Tx, now time.Time, target string) (id int64, err error) {
	err = tx.QueryRow(ctx, `INSERT INTO webhook_delivery (target, kind, at, asked_at) VALUES ($1, 'test', $2, $2) RETURNING id`, target, now).Scan(&id)
	if err != nil {
		return 0, fmt.Errorf("store a test of a webhook: %w", err)
	}
	return id, nil
}
