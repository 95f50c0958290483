package release

import (
	"context"
	"fmt"
	"slices"

	"github.com/jackc/pgx/v5"

	"throughgate/access"
	"throughgate/internal/calendar"
	"throughgate/internal/pg"
	"throughgate/notify"
	"throughgate/pathways"
)

// PlanPreview is what an edit of the catalogue would do.
type PlanPreview struct {
	pathways.Foreseen
	Watched int // people who are planned for
	Counted int // of them, those that were counted: the nearest days first
}

// previewMost bounds a preview: so many people, the nearest planned days first.
const previewMost = 5000

// PreviewStandard counts what an edit of the catalogue would add, move and
// withdraw, by the re-plan that the next watch does. Nothing is stored. Errors:
// those of SaveStandard.
func (s *Service) PreviewStandard(ctx context.Context, who access.Actor, edit pathways.StandardEdit) (PlanPreview, error) {
	var p PlanPreview
	err := pg.ReadTx(ctx, s.Pool, who, func(tx pgx.Tx) error {
		blocked, err := emailWords(ctx, tx)
		if err != nil {
			return err
		}
		planned, err := pathways.PlanEdit(ctx, tx, who, edit, blocked)
		if err != nil {
			return err
		}
		// The catalogue is the whole unit's, and so is what an edit would do.
		if err := access.Follow(ctx, tx, who); err != nil {
			return err
		}
		p, err = s.foresee(ctx, tx, planned)
		return err
	})
	return p, err
}

func (s *Service) foresee(ctx context.Context, tx pgx.Tx, planned pathways.PlannedEdit) (PlanPreview, error) {
	ref, err := pathways.LoadReference(ctx, tx, s.Unit.Contact(), s.Unit.AgreementsFirst)
	if err != nil {
		return PlanPreview{}, err
	}
	p := PlanPreview{}
	from := ` FROM release r JOIN person p ON p.id = r.person_id WHERE ` + unitSQL + ` AND r.is_current AND r.watched`
	if err := tx.QueryRow(ctx, `SELECT count(*)`+from, s.Unit.All, s.Unit.Areas).Scan(&p.Watched); err != nil {
		return p, fmt.Errorf("count who is planned for: %w", err)
	}
	rows, err := tx.Query(ctx, `SELECT r.id`+from+` ORDER BY r.planned_day NULLS LAST, r.id LIMIT $3`, s.Unit.All, s.Unit.Areas, previewMost)
	if err != nil {
		return p, fmt.Errorf("find who is planned for: %w", err)
	}
	ids, err := pgx.CollectRows(rows, pgx.RowTo[int64])
	if err != nil {
		return p, fmt.Errorf("find who is planned for: %w", err)
	}
	edited := planned.Of(ref.Catalogue)
	for part := range slices.Chunk(ids, atOnceInWatch) {
		cases, err := loadCases(ctx, tx, ref.Calendar, part)
		if err != nil {
			return p, err
		}
		f, err := ref.Foresee(ctx, tx, edited, cases, calendar.DayOf(s.Now()))
		if err != nil {
			return p, err
		}
		p.Add(f)
	}
	p.Counted = len(ids)
	return p, nil
}

// SaveStandard adds, changes or retires a standard of the catalogue. The next
// watch plans everybody by it. Errors: *pathways.BadEdit, fault.Conflict
// (somebody else changed it), fault.NotFound, fault.Refused.
func (s *Service) SaveStandard(ctx context.Context, who access.Actor, edit pathways.StandardEdit) error {
	return pg.InTx(ctx, s.Pool, who, func(tx pgx.Tx) error {
		// An edit that a running watch does not see is later than that watch.
		if err := waitForWatch(ctx, tx); err != nil {
			return err
		}
		blocked, err := emailWords(ctx, tx)
		if err != nil {
			return err
		}
		if err := access.Follow(ctx, tx, who); err != nil {
			return err
		}
		return pathways.MakeEdit(ctx, tx, who, s.Now(), edit, blocked)
	})
}

// emailWords finds the words that no e-mail may carry: those of texts, and the
// names of prisons.
func emailWords(ctx context.Context, tx pgx.Tx) (func(string) []string, error) {
	rows, err := tx.Query(ctx, `SELECT DISTINCT bare_name FROM prison ORDER BY bare_name`)
	if err != nil {
		return nil, fmt.Errorf("read the names of prisons: %w", err)
	}
	prisons, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return nil, fmt.Errorf("read the names of prisons: %w", err)
	}
	return notify.NewWords(prisons, nil).Blocked, nil
}
