package pathways

import (
	"context"
	"fmt"
	"slices"

	"github.com/jackc/pgx/v5"

	"throughgate/internal/calendar"
)

// dueSQL: a planned task whose hand-off day is reached and that no review keeps
// back.
const dueSQL = `(state = 'planned' AND hand_off_on <= $2 AND NOT review)`

const (
	handOffColumns = handOffStored + `, coalesce(housing_authority, '') AS authority, om_cleared_at IS NOT NULL AS cleared, om_released_at IS NOT NULL AS let_go`
	handOffStored  = `id, release_id, standard, state, hand_off_on, usual_due_on, latest_start_on, due_on, waiting_for, nobody, waiting_since, review`
)

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

// loadNeeders adds to what loadTasksToHandOff has read the other open tasks that
// need one of those handed off now first: they pull its due day. Each is found by
// its release and standard: OFFSET keeps the planner from reading all tasks.
func (r *Reference) loadNeeders(ctx context.Context, tx pgx.Tx, into map[int64][]Task, hand []HandOff, day calendar.Date) error {
	releases, codes := r.Catalogue.needing(hand)
	if len(releases) == 0 {
		return nil
	}
	return readTasksToHandOff(ctx, tx, into, `
		SELECT `+handOffStored+`, authority, cleared, let_go FROM unnest($1::bigint[], $3::text[]) AS u (release, code) CROSS JOIN LATERAL (
			SELECT `+handOffColumns+` FROM task WHERE release_id = u.release AND standard = u.code
			   AND state IN ('planned', 'handed_off', 'acknowledged', 'accepted', 'declined', 'no_capacity', 'passed_on')
			   AND housing_authority IS NULL AND `+dueSQL+` IS NOT TRUE OFFSET 0) t`, releases, day, codes)
}

// needing pairs the releases of what is handed off, release by release, with each
// standard that needs something of it first.
func (c *Catalogue) needing(hand []HandOff) (releases []int64, codes []string) {
	needers := map[string][]string{}
	from := 0 // the codes of this release
	for i := range hand {
		if i > 0 && hand[i].ReleaseID != hand[i-1].ReleaseID {
			from = len(codes)
		}
		code := hand[i].Standard.Code
		list, known := needers[code]
		if !known {
			list = c.Needers(code)
			needers[code] = list
		}
		for _, n := range list {
			if !slices.Contains(codes[from:], n) {
				releases, codes = append(releases, hand[i].ReleaseID), append(codes, n)
			}
		}
	}
	return releases, codes
}

// dueOfOne is how many tasks of a release are usually read for a hand-off.
const dueOfOne = 4

func readTasksToHandOff(ctx context.Context, tx pgx.Tx, into map[int64][]Task, sql string, args ...any) error {
	rows, err := tx.Query(ctx, sql, args...)
	if err != nil {
		return fmt.Errorf("load tasks to hand off: %w", err)
	}
	var t Task
	_, err = pgx.ForEachRow(rows, []any{&t.ID, &t.ReleaseID, &t.Standard, &t.State, &t.Usual.HandOff, &t.Usual.Due,
		&t.Usual.LatestStart, &t.DueOn, &t.Waiting, &t.Nobody, &t.WaitingSince,
		&t.Review, &t.Authority, &t.OMCleared, &t.OMReleased}, func() error {
		list := into[t.ReleaseID]
		if list == nil {
			list = make([]Task, 0, dueOfOne)
		}
		into[t.ReleaseID] = append(list, t)
		t.Waiting = nil
		return nil
	})
	if err != nil {
		return fmt.Errorf("load tasks to hand off: %w", err)
	}
	return nil
}
