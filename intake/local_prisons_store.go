package intake

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"github.com/jackc/pgx/v5"
)

func storedLocal(ctx context.Context, tx pgx.Tx, rows []localRow) (map[string]prisonSet, error) {
	areas := make([]string, len(rows))
	for i, r := range rows {
		areas[i] = r.area
	}
	found, err := tx.Query(ctx, `SELECT area, prison FROM local_prison WHERE area = ANY($1) FOR UPDATE`, areas)
	if err != nil {
		return nil, fmt.Errorf("read the local prisons: %w", err)
	}
	out := map[string]prisonSet{}
	var area, prison string
	if _, err := pgx.ForEachRow(found, []any{&area, &prison}, func() error {
		if out[area] == nil {
			out[area] = prisonSet{}
		}
		out[area][prison] = true
		return nil
	}); err != nil {
		return nil, fmt.Errorf("read the local prisons: %w", err)
	}
	return out, nil
}

// writeLocal replaces the lists of the areas that changed.
func writeLocal(ctx context.Context, tx pgx.Tx, lists localLists) error {
	var areas, prisons []string
	for _, area := range lists.changed {
		for _, prison := range slices.Sorted(maps.Keys(lists.wanted[area])) {
			areas, prisons = append(areas, area), append(prisons, prison)
		}
	}
	if _, err := tx.Exec(ctx, `DELETE FROM local_prison WHERE area = ANY($1)`, lists.changed); err != nil {
		return fmt.Errorf("write the local prisons: %w", err)
	}
	if _, err := tx.Exec(ctx, `INSERT INTO local_prison (area, prison) SELECT area, prison FROM unnest($1::text[], $2::text[]) AS u(area, prison)`, areas, prisons); err != nil {
		return fmt.Errorf("write the local prisons: %w", err)
	}
	return nil
}
