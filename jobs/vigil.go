package jobs

import (
	"context"
	"slices"
	"time"
)

// vigilEvery is how often a worker looks whether another has died, and whether a
// job has come due. A look that finds nothing is one statement over few rows.
const vigilEvery = time.Second

// vigil takes over what a dead worker had, and what has come due, within two or
// three seconds: the minute's look would be too late for who waits for a message.
// River's own scheduler does the second too, but not while its leader is dead.
func (r *Runner) vigil(ctx context.Context) {
	var before []string // who seemed dead a look ago
	for wait(ctx, r.parts.VigilEvery) {
		now, err := r.keepVigil(ctx, before)
		if err != nil && ctx.Err() == nil {
			r.parts.Log.Warn("the look for dead workers failed", "error", scrub(err).Error())
		}
		before = now
	}
}

// keepVigil is one look. Who shows no lock once may have lost its connection and
// be about to show it again; who shows none twice is dead.
func (r *Runner) keepVigil(ctx context.Context, before []string) (seemDead []string, err error) {
	stirred, err := lookAround(ctx, r.parts.Pool, r.parts.Clock())
	if err != nil {
		return nil, err
	}
	if stirred.Due {
		if err := promoteDue(ctx, r.parts.Pool, r.parts.Clock()); err != nil {
			return stirred.SeemDead, err
		}
	}
	if slices.ContainsFunc(stirred.SeemDead, func(name string) bool { return slices.Contains(before, name) }) {
		return stirred.SeemDead, r.recoverFromDead(ctx)
	}
	return stirred.SeemDead, nil
}
