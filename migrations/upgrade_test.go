package migrations_test

import (
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"

	"throughgate/internal/testkit"
	"throughgate/migrations"
)

// released is a database as the program that was released last made it, with a
// few people in it (testdata/README.md).
func released(t *testing.T) string {
	t.Helper()
	testkit.URL(t) // the roles that policies name are the server's
	file, err := os.Open("testdata/released.sql.gz")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	dump, err := gzip.NewReader(file)
	if err != nil {
		t.Fatal(err)
	}
	url := testkit.EmptyURL(t)
	load := exec.CommandContext(t.Context(), testkit.Program(t, "psql"), "--no-psqlrc", "--quiet", "--single-transaction", "--set=ON_ERROR_STOP=1", "--dbname="+url)
	load.Stdin = dump
	if said, err := load.CombinedOutput(); err != nil {
		t.Fatalf("load the released database: %v\n%s", err, said)
	}
	return url
}

// releasedStatements are what the released program asked of its database.
func releasedStatements(t *testing.T) []string {
	t.Helper()
	file, err := os.Open("testdata/released_statements.sql.gz")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	text, err := gzip.NewReader(file)
	if err != nil {
		t.Fatal(err)
	}
	all, err := io.ReadAll(text)
	if err != nil {
		t.Fatal(err)
	}
	list := strings.Split(string(bytes.TrimSpace(all)), "\n;\n")
	if len(list) < 500 {
		t.Fatalf("%d statements: too few to prove anything", len(list))
	}
	return list
}

// A database of the release before comes up to today's schema with everything
// that is in it; and what the program of before has prepared goes on, while it
// happens and after: every statement, with the same columns, for the role that was
// allowed it.
func TestTheReleasedDatabaseComesUpToDateUnderTheReleasedProgram(t *testing.T) {
	t.Parallel()
	url := released(t)
	pool, conn := open(t, url), dial(t, url)
	had, columns := countRows(t, pool), columnsOf(t, pool)
	if had["person"] == 0 || had["task"] == 0 || had["message"] == 0 || had["audit"] == 0 {
		t.Fatalf("the released database holds too little to prove anything: %v", had)
	}
	list := releasedStatements(t)
	before := prepared(t, conn, list)
	roles := []string{migrations.WebRole, migrations.WorkerRole}
	allowed := map[string][]bool{}
	for _, role := range roles {
		allowed[role] = may(t, conn, role, before)
	}

	upgrade(t, url)
	if err := migrations.Current(t.Context(), pool); err != nil {
		t.Fatal(err)
	}
	has := countRows(t, pool)
	for table, n := range had {
		if has[table] < n {
			t.Errorf("%s had %d rows and has %d", table, n, has[table])
		}
	}
	now := columnsOf(t, pool)
	if diff := cmp.Diff(columnsOf(t, testkit.DB(t)), now); diff != "" {
		t.Errorf("an upgraded database is not a new one (-new +upgraded):\n%s", diff)
	}
	// What the program of before does not know of, it cannot fill in.
	for name, c := range now {
		table, _, _ := strings.Cut(name, ".")
		if _, was := columns[name]; !was && had.knows(table) && strings.Contains(c, "NOT NULL") && !strings.Contains(c, "DEFAULT") {
			t.Errorf("%s is new, not null and without a default: the program of before could add no row to %s", name, table)
		}
	}
	for _, role := range roles {
		could := 0
		for i, ok := range may(t, conn, role, before) {
			if allowed[role][i] {
				could++
			}
			if allowed[role][i] && !ok {
				t.Errorf("%s could, and can no more:\n%s", role, list[i])
			}
		}
		if could < len(list)/2 {
			t.Errorf("%s was allowed %d of %d statements: too few to prove anything", role, could, len(list))
		}
	}
	for i, after := range prepared(t, dial(t, url), list) { // a connection that begins on the new schema
		if diff := cmp.Diff(shape(before[i]), shape(after)); diff != "" {
			t.Errorf("the program of before would read something else (-before +after):\n%s\n%s", diff, list[i])
		}
	}
}

