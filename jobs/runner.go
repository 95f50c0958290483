package jobs

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/riverqueue/river"

	"throughgate/notify"
)

// Watch is asked every minute whether a London day is due, and what else is.
type Watch interface {
	// DueWatch does the watch of each London day that is due and not done.
	// Any number of processes may ask at once: each day is done once.
	DueWatch(ctx context.Context) error
	// DueNow does what cannot wait for the next daily watch. Any number of
	// processes may ask at once: each thing is done once. A drain asks too.
	DueNow(ctx context.Context) error
}

// Bounces is asked every minute whether mail servers have reported anything.
type Bounces interface {
	// Look takes in what has come. Any number of processes may ask at once.
	Look(ctx context.Context) error
}

// Sealer is asked every minute to go on with the chain of the audit.
type Sealer interface {
	// Seal seals what can be sealed and gives how many rows that was. Any
	// number of processes may ask at once.
	Seal(ctx context.Context) (int, error)
}

// AuditCheck is asked every minute, beside everything else, whether the audit's
// chain is to be verified.
type AuditCheck interface {
	// DueCheck verifies the whole chain once a London day. Any number of processes
	// may ask at once.
	DueCheck(ctx context.Context) error
}

// Retention is asked every minute whether somebody is to be erased.
type Retention interface {
	// DueErasures erases whom two people have agreed to erase, and once a night
	// whoever leaves by the rule. Any number of processes may ask at once.
	DueErasures(ctx context.Context) error
}

// Parts are what a runner is made of.
type Parts struct {
	Pool    *pgxpool.Pool    // at least three connections
	Clock   func() time.Time // UTC
	Courier *notify.Courier
	Watch   Watch   // nil: no watch
	Bounces Bounces // nil: no mailbox of bounces
	// Switchboard is asked first whether the database was restored; nil: never.
	Switchboard *notify.Switchboard
	Uploads     Uploads      // files that came in by the page; nil: their jobs fail
	Sealer      Sealer       // of the audit; nil: none
	AuditCheck  AuditCheck   // of that chain; nil: none
	Retention   Retention    // nil: nobody is erased
	Webhooks    Webhooks     // nil: none
	Workers     int          // e-mails at once, of texts a fifth; 0 means 50
	Log         *slog.Logger // ids only; nil logs nothing

	// Every is how often the watch is asked; 0 means a minute of real time.
	Every time.Duration
	// VigilEvery is how often it is asked whether another worker has died; 0 means
	// a second of real time.
	VigilEvery time.Duration
	// RestartGrace is how long after its own start the database's list of
	// live workers is not believed; 0 means 15 s.
	RestartGrace time.Duration
}

// Runner works jobs in this process. Any number of processes may have one.
type Runner struct {
	parts    Parts
	nudge    chan struct{}
	aside    sync.WaitGroup // what is done beside the looks
	checking sync.Mutex     // the audit's chain
}

// New makes a runner that does nothing yet.
func New(p Parts) *Runner {
	if p.Log == nil {
		p.Log = slog.New(slog.DiscardHandler)
	}
	if p.Every <= 0 {
		p.Every = time.Minute
	}
	if p.VigilEvery <= 0 {
		p.VigilEvery = vigilEvery
	}
	if p.RestartGrace <= 0 {
		p.RestartGrace = 15 * time.Second
	}
	return &Runner{parts: p, nudge: make(chan struct{}, 1)}
}

// stopFor is how long jobs that run may take to end once the runner is asked to
// stop; then their contexts end, and a little later it gives up on them.
const (
	stopFor  = 45 * time.Second
	abortFor = 15 * time.Second
)

// Run works jobs and keeps the watch until ctx ends, and returns when the jobs
// under way have ended. It starts only where the database answers; afterwards
// it rides out the database going away.
func (r *Runner) Run(ctx context.Context) error {
	return r.work(ctx, time.Second, func(string) error {
		var both sync.WaitGroup
		both.Go(func() { r.vigil(ctx) })
		r.watch(ctx)
		both.Wait()
		r.aside.Wait()
		return nil
	})
}

// Nudge makes Run look at once for what has come due: the demo's clock jumps.
func (r *Runner) Nudge() {
	select {
	case r.nudge <- struct{}{}:
	default:
	}
}

// work runs fn while this process takes jobs. fn gets the name under which it
// does.
func (r *Runner) work(ctx context.Context, poll time.Duration, fn func(self string) error) (err error) {
	if err := r.checkHome(ctx); err != nil {
		return err
	}
	here, err := present(ctx, r.parts.Pool, r.parts.Log)
	if err != nil {
		return err
	}
	defer here.stop()
	client, err := r.startClient(ctx, here.clientID(), poll)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, stop(ctx, client)) }()
	return fn(here.clientID())
}

// startPatience is how long the database may be away while a worker starts: one
// that has shown that it lives rides that out too.
const startPatience = 20 * time.Second

func (r *Runner) startClient(ctx context.Context, id string, poll time.Duration) (*river.Client[pgx.Tx], error) {
	const pause = 500 * time.Millisecond
	for left := startPatience; ; left -= pause {
		client, err := newWorking(r.parts.Pool, r.parts, id, poll)
		if err != nil {
			return nil, fmt.Errorf("make the client that works jobs: %w", err)
		}
		// Jobs end in their own time when ctx does: stop says so.
		err = client.Start(context.WithoutCancel(ctx))
		if err == nil {
			return client, nil
		}
		if left <= 0 || !wait(ctx, pause) {
			return nil, fmt.Errorf("start to work jobs: %w", err)
		}
		r.parts.Log.Warn("the database went away while this worker started: it tries again", "error", scrub(err).Error())
	}
}

func stop(ctx context.Context, client *river.Client[pgx.Tx]) error {
	ctx = context.WithoutCancel(ctx)
	soft, cancel := context.WithTimeout(ctx, stopFor)
	defer cancel()
	if client.Stop(soft) == nil {
		return nil
	}
	hard, cancelHard := context.WithTimeout(ctx, abortFor)
	defer cancelHard()
	if err := client.StopAndCancel(hard); err != nil {
		return fmt.Errorf("stop working jobs: some did not end: %w", err)
	}
	return nil
}
