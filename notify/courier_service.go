package notify

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"throughgate/access"
	"throughgate/internal/calendar"
)

// Courier takes queued messages to their providers: claim, send, settle. No
// provider is called inside a transaction, and what a provider has taken is
// never handed over again.
type Courier struct {
	pool     *pgxpool.Pool
	clock    func() time.Time
	days     *calendar.Calendar
	composer Composer
	senders  map[Channel]Sender
	outbox   *Outbox
	settings Settings
	writer   *Writer
	log      *slog.Logger
	at       func(Point, int64)
	receipts *Receipts
	never    NeverTextKeys
	claimer  *gatherer[*wanted]
	settler  *gatherer[*settled]
}

// CourierParts are what a courier is made of. A channel without a sender is put
// off until there is one.
type CourierParts struct {
	Pool     *pgxpool.Pool
	Clock    func() time.Time // UTC
	Calendar *calendar.Calendar
	Composer Composer
	Senders  map[Channel]Sender
	Outbox   *Outbox
	Settings Settings
	Log      *slog.Logger       // ids only; nil logs nothing
	At       func(Point, int64) // for crash tests: told of each point, with the message's id; else nil
	Never    NeverTextKeys
}

// NewCourier makes a courier.
func NewCourier(p CourierParts) (*Courier, error) {
	writer, err := NewWriter(p.Settings)
	if err != nil {
		return nil, err
	}
	if p.Log == nil {
		p.Log = slog.New(slog.DiscardHandler)
	}
	if p.At == nil {
		p.At = func(Point, int64) {}
	}
	c := &Courier{pool: p.Pool, clock: p.Clock, days: p.Calendar, composer: p.Composer, senders: p.Senders,
		outbox: p.Outbox, settings: p.Settings, writer: writer, log: p.Log, at: p.At, never: p.Never}
	c.claimer = &gatherer[*wanted]{write: c.claimMany, most: mostClaimed, writers: claimers, enough: enoughClaimed, stuck: stuckFor}
	c.settler = &gatherer[*settled]{write: c.settleMany, most: mostSettled, writers: 1, enough: mostSettled, stuck: stuckFor}
	c.receipts = NewReceipts(p.Pool, p.Clock, p.Calendar)
	return c, nil
}

// delivering is the actor of everything a courier does.
func delivering() access.Actor { return access.System("deliver") }

// Undelivered is an error about one message: it is still as it was, and may be
// tried again.
type Undelivered struct {
	MessageID int64
	Err       error
}

func (u *Undelivered) Error() string {
	return fmt.Sprintf("deliver message %d: %v", u.MessageID, u.Err)
}
func (u *Undelivered) Unwrap() error { return u.Err }

// Deliver sends the messages with these ids that are queued and due. It may be
// called with the same ids again, at once and by many: each message is claimed
// by one caller. When ctx ends it stops between two messages. The error joins
// one *Undelivered for each message that could not be claimed or settled.
func (c *Courier) Deliver(ctx context.Context, ids []int64) error {
	var problems []error
	say := func(id int64, err error) {
		if err != nil {
			problems = append(problems, &Undelivered{MessageID: id, Err: err})
		}
	}
	settled := func() {} // waits for the message before
	for _, id := range ids {
		if err := ctx.Err(); err != nil {
			settled()
			return errors.Join(append(problems, err)...)
		}
		claim, err := c.claim(ctx, id)
		settled() // before the next one is handed over: at most one is in hand
		settled = func() {}
		say(id, err)
		if claim == nil {
			continue
		}
		c.at(PointClaimed, id)
		result := c.send(ctx, claim)
		c.at(PointAnswered, id)
		settle := func() error {
			defer c.at(PointSettled, id)
			return c.settle(ctx, claim, result)
		}
		if result.Outcome != Accepted { // what it says of the channel is known before the next claim
			say(id, settle())
			continue
		}
		done := make(chan error, 1)
		go func() { done <- settle() }()
		settled = func() { say(id, <-done) }
	}
	settled()
	return errors.Join(problems...)
}

// send hands a message over. One that is claimed is taken to its end: a process
// that is asked to stop waits for the provider, no longer than the deadline of
// one call.
func (c *Courier) send(ctx context.Context, claim *claimed) Result {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), c.settings.sendTimeout())
	defer cancel()
	return c.senders[claim.message.Channel].Send(ctx, claim.outgoing)
}
