package release

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"throughgate/access"
)

// CalendarChanged works out every planned day of the unit again after the bank
// holidays have changed, in the transaction of the change (domain rule 3). It
// gives how many planned days moved and how many messages were queued.
func (s *Service) CalendarChanged(ctx context.Context, tx pgx.Tx, who access.Actor, importID int64) (moved, queued int, err error) {
	return s.listChanged(ctx, tx, who, "holidays", importID, `r.statutory_date IS NOT NULL`)
}

// LocalPrisonsChanged works out again who of these home areas is out of area,
// in the transaction of the change (domain rule 5). It gives how many people
// that changed and how many messages were queued.
func (s *Service) LocalPrisonsChanged(ctx context.Context, tx pgx.Tx, who access.Actor, importID int64, areas []string) (changed, queued int, err error) {
	return s.listChanged(ctx, tx, who, "local prisons", importID, `p.home_area = ANY($3)`, areas)
}

// listChanged settles everybody whom a list may concern.
func (s *Service) listChanged(ctx context.Context, tx pgx.Tx, who access.Actor, name string, importID int64, where string, args ...any) (changed, queued int, err error) {
	if err := waitForWatch(ctx, tx); err != nil {
		return 0, 0, err
	}
	src := Source{Name: name, AsOf: s.Now(), ImportID: importID}
	c, err := s.newCause(ctx, tx, who, src, fmt.Sprintf("import:%d", importID))
	if err != nil {
		return 0, 0, err
	}
	rows, err := tx.Query(ctx, `
		SELECT p.id FROM release r JOIN person p ON p.id = r.person_id
		WHERE `+unitSQL+` AND r.is_current AND r.state NOT IN ('released', 'removed', 'died', 'moved_away') AND `+where+`
		ORDER BY r.id`, append([]any{s.Unit.All, s.Unit.Areas}, args...)...)
	if err != nil {
		return 0, 0, fmt.Errorf("find whom the list concerns: %w", err)
	}
	people, err := pgx.CollectRows(rows, pgx.RowTo[int64])
	if err != nil {
		return 0, 0, fmt.Errorf("find whom the list concerns: %w", err)
	}
	if _, err := s.resettle(ctx, tx, c, people); err != nil {
		return 0, 0, err
	}
	// A list is one change: what it causes waited for its end.
	ids, err := s.Outbox.ReleaseHeld(ctx, tx, c.now, importID)
	if err != nil {
		return 0, 0, err
	}
	err = tx.QueryRow(ctx, `
		SELECT count(DISTINCT release_id) FROM release_history WHERE at = $1 AND release_id IN (SELECT id FROM release WHERE person_id = ANY($2))`,
		c.now, people).Scan(&changed)
	if err != nil {
		return 0, 0, fmt.Errorf("count what changed: %w", err)
	}
	return changed, len(ids), nil
}
