package pg_test

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"sync"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"
	"golang.org/x/sync/errgroup"

	"throughgate/internal/pg"
	"throughgate/internal/testkit"
)

var actor = pg.As{Key: "system:watch"}

// ledger is a pool on a database with a table of two rows.
func ledger(t *testing.T) *pgxpool.Pool {
	t.Helper()
	pool := testkit.EmptyDB(t)
	execute(t, pool, "create table entry (id int primary key, n int not null); insert into entry values (1, 0), (2, 0)")
	return pool
}

func bump(ctx context.Context, tx pgx.Tx, id int) error {
	_, err := tx.Exec(ctx, "update entry set n = n + 1 where id = $1", id)
	return err
}

func sum(t *testing.T, pool *pgxpool.Pool) string {
	t.Helper()
	return read(t, pool, "select sum(n)::text from entry")
}

func TestTheActorIsSetFromTheFirstStatementAndOnlyInside(t *testing.T) {
	t.Parallel()
	address := testkit.EmptyURL(t)
	old := changed(t, address, func(_ *url.URL, q url.Values) { q.Set("standard_conforming_strings", "off") })
	for _, address := range []string{address, old} {
		pool := open(t, address, pg.Options{MaxConns: 1})
		for _, name := range []string{actor.Key, "Siân O'Brien", `back\slash`, `\'; drop table entry; --`, "'"} {
			for kind, run := range map[string]func(context.Context, *pgxpool.Pool, pg.Actor, func(pgx.Tx) error) error{"InTx": pg.InTx, "ReadTx": pg.ReadTx} {
				err := run(t.Context(), pool, pg.As{Key: name}, func(tx pgx.Tx) error {
					var got string
					if err := tx.QueryRow(t.Context(), "select current_setting('throughgate.actor')").Scan(&got); err != nil {
						return err
					}
					if got != name {
						t.Errorf("%s: the actor is %q, want %q", kind, got, name)
					}
					return nil
				})
				if err != nil {
					t.Errorf("%s as %q: %v", kind, name, err)
				}
			}
		}
		if left := read(t, pool, "select coalesce(current_setting('throughgate.actor', true), '')"); left != "" {
			t.Errorf("the connection still acts for %q", left)
		}
	}
}

