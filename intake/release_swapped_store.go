package intake

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"
)

// refuseSwapped refuses a file in which day and month look swapped. What is
// stored is asked only when the dates of the file look so by themselves.
func (run *releaseRun) refuseSwapped(ctx context.Context, dates slashDates) error {
	if !dates.swapped(0, 1) {
		return nil
	}
	told, moved, err := countMoved(ctx, run.stage)
	if err != nil {
		return err
	}
	if !dates.swapped(told, moved) {
		return nil
	}
	return refuse("%d of %d dates told before moved, and no date of the file begins with a number above 12: nothing was changed; %s",
		moved, told, swappedRemedy)
}

// countMoved counts, over the compared rows, the dates that were told before
// and are told now, and those of them that differ.
func countMoved(ctx context.Context, tx pgx.Tx) (told, moved int, err error) {
	cells := []int{}
	for i, c := range releaseColumns {
		if c.date {
			cells = append(cells, i+1) // PostgreSQL counts from 1
		}
	}
	err = tx.QueryRow(ctx, `
		SELECT count(*), count(*) FILTER (WHERE s.cells[i] <> e.cells[i])
		FROM import_verdict v
		JOIN import_staging s ON s.line = v.line
		JOIN extract_row e ON e.person_id = v.person_id AND e.source = v.source
		CROSS JOIN unnest($1::int[]) AS i
		WHERE v.verdict IN ('differs', 'same') AND s.cells[i] NOT IN ('', '-') AND e.cells[i] <> ''`, cells).Scan(&told, &moved)
	if err != nil {
		return 0, 0, fmt.Errorf("count the dates that moved: %w", err)
	}
	return told, moved, nil
}
