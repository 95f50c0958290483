package pathways

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"
)

// NamedPlace is an authority or a prison. Region is empty where unknown.
type NamedPlace struct{ Code, Name, Region string }

// ReadHomeAreas reads the housing authorities of now, by name.
func ReadHomeAreas(ctx context.Context, tx pgx.Tx) ([]NamedPlace, error) {
	return readPlaces(ctx, tx, `SELECT gss_code, name, region FROM authority
		WHERE is_current AND kind NOT IN ('county_council', 'combined_authority') ORDER BY name`)
}

// ReadPrisons reads the prisons, by name.
func ReadPrisons(ctx context.Context, tx pgx.Tx) ([]NamedPlace, error) {
	return readPlaces(ctx, tx, `SELECT code, name, region FROM prison ORDER BY name`)
}

func readPlaces(ctx context.Context, tx pgx.Tx, sql string) ([]NamedPlace, error) {
	rows, err := tx.Query(ctx, sql)
	if err != nil {
		return nil, fmt.Errorf("read places: %w", err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowToStructByPos[NamedPlace])
	if err != nil {
		return nil, fmt.Errorf("read places: %w", err)
	}
	return list, nil
}

// ReadLocalPrisons reads the unit's own lists of local prisons, codes by home
// area. An area without a list has its region's.
func ReadLocalPrisons(ctx context.Context, tx pgx.Tx) (map[string][]string, error) {
	rows, err := tx.Query(ctx, `SELECT area, prison FROM local_prison ORDER BY area, prison`)
	if err != nil {
		return nil, fmt.Errorf("read local prisons: %w", err)
	}
	out := map[string][]string{}
	var area, prison string
	if _, err := pgx.ForEachRow(rows, []any{&area, &prison}, func() error {
		out[area] = append(out[area], prison)
		return nil
	}); err != nil {
		return nil, fmt.Errorf("read local prisons: %w", err)
	}
	return out, nil
}
