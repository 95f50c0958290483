package pathways

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"throughgate/internal/calendar"
)

// dueSQL: a planned task whose hand-off day is reached and that no review keeps
// back.
const dueSQL = `(state = 'planned' AND hand_off_on <= $2 AND NOT review)`

const handOffColumns = `id, release_id, standard, state, hand_off_on, usual_due_on, latest_start_on, due_on, waiting_for, nobody,
	coalesce(housing_authority, ''), om_cleared_at IS NOT NULL, om_released_at IS NOT NULL, waiting_since, review`

// loadTasksToHandOff reads what a hand-off on that day looks at: what is due, and
// the tasks in which an authority is recorded. What pulls a due day loadNeeders
// reads, of the releases in which something can be pulled.
func (r *Reference) loadTasksToHandOff(ctx context.Context, tx pgx.Tx, releases []int64, day calendar.Date) (map[int64][]Task, error) {
	if err := r.Catalogue.loadOwn(ctx, tx, releases); err != nil {
		return nil, err
	}
	out := make(map[int64][]Task, len(releases))
	return out, readTasksToHandOff(ctx, tx, out, `
		SELECT `+handOffColumns+` FROM task WHERE release_id = ANY($1) AND `+dueSQL+`
		UNION ALL
		SELECT `+handOffColumns+` FROM task WHERE release_id = ANY($1) AND housing_authority IS NOT NULL AND `+dueSQL+` IS NOT TRUE
		ORDER BY release_id, id`, releases, day)
}

// loadNeeders adds to what loadTasksToHandOff has read the other open tasks of
// these releases that need another first: they pull its due day.
func (r *Reference) loadNeeders(ctx context.Context, tx pgx.Tx, into map[int64][]Task, releases []int64, day calendar.Date) error {
	if len(releases) == 0 {
		return nil
	}
	return readTasksToHandOff(ctx, tx, into, `
		SELECT `+handOffColumns+` FROM task WHERE release_id = ANY($1) AND standard = ANY($3)
		   AND state IN ('planned', 'handed_off', 'acknowledged', 'accepted', 'declined', 'no_capacity', 'passed_on')
		   AND housing_authority IS NULL AND `+dueSQL+` IS NOT TRUE`, releases, day, r.Catalogue.Needers())
}

func readTasksToHandOff(ctx context.Context, tx pgx.Tx, into map[int64][]Task, sql string, args ...any) error {
	rows, err := tx.Query(ctx, sql, args...)
	if err != nil {
		return fmt.Errorf("load tasks to hand off: %w", err)
	}
	var t Task
	_, err = pgx.ForEachRow(rows, []any{&t.ID, &t.ReleaseID, &t.Standard, &t.State, &t.Usual.HandOff, &t.Usual.Due,
		&t.Usual.LatestStart, &t.DueOn, &t.Waiting, &t.Nobody, &t.Authority, &t.OMCleared, &t.OMReleased, &t.WaitingSince,
		&t.Review}, func() error {
		into[t.ReleaseID] = append(into[t.ReleaseID], t)
		t.Waiting = nil
		return nil
	})
	if err != nil {
		return fmt.Errorf("load tasks to hand off: %w", err)
	}
	return nil
}
