package jobs

import (
	"context"
	"fmt"
)

// checkHome stops sending where the database was restored from a backup. It
// comes before anything is taken up.
func (r *Runner) checkHome(ctx context.Context) error {
	if r.parts.Switchboard == nil {
		return nil
	}
	moved, err := r.parts.Switchboard.CheckHome(ctx)
	if err != nil {
		return fmt.Errorf("see whether the database was restored: %w", err)
	}
	if moved != "" {
		r.parts.Log.Warn("the database was restored from a backup: nothing is sent until throughgate resume-sending", "now", moved)
	}
	return nil
}

// wake lets go what waits for a switch that is on again.
func (r *Runner) wake(ctx context.Context) error {
	if r.parts.Switchboard == nil {
		return nil
	}
	return r.parts.Switchboard.Wake(ctx)
}

// reconcile looks for texts of unknown outcome in the provider's list.
func (r *Runner) reconcile(ctx context.Context) error {
	n, err := r.parts.Courier.Reconcile(ctx)
	if n > 0 {
		r.parts.Log.Info("texts of unknown outcome were found in the provider's list", "messages", n)
	}
	return err
}

// blankAtProvider wipes the words of settled texts at the provider.
func (r *Runner) blankAtProvider(ctx context.Context) error {
	n, err := r.parts.Courier.BlankAtProvider(ctx)
	if n > 0 {
		r.parts.Log.Info("the words of texts were wiped at the provider", "texts", n)
	}
	return err
}

// askProvider does in a drain what the minute's look does with the provider.
// What fails is logged and waits for the next: it holds up no message.
func (r *Runner) askProvider(ctx context.Context) {
	for _, do := range []func(context.Context) error{r.wake, r.reconcile, r.blankAtProvider} {
		if err := do(ctx); err != nil && ctx.Err() == nil {
			r.parts.Log.Warn("the provider could not be asked", "error", scrub(err).Error())
		}
	}
}
