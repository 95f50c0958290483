package pathways

import (
	"context"

	"github.com/jackc/pgx/v5"

	"throughgate/internal/calendar"
)

// Foresee counts what a re-plan of these releases by an edited catalogue would
// add, move and withdraw. It is the re-plan's own reading and reckoning; nothing
// is written and no row is locked.
func (r *Reference) Foresee(ctx context.Context, tx pgx.Tx, edited *Catalogue, cases []*Case, today calendar.Date) (Foreseen, error) {
	ids := make([]int64, len(cases))
	for i, c := range cases {
		ids[i] = c.ReleaseID
	}
	tasks, err := r.loadTasks(ctx, tx, ids)
	if err != nil {
		return Foreseen{}, err
	}
	if err := edited.loadOwn(ctx, tx, ids); err != nil {
		return Foreseen{}, err
	}
	by := Reference{Catalogue: edited, Calendar: r.Calendar, Directory: r.Directory}
	var sum Foreseen
	for _, c := range cases {
		have := tasks[c.ReleaseID]
		sum.Add(foresee(r.Calendar, r.Catalogue, edited, c, have, [2]func(string) Given{r.given(c, have, today), by.given(c, have, today)}, today))
	}
	return sum, nil
}
