package pg_test

import (
	"testing"

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
