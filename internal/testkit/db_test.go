package testkit_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"throughgate/internal/pg"
	"throughgate/internal/testkit"
	"throughgate/migrations"
)

func TestMain(m *testing.M) {
	testkit.Main(m, func(ctx context.Context, url string) error {
		pool, err := pg.Open(ctx, url, pg.Options{})
		if err != nil {
			return err
		}
		defer pool.Close()
		_, err = pool.Exec(ctx, "create table prepared as select 1 as once")
		return err
	})
}

func count(t *testing.T, pool *pgxpool.Pool, query string) int {
	t.Helper()
	rows, _ := pool.Query(t.Context(), query)
	n, err := pgx.CollectExactlyOneRow(rows, pgx.RowTo[int])
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func TestEachTestHasAMigratedDatabaseOfItsOwn(t *testing.T) {
	t.Parallel()
	for i := range 6 {
		t.Run(fmt.Sprint(i), func(t *testing.T) {
			t.Parallel()
			pool := testkit.DB(t)
			if err := migrations.Current(t.Context(), pool); err != nil {
				t.Fatal(err)
			}
			if _, err := pool.Exec(t.Context(), "create table mine (n int); insert into mine values ($1::int)", pgx.QueryExecModeSimpleProtocol, i); err != nil {
				t.Fatalf("another test's table is in this database: %v", err)
			}
			if got := count(t, pool, "select n from mine"); got != i {
				t.Fatalf("mine holds %d, want %d", got, i)
			}
		})
	}
}

func TestWhatIsPreparedIsInEveryMigratedDatabase(t *testing.T) {
	t.Parallel()
	for range 2 {
		if got := count(t, testkit.DB(t), "select count(*)::int from prepared"); got != 1 {
			t.Fatalf("prepare left %d rows, want 1", got)
		}
	}
}

func TestAnEmptyDatabaseHoldsNothing(t *testing.T) {
	t.Parallel()
	const tables = "select count(*)::int from pg_class where relnamespace = 'public'::regnamespace"
	if got := count(t, testkit.EmptyDB(t), tables); got != 0 {
		t.Fatalf("%d relations in an empty database", got)
	}
}

func TestADatabaseGoesWithItsTest(t *testing.T) {
	var name string
	t.Run("uses one", func(t *testing.T) {
		pool := testkit.DB(t)
		name = pool.Config().ConnConfig.Database
		// A connection that the test forgot must not keep the database.
		if _, err := pgx.Connect(context.Background(), pool.Config().ConnString()); err != nil {
			t.Fatal(err)
		}
	})
	pool := testkit.EmptyDB(t)
	for end := time.Now().Add(20 * time.Second); ; time.Sleep(20 * time.Millisecond) {
		rows, _ := pool.Query(t.Context(), "select count(*)::int from pg_database where datname = $1", name)
		left, err := pgx.CollectExactlyOneRow(rows, pgx.RowTo[int])
		if err != nil {
			t.Fatal(err)
		}
		if left == 0 {
			return
		}
		if time.Now().After(end) {
			t.Fatalf("database %s is still there", name)
		}
	}
}
