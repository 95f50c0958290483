package release

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"throughgate/pathways"
)

// undoKept is how long what stood before an import is kept; of one that still
// waits for somebody to press send until then.
const undoKept = 7 * 24 * time.Hour

// keeping is what stands before an import writes, of the people whom it changes.
type keeping struct {
	importID int64
	releases []int64 // every stay of those who were known
}

// keepBefore keeps how these people stand. It is told before anything is written
// of them. What is no import is not kept.
func keepBefore(ctx context.Context, tx pgx.Tx, src Source, list []*observed) (keeping, error) {
	if src.ImportID == 0 {
		return keeping{}, nil
	}
	k := keeping{importID: src.ImportID}
	var known []int64
	for _, o := range list {
		if o.stored != nil {
			known = append(known, o.personID)
		}
	}
	if len(known) == 0 {
		return k, nil
	}
	_, err := tx.Exec(ctx, `
		INSERT INTO import_before (import_id, person_id, known, person, releases, dates, consents, events, told)
		SELECT $1, p.id, true, to_jsonb(p),
		       (SELECT jsonb_agg(to_jsonb(r) ORDER BY r.id) FROM release r WHERE r.person_id = p.id),
		       (SELECT coalesce(jsonb_agg(to_jsonb(d) ORDER BY d.id), '[]') FROM release_date d JOIN release r ON r.id = d.release_id
		        WHERE r.person_id = p.id AND d.superseded_at IS NULL),
		       (SELECT coalesce(jsonb_agg(to_jsonb(c) ORDER BY c.id), '[]') FROM consent c WHERE c.person_id = p.id AND c.withdrawn_at IS NULL),
		       ARRAY(SELECT e.id FROM life_event e WHERE e.person_id = p.id AND e.superseded_at IS NULL ORDER BY e.id),
		       (SELECT to_jsonb(x) FROM extract_row x WHERE x.person_id = p.id AND x.source = $3)
		FROM person p WHERE p.id = ANY($2)
		ON CONFLICT DO NOTHING`, src.ImportID, known, src.Name)
	if err != nil {
		return keeping{}, fmt.Errorf("keep how people stood: %w", err)
	}
	rows, err := tx.Query(ctx, `SELECT id FROM release WHERE person_id = ANY($1) ORDER BY id`, known)
	if err != nil {
		return keeping{}, fmt.Errorf("keep how people stood: %w", err)
	}
	if k.releases, err = pgx.CollectRows(rows, pgx.RowTo[int64]); err != nil {
		return keeping{}, fmt.Errorf("keep how people stood: %w", err)
	}
	return k, pathways.KeepBefore(ctx, tx, k.importID, k.releases)
}

// after notes who is new, and what became of the tasks of the others.
func (k keeping) after(ctx context.Context, tx pgx.Tx, list []*observed) error {
	if k.importID == 0 {
		return nil
	}
	var fresh []int64
	for _, o := range list {
		if o.stored == nil {
			fresh = append(fresh, o.personID)
		}
	}
	if len(fresh) > 0 {
		_, err := tx.Exec(ctx, `INSERT INTO import_before (import_id, person_id, known) SELECT $1, unnest($2::bigint[]), false`, k.importID, fresh)
		if err != nil {
			return fmt.Errorf("keep who is new: %w", err)
		}
	}
	if len(k.releases) == 0 {
		return nil
	}
	return pathways.KeepAfter(ctx, tx, k.importID, k.releases)
}

// KeepForUndo notes of an import that begins that it can be undone, and forgets
// what stood before imports of more than a week ago.
func (s *Service) KeepForUndo(ctx context.Context, tx pgx.Tx, importID int64, now time.Time) error {
	rows, err := tx.Query(ctx, `
		UPDATE import SET keeps_before = false
		WHERE keeps_before AND started_at < $1 AND NOT (brake <> '' AND sent_at IS NULL AND undone_at IS NULL) RETURNING id`, now.Add(-undoKept))
	if err != nil {
		return fmt.Errorf("find imports of which nothing is kept any more: %w", err)
	}
	old, err := pgx.CollectRows(rows, pgx.RowTo[int64])
	if err != nil {
		return fmt.Errorf("find imports of which nothing is kept any more: %w", err)
	}
	if err := forgetBefore(ctx, tx, old); err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `UPDATE import SET keeps_before = true WHERE id = $1`, importID); err != nil {
		return fmt.Errorf("note that import %d can be undone: %w", importID, err)
	}
	return nil
}

func forgetBefore(ctx context.Context, tx pgx.Tx, imports []int64) error {
	if len(imports) == 0 {
		return nil
	}
	for _, sql := range []string{`DELETE FROM import_before WHERE import_id = ANY($1)`, `DELETE FROM import_before_task WHERE import_id = ANY($1)`} {
		if _, err := tx.Exec(ctx, sql, imports); err != nil {
			return fmt.Errorf("forget what stood before imports: %w", err)
		}
	}
	return nil
}
