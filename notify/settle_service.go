package notify

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"throughgate/access"
	"throughgate/internal/calendar"
	"throughgate/internal/pg"
)

const (
	// settleFor is how long the outcome of a call is held while the database
	// is away. After it the row stays as being sent, and is listed as unknown.
	settleFor = 2 * time.Minute
	// settleAfterStop is what is left of it once the process is asked to stop.
	settleAfterStop = 10 * time.Second
	// mostSettled is how many outcomes one transaction takes.
	mostSettled = 64
)

// settled is the outcome of one attempt on its way to the database.
type settled struct {
	claim      *claimed
	settlement settlement
	at         time.Time
}

// settle writes what became of an attempt, and keeps trying while the database
// is away: what a provider has accepted must not be forgotten.
func (c *Courier) settle(ctx context.Context, claim *claimed, r Result) error {
	now := c.clock()
	what := &settled{claim: claim, at: now, settlement: afterSend(now, claim.message, claim.before, r)}
	if r.Outcome != Accepted {
		c.log.Info("message not accepted", "message", claim.message.ID, "outcome", string(r.Outcome),
			"fault", string(r.Fault), "code", r.Code)
	}
	patient, cancel := patience(ctx)
	defer cancel()
	for pause := 50 * time.Millisecond; ; pause = min(2*pause, 2*time.Second) {
		err := c.settler.do(patient, what)
		if err == nil {
			return nil
		}
		timer := time.NewTimer(pause)
		select {
		case <-timer.C:
		case <-patient.Done():
			timer.Stop()
			c.logPanic(claim.message.ID, err)
			return fmt.Errorf("settle: %w", err)
		}
	}
}

// patience is a context that outlives ctx for a while.
func patience(ctx context.Context) (context.Context, context.CancelFunc) {
	patient, cancel := context.WithTimeout(context.WithoutCancel(ctx), settleFor)
	stop := context.AfterFunc(ctx, func() {
		timer := time.NewTimer(settleAfterStop)
		defer timer.Stop()
		select {
		case <-timer.C:
			cancel()
		case <-patient.Done():
		}
	})
	return patient, func() { stop(); cancel() }
}

// settleMany writes the outcomes of several attempts in one transaction. Where
// the database says no to it, each is written alone, so that one that cannot be
// written holds up no other.
func (c *Courier) settleMany(ctx context.Context, batch []*settled) []error {
	return togetherOrAlone(batch, func(batch []*settled) error { return c.settleTogether(ctx, batch) })
}

func (c *Courier) settleTogether(ctx context.Context, batch []*settled) error {
	return pg.InRepeatedTx(ctx, c.pool, delivering(), func(tx pgx.Tx) error {
		written, err := writeSettlements(ctx, tx, batch)
		if err != nil {
			return err
		}
		if err := noteTries(ctx, tx, batch, written); err != nil {
			return err
		}
		var disclosed []access.Entry
		for i, what := range batch {
			if !written[i] {
				continue // a receipt was here first
			}
			if what.settlement.State == Sent || what.settlement.State == Unsettled {
				disclosed = append(disclosed, disclosures(what.claim.message, what.settlement.State, what.claim.agreements)...)
			}
			c.at(PointSettling, what.claim.message.ID)
			if err := c.followUp(ctx, tx, what); err != nil {
				return err
			}
			c.at(PointFollowedUp, what.claim.message.ID)
		}
		return access.Record(ctx, tx, batch[0].at, delivering(), disclosed...)
	})
}

// toWhom is to whom a message discloses, as a code: its row has the address.
func toWhom(m Message) string {
	switch {
	case m.ServiceID != 0:
		return fmt.Sprintf("service:%d", m.ServiceID)
	case m.PersonID != 0:
		return fmt.Sprintf("person:%d", m.PersonID)
	}
	return "recipient"
}

// followUp writes what an outcome means beyond its row.
func (c *Courier) followUp(ctx context.Context, tx pgx.Tx, what *settled) error {
	m, s, now := what.claim.message, what.settlement, what.at
	if s.State == Queued {
		if err := c.outbox.ask(ctx, tx, []Delivery{{MessageID: m.ID, Channel: m.Channel, At: s.NextTry}}); err != nil {
			return err
		}
	}
	if s.OptOut != "" {
		if err := writeOptOut(ctx, tx, now, m.Recipient, s.OptOut); err != nil {
			return err
		}
	}
	if s.Attention != "" {
		if err := openAttention(ctx, tx, now, c.messageAttention(now, m, s.Attention, s.Note)); err != nil {
			return err
		}
	}
	switch {
	case s.AccountAlarm:
		return openAttention(ctx, tx, now, attention{Kind: attentionAccountAlarm, AboutKey: aboutChannel(m.Channel),
			Role: access.Administrator, MessageID: m.ID, DueOn: c.days.OnOrAfter(calendar.DayOf(now)),
			Note: "the provider refuses our account or settings (" + s.ProviderCode + "): sending on this channel is paused and tried again every 15 minutes"})
	case s.State == Sent && what.claim.alarmOpen:
		return closeAttention(ctx, tx, now, attentionAccountAlarm, aboutChannel(m.Channel), delivering().Key())
	}
	return nil
}

// messageAttention asks the link officer to see to a message by the next
// working day.
func (c *Courier) messageAttention(now time.Time, m Message, kind attentionKind, note string) attention {
	return attention{Kind: kind, AboutKey: aboutMessage(m.ID), Role: access.LinkOfficer, PersonID: m.PersonID,
		ReleaseID: m.ReleaseID, ServiceID: m.ServiceID, MessageID: m.ID, Note: note,
		DueOn: c.days.Add(calendar.DayOf(now), 1)}
}