// prepared are the statements as the schema has them now; the test ends with the
// first that it has not.
func prepared(t *testing.T, conn *pgx.Conn, list []string) []*pgconn.StatementDescription {
	t.Helper()
	out := make([]*pgconn.StatementDescription, len(list))
	for i, sql := range list {
		var err error
		if out[i], err = conn.Prepare(t.Context(), fmt.Sprint("s", i), sql); err != nil {
			t.Fatalf("the released program cannot ask this: %v\n%s", err, sql)
		}
	}
	return out
}

// may tells which prepared statements a role may run: they are planned and their
// rights looked at, not run.
func may(t *testing.T, conn *pgx.Conn, role string, list []*pgconn.StatementDescription) []bool {
	t.Helper()
	if _, err := conn.Exec(t.Context(), "SET ROLE "+role); err != nil {
		t.Fatal(err)
	}
	defer func() {
		if _, err := conn.Exec(t.Context(), "RESET ROLE"); err != nil {
			t.Error(err)
		}
	}()
	out := make([]bool, len(list))
	for i, s := range list {
		nulls := ""
		if n := len(s.ParamOIDs); n > 0 {
			nulls = "(" + strings.TrimSuffix(strings.Repeat("NULL, ", n), ", ") + ")"
		}
		err := conn.PgConn().Exec(t.Context(), "EXPLAIN (COSTS OFF) EXECUTE s"+fmt.Sprint(i)+nulls).Close()
		var refused *pgconn.PgError
		switch {
		case err == nil:
			out[i] = true
		case errors.As(err, &refused) && refused.Code == "42501": // insufficient_privilege
		default:
			t.Errorf("%s: %v\n%s", role, err, s.SQL)
		}
	}
	return out
}

// shape is what a program reads of a statement: names and types of its columns
// and parameters.
func shape(s *pgconn.StatementDescription) []string {
	out := []string{fmt.Sprint("takes ", s.ParamOIDs)}
	for _, f := range s.Fields {
		out = append(out, fmt.Sprint(f.Name, " ", f.DataTypeOID))
	}
	return out
}

type rowCounts map[string]int

func (c rowCounts) knows(table string) bool { _, ok := c[table]; return ok }

func countRows(t *testing.T, pool *pgxpool.Pool) rowCounts {
	t.Helper()
	out := rowCounts{}
	for _, table := range strings.Fields(one(t, pool, `SELECT string_agg(table_name, ' ') FROM information_schema.tables WHERE table_schema = 'public' AND table_type = 'BASE TABLE'`)) {
		var n int
		if err := pool.QueryRow(t.Context(), `SELECT count(*) FROM `+pgx.Identifier{table}.Sanitize()).Scan(&n); err != nil {
			t.Fatal(err)
		}
		out[table] = n
	}
	return out
}

// columnsOf are all columns with their types.
func columnsOf(t *testing.T, pool *pgxpool.Pool) map[string]string {
	t.Helper()
	rows, err := pool.Query(t.Context(), `
		SELECT c.relname || '.' || a.attname, format_type(a.atttypid, a.atttypmod) || CASE WHEN a.attnotnull THEN ' NOT NULL' ELSE '' END
		       || CASE WHEN a.atthasdef OR a.attidentity <> '' THEN ' DEFAULT ' || coalesce(pg_get_expr(d.adbin, d.adrelid), a.attidentity::text) ELSE '' END
		  FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
		 WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND a.attnum > 0 AND NOT a.attisdropped`)
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]string{}
	var name, what string
	if _, err := pgx.ForEachRow(rows, []any{&name, &what}, func() error { out[name] = what; return nil }); err != nil {
		t.Fatal(err)
	}
	return maps.Clone(out)
}

func one(t *testing.T, pool *pgxpool.Pool, sql string) (text string) {
	t.Helper()
	if err := pool.QueryRow(t.Context(), sql).Scan(&text); err != nil {
		t.Fatal(err)
	}
	return text
}

func upgrade(t *testing.T, url string) {
	t.Helper()
	if err := migrations.Up(t.Context(), url, nil); err != nil {
		t.Fatal(err)
	}
	if ok, err := migrations.EnsureRoles(t.Context(), url, ""); err != nil || !ok {
		t.Fatalf("give the roles their rights: %v, %v", ok, err)
	}
}

func dial(t *testing.T, url string) *pgx.Conn {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close(t.Context()) })
	return conn
}
