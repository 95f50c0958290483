package main

import (
	"context"
	"fmt"
	"syscall"
	"time"

	"github.com/jackc/pgx/v5"

	"throughgate/internal/calendar"
)

// watchLock is the lock that a watch holds alone. What is measured below at a
// watch is how long it takes until it is done.
const watchLock int64 = 0x7467_7761_7463_68

// nextDay ends the day, and gives the next one whose watch is to come. Some
// messages of a watch leave at noon, and are of no use on another day.
func (s *stage) nextDay(ctx context.Context) (calendar.Date, error) {
	if err := s.stopWorkers(ctx); err != nil {
		return calendar.Date{}, err
	}
	s.clock.set(s.days[s.done].At(13, 0))
	if err := s.command(ctx, s.options.binary, mainDB, s.clock.now, "work", "--drain"); err != nil {
		return calendar.Date{}, err
	}
	s.done++
	return s.days[s.done], nil
}

// atTheWatch stops the workers, moves the clock to the next day's watch, and
// holds the watch back until both workers stand before it, the first node first.
// Then fn is called, which lets it go.
func (s *stage) atTheWatch(ctx context.Context, fn func(day calendar.Date, letGo func() error) error) error {
	day, err := s.nextDay(ctx)
	if err != nil {
		return err
	}
	if err := s.moveTo(ctx, day.At(10, 0)); err != nil {
		return err
	}
	conn, err := s.pool.Acquire(ctx)
	if err != nil {
		return err
	}
	defer conn.Release()
	if _, err := conn.Exec(ctx, `SELECT pg_advisory_lock($1)`, watchLock); err != nil {
		return err
	}
	held := true
	letGo := func() error {
		held = false
		_, err := conn.Exec(ctx, `SELECT pg_advisory_unlock($1)`, watchLock)
		return err
	}
	defer func() {
		if held {
			_ = conn.Conn().Close(context.WithoutCancel(ctx)) // which lets go too
		}
	}()
	for i := range s.nodes {
		if s.nodes[i], err = s.worker(ctx, s.options.binary, nodeLogins[i], s.clock.now()); err != nil {
			return err
		}
		if _, ok, err := s.until(ctx, 30*time.Second, func() (bool, error) {
			n, err := s.number(ctx, `SELECT count(*) FROM pg_locks l JOIN pg_stat_activity a USING (pid) WHERE locktype = 'advisory' AND NOT granted AND a.usename = $1`, nodeLogins[i])
			return n > 0, err
		}); err != nil || !ok {
			return fmt.Errorf("worker %s does not come to the watch of %s: %w", nodeLogins[i], day, err)
		}
	}
	return fn(day, letGo)
}

// watched waits until the watch of a day is done, and gives how long that took,
// and then until what it queued has left.
func (s *stage) watched(ctx context.Context, day calendar.Date) (took time.Duration, queued int, err error) {
	took, ok, err := s.until(ctx, gaveUpWaiting, func() (bool, error) {
		n, err := s.number(ctx, `SELECT count(*) FROM watch_day WHERE day = $1`, day)
		return n == 1, err
	})
	if err != nil || !ok {
		return took, 0, fmt.Errorf("the watch of %s is not done: %w", day, err)
	}
	ids, err := s.due(ctx)
	if err != nil {
		return took, 0, err
	}
	_, err = s.awaitSent(ctx, ids)
	return took, len(ids), err
}

// leader is the node that River has chosen, and waits for one a little.
func (s *stage) leader(ctx context.Context) (int, error) {
	var name string
	_, _, err := s.until(ctx, 10*time.Second, func() (bool, error) {
		err := s.ask(ctx, `SELECT leader_id FROM river_leader`, func(rows pgx.Rows) error { return rows.Scan(&name) })
		return name == s.nodes[0].name || name == s.nodes[1].name, err
	})
	if name == s.nodes[1].name {
		return 1, err
	}
	return 0, err
}

