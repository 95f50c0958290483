package pathways

import (
	"context"

	"github.com/jackc/pgx/v5"

	"throughgate/internal/calendar"
)

// Holders finds, for the tasks of one release that nobody holds yet or any
// more, whom each would go to today, by task id; those with nobody are left out.
func (r *Reference) Holders(ctx context.Context, tx pgx.Tx, c *Case, today calendar.Date) (map[int64]Contact, error) {
	tasks, err := r.loadTasks(ctx, tx, []int64{c.ReleaseID})
	if err != nil {
		return nil, err
	}
	have := tasks[c.ReleaseID]
	given := r.given(c, have, today)
	out := map[int64]Contact{}
	for i := range have {
		s := r.Catalogue.Get(have[i].Standard)
		if s == nil || have[i].State.Asked() || have[i].State == Done {
			continue
		}
		if h := r.Directory.HolderOf(r.Catalogue, s, c, given(s.Code).Authority, today); h.Found {
			out[have[i].ID] = h.Contact
		}
	}
	return out, nil
}
