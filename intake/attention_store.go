package intake

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"throughgate/access"
)

// heldItem is a held row on the link officer's list. One thing has one open
// item, however often its row comes.
type heldItem struct {
	key      string // what it is about, the same in every file
	personID *int64
	note     string
	cells    []string // of a release extract: decided once, they are not asked about again
}

// listHeld puts held rows on the list, but for rows that somebody has looked at
// before, word for word, and left.
func listHeld(ctx context.Context, tx pgx.Tx, held []heldItem, now time.Time) error {
	batch := &pgx.Batch{}
	for _, h := range held {
		batch.Queue(`
			INSERT INTO attention (kind, about_key, role, person_id, note, opened_at)
			SELECT 'held_row', $1, 'link_officer', $2, $3, $4
			WHERE NOT EXISTS (SELECT 1 FROM import_problem p
			                  WHERE p.kind = 'held' AND p.cells[1] = $1 AND p.decision = 'leave' AND p.cells = $5::text[])
			ON CONFLICT (kind, about_key) WHERE closed_at IS NULL DO NOTHING`, h.key, h.personID, h.note, now, h.cells)
	}
	if err := tx.SendBatch(ctx, batch).Close(); err != nil {
		return fmt.Errorf("put held rows on the list: %w", err)
	}
	return nil
}

// unlistHeld takes off the list what a later file has settled.
func unlistHeld(ctx context.Context, tx pgx.Tx, who access.Actor, keys []string, now time.Time) error {
	if len(keys) == 0 {
		return nil
	}
	_, err := tx.Exec(ctx, `
		UPDATE attention SET closed_at = $2, closed_by = $3
		WHERE kind = 'held_row' AND closed_at IS NULL AND about_key = ANY($1)`, keys, now, who.Key())
	if err != nil {
		return fmt.Errorf("take settled rows off the list: %w", err)
	}
	return nil
}
