package main

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"throughgate/internal/pg"
)

// cluster is the private server and the databases in it.
type cluster struct {
	server *pg.Private
	made   int
}

// The states of the database that others are copied from.
const (
	emptyDB   = "state_empty"   // migrated, reference data, directory, an officer
	loadedDB  = "state_loaded"  // everybody imported
	entersDB  = "state_enters"  // everybody enters the window, nobody planned
	steadyDB  = "state_steady"  // planned, a first watch behind, answered
	watchedDB = "state_watched" // the watch day done
	queuedDB  = "state_queued"  // e-mails to send
)

// dropAllBut drops every database of ours but these.
func (c *cluster) dropAllBut(ctx context.Context, keep []string) error {
	conn, err := pgx.Connect(ctx, c.server.URL("postgres"))
	if err != nil {
		return err
	}
	defer conn.Close(context.WithoutCancel(ctx))
	rows, err := conn.Query(ctx, `SELECT datname FROM pg_database WHERE NOT datistemplate AND datname <> 'postgres' AND datname <> ALL ($1::text[])`, append([]string{}, keep...))
	if err != nil {
		return fmt.Errorf("list the databases: %w", err)
	}
	names, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return fmt.Errorf("list the databases: %w", err)
	}
	for _, name := range names {
		if err := c.drop(ctx, name); err != nil {
			return err
		}
	}
	return nil
}

// rename gives a state another name: it goes on as the next one.
func (c *cluster) rename(ctx context.Context, from, to string) error {
	return c.exec(ctx, "postgres", "ALTER DATABASE "+from+" RENAME TO "+to)
}

// copyOf makes a database that is an equal of another, to which nobody is
// connected.
func (c *cluster) copyOf(ctx context.Context, from string) (string, error) {
	c.made++
	name := fmt.Sprintf("run_%d", c.made)
	return name, c.copyAs(ctx, from, name)
}

func (c *cluster) copyAs(ctx context.Context, from, name string) error {
	return c.exec(ctx, "postgres", "CREATE DATABASE "+name+" TEMPLATE "+from+" STRATEGY file_copy")
}

func (c *cluster) drop(ctx context.Context, name string) error {
	return c.exec(ctx, "postgres", "DROP DATABASE "+name+" WITH (FORCE)")
}

// exec runs statements, each on its own, on a connection of their own.
func (c *cluster) exec(ctx context.Context, database string, statements ...string) error {
	conn, err := pgx.Connect(ctx, c.server.URL(database))
	if err != nil {
		return err
	}
	defer conn.Close(context.WithoutCancel(ctx))
	for _, s := range statements {
		if _, err := conn.Exec(ctx, s); err != nil {
			return fmt.Errorf("%s: %w", s, err)
		}
	}
	return nil
}

// settle makes a state that others are copied from fit to be one: no dead rows,
// true statistics, nothing left to write.
func (c *cluster) settle(ctx context.Context, database string) error {
	return c.exec(ctx, database, "VACUUM (FREEZE, ANALYZE)", "CHECKPOINT")
}

func (c *cluster) open(ctx context.Context, database string, conns int32) (*pgxpool.Pool, error) {
	return pg.Open(ctx, c.server.URL(database), pg.Options{MaxConns: conns, ApplicationName: "bench"})
}

// on opens a database for the time of fn.
func (c *cluster) on(ctx context.Context, database string, conns int32, fn func(*pgxpool.Pool) error) error {
	pool, err := c.open(ctx, database, conns)
	if err != nil {
		return err
	}
	defer pool.Close()
	return fn(pool)
}

// onCopy runs fn on a copy of a state, which goes afterwards.
func (c *cluster) onCopy(ctx context.Context, state string, conns int32, fn func(*pgxpool.Pool) error) error {
	name, err := c.copyOf(ctx, state)
	if err != nil {
		return err
	}
	if err := c.on(ctx, name, conns, fn); err != nil {
		return err
	}
	return c.drop(ctx, name)
}

// one reads one number.
func one(ctx context.Context, pool *pgxpool.Pool, sql string, args ...any) (int, error) {
	var n int
	if err := pool.QueryRow(ctx, sql, args...).Scan(&n); err != nil {
		return 0, fmt.Errorf("%s: %w", sql, err)
	}
	return n, nil
}
