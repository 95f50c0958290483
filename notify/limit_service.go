package notify

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"
)

// takeTurn takes the message's turn within the limits, in the transaction of its
// claim. ok is false where there is none left: then the message is put off, or
// not sent where that would be too late.
func (c *Courier) takeTurn(ctx context.Context, tx pgx.Tx, now time.Time, m Message) (ok bool, err error) {
	limits := limitsOn(now, m, c.settings.Limits)
	if len(limits) == 0 {
		return true, nil
	}
	counts, err := lockCounts(ctx, tx, limits)
	if err != nil {
		return false, err
	}
	full, until := turn(limits, counts)
	if full < 0 {
		return true, writeTaken(ctx, tx, limits)
	}
	if err := writeTurnedAway(ctx, tx, limits[full]); err != nil {
		return false, err
	}
	reason := limits[full].Reason
	if !m.Deadline.IsZero() && !until.Before(m.Deadline) {
		return false, c.refuse(ctx, tx, now, m, reasonTooLate+": "+reason, true)
	}
	return false, c.putOff(ctx, tx, m, readiness{Until: until, Reason: reason})
}
