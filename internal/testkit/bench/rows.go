package main

import (
	"bytes"
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

// rows are what something left in the database: per table, in an order in which
// foreign keys allow them to be written, in PostgreSQL's own copy format.
type rows []tableRows

type tableRows struct {
	tableShape
	inserted, updated int64
	insertedRows      []byte
	changed           []string // columns that differ in updated rows
	updatedRows       []byte   // the key, then those columns
}

// count of rows written.
func (r rows) count() (n int64) {
	for _, t := range r {
		n += t.inserted + t.updated
	}
	return n
}

// capture runs fn on a copy of a state, kept under the name to, and tells which
// rows it inserted and updated.
func (b *bench) capture(ctx context.Context, state, to string, fn func(*pgxpool.Pool) (time.Duration, error)) (rows, error) {
	if err := b.copyAs(ctx, state, to); err != nil {
		return nil, err
	}
	var out rows
	err := b.on(ctx, to, connections, func(pool *pgxpool.Pool) error {
		tables, err := readTables(ctx, pool)
		if err != nil {
			return err
		}
		if err := remember(ctx, pool, tables); err != nil {
			return err
		}
		if _, err := fn(pool); err != nil {
			return err
		}
		for _, t := range tables {
			found, err := t.difference(ctx, pool)
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
	return out, err
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

// difference finds what is new or other than remembered.
func (t tableShape) difference(ctx context.Context, pool *pgxpool.Pool) (tableRows, error) {
	out := tableRows{tableShape: t}
	same := t.pairs(t.key, "n", "b", " AND ")
	gone, err := one(ctx, pool, `SELECT count(*) FROM before.`+t.name+` b WHERE NOT EXISTS (SELECT FROM public.`+t.name+` n WHERE `+same+`)`)
	if err != nil {
		return out, err
	}
	if gone > 0 {
		return out, fmt.Errorf("%d rows were deleted: the floor has no deletes", gone)
	}
	if out.insertedRows, out.inserted, err = copyOut(ctx, pool, `SELECT `+t.list("n.")+` FROM public.`+t.name+` n
		WHERE NOT EXISTS (SELECT FROM before.`+t.name+` b WHERE `+same+`) ORDER BY `+prefixed(t.key, "n.")); err != nil {
		return out, err
	}
	for _, c := range t.columns {
		differs, err := one(ctx, pool, `SELECT count(*) FROM public.`+t.name+` n JOIN before.`+t.name+` b ON `+same+`
			WHERE n.`+c+` IS DISTINCT FROM b.`+c)
		if err != nil {
			return out, err
		}
		if differs > 0 {
			out.changed = append(out.changed, c)
		}
	}
	if len(out.changed) == 0 {
		return out, nil
	}
	out.updatedRows, out.updated, err = copyOut(ctx, pool, `SELECT `+prefixed(append(append([]string{}, t.key...), out.changed...), "n.")+`
		FROM public.`+t.name+` n JOIN before.`+t.name+` b ON `+same+`
		WHERE (`+prefixed(out.changed, "n.")+`) IS DISTINCT FROM (`+prefixed(out.changed, "b.")+`) ORDER BY `+prefixed(t.key, "n."))
	return out, err
}

func copyOut(ctx context.Context, pool *pgxpool.Pool, query string) ([]byte, int64, error) {
	conn, err := pool.Acquire(ctx)
	if err != nil {
		return nil, 0, err
	}
	defer conn.Release()
	var out bytes.Buffer
	tag, err := conn.Conn().PgConn().CopyTo(ctx, &out, `COPY (`+query+`) TO STDOUT (FORMAT binary)`)
	return out.Bytes(), tag.RowsAffected(), err
}

func copyIn(ctx context.Context, tx pgx.Tx, into string, body []byte) error {
	_, err := tx.Conn().PgConn().CopyFrom(ctx, bytes.NewReader(body), `COPY `+into+` FROM STDIN (FORMAT binary)`)
	return err
}

func prefixed(columns []string, prefix string) string {
	out := make([]string, len(columns))
	for i, c := range columns {
		out[i] = prefix + c
	}
	return strings.Join(out, ", ")
}
