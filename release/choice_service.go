package release

import (
	"context"
	"fmt"
	"slices"

	"github.com/jackc/pgx/v5"

	"throughgate/notify"
)

// asChosen leaves out of the morning lists what their readers chose not to hear
// of. Two queries at most, whoever is written to: the second only where somebody
// has chosen anything.
func (w *watch) asChosen(ctx context.Context, digests *letters) error {
	choices, err := notify.ReadChoices(ctx, w.tx, digests.order)
	if err != nil || len(choices) == 0 {
		return err
	}
	own, err := w.ownTasks(ctx, digests, choices)
	if err != nil {
		return err
	}
	for address, choice := range choices {
		in := digests.byTo[address]
		in.Items = slices.DeleteFunc(in.Items, func(i notify.Item) bool {
			return !choice.Wants(i.Kind, i.Kind == notify.ItemOverdue && own[i.TaskID])
		})
	}
	digests.order = slices.DeleteFunc(digests.order, func(address string) bool { return len(digests.byTo[address].Items) == 0 })
	return nil
}

// ownTasks tells which of the late tasks of those who chose are officers' own.
func (w *watch) ownTasks(ctx context.Context, digests *letters, choices map[string]notify.Choice) (map[int64]bool, error) {
	var late []int64
	for address := range choices {
		for _, item := range digests.byTo[address].Items {
			if item.Kind == notify.ItemOverdue {
				late = append(late, item.TaskID)
			}
		}
	}
	rows, err := w.tx.Query(ctx, `
		SELECT t.id FROM task t JOIN standard s ON s.code = t.standard WHERE t.id = ANY($1) AND s.found_by IN ('com', 'unit')`, late)
	if err != nil {
		return nil, fmt.Errorf("find officers' own late tasks: %w", err)
	}
	ids, err := pgx.CollectRows(rows, pgx.RowTo[int64])
	if err != nil {
		return nil, fmt.Errorf("find officers' own late tasks: %w", err)
	}
	own := make(map[int64]bool, len(ids))
	for _, id := range ids {
		own[id] = true
	}
	return own, nil
}
