// Package jobs starts work: it takes ids in and makes one call into the domain.
// River carries the jobs; what must hold is held by our own tables. It also
// keeps the watch going, and finds what dead processes left behind.
package jobs

import (
	"log/slog"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"

	"throughgate/notify"
)

const (
	// DefaultWorkers is how many e-mails are sent at once where the settings say
	// nothing; of texts a fifth as many.
	DefaultWorkers = 50

	fetchCooldown = 10 * time.Millisecond
	jobTimeout    = 5 * time.Minute
	// rescueAfter is for River's own rescue, which goes by the machine's clock.
	// What dead processes leave is found sooner, by their locks.
	rescueAfter    = 15 * time.Minute
	stuckThreshold = 4 * time.Minute // an outcome is held for two minutes, a call may take one
	maxAttempts    = 12
)

// queueOf keeps slow mail servers from holding up texts.
func queueOf(c notify.Channel) string { return string(c) }

// queues are the queues with the jobs that each may run at once.
func queues(workers int) map[string]river.QueueConfig {
	if workers <= 0 {
		workers = DefaultWorkers
	}
	return map[string]river.QueueConfig{
		queueOf(notify.Email): {MaxWorkers: workers},
		queueOf(notify.Text):  {MaxWorkers: max(1, workers/5)},
		importQueue:           {MaxWorkers: 1},
		webhookQueue:          {MaxWorkers: webhooksAtOnce},
	}
}

// ourTime makes River follow our clock in everything it schedules, fetches and
// retries. (Its rescue of stuck jobs and its cleaning of old ones go by the
// machine's clock all the same: nothing of ours leans on them.)
type ourTime struct{ clock func() time.Time }

func (t ourTime) Now() time.Time { return t.clock() }

func (t ourTime) NowOrNil() *time.Time {
	now := t.clock()
	return &now
}

// newInsertOnly makes a client that can only insert jobs, in transactions.
func newInsertOnly(clock func() time.Time) (*river.Client[pgx.Tx], error) {
	return river.NewClient(riverpgxv5.New(nil), &river.Config{
		Logger:      slog.New(slog.DiscardHandler),
		MaxAttempts: maxAttempts,
		Test:        river.TestConfig{Time: ourTime{clock}},
	})
}

// newWorking makes a client that works jobs. Every kind is registered in every
// process: a leader that does not know a kind would discard its jobs.
func newWorking(pool *pgxpool.Pool, p Parts, id string, poll time.Duration) (*river.Client[pgx.Tx], error) {
	workers := river.NewWorkers()
	river.AddWorker(workers, &deliverWorker{courier: p.Courier, clock: p.Clock, log: p.Log})
	river.AddWorker(workers, &uploadWorker{uploads: p.Uploads, log: p.Log})
	river.AddWorker(workers, &heldRowWorker{uploads: p.Uploads, log: p.Log})
	river.AddWorker(workers, &webhookWorker{webhooks: p.Webhooks, clock: p.Clock, log: p.Log})
	return river.NewClient(riverpgxv5.New(pool), &river.Config{
		ID:                   id,
		Logger:               p.Log,
		Queues:               queues(p.Workers),
		Workers:              workers,
		FetchCooldown:        fetchCooldown,
		FetchPollInterval:    poll,
		JobTimeout:           jobTimeout,
		JobStuckThreshold:    stuckThreshold,
		RescueStuckJobsAfter: rescueAfter,
		MaxAttempts:          maxAttempts,
		Test:                 river.TestConfig{Time: ourTime{p.Clock}},
	})
}
