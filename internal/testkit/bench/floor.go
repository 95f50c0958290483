package main

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

// stage brings the rows into tables without an index: temporary ones, which go
// with the transaction, or lasting ones.
func (r rows) stage(ctx context.Context, tx pgx.Tx, lasting bool) error {
	for _, t := range r {
		for _, part := range []struct {
			name, columns string
			file          string
			n             int64
		}{
			{t.newRows(lasting), t.list(""), t.insertedRows, t.inserted},
			{t.otherRows(lasting), prefixed(append(append([]string{}, t.key...), t.changed...), ""), t.updatedRows, t.updated},
		} {
			if part.n == 0 {
				continue
			}
			create, end := `CREATE TEMP TABLE `, ` ON COMMIT DROP`
			if lasting {
				create, end = `CREATE TABLE `, ``
			}
			if _, err := tx.Exec(ctx, create+part.name+end+` AS SELECT `+part.columns+` FROM public.`+t.name+` WHERE false`); err != nil {
				return fmt.Errorf("make %s: %w", part.name, err)
			}
			if err := copyIn(ctx, tx, part.name, part.file); err != nil {
				return fmt.Errorf("fill %s: %w", part.name, err)
			}
		}
	}
	return nil
}

func staging(lasting bool) string {
	if lasting {
		return "floor."
	}
	return "pg_temp.floor_"
}

func (t tableRows) newRows(lasting bool) string   { return staging(lasting) + t.name + "_new" }
func (t tableRows) otherRows(lasting bool) string { return staging(lasting) + t.name + "_other" }

// write puts staged rows where they belong: one UPDATE and one INSERT a table.
// The UPDATE comes first: a date that is superseded makes room for the new one.
func (r rows) write(ctx context.Context, tx pgx.Tx, lasting bool) error {
	for _, t := range r {
		if t.updated > 0 {
			tag, err := tx.Exec(ctx, `UPDATE public.`+t.name+` n SET `+t.pairs(t.changed, "", "o", ", ")+
				` FROM `+t.otherRows(lasting)+` o WHERE `+t.pairs(t.key, "n", "o", " AND "))
			if err != nil {
				return fmt.Errorf("write %s: %w", t.name, err)
			}
			if tag.RowsAffected() != t.updated {
				return fmt.Errorf("write %s: %d rows, not %d", t.name, tag.RowsAffected(), t.updated)
			}
		}
		if t.inserted > 0 {
			if _, err := tx.Exec(ctx, `INSERT INTO public.`+t.name+` (`+t.list("")+`) OVERRIDING SYSTEM VALUE SELECT `+t.list("")+
				` FROM `+t.newRows(lasting)); err != nil {
				return fmt.Errorf("write %s: %w", t.name, err)
			}
		}
	}
	return nil
}

// copyAndWrite stages and writes in one transaction.
func (r rows) copyAndWrite(ctx context.Context, pool *pgxpool.Pool) error {
	return pgx.BeginFunc(ctx, pool, func(tx pgx.Tx) error {
		if err := r.stage(ctx, tx, false); err != nil {
			return err
		}
		return r.write(ctx, tx, false)
	})
}

// keep stages the rows for good, with statistics, so that writing them alone
// can be measured.
func (r rows) keep(ctx context.Context, pool *pgxpool.Pool) error {
	if _, err := pool.Exec(ctx, `CREATE SCHEMA floor`); err != nil {
		return err
	}
	return pgx.BeginFunc(ctx, pool, func(tx pgx.Tx) error {
		if err := r.stage(ctx, tx, true); err != nil {
			return err
		}
		for _, t := range r {
			for name, n := range map[string]int64{t.newRows(true): t.inserted, t.otherRows(true): t.updated} {
				if n == 0 {
					continue
				}
				if _, err := tx.Exec(ctx, `ANALYZE `+name); err != nil {
					return err
				}
			}
		}
		return nil
	})
}

// writeKept writes what keep staged, in one transaction.
func (r rows) writeKept(ctx context.Context, pool *pgxpool.Pool) error {
	return pgx.BeginFunc(ctx, pool, func(tx pgx.Tx) error { return r.write(ctx, tx, true) })
}
