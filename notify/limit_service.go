package notify

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"
)

// lockTurns locks what a batch may take, all of it at once and in one order: two
// batches never wait for each other in a ring. It gives them by scope.
func (c *Courier) lockTurns(ctx context.Context, tx pgx.Tx, now time.Time, list []stored) (map[string]turns, error) {
	var limits []limit
	seen := map[string]bool{}
	for _, m := range list {
		for _, l := range limitsOn(now, m.Message, c.settings.Limits) {
			if !seen[l.Scope] {
				seen[l.Scope], limits = true, append(limits, l)
			}
		}
	}
	if len(limits) == 0 {
		return nil, nil
	}
	return lockCounts(ctx, tx, limits)
}

// takeTurn takes the message's turn within the limits, in the transaction of its
// claim. ok is false where there is none left: then the message is put off, or
// not sent where that would be too late.
func (c *Courier) takeTurn(ctx context.Context, tx pgx.Tx, now time.Time, counts map[string]turns, m Message) (ok bool, err error) {
	limits := limitsOn(now, m, c.settings.Limits)
	if len(limits) == 0 {
		return true, nil
	}
	full, until := turn(limits, counts)
	if full < 0 {
		for _, l := range limits {
			counts[l.Scope] = turns{counts[l.Scope].Taken + 1, counts[l.Scope].TurnedAway}
		}
		return true, writeTaken(ctx, tx, limits)
	}
	scope := limits[full].Scope
	counts[scope] = turns{counts[scope].Taken, counts[scope].TurnedAway + 1}
	if err := writeTurnedAway(ctx, tx, limits[full]); err != nil {
		return false, err
	}
	reason := limits[full].Reason
	if !m.Deadline.IsZero() && !until.Before(m.Deadline) {
		return false, c.refuse(ctx, tx, now, m, reasonTooLate+": "+reason, true)
	}
	return false, c.putOff(ctx, tx, m, readiness{Until: until, Reason: reason})
}
