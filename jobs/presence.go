package jobs

import (
	"context"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"strconv"
	"sync"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
)

// presenceClass is the first key of the advisory locks by which workers show
// that they are alive ("tgwk").
const presenceClass = 0x7467776b

const clientPrefix = "worker-"

// presence shows other processes that this one is alive: a lock that
// PostgreSQL lets go of the moment the process dies. Its number is part of the
// name under which the process takes jobs, so a job whose holder shows no lock
// was abandoned.
type presence struct {
	pool   *pgxpool.Pool
	number int32
	log    *slog.Logger

	cancel context.CancelFunc
	done   sync.WaitGroup
}

// present takes the lock before it returns, and keeps it, through failures of
// the database, until stop.
func present(ctx context.Context, pool *pgxpool.Pool, log *slog.Logger) (*presence, error) {
	p := &presence{pool: pool, number: rand.Int32(), log: log}
	conn, err := p.lock(ctx)
	if err != nil {
		return nil, err
	}
	keep, cancel := context.WithCancel(context.WithoutCancel(ctx))
	p.cancel = cancel
	p.done.Go(func() { p.keep(keep, conn) })
	return p, nil
}

func (p *presence) clientID() string { return clientPrefix + strconv.Itoa(int(p.number)) }

func (p *presence) stop() {
	p.cancel()
	p.done.Wait()
}

func (p *presence) lock(ctx context.Context) (*pgxpool.Conn, error) {
	conn, err := p.pool.Acquire(ctx)
	if err != nil {
		return nil, fmt.Errorf("show that this worker is alive: %w", err)
	}
	if _, err := conn.Exec(ctx, `SELECT pg_advisory_lock($1, $2)`, int32(presenceClass), p.number); err != nil {
		p.drop(conn)
		return nil, fmt.Errorf("show that this worker is alive: %w", err)
	}
	return conn, nil
}

// keep looks after the lock's connection and takes the lock again when it was
// lost with the connection, at once: whoever looks twice and sees no lock takes
// this worker for dead.
func (p *presence) keep(ctx context.Context, conn *pgxpool.Conn) {
	const every, pause = 2 * time.Second, 200 * time.Millisecond
	for {
		if conn != nil {
			if stands(ctx, conn, every) {
				continue
			}
			p.drop(conn)
			if conn = nil; ctx.Err() != nil {
				return
			}
		}
		again, err := p.lock(ctx)
		if err == nil {
			conn = again
		} else if !wait(ctx, pause) {
			return
		}
	}
}

// stands is true when the connection still stands after so long, and false as
// soon as it is lost or the context ends.
func stands(ctx context.Context, conn *pgxpool.Conn, long time.Duration) bool {
	quiet, cancel := context.WithTimeout(ctx, long)
	defer cancel()
	// Nobody notifies it: it waits for the connection's end.
	if _, err := conn.Conn().WaitForNotification(quiet); err != nil && quiet.Err() == nil {
		return false
	}
	return ctx.Err() == nil && conn.Ping(ctx) == nil
}

// drop closes the connection: given back to the pool it would keep the lock.
func (p *presence) drop(conn *pgxpool.Conn) {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	_ = conn.Hijack().Close(ctx) // the server frees the lock either way
}

// wait is false when the context ended first.
func wait(ctx context.Context, d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}
