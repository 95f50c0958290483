package jobs

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/riverqueue/river"

	"throughgate/internal/fault"
	"throughgate/release"
)

// Uploads work the files that came in by the page.
type Uploads interface {
	// WorkUpload looks at a file or applies it. It is a fault of the kind
	// conflict while another import is running.
	WorkUpload(ctx context.Context, id int64) error
	// FailUpload gives a file up.
	FailUpload(ctx context.Context, id int64) error
	// TakeHeld applies a held row that somebody has decided on; as WorkUpload.
	TakeHeld(ctx context.Context, problem int64) error
	// FailHeld gives a held row up.
	FailHeld(ctx context.Context, problem int64) error
	// Expire deletes the files that nobody has applied.
	Expire(ctx context.Context) error
}

const (
	importQueue   = "imports"
	importTries   = 3
	importTimeout = 20 * time.Minute
	// importAgain is how soon a job looks again whether the other import has ended.
	importAgain = 2 * time.Second
)

// askUploads deletes the files that nobody has applied.
func (r *Runner) askUploads(ctx context.Context) error {
	if r.parts.Uploads == nil {
		return nil
	}
	return r.parts.Uploads.Expire(ctx)
}

// EnqueueUpload writes the job of an upload in the transaction of its cause.
func (i *Inserter) EnqueueUpload(ctx context.Context, tx pgx.Tx, id int64) error {
	if _, err := i.client.InsertTx(ctx, tx, release.UploadJob{ID: id}, &river.InsertOpts{Queue: importQueue, MaxAttempts: importTries}); err != nil {
		return fmt.Errorf("insert the job of upload %d: %w", id, err)
	}
	return nil
}

// EnqueueHeld writes the job of a held row that somebody has decided to take.
func (i *Inserter) EnqueueHeld(ctx context.Context, tx pgx.Tx, problem int64) error {
	if _, err := i.client.InsertTx(ctx, tx, release.HeldRowJob{ID: problem}, &river.InsertOpts{Queue: importQueue, MaxAttempts: importTries}); err != nil {
		return fmt.Errorf("insert the job of held row %d: %w", problem, err)
	}
	return nil
}

// uploadWorker works one file at a time.
type uploadWorker struct {
	river.WorkerDefaults[release.UploadJob]
	uploads Uploads
	log     *slog.Logger
}

// Timeout is longer than that of a message: a first load takes minutes.
func (w *uploadWorker) Timeout(*river.Job[release.UploadJob]) time.Duration { return importTimeout }

// Work is called again for a file on which it failed, three times in all.
func (w *uploadWorker) Work(ctx context.Context, job *river.Job[release.UploadJob]) error {
	return workImport(ctx, w.log, job.ID, job.Kind, job.Attempt, func() error { return w.uploads.WorkUpload(ctx, job.Args.ID) },
		func() error { return w.uploads.FailUpload(ctx, job.Args.ID) })
}

// heldRowWorker applies held rows.
type heldRowWorker struct {
	river.WorkerDefaults[release.HeldRowJob]
	uploads Uploads
	log     *slog.Logger
}

// Work is called again for a row on which it failed.
func (w *heldRowWorker) Work(ctx context.Context, job *river.Job[release.HeldRowJob]) error {
	return workImport(ctx, w.log, job.ID, job.Kind, job.Attempt, func() error { return w.uploads.TakeHeld(ctx, job.Args.ID) },
		func() error { return w.uploads.FailHeld(ctx, job.Args.ID) })
}

// workImport does one job of the imports' queue. One that waits for another
// import uses up no attempt; the last attempt that fails gives up.
func workImport(ctx context.Context, log *slog.Logger, id int64, kind string, attempt int, work, giveUp func() error) error {
	err := guarded(log, id, kind, work)
	if err == nil {
		return nil
	}
	if fault.Is(err, fault.KindConflict) {
		return river.JobSnooze(importAgain)
	}
	log.Warn("a job failed", "job", id, "kind", kind, "attempt", attempt, "error", scrub(err).Error())
	if attempt >= importTries && ctx.Err() == nil {
		err = errors.Join(err, giveUp())
	}
	return scrub(err)
}

func guarded(log *slog.Logger, id int64, kind string, work func() error) (err error) {
	defer func() {
		if recover() != nil {
			// The value may hold anything: it is not stored.
			log.Error("a job panicked", "job", id, "kind", kind, "stack", string(debug.Stack()))
			err = errPanic
		}
	}()
	return work()
}
