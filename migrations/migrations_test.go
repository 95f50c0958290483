package migrations_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5/pgxpool"
	"golang.org/x/sync/errgroup"

	"throughgate/internal/pg"
	"throughgate/internal/testkit"
	"throughgate/migrations"
)

func TestMain(m *testing.M) { testkit.Main(m) }

func open(t *testing.T, url string) *pgxpool.Pool {
	t.Helper()
	pool, err := pg.Open(t.Context(), url, pg.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(pool.Close)
	return pool
}

func status(t *testing.T, url string) (applied, pending []string) {
	t.Helper()
	steps, err := migrations.Status(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	for _, step := range steps {
		if step.Pending() {
			pending = append(pending, step.Name)
		} else {
			applied = append(applied, step.Name)
		}
	}
	return applied, pending
}

func execute(t *testing.T, pool *pgxpool.Pool, statement string) {
	t.Helper()
	if _, err := pool.Exec(t.Context(), statement); err != nil {
		t.Fatal(err)
	}
}

func TestAnEmptyDatabaseHasEveryStepPendingAndIsLeftAlone(t *testing.T) {
	t.Parallel()
	url := testkit.EmptyURL(t)
	applied, pending := status(t, url)
	if len(applied) != 0 || len(pending) < 2 {
		t.Fatalf("applied %q, pending %q", applied, pending)
	}
	if pending[0] != "0001_reference" || !strings.HasPrefix(pending[len(pending)-1], "river ") {
		t.Fatalf("ours come first and River's last, got %q", pending)
	}
	pool := open(t, url)
	err := migrations.Current(t.Context(), pool)
	if !errors.Is(err, migrations.ErrOlderSchema) || !strings.Contains(err.Error(), "run `throughgate migrate`") {
		t.Fatalf("got %v", err)
	}
	var tables int
	if err := pool.QueryRow(t.Context(), "select count(*) from pg_tables where schemaname = 'public'").Scan(&tables); err != nil {
		t.Fatal(err)
	}
	if tables != 0 {
		t.Fatalf("asking for the status made %d tables", tables)
	}
}

func TestUpAppliesEveryStepOnceAndTellsOfEach(t *testing.T) {
	t.Parallel()
	url := testkit.EmptyURL(t)
	_, pending := status(t, url)
	var told []string
	note := func(line string) {
		name, _, _ := strings.Cut(strings.TrimPrefix(line, "applied "), " (")
		told = append(told, name)
	}
	if err := migrations.Up(t.Context(), url, note); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(pending, told); diff != "" {
		t.Fatalf("told (-pending +told):\n%s", diff)
	}
	if _, left := status(t, url); len(left) != 0 {
		t.Fatalf("still pending: %q", left)
	}
	if err := migrations.Current(t.Context(), open(t, url)); err != nil {
		t.Fatal(err)
	}
	told = nil
	if err := migrations.Up(t.Context(), url, note); err != nil {
		t.Fatal(err)
	}
	if len(told) != 0 {
		t.Fatalf("the second run applied %q", told)
	}
}

func TestThreeAtOnceApplyEveryStepOnce(t *testing.T) {
	t.Parallel()
	url := testkit.EmptyURL(t)
	_, pending := status(t, url)
	told := make(chan string, 3*len(pending))
	group, ctx := errgroup.WithContext(t.Context())
	for range 3 {
		group.Go(func() error { return migrations.Up(ctx, url, func(line string) { told <- line }) })
	}
	if err := group.Wait(); err != nil {
		t.Fatal(err)
	}
	if len(told) != len(pending) {
		t.Fatalf("%d steps were applied, want %d", len(told), len(pending))
	}
}

func TestOneMissingStepMakesTheSchemaOlder(t *testing.T) {
	t.Parallel()
	for name, forget := range map[string]string{
		"ours":    "delete from goose_db_version where version_id = (select max(version_id) from goose_db_version)",
		"river's": "delete from river_migration where version = (select max(version) from river_migration)",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			pool := testkit.DB(t)
			execute(t, pool, forget)
			_, pending := status(t, pool.Config().ConnString())
			if len(pending) != 1 {
				t.Fatalf("pending %q, want one", pending)
			}
			err := migrations.Current(t.Context(), pool)
			if !errors.Is(err, migrations.ErrOlderSchema) || !strings.Contains(err.Error(), pending[0]+" is not applied") {
				t.Fatalf("got %v", err)
			}
		})
	}
}

func TestANewerSchemaIsCurrentAndStaysAsItIs(t *testing.T) {
	t.Parallel()
	pool := testkit.DB(t)
	execute(t, pool, "insert into goose_db_version (version_id, is_applied) values (9999, true)")
	execute(t, pool, "insert into river_migration (line, version) values ('main', 9999)")
	if err := migrations.Current(t.Context(), pool); err != nil {
		t.Fatal(err)
	}
	refuse := func(line string) { t.Errorf("it %s", line) }
	if err := migrations.Up(t.Context(), pool.Config().ConnString(), refuse); err != nil {
		t.Fatal(err)
	}
}

func TestADatabaseThatIsNotThereIsAnErrorAndNotOld(t *testing.T) {
	t.Parallel()
	pool := testkit.EmptyDB(t)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := migrations.Current(ctx, pool); err == nil || errors.Is(err, migrations.ErrOlderSchema) {
		t.Fatalf("got %v", err)
	}
}
