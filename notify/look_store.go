package notify

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
)

// mostLooks is how many texts one pass looks for.
const mostLooks = 50

// readSought gives the texts of unknown outcome, those first that have waited
// longest for a look.
func readSought(ctx context.Context, q querier) ([]sought, error) {
	rows, err := q.Query(ctx, `
		SELECT m.id, m.channel, m.recipient, m.state, m.attempts, coalesce(m.person_id, 0) AS person_id,
		       coalesce(m.release_id, 0) AS release_id, coalesce(m.service_id, 0) AS service_id,
		       m.claimed_at, m.looks, coalesce(m.looked_at, m.claimed_at) AS since,
		       CASE WHEN w.blanked_at IS NULL THEN coalesce(w.text, '') ELSE '' END AS words
		  FROM message m LEFT JOIN message_words w ON w.message_id = m.id
		 WHERE m.state = 'unknown' AND m.channel = 'text' AND m.claimed_at IS NOT NULL
		 ORDER BY since, m.id`)
	if err != nil {
		return nil, fmt.Errorf("find texts of unknown outcome: %w", err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowToStructByNameLax[sought])
	if err != nil {
		return nil, fmt.Errorf("find texts of unknown outcome: %w", err)
	}
	return list, nil
}

// takeWithoutReceipt takes texts that have long been on their way without a final
// receipt, and notes that they are being asked about.
func takeWithoutReceipt(ctx context.Context, tx pgx.Tx, now time.Time) ([]sought, error) {
	rows, err := tx.Query(ctx, `
		UPDATE message m SET looked_at = $1
		 WHERE m.id IN (SELECT id FROM message
		                 WHERE channel = 'text' AND state = 'sent' AND provider_ref <> '' AND provider_blanked_at IS NULL AND sent_at <= $2 AND sent_at > $3
		                   AND (looked_at IS NULL OR looked_at <= $2)
		                 ORDER BY sent_at LIMIT $4 FOR UPDATE SKIP LOCKED)
		RETURNING m.id, m.channel, m.recipient, m.state, m.attempts, coalesce(m.person_id, 0) AS person_id,
		          coalesce(m.release_id, 0) AS release_id, coalesce(m.service_id, 0) AS service_id,
		          least(m.claimed_at, m.sent_at) AS claimed_at, m.provider_ref`,
		now, now.Add(-noReceiptFor), now.Add(-noReceiptEnd), mostLooks)
	if err != nil {
		return nil, fmt.Errorf("find texts without a final receipt: %w", err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowToStructByNameLax[sought])
	if err != nil {
		return nil, fmt.Errorf("find texts without a final receipt: %w", err)
	}
	return list, nil
}

// takeLook notes that a text is being looked for. mine is false where another
// process does, or where it is settled.
func takeLook(ctx context.Context, tx pgx.Tx, now time.Time, s sought) (mine bool, err error) {
	tag, err := tx.Exec(ctx, `
		UPDATE message SET looks = looks + 1, looked_at = $2
		 WHERE id = $1 AND state = 'unknown' AND looks = $3`, s.ID, now, s.Looks)
	if err != nil {
		return false, fmt.Errorf("note a look for message %d: %w", s.ID, err)
	}
	return tag.RowsAffected() == 1, nil
}

// giveBackLook undoes a look that came to nothing because the provider could not
// be asked: the next comes after the same wait.
func giveBackLook(ctx context.Context, tx pgx.Tx, s sought) error {
	if _, err := tx.Exec(ctx, `UPDATE message SET looks = $2 WHERE id = $1 AND looks = $2 + 1`, s.ID, s.Looks); err != nil {
		return fmt.Errorf("give a look for message %d back: %w", s.ID, err)
	}
	return nil
}

// alsoSending tells whether another text to the number is in somebody's hands:
// the provider's list may hold it and we do not know its reference yet.
func alsoSending(ctx context.Context, tx pgx.Tx, s sought) (also bool, err error) {
	err = tx.QueryRow(ctx, `SELECT EXISTS (SELECT FROM message WHERE state = 'sending' AND recipient = $2 AND id <> $1)`, s.ID, s.Recipient).Scan(&also)
	if err != nil {
		return false, fmt.Errorf("see what else goes to the number of message %d: %w", s.ID, err)
	}
	return also, nil
}

// knownRefs tells which of the provider's references are of other messages.
func knownRefs(ctx context.Context, tx pgx.Tx, id int64, refs []string) (map[string]bool, error) {
	rows, err := tx.Query(ctx, `SELECT provider_ref FROM message WHERE provider_ref = ANY ($2) AND provider_ref <> '' AND id <> $1`, id, refs)
	if err != nil {
		return nil, fmt.Errorf("see which texts are known: %w", err)
	}
	known, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return nil, fmt.Errorf("see which texts are known: %w", err)
	}
	set := make(map[string]bool, len(known))
	for _, ref := range known {
		set[ref] = true
	}
	return set, nil
}

// lockStill keeps a text locked that is still in the state in which it was found.
func lockStill(ctx context.Context, tx pgx.Tx, s sought) (still bool, err error) {
	err = tx.QueryRow(ctx, `SELECT count(*) > 0 FROM (SELECT FROM message WHERE id = $1 AND state = $3 AND attempts = $2 FOR UPDATE) m`,
		s.ID, s.Attempts, string(s.State)).Scan(&still)
	if err != nil {
		return false, fmt.Errorf("lock message %d: %w", s.ID, err)
	}
	return still, nil
}

// writeLookNote tells the person on whose list a message is what a look found.
func writeLookNote(ctx context.Context, tx pgx.Tx, id int64, note string) error {
	_, err := tx.Exec(ctx, `
		UPDATE attention SET note = $2 WHERE kind = 'unknown_outcome' AND about_key = $1 AND closed_at IS NULL`, aboutMessage(id), note)
	if err != nil {
		return fmt.Errorf("note what became of message %d: %w", id, err)
	}
	return nil
}
