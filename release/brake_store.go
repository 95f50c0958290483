package release

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"
)

// deedsOf counts what an import did to people who were known before it. A person
// is new who was stored since it began.
func (s *Service) deedsOf(ctx context.Context, tx pgx.Tx, importID int64) (ImportDeeds, error) {
	var d ImportDeeds
	err := tx.QueryRow(ctx, `
		WITH this AS (SELECT started_at, 'import:' || id AS source FROM import WHERE id = $3),
		known AS (
			SELECT r.id, r.person_id, r.state, r.planned_day, r.release_learnt_at >= this.started_at AS out_now
			FROM release r JOIN person p ON p.id = r.person_id, this
			WHERE `+unitSQL+` AND r.is_current AND p.created_at < this.started_at),
		moved AS (
			SELECT c.release_id, bool_or(c.from_day IS NOT NULL) AS had FROM release_change c WHERE c.import_id = $3 GROUP BY c.release_id),
		told AS (
			SELECT l.person_id, bool_or(l.event = 'transferred') AS transferred,
			       bool_or(l.event IN ('released', 'released_from_court', 'released_in_error', 'left_unknown')) AS gone
			FROM life_event l, this WHERE l.source = this.source AND l.superseded_at IS NULL GROUP BY l.person_id),
		deed AS (
			SELECT coalesce(m.had, false) AS moved,
			       coalesce(m.had, k.planned_day IS NOT NULL) AS planned,
			       coalesce(t.transferred, false) AS transferred,
			       coalesce(t.gone, false) OR coalesce(k.out_now, false) AND e.person_id IS NOT NULL AS gone,
			       k.state IN ('released', 'removed', 'died', 'moved_away', 'left_unknown', 'at_large')
			           AND t.person_id IS NULL AND m.release_id IS NULL AND NOT (coalesce(k.out_now, false) AND e.person_id IS NOT NULL) AS ended_before
			FROM known k LEFT JOIN moved m ON m.release_id = k.id LEFT JOIN told t ON t.person_id = k.person_id
			LEFT JOIN extract_row e ON e.person_id = k.person_id AND e.import_id = $3)
		SELECT count(*) FILTER (WHERE planned AND NOT ended_before), count(*) FILTER (WHERE moved),
		       count(*) FILTER (WHERE NOT ended_before), count(*) FILTER (WHERE transferred), count(*) FILTER (WHERE gone)
		FROM deed`, s.Unit.All, s.Unit.Areas, importID).Scan(&d.Planned, &d.Moved, &d.InCustody, &d.Transferred, &d.Released)
	if err != nil {
		return d, fmt.Errorf("count what import %d did: %w", importID, err)
	}
	return d, nil
}
