package notify

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
)

// readLife adds to an opened message what happened to it, and the messages it is
// tied to: the one it sends again, and the one that sends it again.
func readLife(ctx context.Context, tx pgx.Tx, m *Opened) error {
	var claimedAt *time.Time
	err := tx.QueryRow(ctx, `
		SELECT m.claimed_at, coalesce(f.ref, ''), coalesce(n.ref, '')
		  FROM message m LEFT JOIN message f ON f.id = m.resend_of LEFT JOIN message n ON n.resend_of = m.id
		 WHERE m.id = $1`, m.ID).Scan(&claimedAt, &m.FirstRef, &m.AgainRef)
	if err != nil {
		return fmt.Errorf("read the life of a message: %w", err)
	}
	rows, err := tx.Query(ctx, `
		SELECT what, at, number, coalesce(a.name, '') AS by, note, '' AS code FROM (
			SELECT event AS what, at, coalesce(attempt, 0) AS number, actor, note FROM message_event WHERE message_id = $1
			UNION ALL
			SELECT 'listed', opened_at, 0, '', note FROM attention WHERE message_id = $1
			UNION ALL
			SELECT 'unlisted', closed_at, 0, closed_by, close_note FROM attention WHERE message_id = $1 AND closed_at IS NOT NULL
		) noted LEFT JOIN account a ON noted.actor = 'account:' || a.id ORDER BY at`, m.ID)
	if err != nil {
		return fmt.Errorf("read the life of a message: %w", err)
	}
	noted, err := pgx.CollectRows(rows, pgx.RowToStructByName[LifeStep])
	if err != nil {
		return fmt.Errorf("read the life of a message: %w", err)
	}
	m.Life = lifeOf(*m, claimedAt, noted)
	return nil
}
