package release

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"
)

// judgePassed judges again everybody whose planned day is past, and whoever was
// told to leave on a day that has come: an extract whose row says nothing new is
// not stored, so no import does it (domain rule 2: date passed, still held;
// stale dates).
func (w *watch) judgePassed(ctx context.Context) error {
	people, err := w.passed(ctx)
	if err != nil || len(people) == 0 {
		return err
	}
	c := cause{Source: Source{Name: "watch"}, who: w.who, now: w.now, ref: w.ref, occasion: w.occasion + ":passed", told: w.changes}
	if c.places, err = loadPlaces(ctx, w.tx); err != nil {
		return err
	}
	n, err := w.resettle(ctx, w.tx, c, people)
	w.done.MessagesQueued += n
	return err
}

// passed finds the people whose planned day is past and who were not said to
// have left, and those whose told day of leaving has come. Whom no newer file
// lists any more is not judged again by what an older one said.
func (w *watch) passed(ctx context.Context) ([]int64, error) {
	rows, err := w.tx.Query(ctx, `
		WITH `+newestOfSources+listedAfter(`
			SELECT r.person_id, r.planned_day FROM release r
			WHERE `+unitsSQL+` AND r.is_current AND r.planned_day < $3 AND r.custody_status IN ('ACTIVE IN', 'ACTIVE OUT')
			  AND r.state IN ('date_passed', 'not_confirmed')`)+`
		SELECT r.person_id FROM release r
		WHERE `+unitsSQL+` AND r.is_current AND r.planned_day < $3 AND r.custody_status IN ('ACTIVE IN', 'ACTIVE OUT') AND r.state = 'planned'
		UNION
		SELECT person_id FROM listed_after
		UNION
		SELECT r.person_id FROM release r JOIN person p ON p.id = r.person_id
		WHERE `+unitsSQL+` AND r.is_current AND p.told_released_on <= $3 AND p.told_released_on > (p.told_at AT TIME ZONE 'Europe/London')::date
		  AND r.state NOT IN ('released', 'removed', 'died', 'moved_away')
		ORDER BY 1`, w.Unit.All, w.Unit.Areas, w.day)
	if err != nil {
		return nil, fmt.Errorf("find planned days that are past: %w", err)
	}
	ids, err := pgx.CollectRows(rows, pgx.RowTo[int64])
	if err != nil {
		return nil, fmt.Errorf("find planned days that are past: %w", err)
	}
	return ids, nil
}
