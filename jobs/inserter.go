package jobs

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/riverqueue/river"

	"throughgate/notify"
)

// Inserter writes jobs in the transactions of what caused them. It needs no
// pool and no services.
type Inserter struct {
	client *river.Client[pgx.Tx]
	clock  func() time.Time
}

// NewInserter makes an inserter that follows the clock.
func NewInserter(clock func() time.Time) (*Inserter, error) {
	client, err := newInsertOnly(clock)
	if err != nil {
		return nil, fmt.Errorf("make the client that inserts jobs: %w", err)
	}
	return &Inserter{client: client, clock: clock}, nil
}

// Enqueue writes the jobs of deliveries: one a message, or one a batch of ids
// where there are many for one instant. It is the outbox's notify.Enqueue.
func (i *Inserter) Enqueue(ctx context.Context, tx pgx.Tx, deliveries []notify.Delivery) error {
	now := i.clock()
	var params []river.InsertManyParams
	var due []string // queues
	for _, batch := range batches(deliveries) {
		opts := &river.InsertOpts{Queue: queueOf(batch.channel)}
		if batch.at.After(now) {
			opts.ScheduledAt = batch.at
		} else if !slices.Contains(due, opts.Queue) {
			due = append(due, opts.Queue)
		}
		params = append(params, river.InsertManyParams{Args: notify.DeliverJob{IDs: batch.ids}, InsertOpts: opts})
	}
	if len(params) == 0 {
		return nil
	}
	if _, err := i.client.InsertManyFastTx(ctx, tx, params); err != nil {
		return fmt.Errorf("insert %d jobs: %w", len(params), err)
	}
	return announce(ctx, tx, due)
}

type batch struct {
	channel notify.Channel
	at      time.Time
	ids     []int64
}

// A job holds more than one message only where there are so many that the
// workers have their hands full all the same.
const (
	fewMessages  = 100
	biggestBatch = 20
)

// batches puts deliveries of one channel and instant together, in their order.
func batches(deliveries []notify.Delivery) []batch {
	type key struct {
		channel notify.Channel
		at      int64
	}
	groups := map[key][]int64{}
	var order []key
	for _, d := range deliveries {
		k := key{d.Channel, d.At.UnixMicro()}
		if groups[k] == nil {
			order = append(order, k)
		}
		groups[k] = append(groups[k], d.MessageID)
	}
	var out []batch
	for _, k := range order {
		ids := groups[k]
		size := min(max(1, len(ids)/fewMessages), biggestBatch)
		for chunk := range slices.Chunk(ids, size) {
			out = append(out, batch{channel: k.channel, at: time.UnixMicro(k.at).UTC(), ids: chunk})
		}
	}
	return out
}
