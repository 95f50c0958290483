package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

// rows are what something left in the database: per table, in an order in which
// foreign keys allow them to be written, in files of PostgreSQL's own copy format.
type rows []tableRows

type tableRows struct {
	tableShape
	inserted, updated int64
	insertedRows      string   // a file
	changed           []string // columns that differ in updated rows
	updatedRows       string   // a file: the key, then those columns
}

// count of rows written.
func (r rows) count() (n int64) {
	for _, t := range r {
		n += t.inserted + t.updated
	}
	return n
}

// capture runs fn on a copy of a state, kept under the name to, and tells which
// rows it inserted and updated, and what it took.
func (b *bench) capture(ctx context.Context, state, to string, fn func(*pgxpool.Pool) (time.Duration, error)) (out rows, took cost, err error) {
	if err := b.copyAs(ctx, state, to); err != nil {
		return nil, took, err
	}
	err = b.on(ctx, to, connections, func(pool *pgxpool.Pool) error {
		tables, err := readTables(ctx, pool)
		if err != nil {
			return err
		}
		if err := remember(ctx, pool, tables); err != nil {
			return err
		}
		if err := b.exec(ctx, to, "CHECKPOINT"); err != nil {
			return err
		}
		since, err := one(ctx, pool, `SELECT pg_current_xact_id()::text::bigint`)
		if err != nil {
			return err
		}
		if took, err = b.costing(ctx, func() (time.Duration, error) { return fn(pool) }); err != nil {
			return err
		}
		for _, t := range tables {
			found, err := t.difference(ctx, pool, b.dir, since)
			if err != nil {
				return fmt.Errorf("compare table %s: %w", t.name, err)
			}
			if found.inserted+found.updated > 0 {
				out = append(out, found)
			}
		}
		_, err = pool.Exec(ctx, `DROP SCHEMA before CASCADE`)
		return err
	})
	return out, took, err
}

// remember keeps what the tables hold.
func remember(ctx context.Context, pool *pgxpool.Pool, tables []tableShape) error {
	if _, err := pool.Exec(ctx, `CREATE SCHEMA before`); err != nil {
		return err
	}
	for _, t := range tables {
		if _, err := pool.Exec(ctx, `CREATE TABLE before.`+t.name+` AS SELECT `+t.list("")+` FROM public.`+t.name); err != nil {
			return err
		}
	}
	return nil
}

// difference finds what is new or other than remembered, among the rows that
// transactions since wrote: the server is ours and young, and its transactions
// are counted from its start.
func (t tableShape) difference(ctx context.Context, pool *pgxpool.Pool, dir string, since int) (out tableRows, err error) {
	out.tableShape = t
	same := t.pairs(t.key, "n", "b", " AND ")
	written := fmt.Sprintf(`n.xmin::text::bigint >= %d`, since)
	if out.insertedRows, out.inserted, err = copyOut(ctx, pool, dir, `SELECT `+t.list("n.")+` FROM public.`+t.name+` n
		WHERE `+written+` AND NOT EXISTS (SELECT FROM before.`+t.name+` b WHERE `+same+`) ORDER BY `+prefixed(t.key, "n.")); err != nil {
		return out, err
	}
	gone, err := one(ctx, pool, `SELECT (SELECT count(*) FROM before.`+t.name+`) - (SELECT count(*) FROM public.`+t.name+`)`)
	if err != nil {
		return out, err
	}
	if gone += int(out.inserted); gone > 0 {
		return out, fmt.Errorf("%d rows were deleted: the floor has no deletes", gone)
	}
	var differs []int64
	counts := make([]string, len(t.columns))
	for i, c := range t.columns {
		counts[i] = `count(*) FILTER (WHERE n.` + c + ` IS DISTINCT FROM b.` + c + `)`
	}
	if err := pool.QueryRow(ctx, `SELECT ARRAY[`+strings.Join(counts, ", ")+`] FROM public.`+t.name+` n JOIN before.`+t.name+` b ON `+same+
		` WHERE `+written).Scan(&differs); err != nil {
		return out, err
	}
	for i, n := range differs {
		if n > 0 {
			out.changed = append(out.changed, t.columns[i])
		}
	}
	if len(out.changed) == 0 {
		return out, nil
	}
	out.updatedRows, out.updated, err = copyOut(ctx, pool, dir, `SELECT `+prefixed(append(append([]string{}, t.key...), out.changed...), "n.")+`
		FROM public.`+t.name+` n JOIN before.`+t.name+` b ON `+same+`
		WHERE `+written+` AND (`+prefixed(out.changed, "n.")+`) IS DISTINCT FROM (`+prefixed(out.changed, "b.")+`) ORDER BY `+prefixed(t.key, "n."))
	return out, err
}

// copyOut writes what a query gives into a new file.
func copyOut(ctx context.Context, pool *pgxpool.Pool, dir, query string) (name string, n int64, err error) {
	conn, err := pool.Acquire(ctx)
	if err != nil {
		return "", 0, err
	}
	defer conn.Release()
	file, err := os.CreateTemp(dir, "rows-")
	if err != nil {
		return "", 0, err
	}
	out := bufio.NewWriterSize(file, 1<<20)
	tag, err := conn.Conn().PgConn().CopyTo(ctx, out, `COPY (`+query+`) TO STDOUT (FORMAT binary)`)
	return file.Name(), tag.RowsAffected(), errors.Join(err, out.Flush(), file.Close())
}

func copyIn(ctx context.Context, tx pgx.Tx, into, name string) error {
	file, err := os.Open(name)
	if err != nil {
		return err
	}
	defer file.Close()
	_, err = tx.Conn().PgConn().CopyFrom(ctx, bufio.NewReaderSize(file, 1<<20), `COPY `+into+` FROM STDIN (FORMAT binary)`)
	return err
}

// emptyFolder takes everything out of a folder.
func emptyFolder(dir string) error {
	list, err := os.ReadDir(dir)
	if err != nil {
		return err
	}
	for _, entry := range list {
		if err := os.RemoveAll(filepath.Join(dir, entry.Name())); err != nil {
			return err
		}
	}
	return nil
}

func prefixed(columns []string, prefix string) string {
	out := make([]string, len(columns))
	for i, c := range columns {
		out[i] = prefix + c
	}
	return strings.Join(out, ", ")
}
