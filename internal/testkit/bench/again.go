package main

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

// again imports the same file the next morning: nothing may be written but that
// it was imported. The floor copies the rows with their hashes into a staging
// table and compares them with what is stored.
func (b *bench) again(ctx context.Context) error {
	name, err := b.copyOf(ctx, loadedDB)
	if err != nil {
		return err
	}
	var ours, floor []cost
	before, err := b.written(ctx, name)
	if err != nil {
		return err
	}
	for i := range b.size.runs {
		// A pool of its own for each run: a connection tells what it wrote at
		// the latest when it ends.
		err := b.on(ctx, name, connections, func(pool *pgxpool.Pool) error {
			took, err := b.costing(ctx, func() (time.Duration, error) {
				report, took, err := b.load(ctx, pool, clockFrom(start.AddDate(0, 0, i+1)))
				if err == nil && (report.Unchanged != b.size.people || report.MessagesQueued != 0) {
					err = fmt.Errorf("%d of %d were unchanged, %d messages queued", report.Unchanged, b.size.people, report.MessagesQueued)
				}
				return took, err
			})
			ours = append(ours, took)
			return err
		})
		if err != nil {
			return err
		}
	}
	after, err := b.written(ctx, name)
	if err != nil {
		return err
	}
	if err := b.profiled(ctx, "again", name, func(pool *pgxpool.Pool) (time.Duration, error) {
		_, took, err := b.load(ctx, pool, clockFrom(start.AddDate(0, 0, b.size.runs+1)))
		return took, err
	}); err != nil {
		return err
	}
	if floor, err = b.comparisons(ctx, name); err != nil {
		return err
	}
	b.bulk("again", thousands(float64(b.size.people))+" people", ours, floor)
	b.number("again.people", "", float64(after.people-before.people))
	b.number("again.all", "", float64((after.all-before.all)/int64(b.size.runs)))
	return nil
}

// amountWritten since the server started.
type amountWritten struct{ people, all int64 }

// ofImports are the tables of the import itself, and the audit.
const ofImports = `('import', 'import_listing', 'import_problem', 'audit')`

func (b *bench) written(ctx context.Context, database string) (w amountWritten, err error) {
	err = b.on(ctx, database, 1, func(pool *pgxpool.Pool) error {
		return pool.QueryRow(ctx, `
			SELECT coalesce(sum(n) FILTER (WHERE relname NOT IN `+ofImports+`), 0), coalesce(sum(n), 0)
			  FROM (SELECT relname, n_tup_ins + n_tup_upd + n_tup_del AS n FROM pg_stat_user_tables) t`).Scan(&w.people, &w.all)
	})
	return w, err
}

func (b *bench) comparisons(ctx context.Context, database string) (took []cost, err error) {
	err = b.on(ctx, database, connections, func(pool *pgxpool.Pool) error {
		file, n, err := copyOut(ctx, pool, b.dir, `SELECT n.prison_number, e.row_hash, e.cells FROM extract_row e
			JOIN person_number n ON n.person_id = e.person_id ORDER BY e.person_id`)
		if err != nil {
			return err
		}
		for range b.size.runs {
			spent, err := b.costing(ctx, func() (time.Duration, error) {
				began := time.Now()
				err := compareFile(ctx, pool, file, n)
				return time.Since(began), err
			})
			if err != nil {
				return err
			}
			took = append(took, spent)
		}
		return nil
	})
	return took, err
}

// compareFile copies rows with their hashes into a table, and counts those that
// are stored so.
func compareFile(ctx context.Context, pool *pgxpool.Pool, file string, n int64) error {
	return pgx.BeginFunc(ctx, pool, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, `CREATE TEMP TABLE floor_file (prison_number text, row_hash bytea, cells text[]) ON COMMIT DROP`); err != nil {
			return err
		}
		if err := copyIn(ctx, tx, "floor_file", file); err != nil {
			return err
		}
		var same int64
		if err := tx.QueryRow(ctx, `SELECT count(*) FROM floor_file f JOIN person_number n ON n.prison_number = f.prison_number
			JOIN extract_row e ON e.person_id = n.person_id WHERE e.row_hash = f.row_hash`).Scan(&same); err != nil {
			return err
		}
		if same != n {
			return fmt.Errorf("%d of %d rows are the same", same, n)
		}
		return nil
	})
}
