package notify

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"
)

// refuse settles a message that may not be sent; with tell, somebody is asked
// to find another way.
func (c *Courier) refuse(ctx context.Context, tx pgx.Tx, now time.Time, m Message, reason string, tell bool) error {
	if err := writeNotSent(ctx, tx, now, m.ID, reason); err != nil || !tell {
		return err
	}
	return openAttention(ctx, tx, now, c.messageAttention(now, m, attentionUndelivered, "not sent: "+reason))
}

// putOff keeps the message queued and asks for it again.
func (c *Courier) putOff(ctx context.Context, tx pgx.Tx, m Message, r readiness) error {
	if !r.Until.Equal(m.NotBefore) {
		if err := writeWaiting(ctx, tx, m.ID, r.Until, r.Reason); err != nil {
			return err
		}
	}
	return c.outbox.ask(ctx, tx, []Delivery{{MessageID: m.ID, Channel: m.Channel, At: r.Until}})
}

// soonestAgain is how soon, at the earliest, a message is asked about again.
const soonestAgain = time.Minute

// waitUntil puts a message off for which the domain named a time, outside its
// hours for instance; one that would then be of no use any more is not sent.
func (c *Courier) waitUntil(ctx context.Context, tx pgx.Tx, now time.Time, m Message, v Verdict) error {
	until := v.Until
	if soonest := now.Add(soonestAgain); until.Before(soonest) {
		until = soonest
	}
	if !m.Deadline.IsZero() && !until.Before(m.Deadline) {
		return c.refuse(ctx, tx, now, m, reasonTooLate+": "+v.Reason, false)
	}
	return c.putOff(ctx, tx, m, readiness{Until: until, Reason: v.Reason})
}
