package notify

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
)

// takeToBlank takes texts whose words the provider may wipe now, and notes that
// they are being seen to: those settled before an instant (one that is still on
// its way is left alone: the provider needs its words), and those that came in
// before it.
func takeToBlank(ctx context.Context, tx pgx.Tx, now, before time.Time) ([]toBlank, error) {
	rows, err := tx.Query(ctx, `
		WITH due AS (
			SELECT id, false AS came_in FROM message
			 WHERE channel = 'text' AND provider_ref <> '' AND provider_blanked_at IS NULL
			   AND state IN ('delivered', 'failed') AND settled_at <= $2 AND coalesce(blank_next, settled_at) <= $1
			UNION ALL
			SELECT id, true FROM inbound_text
			 WHERE provider_blanked_at IS NULL AND at <= $2 AND coalesce(blank_next, at) <= $1
			 LIMIT $4
		), ours AS (
			UPDATE message m SET blank_next = $3 FROM due
			 WHERE m.id = due.id AND NOT due.came_in AND m.provider_blanked_at IS NULL AND coalesce(m.blank_next, m.settled_at) <= $1
			RETURNING m.id, false AS came_in, m.provider_ref, m.blank_tries + 1 AS tries
		), theirs AS (
			UPDATE inbound_text i SET blank_next = $3 FROM due
			 WHERE i.id = due.id AND due.came_in AND i.provider_blanked_at IS NULL AND coalesce(i.blank_next, i.at) <= $1
			RETURNING i.id, true AS came_in, i.provider_ref, i.blank_tries + 1 AS tries
		)
		SELECT id, came_in, provider_ref, tries FROM ours UNION ALL SELECT id, came_in, provider_ref, tries FROM theirs`, now, before, blankAgain(now, 0), mostBlanks)
	if err != nil {
		return nil, fmt.Errorf("find texts to wipe at the provider: %w", err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowToStructByName[toBlank])
	if err != nil {
		return nil, fmt.Errorf("find texts to wipe at the provider: %w", err)
	}
	return list, nil
}

// writeBlanked notes what became of texts that were taken: wiped now, or to be
// tried again at an instant.
func writeBlanked(ctx context.Context, tx pgx.Tx, now time.Time, done, failed []toBlank) error {
	for _, table := range []struct {
		name   string
		cameIn bool
	}{{"message", false}, {"inbound_text", true}} {
		batch := &pgx.Batch{}
		if ids := idsOf(done, table.cameIn); len(ids) > 0 {
			batch.Queue(`UPDATE `+table.name+` SET provider_blanked_at = $2, blank_next = NULL WHERE id = ANY ($1)`, ids, now)
		}
		for _, f := range failed {
			if f.CameIn == table.cameIn {
				batch.Queue(`UPDATE `+table.name+` SET blank_next = $2, blank_tries = $3 WHERE id = $1`, f.ID, blankAgain(now, f.Tries), f.Tries)
			}
		}
		if err := tx.SendBatch(ctx, batch).Close(); err != nil {
			return fmt.Errorf("note what was wiped at the provider: %w", err)
		}
	}
	return nil
}

func idsOf(list []toBlank, cameIn bool) []int64 {
	var ids []int64
	for _, t := range list {
		if t.CameIn == cameIn {
			ids = append(ids, t.ID)
		}
	}
	return ids
}