// leaders kills River's leader in the minute of the watch: the watch is done
// once, by whoever is left.
func (s *stage) leaders(ctx context.Context) error {
	l := s.line("kill -9 of the leader, in the watch", s.options.leaders, survivorWithin)
	for range s.options.leaders {
		err := s.atTheWatch(ctx, func(day calendar.Date, letGo func() error) error {
			which, err := s.leader(ctx)
			if err != nil {
				return err
			}
			if err := letGo(); err != nil {
				return err
			}
			pause(ctx, s.moment(400*time.Millisecond))
			if _, err := s.bury(ctx, l, s.nodes[which]); err != nil {
				return err
			}
			s.nodes[which] = nil
			took, queued, err := s.watched(ctx, day)
			if err != nil {
				return err
			}
			l.measured(took, queued)
			return s.startAll(ctx)
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// sigterm asks the worker that does the watch to end, in the middle of it.
func (s *stage) sigterm(ctx context.Context) error {
	l := s.line("SIGTERM in the watch", 1, survivorWithin)
	return s.atTheWatch(ctx, func(day calendar.Date, letGo func() error) error {
		if err := letGo(); err != nil {
			return err
		}
		pause(ctx, 50*time.Millisecond)
		s.nodes[0].signal(syscall.SIGTERM)
		took, queued, err := s.watched(ctx, day)
		if err != nil {
			return err
		}
		l.measured(took, queued)
		if err := s.nodes[0].awaitEnd(ctx); err != nil {
			return err
		}
		s.nodes[0] = nil
		return s.startAll(ctx)
	})
}

// wrongClock has one node ten minutes ahead: it does the watch while the other
// thinks that it is not due, and both work on side by side.
func (s *stage) wrongClock(ctx context.Context) error {
	const ahead = 10 * time.Minute
	l := s.line("a clock 10 minutes ahead", 2, 0)
	day, err := s.nextDay(ctx)
	if err != nil {
		return err
	}
	if err := s.moveTo(ctx, day.At(4, 55)); err != nil {
		return err
	}
	if s.nodes[1], err = s.worker(ctx, s.options.binary, nodeLogins[1], s.clock.now()); err != nil {
		return err
	}
	if s.nodes[0], err = s.worker(ctx, s.options.binary, nodeLogins[0], s.clock.now().Add(ahead)); err != nil {
		return err
	}
	took, queued, err := s.watched(ctx, day)
	if err != nil {
		return err
	}
	l.measured(took, queued)
	if err := s.feed.add(ctx, burst); err != nil {
		return err
	}
	// By day, with the messages of the watch to send, and a kill of the one ahead.
	if err := s.moveTo(ctx, day.At(10, 0)); err != nil {
		return err
	}
	if s.nodes[1], err = s.worker(ctx, s.options.binary, nodeLogins[1], s.clock.now()); err != nil {
		return err
	}
	if s.nodes[0], err = s.worker(ctx, s.options.binary, nodeLogins[0], s.clock.now().Add(ahead)); err != nil {
		return err
	}
	if err := s.feed.add(ctx, burst); err != nil {
		return err
	}
	held, err := s.bury(ctx, l, s.nodes[0])
	if err != nil {
		return err
	}
	s.nodes[0] = nil
	s.clock.set(s.clock.now().Add(ahead))
	if took, err = s.awaitSent(ctx, held); err != nil {
		return err
	}
	l.measured(took, len(held))
	if err := s.stopWorkers(ctx); err != nil {
		return err
	}
	return s.startAll(ctx)
}

// upgrade begins the next version while a watch runs: the schema gets a column
// more, the next version's workers come, and those of this one are asked to end.
func (s *stage) upgrade(ctx context.Context) error {
	l := s.line("the next version begins in the watch", 1, 0)
	return s.atTheWatch(ctx, func(day calendar.Date, letGo func() error) error {
		if err := letGo(); err != nil {
			return err
		}
		began := time.Now()
		if err := s.command(ctx, s.options.next, mainDB, s.clock.now, "migrate"); err != nil {
			return err
		}
		if err := s.exec(ctx, mainDB, `ALTER TABLE message ADD COLUMN of_the_next_version text`,
			`INSERT INTO goose_db_version (version_id, is_applied) VALUES (9999, true)`); err != nil {
			return err
		}
		next, err := s.worker(ctx, s.options.next, nextLogin, s.clock.now())
		if err != nil {
			return err
		}
		if err := s.feed.add(ctx, burst); err != nil {
			return err
		}
		if err := s.stopWorkers(ctx); err != nil {
			return err
		}
		s.nodes[0] = next
		_, queued, err := s.watched(ctx, day)
		if err != nil {
			return err
		}
		l.measured(time.Since(began), queued)
		return s.startAll(ctx)
	})
}
