package pg

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"
)

const (
	// maxAttempts bounds how often a transaction is run when PostgreSQL asks
	// for it to be run again.
	maxAttempts = 5
	// firstPause is the longest wait before the second attempt; each later one
	// may be twice as long.
	firstPause = 10 * time.Millisecond
	// rollbackTimeout bounds the rollback of a transaction whose own context
	// has ended.
	rollbackTimeout = 5 * time.Second
)

// Actor is somebody in whose name a transaction runs; access.Actor is one.
type Actor interface{ Acting() As }

// As is what the database knows of an actor while a transaction runs: by it
// row-level security tells whose rows they may touch.
type As struct {
	// Key names the actor: SQL reads it as current_setting('throughgate.actor').
	Key string
	// Role, Areas and Services are a person's, as throughgate.role, .areas and
	// .services; areas and services are codes, written as arrays of text.
	Role            string
	Areas, Services []string
}

// Acting is the actor itself.
func (a As) Acting() As { return a }

// InTx runs fn in one read-committed transaction in the name of who, which the
// database knows as the settings of As. It commits when fn returns
// nil and rolls back when fn returns an error or panics. When PostgreSQL asks
// for another go (serialization failure 40001, deadlock 40P01) fn runs again in
// a new transaction, so fn must do nothing that a rollback cannot undo: no
// network call, no file. fn's error comes back unchanged, for errors.Is.
func InTx(ctx context.Context, pool *pgxpool.Pool, who Actor, fn func(pgx.Tx) error) error {
	return transact(ctx, pool, "begin", who, fn)
}

// InCachedTx is InTx for work on sets of rows: its statements are planned for
// tables that lie in memory. PostgreSQL takes a page out of order to cost four in
// order, as on a disk that turns, and would sooner read a whole table than find
// some thousands of its rows by their keys. Nor are some ten thousand rows put in
// order on disk.
func InCachedTx(ctx context.Context, pool *pgxpool.Pool, who Actor, fn func(pgx.Tx) error) error {
	return transact(ctx, pool, "begin; set local random_page_cost = 1.1; set local work_mem = '32MB'", who, fn)
}

// InPlannedTx is InTx for a page: a connection plans each of its statements once,
// for whatever values, and not for each reader. To plan a large statement under
// row-level security takes longer than to run most of them.
func InPlannedTx(ctx context.Context, pool *pgxpool.Pool, who Actor, fn func(pgx.Tx) error) error {
	return transact(ctx, pool, "begin; set local plan_cache_mode = force_generic_plan", who, fn)
}

// InRepeatedTx is InPlannedTx for a transaction whose statements find a few rows
// each, by their keys. Without values the planner expects more of them, and would
// sooner read a whole table once than look into its index a hundred times.
func InRepeatedTx(ctx context.Context, pool *pgxpool.Pool, who Actor, fn func(pgx.Tx) error) error {
	return transact(ctx, pool, "begin; set local plan_cache_mode = force_generic_plan; set local enable_hashjoin = off; set local enable_mergejoin = off", who, fn)
}

// ReadTx runs fn in one read-only, repeatable-read transaction in the name of
// who: every query in it sees the database at the same moment, and a write
// fails. Otherwise it is like InTx.
func ReadTx(ctx context.Context, pool *pgxpool.Pool, who Actor, fn func(pgx.Tx) error) error {
	return transact(ctx, pool, "begin isolation level repeatable read, read only", who, fn)
}

func transact(ctx context.Context, pool *pgxpool.Pool, begin string, who Actor, fn func(pgx.Tx) error) error {
	settings, err := settingsOf(who.Acting())
	if err != nil {
		return err
	}
	pause := firstPause
	for attempt := 1; ; attempt++ {
		err := attemptTx(ctx, pool, begin+"; "+settings, fn)
		if err == nil || !wantsAnotherGo(err) || attempt == maxAttempts {
			return err
		}
		if !waitUpTo(ctx, pause) {
			return err
		}
		pause *= 2
	}
}

// attemptTx is one go. The rollback after a commit does nothing.
func attemptTx(ctx context.Context, pool *pgxpool.Pool, begin string, fn func(pgx.Tx) error) error {
	tx, err := pool.BeginTx(ctx, pgx.TxOptions{BeginQuery: begin})
	if err != nil {
		return fmt.Errorf("begin transaction: %w", err)
	}
	defer func() {
		undo, cancel := context.WithTimeout(context.WithoutCancel(ctx), rollbackTimeout)
		defer cancel()
		// A failed rollback closes the connection, which rolls back as well.
		_ = tx.Rollback(undo)
	}()
	if err := fn(tx); err != nil {
		return err
	}
	if err := tx.Commit(ctx); err != nil {
		return fmt.Errorf("commit transaction: %w", err)
	}
	return nil
}

func wantsAnotherGo(err error) bool {
	const serializationFailure, deadlockDetected = "40001", "40P01"
	var refused *pgconn.PgError
	return errors.As(err, &refused) &&
		(refused.Code == serializationFailure || refused.Code == deadlockDetected)
}

// waitUpTo waits a random part of longest, so that two transactions that
// collided do not collide again; false when the context ended first.
func waitUpTo(ctx context.Context, longest time.Duration) bool {
	timer := time.NewTimer(rand.N(longest))
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}
