// Package testkit gives tests a real PostgreSQL: one private throw-away server
// for each test process, one migrated template in it, and a copy of the
// template, made in milliseconds, for each test that asks. Where PostgreSQL is
// missing the test fails and says how to install it; nothing is skipped.
package testkit

import (
	"context"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"throughgate/internal/pg"
)

// cleanupLimit bounds what is done for a test after its own context has ended.
const cleanupLimit = 30 * time.Second

// DB is a pool on a fresh, migrated database that is the test's alone. Both go
// when the test ends.
func DB(t testing.TB) *pgxpool.Pool {
	t.Helper()
	return open(t, URL(t))
}

// As is a pool on the database of another, in one of the program's least roles
// (migrations.WebRole, migrations.WorkerRole): row-level security binds it, as
// it does not bind the server's superuser, who fills test databases.
func As(t testing.TB, pool *pgxpool.Pool, role string) *pgxpool.Pool {
	t.Helper()
	least, err := pg.Open(context.Background(), pool.Config().ConnString(), pg.Options{ApplicationName: "test", MaxConns: 6, Role: role})
	if err != nil {
		t.Fatalf("open the test database as %s: %v", role, err)
	}
	t.Cleanup(least.Close)
	return least
}

// EmptyDB is a pool on a fresh database with nothing in it.
func EmptyDB(t testing.TB) *pgxpool.Pool {
	t.Helper()
	return open(t, EmptyURL(t))
}

// URL is the address of a fresh, migrated database that goes when the test ends.
func URL(t testing.TB) string {
	t.Helper()
	server, err := process.migrated()
	if err != nil {
		t.Fatalf("a migrated test database: %v", err)
	}
	return fresh(t, server, "template "+templateName)
}

// EmptyURL is the address of a fresh database with nothing in it, which goes
// when the test ends.
func EmptyURL(t testing.TB) string {
	t.Helper()
	server, err := process.running()
	if err != nil {
		t.Fatalf("a test database: %v", err)
	}
	return fresh(t, server, "template template0")
}

// Program is the path of one of PostgreSQL's own programs, such as pg_dump.
func Program(t testing.TB, name string) string {
	t.Helper()
	server, err := process.running()
	if err != nil {
		t.Fatalf("find %s: %v", name, err)
	}
	return server.Program(name)
}

func open(t testing.TB, url string) *pgxpool.Pool {
	t.Helper()
	pool, err := pg.Open(context.Background(), url, pg.Options{ApplicationName: "test", MaxConns: 10})
	if err != nil {
		t.Fatalf("open the test database: %v", err)
	}
	t.Cleanup(pool.Close)
	return pool
}

// fresh makes a database that goes after the end of the test, with whatever is
// still connected to it.
func fresh(t testing.TB, server *pg.Private, from string) string {
	t.Helper()
	name := process.nextName()
	if err := run(server, "create database "+name+" "+from+" strategy file_copy"); err != nil {
		t.Fatalf("make a test database: %v", err)
	}
	t.Cleanup(func() { process.drop(name) })
	return server.URL(name)
}
