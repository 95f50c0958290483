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

// lockForDecision reads a message that a person decides on and keeps it locked.
// again is who has sent it again, if somebody has.
func lockForDecision(ctx context.Context, tx pgx.Tx, ref string, reach Reach) (m Message, again string, err error) {
	where, args, err := reach.within(ctx, tx, "m.ref = $1", []any{ref})
	if err != nil {
		return Message{}, "", err
	}
	rows, err := tx.Query(ctx, `
		SELECT m.id, m.ref, m.channel, m.kind, m.recipient, m.recipient_name, coalesce(m.person_id, 0) AS person_id,
		       coalesce(m.release_id, 0) AS release_id, coalesce(m.service_id, 0) AS service_id, m.state, m.attempts,
		       m.queued_at, m.not_before, coalesce(m.deadline, '0001-01-01Z') AS deadline
		  FROM message m WHERE `+where+` FOR UPDATE OF m`, args...)
	if err != nil {
		return Message{}, "", fmt.Errorf("lock message: %w", err)
	}
	m, err = pgx.CollectExactlyOneRow(rows, pgx.RowToStructByNameLax[Message])
	if errors.Is(err, pgx.ErrNoRows) {
		return Message{}, "", fault.NotFound("message")
	}
	if err != nil {
		return Message{}, "", fmt.Errorf("lock message: %w", err)
	}
	err = tx.QueryRow(ctx, `
		SELECT coalesce((SELECT coalesce((SELECT a.name FROM message_event e JOIN account a ON e.actor = 'account:' || a.id
		                                   WHERE e.message_id = $1 AND e.event = 'sent_again' ORDER BY e.id DESC LIMIT 1), 'Somebody')
		                   FROM message n WHERE n.resend_of = $1), '')`, m.ID).Scan(&again)
	if err != nil {
		return Message{}, "", fmt.Errorf("look whether message %d was sent again: %w", m.ID, err)
	}
	return m, again, nil
}

func readItems(ctx context.Context, tx pgx.Tx, id int64) ([]Item, error) {
	rows, err := tx.Query(ctx, `SELECT `+itemColumns+` FROM message_item WHERE message_item.message_id = $1 AND NOT dropped ORDER BY position`, id)
	if err != nil {
		return nil, fmt.Errorf("read what message %d is about: %w", id, err)
	}
	items, err := pgx.CollectRows(rows, pgx.RowToStructByName[Item])
	if err != nil {
		return nil, fmt.Errorf("read what message %d is about: %w", id, err)
	}
	return items, nil
}

// writeDecision settles a message that was unknown, and takes it off the list.
func writeDecision(ctx context.Context, tx pgx.Tx, now time.Time, who access.Actor, id int64, d Decision, reason string) error {
	state, words := d.became()
	_, err := tx.Exec(ctx, `
		UPDATE message SET state = $2, reason = $3, settled_at = $4,
		       sent_at = CASE WHEN $2 = 'delivered' THEN coalesce(sent_at, claimed_at, $4) ELSE sent_at END
		 WHERE id = $1`, id, string(state), words, now)
	if err != nil {
		return fmt.Errorf("settle message %d: %w", id, err)
	}
	return closeAboutMessage(ctx, tx, now, who, id, reason)
}

// closeAboutMessage takes off the list what stands there of a message, in the
// words of who dealt with it.
func closeAboutMessage(ctx context.Context, tx pgx.Tx, now time.Time, who access.Actor, id int64, note string) error {
	_, err := tx.Exec(ctx, `
		UPDATE attention SET closed_at = $2, closed_by = $3, close_note = $4
		 WHERE message_id = $1 AND kind IN ('undelivered', 'unknown_outcome') AND closed_at IS NULL`, id, now, who.Key(), note)
	if err != nil {
		return fmt.Errorf("take message %d off the list: %w", id, err)
	}
	return nil
}

func noteEvent(ctx context.Context, tx pgx.Tx, now time.Time, who access.Actor, id int64, event, note string) error {
	_, err := tx.Exec(ctx, `INSERT INTO message_event (message_id, event, at, actor, note) VALUES ($1, $2, $3, $4, $5)`,
		id, event, now, who.Key(), note)
	if err != nil {
		return fmt.Errorf("note what was decided on message %d: %w", id, err)
	}
	return nil
}

// linkAgain ties a message to the one it sends again and gives its reference.
func linkAgain(ctx context.Context, tx pgx.Tx, id, first int64) (ref string, err error) {
	if err := tx.QueryRow(ctx, `UPDATE message SET resend_of = $2 WHERE id = $1 RETURNING ref`, id, first).Scan(&ref); err != nil {
		return "", fmt.Errorf("link message %d to the first: %w", id, err)
	}
	return ref, nil
}

// noteTries keeps the attempts that did not end in the provider's yes.
func noteTries(ctx context.Context, tx pgx.Tx, batch []*settled, written []bool) error {
	var ids []int64
	var attempts []int32
	var notes []string
	for i, what := range batch {
		if written[i] && what.settlement.State != Sent {
			ids, attempts = append(ids, what.claim.message.ID), append(attempts, int32(what.claim.message.Attempts))
			notes = append(notes, what.settlement.Reason)
		}
	}
	if len(ids) == 0 {
		return nil
	}
	_, err := tx.Exec(ctx, `
		INSERT INTO message_event (message_id, event, attempt, at, actor, note)
		SELECT id, 'tried', attempt, $4, $5, note FROM unnest($1::bigint[], $2::int[], $3::text[]) AS u (id, attempt, note)`,
		ids, attempts, notes, batch[0].at, delivering().Key())
	if err != nil {
		return fmt.Errorf("note attempts: %w", err)
	}
	return nil
}
