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
	rows, err := b.capture(ctx, emptyDB, loadedDB, first)
	if err != nil {
		return err
	}
	if err := b.settle(ctx, loadedDB); err != nil {
		return err
	}
	if !b.size.wants("load") {
		return nil
	}
	say(rows.perTable())
	if err := b.profiled(ctx, "load", emptyDB, first); err != nil {
		return err
	}
	ours, floor, err := b.beside(ctx, emptyDB, first, func(pool *pgxpool.Pool) (time.Duration, error) {
		began := time.Now()
		err := rows.copyAndWrite(ctx, pool)
		return time.Since(began), err
	})
	if err != nil {
		return err
	}
	b.table.timed(fmt.Sprintf("import, first load of %d people (%d rows in %d tables)", b.size.people, rows.count(), len(rows)), ours, floor, 4)
	return nil
}

// beside runs ours and its floor in turn, each on a fresh copy of a state.
func (b *bench) beside(ctx context.Context, state string, ours, floor func(*pgxpool.Pool) (time.Duration, error)) (a, f []time.Duration, err error) {
	for range b.size.runs {
		for _, side := range []struct {
			do   func(*pgxpool.Pool) (time.Duration, error)
			into *[]time.Duration
		}{{ours, &a}, {floor, &f}} {
			if err := b.onCopy(ctx, state, connections, func(pool *pgxpool.Pool) error {
				took, err := side.do(pool)
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
