package notify

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"throughgate/access"
	"throughgate/internal/calendar"
)

// Delivery asks for one message to be sent at or after an instant.
type Delivery struct {
	MessageID int64
	Channel   Channel
	At        time.Time // UTC
}

// Enqueue writes the jobs of deliveries in the transaction of their cause. A
// job holds ids only.
type Enqueue func(ctx context.Context, tx pgx.Tx, deliveries []Delivery) error

// Outbox takes messages in. Everything it does happens in the transaction of
// what caused it: all of it is committed, or none.
type Outbox struct {
	enqueue Enqueue

	// Mailbox is the unit's: it is told what is for somebody who is away and for
	// whom nobody is left to stand in. "": they are told themselves.
	Mailbox string
}

// NewOutbox makes an outbox that asks for deliveries by enqueue.
func NewOutbox(enqueue Enqueue) *Outbox { return &Outbox{enqueue: enqueue} }

// Add stores the intents with their items and asks for the delivery of those
// that are to be sent. An intent whose dedupe key is known already is left out:
// one key, one message, for ever. But where that message is still held, for an
// import, it gets the further items and the later not_before. It gives the ids of
// those that were added and are queued. The number of statements does not depend
// on the number of intents.
func (o *Outbox) Add(ctx context.Context, tx pgx.Tx, now time.Time, intents []Intent) ([]int64, error) {
	if len(intents) == 0 {
		return nil, nil
	}
	intents, err := o.standIns(ctx, tx, now, intents)
	if err != nil {
		return nil, err
	}
	columns, err := newMessageColumns(now, intents)
	if err != nil {
		return nil, err
	}
	added, err := columns.insert(ctx, tx)
	if err != nil {
		return nil, err
	}
	if err := insertItems(ctx, tx, intents, added); err != nil {
		return nil, err
	}
	if err := appendToHeld(ctx, tx, intents, added, columns); err != nil {
		return nil, err
	}
	var queued []int64
	var deliveries []Delivery
	for i, intent := range intents {
		id, ok := added[i]
		if !ok || columns.state[i] != string(Queued) {
			continue
		}
		queued = append(queued, id)
		deliveries = append(deliveries, Delivery{MessageID: id, Channel: intent.Channel, At: columns.notBefore[i]})
	}
	return queued, o.ask(ctx, tx, deliveries)
}

// standIns sends what is for somebody who is away today to whoever stands in.
func (o *Outbox) standIns(ctx context.Context, tx pgx.Tx, now time.Time, intents []Intent) ([]Intent, error) {
	if !slices.ContainsFunc(intents, func(i Intent) bool { return i.Channel == Email }) {
		return intents, nil
	}
	away, err := access.ReadStandIns(ctx, tx, calendar.DayOf(now))
	if err != nil {
		return nil, err
	}
	return toStandIns(intents, away, o.Mailbox), nil
}

func (o *Outbox) ask(ctx context.Context, tx pgx.Tx, deliveries []Delivery) error {
	if len(deliveries) == 0 {
		return nil
	}
	if err := o.enqueue(ctx, tx, deliveries); err != nil {
		return fmt.Errorf("ask for %d deliveries: %w", len(deliveries), err)
	}
	return nil
}

// Wake asks again for the delivery of queued messages that waited, now or when
// they are due: texts that waited for the release.
func (o *Outbox) Wake(ctx context.Context, tx pgx.Tx, now time.Time, ids []int64) error {
	if len(ids) == 0 {
		return nil
	}
	rows, err := tx.Query(ctx, `
		UPDATE message SET reason = '', not_before = greatest(not_before, $1)
		 WHERE id = ANY ($2) AND state = 'queued'
		RETURNING id AS message_id, channel, not_before AS at`, now, ids)
	if err != nil {
		return fmt.Errorf("wake messages: %w", err)
	}
	deliveries, err := pgx.CollectRows(rows, pgx.RowToStructByName[Delivery])
	if err != nil {
		return fmt.Errorf("wake messages: %w", err)
	}
	slices.SortFunc(deliveries, func(a, b Delivery) int { return cmp.Compare(a.MessageID, b.MessageID) })
	return o.ask(ctx, tx, deliveries)
}
