package jobs

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/riverqueue/river"

	"throughgate/notify"
	"throughgate/release"
)

// Webhooks tell other systems what changes.
type Webhooks interface {
	// Ask takes up the events that wait. Any number of processes may ask at once.
	Ask(ctx context.Context) error
	// Deliver makes one attempt; last says that no other follows. Errors:
	// *release.WebhookUndelivered: make another.
	Deliver(ctx context.Context, id int64, last bool) error
}

const (
	webhookQueue   = "webhooks"
	webhooksAtOnce = 10
)

// askWebhooks takes up the events that wait.
func (r *Runner) askWebhooks(ctx context.Context) error {
	if r.parts.Webhooks == nil {
		return nil
	}
	return r.parts.Webhooks.Ask(ctx)
}

// EnqueueWebhooks writes the jobs of deliveries.
func (i *Inserter) EnqueueWebhooks(ctx context.Context, tx pgx.Tx, ids []int64) error {
	params := make([]river.InsertManyParams, len(ids))
	for n, id := range ids {
		params[n] = river.InsertManyParams{Args: release.WebhookJob{ID: id}, InsertOpts: &river.InsertOpts{Queue: webhookQueue, MaxAttempts: release.WebhookTries}}
	}
	if _, err := i.client.InsertManyFastTx(ctx, tx, params); err != nil {
		return fmt.Errorf("insert the jobs of %d webhooks: %w", len(ids), err)
	}
	return nil
}

// webhookWorker delivers one event to one target.
type webhookWorker struct {
	river.WorkerDefaults[release.WebhookJob]
	webhooks Webhooks
	clock    func() time.Time
	log      *slog.Logger
}

// Work is called again for an event that was not delivered.
func (w *webhookWorker) Work(ctx context.Context, job *river.Job[release.WebhookJob]) error {
	err := guarded(w.log, job.ID, job.Kind, func() error {
		if w.webhooks == nil {
			return errNoWebhooks
		}
		return w.webhooks.Deliver(ctx, job.Args.ID, job.Attempt >= job.MaxAttempts)
	})
	if err == nil {
		return nil
	}
	err = scrubWebhook(err)
	w.log.Warn("a job failed", "job", job.ID, "kind", job.Kind, "attempt", job.Attempt, "error", err.Error())
	return err
}

// NextRetry follows the pauses of the specification.
func (w *webhookWorker) NextRetry(job *river.Job[release.WebhookJob]) time.Time {
	return w.clock().Add(release.WebhookPause(job.Attempt))
}

var errNoWebhooks = errors.New("this worker has no webhooks")

// scrubWebhook is scrub for what another server answered.
func scrubWebhook(err error) error {
	var not *release.WebhookUndelivered
	if !errors.As(err, &not) {
		return scrub(err)
	}
	switch not.Answer.Class {
	case notify.HookAnsweredNo, notify.HookGone:
		return fmt.Errorf("the other server answered %d", not.Answer.Status)
	case notify.HookTimedOut:
		return errors.New(tooLong)
	case notify.HookForbidden:
		return errors.New(notAllowed)
	case notify.HookUnreachable, notify.HookTaken:
	}
	return errors.New(otherNotReached)
}
