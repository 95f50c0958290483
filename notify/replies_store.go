package notify

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"throughgate/access"
	"throughgate/internal/fault"
)

// pausingSQL are the meanings of a text that pause its number until it is read.
const pausingSQL = `('not_understood', 'wrong_number')`

func openReplies(ctx context.Context, tx pgx.Tx, who access.Actor) ([]OpenReply, error) {
	rows, err := tx.Query(ctx, `
		SELECT x.id, i.at, i.number AS from, coalesce(r.ref, '') AS person, i.meaning, i.body, x.note, x.due_on,
		       i.meaning IN `+pausingSQL+` AS pauses,
		       coalesce((SELECT array_agg(a.name ORDER BY a.id) FROM account a
		                 WHERE a.role = x.role AND a.disabled_at IS NULL AND (p.id IS NULL OR EXISTS (
		                       SELECT FROM account_area ar WHERE ar.account_id = a.id AND ar.area = p.home_area))), '{}') AS workers
		FROM attention x JOIN inbound_text i ON i.id = x.inbound_id LEFT JOIN person p ON p.id = i.person_id
		LEFT JOIN release r ON r.person_id = p.id AND r.is_current
		WHERE x.kind = 'reply' AND x.closed_at IS NULL AND ($1 OR p.id IS NULL OR p.home_area = ANY ($2))
		ORDER BY i.at, x.id`, who.Doing != "", who.Areas)
	if err != nil {
		return nil, fmt.Errorf("list replies: %w", err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowToStructByName[OpenReply])
	if err != nil {
		return nil, fmt.Errorf("list replies: %w", err)
	}
	for i := range list {
		list[i].From = Mask(list[i].From)
	}
	return list, nil
}

func closeReply(ctx context.Context, tx pgx.Tx, now time.Time, who access.Actor, id int64) (number string, inbound int64, err error) {
	err = tx.QueryRow(ctx, `
		UPDATE attention x SET closed_at = $2, closed_by = $3
		FROM inbound_text i LEFT JOIN person p ON p.id = i.person_id
		WHERE x.id = $1 AND x.kind = 'reply' AND x.closed_at IS NULL AND i.id = x.inbound_id
		  AND ($4 OR p.id IS NULL OR p.home_area = ANY ($5))
		RETURNING i.number, i.id`, id, now, who.Key(), who.Doing != "", who.Areas).Scan(&number, &inbound)
	if errors.Is(err, pgx.ErrNoRows) {
		return "", 0, fault.NotFound("an open reply with this number")
	}
	if err != nil {
		return "", 0, fmt.Errorf("close a reply: %w", err)
	}
	return number, inbound, nil
}

// wakePaused lets the texts go that waited for a reply of this number to be
// read, unless another is still to be read.
func wakePaused(ctx context.Context, tx pgx.Tx, now time.Time, number string) ([]Delivery, error) {
	rows, err := tx.Query(ctx, `
		UPDATE message SET reason = '', not_before = $2
		 WHERE channel = 'text' AND recipient = $1 AND state = 'queued' AND reason = $3
		   AND NOT EXISTS (SELECT FROM attention x JOIN inbound_text i ON i.id = x.inbound_id
		                    WHERE i.number = $1 AND x.closed_at IS NULL AND i.meaning IN `+pausingSQL+`)
		RETURNING id AS message_id, channel, not_before AS at`, number, now, reasonReplyUnread)
	if err != nil {
		return nil, fmt.Errorf("wake texts: %w", err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowToStructByName[Delivery])
	if err != nil {
		return nil, fmt.Errorf("wake texts: %w", err)
	}
	return list, nil
}
