package release

import (
	"context"
	"fmt"
	"slices"

	"github.com/jackc/pgx/v5"

	"throughgate/access"
	"throughgate/pathways"
)

// DirectoryChanged plans the unit's people again after the directory of
// services has changed, in the transaction of the change: a task that had
// nobody to send to may have somebody now, or the other way about. Nothing is
// handed off: that is the watch's. Who wants calendar files may have changed too.
func (s *Service) DirectoryChanged(ctx context.Context, tx pgx.Tx, who access.Actor) error {
	ref, err := pathways.LoadReference(ctx, tx, s.Unit.Contact(), s.Unit.AgreementsFirst)
	if err != nil {
		return err
	}
	rows, err := tx.Query(ctx, `
		SELECT r.id FROM release r JOIN person p ON p.id = r.person_id
		WHERE `+unitSQL+` AND r.is_current AND r.watched
		  AND EXISTS (SELECT 1 FROM task t WHERE t.release_id = r.id AND t.state = 'planned')
		ORDER BY r.id FOR NO KEY UPDATE OF r`, s.Unit.All, s.Unit.Areas)
	if err != nil {
		return fmt.Errorf("find who is planned for: %w", err)
	}
	ids, err := pgx.CollectRows(rows, pgx.RowTo[int64])
	if err != nil {
		return fmt.Errorf("find who is planned for: %w", err)
	}
	now := s.Now()
	for part := range slices.Chunk(ids, atOnceInWatch) {
		if err := s.plan(ctx, tx, who, now, ref, part); err != nil {
			return err
		}
	}
	return s.CalendarsChanged(ctx, tx)
}
