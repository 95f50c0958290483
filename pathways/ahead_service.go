package pathways

import (
	"context"
	"errors"

	"github.com/jackc/pgx/v5"

	"throughgate/internal/calendar"
)

// IfMoved is what one release asks of its holders as it is planned now, and as
// it would be planned were its day another.
type IfMoved struct {
	Before, After []Ahead
}

// AheadIf looks ahead for these releases as they are (before) and as they would
// be (after, in the same order): by the re-plan's and the watch's own reckoning,
// from the tasks stored now. Nothing is written and no row is locked. first is
// the day of the next watch.
func (r *Reference) AheadIf(ctx context.Context, tx pgx.Tx, before, after []*Case, today, first calendar.Date) ([]IfMoved, error) {
	if len(before) != len(after) {
		return nil, errors.New("look ahead: two lists of cases that do not go together")
	}
	ids := make([]int64, len(before))
	for i, c := range before {
		ids[i] = c.ReleaseID
	}
	tasks, err := r.loadTasks(ctx, tx, ids)
	if err != nil {
		return nil, err
	}
	out := make([]IfMoved, len(before))
	for i, c := range before {
		have := tasks[c.ReleaseID]
		out[i].Before = r.LookAhead(c, r.Replanned(c, have, today), first)
		out[i].After = out[i].Before
		if after[i] != c {
			out[i].After = r.LookAhead(after[i], r.Replanned(after[i], have, today), first)
		}
	}
	return out, nil
}
