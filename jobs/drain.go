package jobs

import (
	"context"
	"errors"
	"fmt"
	"time"
)

const (
	drainLook = 50 * time.Millisecond
	// drainPatience is how long the database may be away in a drain.
	drainPatience = 2 * time.Minute
)

// Drain does what has come due, works until no job is ready to run, jobs that
// come of jobs included, and returns. Jobs scheduled for later stay. It keeps no
// daily watch.
func (r *Runner) Drain(ctx context.Context) error {
	if err := r.checkHome(ctx); err != nil {
		return err
	}
	if err := r.recover(ctx); err != nil {
		return fmt.Errorf("see what dead workers left: %w", err)
	}
	r.askProvider(ctx)
	// What is queued goes all the same when this fails.
	due := r.askDue(ctx)
	if due != nil {
		due = fmt.Errorf("do what has come due: %w", due)
	}
	if err := r.askBounces(ctx); err != nil {
		due = errors.Join(due, fmt.Errorf("take bounces in: %w", scrub(err)))
	}
	if err := r.askWebhooks(ctx); err != nil {
		due = errors.Join(due, fmt.Errorf("take up webhooks: %w", scrub(err)))
	}
	if err := r.expire(ctx); err != nil {
		return errors.Join(due, err)
	}
	return errors.Join(due, r.work(ctx, 2*drainLook, func(self string) error { return r.untilDry(ctx, self) }))
}

// untilDry looks until nothing is ready. The outcome of a job is written before
// the job counts as done, and the jobs it inserts before that, so one look that
// finds nothing is enough.
func (r *Runner) untilDry(ctx context.Context, self string) error {
	ticker := time.NewTicker(drainLook)
	defer ticker.Stop()
	failures := 0
	for {
		now := r.parts.Clock()
		err := promoteDue(ctx, r.parts.Pool, now)
		ready := true
		if err == nil {
			ready, err = anyReady(ctx, r.parts.Pool, now, self)
		}
		switch {
		case ctx.Err() != nil:
			return ctx.Err()
		case err == nil && !ready:
			return nil
		case err != nil:
			if failures++; time.Duration(failures)*drainLook > drainPatience {
				return err
			}
		default:
			failures = 0
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-ticker.C:
		}
	}
}
