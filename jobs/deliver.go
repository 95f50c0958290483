package jobs

import (
	"context"
	"errors"
	"log/slog"
	"runtime/debug"
	"time"

	"github.com/riverqueue/river"

	"throughgate/notify"
)

// deliverWorker sends the messages of a job.
type deliverWorker struct {
	river.WorkerDefaults[notify.DeliverJob]
	courier *notify.Courier
	clock   func() time.Time
	log     *slog.Logger
}

// Work is called again for a job that failed; messages that are done by then
// are left alone. The last call that fails gives its messages to a person.
func (w *deliverWorker) Work(ctx context.Context, job *river.Job[notify.DeliverJob]) (err error) {
	defer func() {
		if mistake := recover(); mistake != nil {
			// The value may hold anything: it is not stored.
			w.log.Error("a job panicked", "job", job.ID, "kind", job.Kind, "stack", string(debug.Stack()))
			err = errPanic
		}
	}()
	err = w.courier.Deliver(ctx, job.Args.IDs)
	if err == nil {
		return nil
	}
	w.log.Warn("a job failed", "job", job.ID, "kind", job.Kind, "attempt", job.Attempt, "error", scrub(err).Error())
	if job.Attempt >= job.MaxAttempts {
		if gaveUp := w.courier.GiveUp(ctx, failedMessages(err)); gaveUp != nil {
			err = errors.Join(err, gaveUp)
		}
	}
	return scrub(err)
}

// NextRetry is soon at first: what fails here is our own machinery, not the
// provider, whose pauses the courier keeps.
func (w *deliverWorker) NextRetry(job *river.Job[notify.DeliverJob]) time.Time {
	pause := min(time.Second<<min(job.Attempt, 10), 2*time.Minute)
	return w.clock().Add(pause)
}

// failedMessages are the messages that a joined error is about.
func failedMessages(err error) []int64 {
	var one *notify.Undelivered
	if joined, ok := err.(interface{ Unwrap() []error }); ok {
		var ids []int64
		for _, e := range joined.Unwrap() {
			ids = append(ids, failedMessages(e)...)
		}
		return ids
	}
	if errors.As(err, &one) {
		return []int64{one.MessageID}
	}
	return nil
}
