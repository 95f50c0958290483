package main

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

// tableShape is a table with a primary key.
type tableShape struct {
	name    string
	columns []string
	key     []string
	refers  []string // tables that its foreign keys point at
}

func (t tableShape) list(prefix string) string { return prefixed(t.columns, prefix) }

// pairs writes a.x = b.x for each column.
func (t tableShape) pairs(columns []string, a, b, between string) string {
	out := make([]string, len(columns))
	for i, c := range columns {
		left := c
		if a != "" {
			left = a + "." + c
		}
		out[i] = left + " = " + b + "." + c
	}
	return strings.Join(out, between)
}

// fleeting are tables that say which worker is alive, and what stood before the
// last import, which the next one throws away: nothing that is kept. The floor
// does without them.
var fleeting = []string{"river_leader", "river_client", "river_client_queue", "river_queue", "import_before", "import_before_task"}

// readTables lists the tables so that each comes after those it refers to.
func readTables(ctx context.Context, pool *pgxpool.Pool) ([]tableShape, error) {
	found, err := pool.Query(ctx, `
		SELECT c.relname,
		       (SELECT array_agg(quote_ident(a.attname) ORDER BY a.attnum) FROM pg_attribute a
		         WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''),
		       (SELECT array_agg(quote_ident(a.attname) ORDER BY a.attnum) FROM pg_attribute a
		         WHERE a.attrelid = c.oid AND a.attnum = ANY (i.indkey)),
		       ARRAY(SELECT f.confrelid::regclass::text FROM pg_constraint f
		              WHERE f.conrelid = c.oid AND f.contype = 'f' AND f.confrelid <> c.oid)
		  FROM pg_class c JOIN pg_index i ON i.indrelid = c.oid AND i.indisprimary
		 WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND c.relname <> ALL ($1)
		 ORDER BY c.relname`, fleeting)
	if err != nil {
		return nil, fmt.Errorf("read the tables: %w", err)
	}
	tables, err := pgx.CollectRows(found, func(row pgx.CollectableRow) (t tableShape, err error) {
		return t, row.Scan(&t.name, &t.columns, &t.key, &t.refers)
	})
	if err != nil {
		return nil, fmt.Errorf("read the tables: %w", err)
	}
	return inOrder(tables), nil
}

func inOrder(tables []tableShape) []tableShape {
	var out []tableShape
	seen := map[string]bool{}
	var add func(name string)
	add = func(name string) {
		i := slices.IndexFunc(tables, func(t tableShape) bool { return t.name == name })
		if seen[name] || i < 0 {
			return
		}
		seen[name] = true
		for _, other := range tables[i].refers {
			add(other)
		}
		out = append(out, tables[i])
	}
	for _, t := range tables {
		add(t.name)
	}
	return out
}