func TestTheRoleAreasAndServicesOfAPersonAreSetToo(t *testing.T) {
	t.Parallel()
	pool := open(t, testkit.EmptyURL(t), pg.Options{MaxConns: 1})
	as := pg.As{Key: "account:12", Role: "spoc", Areas: []string{"E09000014", `odd "one", \ and`}, Services: []string{"housing_options"}}
	const read1 = `select current_setting('throughgate.role') || current_setting('throughgate.areas')::text[]::text || (current_setting('throughgate.services')::text[])[1]`
	err := pg.InTx(t.Context(), pool, as, func(tx pgx.Tx) error {
		var got string
		if err := tx.QueryRow(t.Context(), read1).Scan(&got); err != nil {
			return err
		}
		if want := `spoc{E09000014,"odd \"one\", \\ and"}housing_options`; got != want {
			t.Errorf("the settings are %s, want %s", got, want)
		}
		if err := pg.ActAs(t.Context(), tx, actor); err != nil {
			return err
		}
		if err := tx.QueryRow(t.Context(), `select current_setting('throughgate.actor') || current_setting('throughgate.role') || current_setting('throughgate.areas')`).Scan(&got); err != nil {
			return err
		}
		if want := "system:watch{}"; got != want {
			t.Errorf("after acting as another they are %s, want %s", got, want)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if left := read(t, pool, "select coalesce(current_setting('throughgate.areas', true), '')"); left != "" {
		t.Errorf("the connection still has the areas %q", left)
	}
}

func TestATransactionWithoutAnActorIsRefused(t *testing.T) {
	t.Parallel()
	pool := testkit.EmptyDB(t)
	for _, name := range []string{"", "nul\x00byte", "\xff"} {
		err := pg.InTx(t.Context(), pool, pg.As{Key: name}, func(pgx.Tx) error {
			t.Errorf("ran for the actor %q", name)
			return nil
		})
		if err == nil {
			t.Errorf("no error for the actor %q", name)
		}
	}
}

func TestAnErrorOrAPanicRollsBackAndGivesTheConnectionBack(t *testing.T) {
	t.Parallel()
	pool := ledger(t)
	wrong := errors.New("wrong")
	err := pg.InTx(t.Context(), pool, actor, func(tx pgx.Tx) error {
		return errors.Join(bump(t.Context(), tx, 1), wrong)
	})
	if !errors.Is(err, wrong) {
		t.Errorf("got %v", err)
	}
	func() {
		defer func() {
			if recover() != "boom" {
				t.Error("the panic was swallowed")
			}
		}()
		_ = pg.InTx(t.Context(), pool, actor, func(tx pgx.Tx) error {
			if err := bump(t.Context(), tx, 1); err != nil {
				t.Error(err)
			}
			panic("boom")
		})
	}()
	if held := pool.Stat().AcquiredConns(); held != 0 {
		t.Errorf("%d connections are still held", held)
	}
	if got := sum(t, pool); got != "0" {
		t.Errorf("%s was kept", got)
	}
	if err := pg.InTx(t.Context(), pool, actor, func(tx pgx.Tx) error { return bump(t.Context(), tx, 1) }); err != nil {
		t.Fatal(err)
	}
	if got := sum(t, pool); got != "1" {
		t.Errorf("a committed change shows as %s", got)
	}
}

func TestAnEndedContextRollsBack(t *testing.T) {
	t.Parallel()
	pool := ledger(t)
	ctx, cancel := context.WithCancel(t.Context())
	err := pg.InTx(ctx, pool, actor, func(tx pgx.Tx) error {
		defer cancel()
		return bump(ctx, tx, 1)
	})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	if got := sum(t, pool); got != "0" {
		t.Errorf("%s was kept", got)
	}
}

func TestATransactionRunsAgainOnlyWhenPostgreSQLAsks(t *testing.T) {
	t.Parallel()
	for code, c := range map[string]struct{ failures, goes int }{
		"40001": {failures: 2, goes: 3},
		"40P01": {failures: 1, goes: 2},
		"23505": {failures: 1, goes: 1},
		"55P03": {failures: 1, goes: 1},
	} {
		t.Run(code, func(t *testing.T) {
			t.Parallel()
			pool := ledger(t)
			goes := 0
			err := pg.InTx(t.Context(), pool, actor, func(tx pgx.Tx) error {
				goes++
				if err := bump(t.Context(), tx, 1); err != nil {
					return err
				}
				if goes > c.failures {
					return nil
				}
				_, err := tx.Exec(t.Context(), fmt.Sprintf("do $$ begin raise exception using errcode = '%s'; end $$", code))
				return fmt.Errorf("in the domain: %w", err)
			})
			if goes != c.goes {
				t.Errorf("%d goes, want %d", goes, c.goes)
			}
			kept := "1"
			if c.goes == c.failures {
				kept = "0"
			}
			if (err == nil) != (kept == "1") || sum(t, pool) != kept {
				t.Errorf("sum %s, error %v", sum(t, pool), err)
			}
		})
	}
}

func TestATransactionThatNeverSucceedsGivesUp(t *testing.T) {
	t.Parallel()
	goes := 0
	err := pg.InTx(t.Context(), ledger(t), actor, func(pgx.Tx) error {
		goes++
		return &pgconn.PgError{Code: "40001"}
	})
	if err == nil || goes != 5 {
		t.Fatalf("%d goes, error %v", goes, err)
	}
}

func TestTwoThatDeadlockBothSucceed(t *testing.T) {
	t.Parallel()
	pool := ledger(t)
	var bothHold sync.WaitGroup
	bothHold.Add(2)
	group, ctx := errgroup.WithContext(t.Context())
	for _, order := range [][2]int{{1, 2}, {2, 1}} {
		meet := sync.OnceFunc(func() { bothHold.Done(); bothHold.Wait() })
		group.Go(func() error {
			return pg.InTx(ctx, pool, actor, func(tx pgx.Tx) error {
				if _, err := tx.Exec(ctx, "set local deadlock_timeout = '20ms'"); err != nil {
					return err
				}
				if err := bump(ctx, tx, order[0]); err != nil {
					return err
				}
				meet()
				return bump(ctx, tx, order[1])
			})
		})
	}
	if err := group.Wait(); err != nil {
		t.Fatal(err)
	}
	if got := sum(t, pool); got != "4" {
		t.Fatalf("sum %s, want 4", got)
	}
}

func TestReadTxSeesOneMomentAndWritesNothing(t *testing.T) {
	t.Parallel()
	pool := ledger(t)
	err := pg.ReadTx(t.Context(), pool, actor, func(tx pgx.Tx) error {
		for range 2 {
			var n int
			if err := tx.QueryRow(t.Context(), "select sum(n)::int from entry").Scan(&n); err != nil {
				return err
			}
			if n != 0 {
				t.Errorf("sees %d, which was written later", n)
			}
			execute(t, pool, "update entry set n = n + 1")
		}
		return bump(t.Context(), tx, 1)
	})
	if err == nil || !strings.Contains(err.Error(), "read-only transaction") {
		t.Errorf("a write in ReadTx: %v", err)
	}
}
