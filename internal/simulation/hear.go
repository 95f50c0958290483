package simulation

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"

	"throughgate/internal/oracle"
	"throughgate/notify"
)

// hear writes down what the providers saw, and tells the oracle.
func (w *world) hear(ctx context.Context) error {
	list := w.post.attempts()
	if err := w.asTheyLeft(ctx, list); err != nil {
		return err
	}
	slices.SortFunc(list, func(a, b attempt) int { return strings.Compare(a.letter.key, b.letter.key) })
	for _, a := range list {
		w.messages++
		l := a.letter
		for _, it := range l.items {
			w.journal.write(a.at, it.number, fmt.Sprintf("%s %s to %s: %s (attempt %d: %s)", l.channel, l.kind, l.to, it.words(), a.n, a.outcome))
		}
		w.tellOracle(a)
	}
	w.post.forget(list)
	return nil
}

// asTheyLeft makes letters what they were when they left: lines that were left
// out are said to nobody, and who is away is not written to.
func (w *world) asTheyLeft(ctx context.Context, list []attempt) error {
	ids := make([]int64, len(list))
	for i, a := range list {
		ids[i] = a.letter.id
		a.letter.items = slices.DeleteFunc(a.letter.items, func(it item) bool { return slices.Contains(a.leftOut, it.position) })
	}
	rows, err := w.house.eyes.Query(ctx, `
		SELECT m.id, m.recipient, coalesce(i.position, -1) FROM message m
		LEFT JOIN message_item i ON i.message_id = m.id AND i.dropped WHERE m.id = ANY($1)`, ids)
	if err != nil {
		return err
	}
	var id int64
	var to string
	var position int
	_, err = pgx.ForEachRow(rows, []any{&id, &to, &position}, func() error {
		l := w.post.byID[id]
		l.to = to
		l.items = slices.DeleteFunc(l.items, func(it item) bool { return it.position == position })
		return nil
	})
	return err
}

// tellOracle hands an attempt to the oracle.
func (w *world) tellOracle(a attempt) {
	s := oracle.Sent{At: a.at, Channel: a.letter.channel, Kind: a.letter.kind, To: a.letter.to, Again: a.again}
	for _, it := range a.letter.items {
		s.Items = append(s.Items, oracle.Item{Kind: it.kind, Number: it.number, Code: it.standard, From: it.from, To: it.to})
	}
	w.oracle.Sent(s)
	if a.letter.channel == "text" && a.outcome == notify.Refused {
		w.oracle.Stopped(a.letter.to)
	}
}
