package notify

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
)

// writePause turns a channel off. An alarm does not take the place of a person's
// word; a person's takes that of an alarm. changed is false where nothing did.
func writePause(ctx context.Context, tx pgx.Tx, now time.Time, channel Channel, why PauseWhy, by, reason string) (changed bool, err error) {
	tag, err := tx.Exec(ctx, `
		UPDATE sending_switch SET why = $2, reason = $3, paused_at = coalesce(paused_at, $5), paused_by = $4
		 WHERE channel = $1 AND (why = '' OR $2 = 'person')`, string(channel), string(why), reason, by, now)
	if err != nil {
		return false, fmt.Errorf("pause %s: %w", channel, err)
	}
	return tag.RowsAffected() == 1, nil
}

func writeResume(ctx context.Context, tx pgx.Tx, channel Channel) (changed bool, err error) {
	tag, err := tx.Exec(ctx, `
		UPDATE sending_switch SET why = '', reason = '', paused_at = NULL, paused_by = ''
		 WHERE channel = $1 AND why <> ''`, string(channel))
	if err != nil {
		return false, fmt.Errorf("resume %s: %w", channel, err)
	}
	return tag.RowsAffected() == 1, nil
}

// takeWaiting gives the queued messages that wait for a switch which is on (or
// on again), and lets them go.
func takeWaiting(ctx context.Context, tx pgx.Tx, now time.Time) ([]Delivery, error) {
	rows, err := tx.Query(ctx, `
		UPDATE message m SET reason = '', not_before = greatest(m.not_before, $1)
		  FROM sending_switch s
		 WHERE s.channel = m.channel AND s.why = '' AND m.state = 'queued' AND m.reason LIKE $2 || '%'
		   AND NOT EXISTS (SELECT FROM sending_home WHERE restored_at IS NOT NULL)
		RETURNING m.id AS message_id, m.channel, m.not_before AS at`, now, pausedPrefix)
	if err != nil {
		return nil, fmt.Errorf("let messages go that waited for a switch: %w", err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowToStructByName[Delivery])
	if err != nil {
		return nil, fmt.Errorf("let messages go that waited for a switch: %w", err)
	}
	return list, nil
}

// ReadRestored reads since when this database is known to be restored; nil where
// it is not. One that no worker has looked at yet counts as restored now.
func ReadRestored(ctx context.Context, tx pgx.Tx, now time.Time) (since *time.Time, err error) {
	err = tx.QueryRow(ctx, `
		SELECT max(coalesce(restored_at, CASE WHEN own_table <> tableoid::bigint THEN $1::timestamptz END)) FROM sending_home`, now).
		Scan(&since)
	if err != nil {
		return nil, fmt.Errorf("read whether messages may leave: %w", err)
	}
	return since, nil
}

// ReadSending reads whether messages may leave, and how many wait.
func ReadSending(ctx context.Context, tx pgx.Tx, now time.Time) (SendingState, error) {
	var state SendingState
	var err error
	if state.RestoredAt, err = ReadRestored(ctx, tx, now); err != nil {
		return state, err
	}
	rows, err := tx.Query(ctx, `
		SELECT s.channel, s.why, s.reason, s.paused_at, s.paused_by,
		       coalesce(m.waiting, 0) AS waiting, coalesce(m.due, 0) AS due, coalesce(m.unknown, 0) AS unknown,
		       EXISTS (SELECT FROM attention a WHERE a.kind = 'account_alarm' AND a.closed_at IS NULL
		                  AND a.about_key = 'channel:' || s.channel) AS refused
		  FROM sending_switch s
		  LEFT JOIN (SELECT channel, count(*) FILTER (WHERE state = 'queued') AS waiting,
		                    count(*) FILTER (WHERE state = 'queued' AND not_before <= $1) AS due,
		                    count(*) FILTER (WHERE state = 'unknown') AS unknown
		               FROM message WHERE state IN ('queued', 'unknown') GROUP BY channel) m USING (channel)
		 ORDER BY s.channel`, now)
	if err != nil {
		return state, fmt.Errorf("read whether messages may leave: %w", err)
	}
	if state.Channels, err = pgx.CollectRows(rows, pgx.RowToStructByName[ChannelState]); err != nil {
		return state, fmt.Errorf("read whether messages may leave: %w", err)
	}
	return state, nil
}
