package simulation

import (
	"context"
	"maps"
	"slices"

	"github.com/jackc/pgx/v5"

	"throughgate/notify"
)

// A year's letters do not fit into memory. What one of them was to say is wanted
// until it is taken, or until nobody tries it any more; that one was taken is
// wanted to the end, to see it should it be taken again.

// ids are those of messages, a bit each: the database counts them from one.
type ids []uint64

// add tells whether an id is new.
func (s *ids) add(id int64) bool {
	word, bit := int(id/64), uint64(1)<<(id%64)
	for len(*s) <= word {
		*s = append(*s, 0)
	}
	known := (*s)[word]&bit != 0
	(*s)[word] |= bit
	return !known
}

// forget lets go of letters that were taken.
func (p *post) forget(list []attempt) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, a := range list {
		if a.outcome == notify.Accepted {
			delete(p.about, a.letter.ref)
			delete(p.byID, a.letter.id)
		}
	}
}

// keepLive lets go of letters that were refused, or given up, or not sent after
// all. What waits for another attempt keeps what was drawn for it.
func (w *world) keepLive(ctx context.Context) error {
	p := w.post
	known := slices.Collect(maps.Keys(p.byID))
	rows, err := w.house.eyes.Query(ctx, `SELECT id FROM message WHERE id = ANY($1) AND state IN ('held', 'queued', 'sending')`, known)
	if err != nil {
		return err
	}
	live, err := pgx.CollectRows(rows, pgx.RowTo[int64])
	if err != nil {
		return err
	}
	slices.Sort(live)
	for id, l := range p.byID {
		if _, waits := slices.BinarySearch(live, id); !waits {
			delete(p.about, l.ref)
			delete(p.byID, id)
		}
	}
	return nil
}
