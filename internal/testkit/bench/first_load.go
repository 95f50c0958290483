package main

import (
	"bytes"
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"throughgate/intake"
)

// load imports the extract and tells how long it took.
func (b *bench) load(ctx context.Context, pool *pgxpool.Pool, now func() time.Time) (intake.Report, time.Duration, error) {
	s, err := wire(pool, now)
	if err != nil {
		return intake.Report{}, 0, err
	}
	began := time.Now()
	report, err := s.importer.Releases(ctx, importing, bytes.NewReader(b.file), intake.ReleasesOptions{FileName: "people.csv", Source: "extract"})
	took := time.Since(began)
	if err == nil && len(report.Rejected)+len(report.Held) > 0 {
		err = fmt.Errorf("%d rows were rejected and %d held", len(report.Rejected), len(report.Held))
	}
	return report, took, err
}

// firstLoad imports everybody into an empty database. The floor copies the very
// rows that this leaves in all tables into staging tables and from there into
// the real ones, in one transaction.
func (b *bench) firstLoad(ctx context.Context) error {
	first := func(pool *pgxpool.Pool) (time.Duration, error) {
		report, took, err := b.load(ctx, pool, clockFrom(start))
		if err == nil && report.New != b.size.people {
			err = fmt.Errorf("%d of %d people were new", report.New, b.size.people)
		}
		return took, err
	}
	if !b.size.wants("load") {
		return b.advance(ctx, emptyDB, loadedDB, first)
	}
	rows, once, err := b.capture(ctx, emptyDB, loadedDB, first)
	if err != nil {
		return err
	}
	if err := b.settle(ctx, loadedDB); err != nil {
		return err
	}
	say(rows.perTable())
	if err := b.sizeOf(ctx, loadedDB); err != nil {
		return err
	}
	if err := b.profiled(ctx, "load", emptyDB, first); err != nil {
		return err
	}
	ours, floor, err := b.beside(ctx, emptyDB, once, first, func(pool *pgxpool.Pool) (time.Duration, error) {
		began := time.Now()
		err := rows.copyAndWrite(ctx, pool)
		return time.Since(began), err
	})
	if err != nil {
		return err
	}
	b.bulk("load", fmt.Sprintf("%s rows in %d tables", thousands(float64(rows.count())), len(rows)), ours, floor)
	return nil
}

// sizeOf adds how much disk a database takes.
func (b *bench) sizeOf(ctx context.Context, database string) error {
	return b.on(ctx, database, 1, func(pool *pgxpool.Pool) error {
		n, err := one(ctx, pool, `SELECT pg_database_size(current_database())`)
		b.number("load.size", "", float64(n))
		return err
	})
}

// advance makes a state of another by doing something, which is not measured.
func (b *bench) advance(ctx context.Context, from, to string, do func(*pgxpool.Pool) (time.Duration, error)) error {
	if err := b.copyAs(ctx, from, to); err != nil {
		return err
	}
	if err := b.on(ctx, to, connections, func(pool *pgxpool.Pool) error {
		_, err := do(pool)
		return err
	}); err != nil {
		return err
	}
	return b.settle(ctx, to)
}

// beside runs ours and its floor in turn, each on a fresh copy of a state. Where
// ours was run once before, to see what rows it writes, that is its first run.
func (b *bench) beside(ctx context.Context, state string, once cost, ours, floor func(*pgxpool.Pool) (time.Duration, error)) (a, f []cost, err error) {
	for run := range b.size.runs {
		for _, side := range []struct {
			do   func(*pgxpool.Pool) (time.Duration, error)
			into *[]cost
		}{{ours, &a}, {floor, &f}} {
			if side.into == &a && run == 0 && once.took > 0 {
				a = append(a, once)
				continue
			}
			if err := b.onCopy(ctx, state, connections, func(pool *pgxpool.Pool) error {
				took, err := b.costing(ctx, func() (time.Duration, error) { return side.do(pool) })
				*side.into = append(*side.into, took)
				return err
			}); err != nil {
				return nil, nil, err
			}
		}
	}
	return a, f, nil
}

// connections of one pool, as many as the binary gives a worker by default.
const connections = 24
