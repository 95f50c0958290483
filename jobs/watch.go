package jobs

import (
	"context"
	"time"
)

// watch looks for what is due, at once and then every minute of real time,
// until ctx ends. What is due is read from the database, never from a timer's
// memory; a look that fails is repeated at the next.
func (r *Runner) watch(ctx context.Context) {
	ticker := time.NewTicker(r.parts.Every)
	defer ticker.Stop()
	for {
		r.look(ctx)
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		case <-r.nudge:
		}
	}
}

// look does what is due now. One thing that fails does not keep the others from
// being done.
func (r *Runner) look(ctx context.Context) {
	for _, thing := range []struct {
		name string
		do   func(context.Context) error
	}{
		{"which database this is", r.checkHome},
		{"daily watch", r.askWatch},
		{"what has come due since the last minute", r.askDue},
		{"jobs that have come due", func(ctx context.Context) error { return promoteDue(ctx, r.parts.Pool, r.parts.Clock()) }},
		{"bounces that have come", r.askBounces},
		{"webhooks that wait", r.askWebhooks},
		{"messages past their deadline", r.expire},
		{"files that nobody applied", r.askUploads},
		{"what dead workers left", r.recover},
		{"messages that waited for a switch", r.wake},
		{"texts of unknown outcome", r.reconcile},
		{"words at the provider", r.blankAtProvider},
		{"people whose time is over", r.erase},
		{"the chain of the audit", r.seal},
		{"whether the audit proves itself", r.checkAudit},
	} {
		if ctx.Err() != nil {
			return
		}
		if err := thing.do(ctx); err != nil && ctx.Err() == nil {
			r.parts.Log.Error("the watch could not see to "+thing.name, "error", scrub(err).Error())
		}
	}
}

func (r *Runner) askWatch(ctx context.Context) error {
	if r.parts.Watch == nil {
		return nil
	}
	return r.parts.Watch.DueWatch(ctx)
}

func (r *Runner) askDue(ctx context.Context) error {
	if r.parts.Watch == nil {
		return nil
	}
	return r.parts.Watch.DueNow(ctx)
}

func (r *Runner) askBounces(ctx context.Context) error {
	if r.parts.Bounces == nil {
		return nil
	}
	return r.parts.Bounces.Look(ctx)
}

func (r *Runner) seal(ctx context.Context) error {
	if r.parts.Sealer == nil {
		return nil
	}
	_, err := r.parts.Sealer.Seal(ctx)
	return err
}

// checkAudit lets the audit be verified beside the looks: it may take minutes, and
// what is due does not wait for it.
func (r *Runner) checkAudit(ctx context.Context) error {
	if r.parts.AuditCheck == nil || !r.checking.TryLock() {
		return nil
	}
	r.aside.Go(func() {
		defer r.checking.Unlock()
		if err := r.parts.AuditCheck.DueCheck(ctx); err != nil && ctx.Err() == nil {
			r.parts.Log.Error("the audit could not be verified", "error", scrub(err).Error())
		}
	})
	return nil
}

func (r *Runner) erase(ctx context.Context) error {
	if r.parts.Retention == nil {
		return nil
	}
	return r.parts.Retention.DueErasures(ctx)
}

func (r *Runner) expire(ctx context.Context) error {
	n, err := r.parts.Courier.Expire(ctx)
	if n > 0 {
		r.parts.Log.Info("messages are of no use any more", "messages", n)
	}
	return err
}
