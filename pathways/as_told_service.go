package pathways

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"throughgate/access"
)

// BackAsTold puts back, of these tasks, those that are asked still and whose
// planned day is again the one their holder was last told: the due day they were
// told, and the answer that was re-opened in between (domain rule 6: there and
// back makes no message). The caller holds the release rows, has planned them
// again, and names the tasks whose message of the move was taken back unsent.
// Called twice it changes nothing.
func (r *Reference) BackAsTold(ctx context.Context, tx pgx.Tx, who access.Actor, now time.Time, taskIDs []int64) error {
	if len(taskIDs) == 0 {
		return nil
	}
	tasks, err := r.loadToldTasks(ctx, tx, taskIDs)
	if err != nil || len(tasks) == 0 {
		return err
	}
	var list []asTold
	var history []event
	for _, t := range tasks {
		a, changed := t.back(r.Calendar, r.Catalogue.Settings, now)
		if !changed {
			continue
		}
		list = append(list, a)
		if e, ok := a.step(); ok {
			history = append(history, e)
		}
	}
	if err := storeAsTold(ctx, tx, list); err != nil {
		return err
	}
	return insertEvents(ctx, tx, who.Key(), now, history)
}
