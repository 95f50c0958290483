package simulation

import (
	"context"
	"fmt"
	"syscall"
	"time"

	"github.com/jackc/pgx/v5"

	"throughgate/internal/calendar"
)

// restarts are this many days apart; the first comes after half of them.
const restartEvery = 40

func (w *world) restartsOn(day calendar.Date) bool {
	return w.o.Faults == Heavy && day.Sub(w.o.From)%restartEvery == restartEvery/2
}

// checkpoint has the server put its pages in order the night before it is killed:
// it would else read weeks of changes again before it is back.
func (w *world) checkpoint(ctx context.Context, day calendar.Date) error {
	if !w.restartsOn(day.AddDays(1)) {
		return nil
	}
	if _, err := w.house.eyes.Exec(ctx, `CHECKPOINT`); err != nil {
		return fmt.Errorf("checkpoint the database: %w", err)
	}
	return nil
}

// restart kills a process of the private PostgreSQL: the server ends every
// session, and recovers from what it had written.
func (w *world) restart(ctx context.Context) error {
	conn, err := w.house.eyes.Acquire(ctx)
	if err != nil {
		return err
	}
	defer conn.Release()
	other, err := w.house.eyes.Acquire(ctx)
	if err != nil {
		return err
	}
	defer other.Release()
	if err := syscall.Kill(int(conn.Conn().PgConn().PID()), syscall.SIGKILL); err != nil {
		return fmt.Errorf("kill a process of the database: %w", err)
	}
	w.post.tally("database_restart")
	if err := w.untilGone(ctx, other.Conn()); err != nil {
		return err
	}
	return w.untilBack(ctx)
}

// untilGone waits until the server has ended a session that nobody killed: until
// then it has not noticed, and would end those that begin.
func (w *world) untilGone(ctx context.Context, session *pgx.Conn) error {
	ticker := time.NewTicker(5 * time.Millisecond)
	defer ticker.Stop()
	for session.Ping(ctx) == nil {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-ticker.C:
		}
	}
	return ctx.Err()
}

// untilBack waits for the database.
func (w *world) untilBack(ctx context.Context) error {
	ticker := time.NewTicker(20 * time.Millisecond)
	defer ticker.Stop()
	calm := 0
	for range 3000 {
		w.house.pool.Reset()
		w.house.eyes.Reset()
		if w.house.pool.Ping(ctx) == nil {
			if calm++; calm == 3 {
				return nil
			}
		} else {
			calm = 0
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-ticker.C:
		}
	}
	return fmt.Errorf("the database did not come back")
}

// watchThrough keeps asking for the watch, as workers do each minute, while the
// database goes away and comes back: it is done once.
func (w *world) watchThrough(ctx context.Context) error {
	done := make(chan error, 1)
	go func() { done <- w.house.releases.DueWatch(ctx) }()
	if err := w.restart(ctx); err != nil {
		return err
	}
	<-done // it may have come to its end or not
	return w.house.releases.DueWatch(ctx)
}
