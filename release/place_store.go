package release

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"
)

// places answers out of area and miles for a prison and a home area.
type places struct {
	prisons map[string]place
	areas   map[string]place
	local   map[string][]string // home area -> the unit's own list of local prisons
}

type place struct {
	region string
	point  *Point
}

func loadPlaces(ctx context.Context, tx pgx.Tx) (*places, error) {
	p := &places{local: map[string][]string{}}
	var err error
	if p.prisons, err = readPlaces(ctx, tx, `SELECT code, region, lat, lon FROM prison`); err != nil {
		return nil, fmt.Errorf("load prisons: %w", err)
	}
	if p.areas, err = readPlaces(ctx, tx, `SELECT gss_code, region, lat, lon FROM authority`); err != nil {
		return nil, fmt.Errorf("load authorities: %w", err)
	}
	rows, err := tx.Query(ctx, `SELECT area, prison FROM local_prison ORDER BY area, prison`)
	if err != nil {
		return nil, fmt.Errorf("load local prisons: %w", err)
	}
	var area, prison string
	if _, err = pgx.ForEachRow(rows, []any{&area, &prison}, func() error {
		p.local[area] = append(p.local[area], prison)
		return nil
	}); err != nil {
		return nil, fmt.Errorf("load local prisons: %w", err)
	}
	return p, nil
}

func readPlaces(ctx context.Context, tx pgx.Tx, sql string) (map[string]place, error) {
	rows, err := tx.Query(ctx, sql)
	if err != nil {
		return nil, err
	}
	out := map[string]place{}
	var code, region string
	var lat, lon *float64
	_, err = pgx.ForEachRow(rows, []any{&code, &region, &lat, &lon}, func() error {
		pl := place{region: region}
		if lat != nil && lon != nil {
			pl.point = &Point{*lat, *lon}
		}
		out[code] = pl
		return nil
	})
	return out, err
}

// away tells whether the prison is out of the home area, and how far: miles is
// nil where that is not known.
func (p *places) away(prison, area string) (OutOfArea, *int) {
	from, to := p.prisons[prison], p.areas[area]
	out := WhetherOutOfArea(p.local[area], prison, from.region, to.region)
	if m, ok := Miles(from.point, to.point); ok {
		return out, &m
	}
	return out, nil
}
