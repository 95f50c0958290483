package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"throughgate/internal/calendar"
	"throughgate/release"
)

// sunday is a day on which the watch writes to no service.
var sunday = calendar.MustParse("2026-11-29")

// planning measures the watch of a Sunday that finds everybody entering the
// window and nothing to hand off. The floor writes the same tasks from a copy.
func (b *bench) planning(ctx context.Context) error {
	if err := b.copyAs(ctx, loadedDB, entersDB); err != nil {
		return err
	}
	// Planned days 24 weeks and a few days ahead for all, and receptions long
	// ago: every hand-off day is still to come.
	if err := b.exec(ctx, entersDB, `TRUNCATE task CASCADE`, fmt.Sprintf(`
		UPDATE release SET state = 'planned', planned_day = date '%[1]s' + 169 + (id %% 7)::int, planned_for = NULL,
		       received_on = date '%[1]s' - 400, received_day = date '%[1]s' - 400`, sunday), `VACUUM FULL release`); err != nil {
		return err
	}
	if err := b.settle(ctx, entersDB); err != nil {
		return err
	}
	planned := 0
	plan := func(pool *pgxpool.Pool) (time.Duration, error) {
		swept, took, err := sweep(ctx, pool, sunday, sunday.At(6, 0))
		if err == nil && (swept.Planned == 0 || swept.HandedOff != 0) {
			err = fmt.Errorf("%d tasks were planned and %d handed off", swept.Planned, swept.HandedOff)
		}
		planned = swept.Planned
		return took, err
	}
	const to = "planned"
	rows, once, err := b.capture(ctx, entersDB, to, plan)
	if err != nil {
		return err
	}
	if err := b.drop(ctx, to); err != nil {
		return err
	}
	if err := b.profiled(ctx, "plan", entersDB, plan); err != nil {
		return err
	}
	ours, floor, err := b.besideKept(ctx, entersDB, rows, once, plan)
	if err != nil {
		return err
	}
	b.bulk("plan", thousands(float64(planned))+" tasks", ours, floor)
	return nil
}

// besideKept is beside with the rows staged beforehand, in the state itself, for
// the time of this: the floor is one INSERT or UPDATE a table.
func (b *bench) besideKept(ctx context.Context, state string, r rows, once cost, ours func(*pgxpool.Pool) (time.Duration, error)) (a, f []cost, err error) {
	if err := b.on(ctx, state, 2, func(pool *pgxpool.Pool) error { return r.keep(ctx, pool) }); err != nil {
		return nil, nil, err
	}
	a, f, err = b.beside(ctx, state, once, ours, func(pool *pgxpool.Pool) (time.Duration, error) {
		began := time.Now()
		err := r.writeKept(ctx, pool)
		return time.Since(began), err
	})
	return a, f, errors.Join(err, b.exec(context.WithoutCancel(ctx), state, "DROP SCHEMA floor CASCADE"))
}

// sweep runs the watch of a day as the worker does.
func sweep(ctx context.Context, pool *pgxpool.Pool, day calendar.Date, at time.Time) (release.Swept, time.Duration, error) {
	s, err := wire(pool, clockFrom(at))
	if err != nil {
		return release.Swept{}, 0, err
	}
	began := time.Now()
	swept, err := s.releases.Sweep(ctx, watching, release.SweepOrder{Day: day})
	return swept, time.Since(began), err
}
