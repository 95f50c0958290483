package simulation

import (
	"context"
	"fmt"
	"slices"
)

// analyseOn are the days after which the planner's statistics are taken: the
// tables begin empty and double ever more slowly. Autovacuum goes by the
// machine's clock, and a month here may pass between two of its looks.
var analyseOn = []int{1, 2, 4, 8, 16, 32, 64, 128, 256, 512}

func (w *world) analyse(ctx context.Context, days int) error {
	if !slices.Contains(analyseOn, days) {
		return nil
	}
	if _, err := w.house.eyes.Exec(ctx, `ANALYZE`); err != nil {
		return fmt.Errorf("take the statistics after %d days: %w", days, err)
	}
	return nil
}
