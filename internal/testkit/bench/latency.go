package main

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/riverqueue/river"

	"throughgate/internal/pg"
	"throughgate/jobs"
	"throughgate/notify"
)

const (
	latencies       = 120 // messages that are sent one at a time, in an idle system
	latenciesBehind = 40  // and close behind one another
	latenciesFirst  = 10  // of each, that warm it up
	latencyWithin   = 10 * time.Second
)

// A pause between two messages is as long as chance has it, so that none falls in
// step with a timer.
type pause struct{ least, most time.Duration }

var (
	// idle is longer than anything in River or the program remembers a message.
	idle   = pause{120 * time.Millisecond, 220 * time.Millisecond}
	behind = pause{0, 100 * time.Millisecond}
)

// latency measures a worker that runs and has nothing else to do: how long it is
// from the commit of a message to the call of its provider. The floor is a job of
// River that does nothing: from its commit until it is called.
func (b *bench) latency(ctx context.Context) error {
	for _, one := range []struct {
		key    string
		n      int
		pauses pause
	}{{"latency", latencies, idle}, {"latency.behind", latenciesBehind, behind}} {
		name, err := b.copyOf(ctx, watchedDB)
		if err != nil {
			return err
		}
		var ours, floor []time.Duration
		if err := b.on(ctx, name, connections, func(pool *pgxpool.Pool) (err error) {
			if ours, err = messageLatency(ctx, pool, one.n, one.pauses); err != nil {
				return err
			}
			floor, err = riverLatency(ctx, pool, one.n, one.pauses)
			return err
		}); err != nil {
			return err
		}
		b.spread(one.key, fmt.Sprintf("%d messages", len(ours)), ours, floor)
	}
	return nil
}

// stopwatchSender is a provider that tells when it was called.
type stopwatchSender struct{ called chan time.Time }

// Send takes the message over.
func (s stopwatchSender) Send(context.Context, notify.Outgoing) notify.Result {
	s.called <- time.Now()
	return notify.Result{Outcome: notify.Accepted, ProviderRef: "250 taken"}
}

func messageLatency(ctx context.Context, pool *pgxpool.Pool, n int, pauses pause) ([]time.Duration, error) {
	for _, sql := range []string{`TRUNCATE message CASCADE`, `DELETE FROM river_job`} {
		if _, err := pool.Exec(ctx, sql); err != nil {
			return nil, err
		}
	}
	s, err := wire(pool, clockFrom(sendingAt))
	if err != nil {
		return nil, err
	}
	var intents []notify.Intent
	if err := pg.InTx(ctx, pool, watching, func(tx pgx.Tx) (err error) {
		intents, err = requests(ctx, tx, n)
		return err
	}); err != nil {
		return nil, err
	}
	sender := stopwatchSender{make(chan time.Time, 1)}
	courier, err := s.courier(ctx, sender)
	if err != nil {
		return nil, err
	}
	running, stop := context.WithCancel(ctx)
	ended := make(chan error, 1)
	go func() {
		ended <- jobs.New(jobs.Parts{Pool: pool, Clock: s.now, Courier: courier, Workers: workers}).Run(running)
	}()
	took, err := oneByOne(ctx, len(intents), pauses, sender.called, func(i int) (committed time.Time, err error) {
		err = pg.InTx(ctx, pool, watching, func(tx pgx.Tx) error {
			added, err := s.outbox.Add(ctx, tx, s.now(), intents[i:i+1])
			if err == nil && len(added) != 1 {
				err = errors.New("the message was not queued")
			}
			committed = time.Now() // the commit itself is counted
			return err
		})
		return committed, err
	})
	stop()
	return took, errors.Join(err, asAsked(<-ended))
}

// asAsked is no error where somebody was asked to stop, and did.
func asAsked(err error) error {
	if errors.Is(err, context.Canceled) {
		return nil
	}
	return err
}

func riverLatency(ctx context.Context, pool *pgxpool.Pool, n int, pauses pause) ([]time.Duration, error) {
	called := make(chan time.Time, 1)
	client, err := newRiver(pool, func(int) { called <- time.Now() })
	if err != nil {
		return nil, err
	}
	if err := client.Start(ctx); err != nil {
		return nil, err
	}
	took, err := oneByOne(ctx, n, pauses, called, func(i int) (committed time.Time, err error) {
		err = pgx.BeginFunc(ctx, pool, func(tx pgx.Tx) error {
			_, err := client.InsertTx(ctx, tx, nothing{i}, &river.InsertOpts{Queue: riverQueue})
			committed = time.Now()
			return err
		})
		return committed, err
	})
	return took, errors.Join(err, client.Stop(ctx))
}

// oneByOne commits n times, each time after a while in which nothing happened,
// and gives how long it was until the call that came of it.
func oneByOne(ctx context.Context, n int, pauses pause, called <-chan time.Time, commit func(i int) (time.Time, error)) (took []time.Duration, err error) {
	chance := rand.New(rand.NewPCG(1, 2))
	for i := range n {
		select {
		case <-time.After(pauses.least + time.Duration(chance.Int64N(int64(pauses.most-pauses.least)))):
		case <-ctx.Done():
			return nil, ctx.Err()
		}
		committed, err := commit(i)
		if err != nil {
			return nil, err
		}
		select {
		case at := <-called:
			if i >= min(latenciesFirst, n/2) {
				took = append(took, at.Sub(committed))
			}
		case <-time.After(latencyWithin):
			return nil, fmt.Errorf("message %d was not sent within %s", i, latencyWithin)
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
	return took, nil
}
