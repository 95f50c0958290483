package main

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
	"os"
	"path/filepath"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"throughgate/internal/calendar"
	"throughgate/internal/pg"
)

// stage is everything around the program, and what is known of what it should do.
type stage struct {
	options options
	random  *rand.Rand
	dir     string // of files and logs
	server  *pg.Private
	disk    *disk
	pool    *pgxpool.Pool // the superuser's: looks on, and queues what is planned
	clock   *clock
	sinks   *sinks
	feed    *feed
	web     *process
	nodes   [2]*process // the workers
	webAddr string
	days    []calendar.Date // whose watches are to come, in their order
	done    int             // of them
	base    map[string]bool // dedupe keys that were there before
	struck  map[int64]string
	lines   []*line
	cut     bool // the time was up before everything was done
}

// The databases.
const (
	mainDB    = "chaos"
	controlDB = "chaos_control"
)

// setUp makes the world. What it gives is to be taken down, also beside an error.
func setUp(ctx context.Context, o options) (*stage, error) {
	s := &stage{options: o, random: rand.New(rand.NewPCG(o.seed, 0)), struck: map[int64]string{}, base: map[string]bool{}}
	s.clock = newClock(firstDay.At(10, 0))
	s.say(fmt.Sprintf("seed %d", o.seed))
	var err error
	if s.dir, err = os.MkdirTemp("", "throughgate-chaos-"); err != nil {
		return nil, err
	}
	if s.webAddr, err = freeAddress(); err != nil {
		return s, err
	}
	if s.sinks, err = openSinks(s.clock); err != nil {
		return s, err
	}
	// Sessions are cut off and recovered, the machine goes on: what is written
	// need not be on the disk itself, but must be written, and logged as it is in
	// earnest (with wal_level minimal a young sequence goes back in a recovery).
	if s.server, err = pg.Start(ctx, pg.PrivateOptions{Settings: map[string]string{
		"wal_level": "replica", "synchronous_commit": "on", "full_page_writes": "on", "checkpoint_timeout": "5min", "max_wal_size": "1GB"}}); err != nil {
		return s, err
	}
	if s.disk, err = newDisk(ctx, s.server); err != nil {
		return s, err
	}
	if err := s.makeBase(ctx); err != nil {
		return s, err
	}
	if s.pool, err = pg.Open(ctx, s.server.URL(mainDB), pg.Options{MaxConns: 6, ApplicationName: "chaos"}); err != nil {
		return s, err
	}
	if s.feed, err = newFeed(s); err != nil {
		return s, err
	}
	return s, s.makeControl(ctx)
}

// takeDown stops what was started. The logs stay where something was not sound.
func (s *stage) takeDown(ctx context.Context, sound bool) error {
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	for _, p := range append(s.nodes[:], s.web) {
		p.kill()
	}
	if s.pool != nil {
		s.pool.Close()
	}
	var err error
	if s.server != nil {
		err = s.server.Stop(ctx)
	}
	err = errors.Join(err, s.disk.remove(), s.sinks.close())
	if !sound {
		s.say("the logs of the processes are in " + s.dir)
		return err
	}
	return errors.Join(err, os.RemoveAll(s.dir))
}

func (s *stage) say(what string) { fmt.Fprintln(os.Stderr, time.Now().Format("15:04:05"), what) }

// freeAddress is one that nobody listens on now.
func freeAddress() (string, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	return l.Addr().String(), l.Close()
}

func (s *stage) file(name string) string { return filepath.Join(s.dir, name) }

// patience is how long the database may be away from those who look on.
const patience = 90 * time.Second

// ask reads, through restarts of the database.
func (s *stage) ask(ctx context.Context, sql string, into func(pgx.Rows) error, args ...any) error {
	return s.persist(ctx, func(ctx context.Context) error {
		rows, err := s.pool.Query(ctx, sql, args...)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			if err := into(rows); err != nil {
				return err
			}
		}
		return rows.Err()
	})
}

// number reads one number.
func (s *stage) number(ctx context.Context, sql string, args ...any) (n int64, err error) {
	err = s.ask(ctx, sql, func(rows pgx.Rows) error { return rows.Scan(&n) }, args...)
	return n, err
}

// persist does something again until it works.
func (s *stage) persist(ctx context.Context, do func(context.Context) error) error {
	until := time.Now().Add(patience)
	for {
		err := do(ctx)
		if err == nil || ctx.Err() != nil || time.Now().After(until) {
			return err
		}
		pause(ctx, 50*time.Millisecond)
	}
}

// until asks every few milliseconds whether something has come about; false: it
// had not within most.
func (s *stage) until(ctx context.Context, most time.Duration, come func() (bool, error)) (took time.Duration, ok bool, err error) {
	began := time.Now()
	for {
		ok, err = come()
		took = time.Since(began)
		if ok || err != nil || took > most {
			return took, ok, err
		}
		if !pause(ctx, 20*time.Millisecond) {
			return took, false, ctx.Err()
		}
	}
}

// pause is false where the context ended first.
func pause(ctx context.Context, d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}

// moment is a random time below most.
func (s *stage) moment(most time.Duration) time.Duration {
	return time.Duration(s.random.Int64N(int64(most)))
}
