package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"throughgate/release"
)

// forecastOf so many people leave earlier, as a scheme of early release asks.
const forecastOf = 30

// forecast asks what services would be asked if some people left in four weeks.
// The floor is the SQL that this runs.
func (b *bench) forecast(ctx context.Context) error {
	r, err := b.readerOfCopy(ctx, watchedDB)
	if err != nil {
		return err
	}
	defer r.close()
	rows, err := r.pool.Query(ctx, `SELECT ref FROM release WHERE is_current AND watched AND state = 'planned' AND planned_day > $1 ORDER BY id LIMIT $2`,
		b.watched.AddDays(35), b.size.people/forecastOf)
	if err != nil {
		return err
	}
	refs, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return err
	}
	list := make([]release.ForecastRow, len(refs))
	for i, ref := range refs {
		list[i] = release.ForecastRow{Line: i + 2, Reference: ref, Day: b.watched.AddDays(28)}
	}
	if err := b.page(ctx, "forecast", r, func(pool *pgxpool.Pool) error {
		s, err := wire(pool, clockFrom(b.watched.At(10, 0)))
		if err != nil {
			return err
		}
		f, err := s.releases.Forecast(ctx, watching, list)
		if err == nil && (f.People.Listed != len(list) || len(list) == 0) {
			err = errors.New("the forecast is not about the people asked for")
		}
		return err
	}); err != nil {
		return err
	}
	found := b.Found["forecast"]
	found.Detail = fmt.Sprintf("%s people, %s", thousands(float64(len(list))), found.Detail)
	b.add("forecast", found)
	return nil
}
