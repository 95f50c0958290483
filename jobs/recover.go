package jobs

import (
	"context"

	"throughgate/notify"
)

// mostAtOnce bounds one look for messages whose jobs were lost.
const mostAtOnce = 1000

// recover settles what workers that died had in hand, frees their jobs, and
// asks again for messages whose jobs were lost.
func (r *Runner) recover(ctx context.Context) error {
	young, err := serverIsYoung(ctx, r.parts.Pool, r.parts.RestartGrace)
	if err != nil || young {
		return err
	}
	if err := r.takeUp(ctx); err != nil {
		return err
	}
	return r.askAgain(ctx)
}

// recoverFromDead is what cannot wait for the next minute when a worker has died.
func (r *Runner) recoverFromDead(ctx context.Context) error {
	young, err := serverIsYoung(ctx, r.parts.Pool, r.parts.RestartGrace)
	if err != nil || young {
		return err
	}
	return r.takeUp(ctx)
}

// takeUp settles what dead workers had in hand before it frees their jobs: who
// runs one of these next finds nothing of it under way. Who dies while it settles
// is left to the next look: their jobs must not be free before it is settled.
func (r *Runner) takeUp(ctx context.Context) error {
	seen, err := lookAround(ctx, r.parts.Pool, r.parts.Clock())
	if err != nil {
		return err
	}
	if err := r.settleStale(ctx); err != nil {
		return err
	}
	if len(seen.SeemDead) == 0 {
		return nil
	}
	freed, err := freeAbandoned(ctx, r.parts.Pool, r.parts.Clock(), seen.SeemDead)
	if freed > 0 {
		r.parts.Log.Warn("jobs of dead workers are free again", "jobs", freed)
	}
	return err
}

// settleStale reads the attempts under way before it reads who is alive: an
// attempt that ends in between is left alone by what follows.
func (r *Runner) settleStale(ctx context.Context) error {
	claims, err := r.parts.Courier.InFlight(ctx)
	if err != nil || len(claims) == 0 {
		return err
	}
	held, err := heldMessages(ctx, r.parts.Pool)
	if err != nil {
		return err
	}
	var dead []notify.Claim
	for _, claim := range claims {
		if !held[claim.MessageID] {
			dead = append(dead, claim)
		}
	}
	n, err := r.parts.Courier.SettleStale(ctx, dead)
	if n > 0 {
		r.parts.Log.Warn("messages in the hands of dead workers are unknown now", "messages", n)
	}
	return err
}

func (r *Runner) askAgain(ctx context.Context) error {
	overdue, err := r.parts.Courier.Overdue(ctx, mostAtOnce)
	if err != nil || len(overdue) == 0 {
		return err
	}
	asked, err := askedFor(ctx, r.parts.Pool)
	if err != nil {
		return err
	}
	var lost []notify.Delivery
	for _, d := range overdue {
		if !asked[d.MessageID] {
			lost = append(lost, d)
		}
	}
	if len(lost) == 0 {
		return nil
	}
	r.parts.Log.Warn("messages had lost their jobs", "messages", len(lost))
	return r.parts.Courier.Ask(ctx, lost)
}
