package main

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"throughgate/internal/pg"
)

// made is the dump of this tree's migrations, from a server of its own.
func made(t *testing.T) string {
	t.Helper()
	server, err := pg.Start(t.Context(), pg.PrivateOptions{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := server.Stop(t.Context()); err != nil {
			t.Error(err)
		}
	})
	schema, err := dump(t.Context(), server)
	if err != nil {
		t.Fatal(err)
	}
	return schema
}

func file(t *testing.T, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "schema.sql")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestTheDumpIsTheSameEachTime(t *testing.T) {
	t.Parallel()
	first := made(t)
	if diff := cmp.Diff(first, made(t)); diff != "" {
		t.Fatal(diff)
	}
	for _, table := range []string{"public.goose_db_version", "public.river_job"} {
		if !strings.Contains(first, "CREATE TABLE "+table+" (") {
			t.Errorf("the dump lacks %s", table)
		}
	}
	if err := compare(file(t, first), first); err != nil {
		t.Fatal(err)
	}
}

func TestACommittedSchemaThatLacksAColumnIsTold(t *testing.T) {
	t.Parallel()
	schema := made(t)
	const column = "    is_applied boolean NOT NULL,\n"
	if !strings.Contains(schema, column) {
		t.Fatal("the dump lacks the column this test takes out")
	}
	err := compare(file(t, strings.Replace(schema, column, "", 1)), schema)
	want := "the committed schema is not what the migrations make; run `make schema`\n" +
		"  CREATE TABLE public.goose_db_version (\n" +
		"+     is_applied boolean NOT NULL,"
	if err == nil || err.Error() != want {
		t.Fatalf("got %v\nwant %s", err, want)
	}
}

func TestAMissingFileNamesTheRemedy(t *testing.T) {
	t.Parallel()
	err := compare(filepath.Join(t.TempDir(), "schema.sql"), "")
	if !errors.Is(err, os.ErrNotExist) || !strings.Contains(err.Error(), "make schema") {
		t.Fatalf("got %v", err)
	}
}

func TestCheckComparesOnPostgreSQL15Only(t *testing.T) {
	t.Parallel()
	server, err := pg.Start(t.Context(), pg.PrivateOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if err := server.Stop(t.Context()); err != nil {
		t.Fatal(err)
	}
	err = run(t.Context(), file(t, "nothing\n"), io.Discard)
	if compared := errors.Is(err, errDiffers); compared != (server.Major() == comparableMajor) {
		t.Fatalf("on PostgreSQL %d: %v", server.Major(), err)
	}
}

func TestNormaliseKeepsOnlySchema(t *testing.T) {
	t.Parallel()
	const raw = `--
-- PostgreSQL database dump
--

\restrict kq3XJ0

SET statement_timeout = 0;
SELECT pg_catalog.set_config('search_path', '', false);


-- Name: f(); Type: FUNCTION

CREATE FUNCTION public.f() RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'public'
    AS $_$
BEGIN
-- a person's own remark
UPDATE t
SET n = 1;


END
$_$;


COMMENT ON TABLE public.t IS 'it''s one
-- line of text
SET too';

\unrestrict kq3XJ0

`
	const want = `CREATE FUNCTION public.f() RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'public'
    AS $_$
BEGIN
-- a person's own remark
UPDATE t
SET n = 1;


END
$_$;

COMMENT ON TABLE public.t IS 'it''s one
-- line of text
SET too';
`
	if diff := cmp.Diff(want, normalise(raw)); diff != "" {
		t.Fatal(diff)
	}
}
