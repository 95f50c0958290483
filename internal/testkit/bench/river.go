package main

import (
	"context"
	"log/slog"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"
)

// The settings of the program's own client (jobs/client.go), which are the
// measure of what River could do.
const (
	riverCooldown = 10 * time.Millisecond
	riverPoll     = time.Second
	riverQueue    = "nothing"
)

// nothing is a job in which nothing is done.
type nothing struct {
	N int `json:"n"`
}

// Kind names it.
func (nothing) Kind() string { return "nothing" }

// nothingWorker tells that it was called.
type nothingWorker struct {
	river.WorkerDefaults[nothing]
	called func(n int)
}

// Work does nothing.
func (w *nothingWorker) Work(_ context.Context, job *river.Job[nothing]) error {
	w.called(job.Args.N)
	return nil
}

func newRiver(pool *pgxpool.Pool, called func(n int)) (*river.Client[pgx.Tx], error) {
	all := river.NewWorkers()
	river.AddWorker(all, &nothingWorker{called: called})
	return river.NewClient(riverpgxv5.New(pool), &river.Config{
		Logger:            slog.New(slog.DiscardHandler),
		Queues:            map[string]river.QueueConfig{riverQueue: {MaxWorkers: workers}},
		Workers:           all,
		FetchCooldown:     riverCooldown,
		FetchPollInterval: riverPoll,
	})
}

// riverAlone works as many jobs as there were e-mails, with nothing in them, and
// sets the e-mails beside them.
func (b *bench) riverAlone(ctx context.Context, ours []cost) error {
	var took []time.Duration
	for range b.size.runs {
		if err := b.onCopy(ctx, queuedDB, connections, func(pool *pgxpool.Pool) error {
			all, err := workNothing(ctx, pool, b.size.emails)
			took = append(took, all)
			return err
		}); err != nil {
			return err
		}
	}
	b.rate("drain.river", "", b.size.emails, each(ours, cost.clock), took)
	return nil
}

// workNothing is how long River takes from its start over so many jobs that wait,
// until it has written that each is done.
func workNothing(ctx context.Context, pool *pgxpool.Pool, n int) (time.Duration, error) {
	var done atomic.Int64
	last := make(chan struct{})
	client, err := newRiver(pool, func(int) {
		if done.Add(1) == int64(n) {
			close(last)
		}
	})
	if err != nil {
		return 0, err
	}
	list := make([]river.InsertManyParams, n)
	for i := range list {
		list[i] = river.InsertManyParams{Args: nothing{i}, InsertOpts: &river.InsertOpts{Queue: riverQueue}}
	}
	if _, err := client.InsertManyFast(ctx, list); err != nil {
		return 0, err
	}
	began := time.Now()
	if err := client.Start(ctx); err != nil {
		return 0, err
	}
	select {
	case <-last:
	case <-ctx.Done():
		return 0, ctx.Err()
	}
	err = client.Stop(ctx)
	return time.Since(began), err
}
