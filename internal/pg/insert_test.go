package pg_test

import (
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"throughgate/internal/pg"
	"throughgate/internal/testkit"
)

func TestInsertWritesWhatCopyWould(t *testing.T) {
	t.Parallel()
	pool := testkit.EmptyDB(t)
	execute(t, pool, `create table thing (id int generated always as identity, name text, at date, tags text[], kept text not null default 'kept')`)
	rows := [][]any{{7, "Siân's", "2026-11-23", []string{"a", `"b" \`, ""}}, {8, nil, nil, []string{}}}
	err := pg.InTx(t.Context(), pool, actor, func(tx pgx.Tx) error {
		if err := pg.Insert(t.Context(), tx, "thing", `id integer, name text, at date, tags text[]`, 0, nil); err != nil {
			return err
		}
		return pg.Insert(t.Context(), tx, "thing", `id integer, name text,
			at date, tags text[]`, len(rows), func(i int) []any { return rows[i] })
	})
	if err != nil {
		t.Fatal(err)
	}
	const all = `select string_agg(id || ' ' || coalesce(name, '-') || ' ' || coalesce(at::text, '-') || ' ' || cardinality(tags) || ' '
		|| coalesce(tags[2], '-') || ' ' || kept, '; ' order by id) from thing`
	if got, want := read(t, pool, all), `7 Siân's 2026-11-23 3 "b" \ kept; 8 - - 0 - kept`; got != want {
		t.Errorf("stored %s, want %s", got, want)
	}
}

func TestInsertOfManyRowsWritesWhatEachSays(t *testing.T) {
	t.Parallel()
	pool := testkit.EmptyDB(t)
	execute(t, pool, `create table thing (id int, name text, at date, tags text[], gone bigint, odd text)`)
	const n = 250
	same := time.Date(2026, 11, 23, 8, 0, 0, 0, time.UTC)
	insert := func(row func(i int) []any) {
		t.Helper()
		err := pg.InTx(t.Context(), pool, actor, func(tx pgx.Tx) error {
			return pg.Insert(t.Context(), tx, "thing", `id integer, name text, at date, tags text[], gone bigint, odd text`, n, row)
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	insert(func(i int) []any {
		odd := "same"
		if i == n-1 { // the last row alone differs
			odd = "other"
		}
		return []any{i, "Siân's", same, []string{"a", `"b" \`}, (*int64)(nil), odd}
	})
	const all = `select count(*) || ' ' || count(distinct id) || ' ' || min(name) || ' ' || max(name) || ' ' || min(at) || ' ' || max(at) || ' '
		|| min(tags)::text || ' ' || count(gone) || ' ' || count(*) filter (where odd = 'same') || ' ' || (select odd from thing where id = 249) from thing`
	if got, want := read(t, pool, all), `250 250 Siân's Siân's 2026-11-23 2026-11-23 {a,"\"b\" \\"} 0 249 other`; got != want {
		t.Errorf("stored %s, want %s", got, want)
	}
	execute(t, pool, `delete from thing`)
	insert(func(int) []any { return []any{7, nil, nil, []string{}, nil, "all"} })
	const alike = `select count(*) || ' ' || min(id) || ' ' || max(id) || ' ' || count(name) || ' ' || max(cardinality(tags)) || ' ' || count(gone) from thing`
	if got, want := read(t, pool, alike), `250 7 7 0 0 0`; got != want {
		t.Errorf("stored %s, want %s", got, want)
	}
}
