package notify

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
)

// appendToHeld gives the items of intents whose key is known to the message of
// that key, as long as it is held: one import makes one message a recipient,
// over however many batches it is read. The message takes the later not_before
// and is otherwise as it was. An item that stands in it already is not added
// again. An intent whose message has gone on is left out.
func appendToHeld(ctx context.Context, tx pgx.Tx, intents []Intent, added map[int]int64, columns *messageColumns) error {
	held, err := lockHeld(ctx, tx, intents, added, columns)
	if err != nil || len(held) == 0 {
		return err
	}
	drafts, err := readDrafts(ctx, tx, held)
	if err != nil {
		return err
	}
	var rows itemRows
	for i, intent := range intents {
		id, ok := held[intent.DedupeKey]
		if _, isNew := added[i]; !ok || isNew || intent.State == NotSent {
			continue
		}
		for _, item := range intent.Items {
			if position, further := drafts[id].take(item); further {
				rows.add(id, position, &item)
			}
		}
	}
	return rows.insert(ctx, tx)
}

// lockHeld finds the held messages of the intents that were not added, by key,
// and gives them the later not_before. One that was cancelled because the last
// thing in it was dropped while its import was still being read is held again:
// the same import has more to say to its recipient.
func lockHeld(ctx context.Context, tx pgx.Tx, intents []Intent, added map[int]int64, columns *messageColumns) (map[string]int64, error) {
	var keys []string
	var notBefore []time.Time
	var imports []*int64
	for i, intent := range intents {
		if _, ok := added[i]; ok || intent.State == NotSent {
			continue
		}
		keys = append(keys, intent.DedupeKey)
		notBefore = append(notBefore, columns.notBefore[i])
		if intent.State == Held {
			imports = append(imports, idOrNull(intent.ImportID))
		} else {
			imports = append(imports, nil)
		}
	}
	if len(keys) == 0 {
		return nil, nil
	}
	rows, err := tx.Query(ctx, `
		WITH told AS (
			SELECT dedupe_key, max(not_before) AS not_before, array_agg(import_id) AS imports
			  FROM unnest($1::text[], $2::timestamptz[], $3::bigint[]) AS t (dedupe_key, not_before, import_id)
			 GROUP BY dedupe_key
		), held AS (
			SELECT m.id, m.dedupe_key, told.not_before
			  FROM message m JOIN told USING (dedupe_key)
			 WHERE m.state = 'held'
			    OR (m.state = 'cancelled' AND m.reason = $4 AND m.import_id = ANY (told.imports))
			 ORDER BY m.id FOR UPDATE OF m
		)
		UPDATE message m SET state = 'held', reason = CASE WHEN m.state = 'held' THEN m.reason ELSE '' END,
		       settled_at = NULL, not_before = greatest(m.not_before, held.not_before)
		  FROM held WHERE m.id = held.id
		RETURNING m.dedupe_key, m.id`, keys, notBefore, imports, reasonChangedAgain)
	if err != nil {
		return nil, fmt.Errorf("find held messages: %w", err)
	}
	held := map[string]int64{}
	var key string
	var id int64
	_, err = pgx.ForEachRow(rows, []any{&key, &id}, func() error {
		held[key] = id
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("find held messages: %w", err)
	}
	return held, nil
}

// draft is what stands in a held message.
type draft struct {
	stands map[Item]bool
	next   int // position
}

// take gives the position of a further item; further is false for one that
// stands in the message already.
func (d *draft) take(item Item) (position int, further bool) {
	if d.stands[item] {
		return 0, false
	}
	d.stands[item] = true
	position = d.next
	d.next++
	return position, true
}

// readDrafts reads what stands in held messages, by id. Positions of dropped
// items stay taken.
func readDrafts(ctx context.Context, tx pgx.Tx, held map[string]int64) (map[int64]*draft, error) {
	drafts := make(map[int64]*draft, len(held))
	ids := make([]int64, 0, len(held))
	for _, id := range held {
		ids = append(ids, id)
		drafts[id] = &draft{stands: map[Item]bool{}}
	}
	type row struct {
		HeldID   int64
		Position int
		Dropped  bool
		Item
	}
	rows, err := tx.Query(ctx, `
		SELECT message_item.message_id AS held_id, position, dropped, `+itemColumns+`
		  FROM message_item WHERE message_item.message_id = ANY ($1)`, ids)
	if err != nil {
		return nil, fmt.Errorf("read what held messages are about: %w", err)
	}
	items, err := pgx.CollectRows(rows, pgx.RowToStructByName[row])
	if err != nil {
		return nil, fmt.Errorf("read what held messages are about: %w", err)
	}
	for _, r := range items {
		d := drafts[r.HeldID]
		d.next = max(d.next, r.Position+1)
		if !r.Dropped {
			d.stands[r.Item] = true
		}
	}
	return drafts, nil
}
