package simulation

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"

	"throughgate/notify"
)

const (
	atOnce    = 64 // workers' hands
	mostTries = 8  // looks for what is due at one instant
)

// deliver sends what is due at this instant, as workers would, and takes up
// what dead ones left.
func (w *world) deliver(ctx context.Context) error {
	for range mostTries {
		list, err := w.due(ctx)
		if err != nil || len(list) == 0 {
			return err
		}
		if w.restarting {
			w.restarting = false
			w.post.onSend = func() error { return w.restart(ctx) }
			if err := w.deliverAll(ctx, []int64{list[0].id}); err != nil {
				return err
			}
			w.restarting = w.post.takeBack() // it was not sent after all: the next one is
			if err := w.hear(ctx); err != nil {
				return err
			}
			continue
		}
		var calm []int64
		crashed := false
		for _, l := range list {
			if l.crash != "" && !l.crashed {
				if err := w.deliverAndDie(ctx, l.id); err != nil {
					return err
				}
				if l.crashed && l.crash == notify.PointClaimed { // nobody will ever know, and somebody is asked to find out
					lost := attempt{at: w.clock.now(), letter: l, outcome: notify.Unknown}
					if err := w.asTheyLeft(ctx, []attempt{lost}); err != nil {
						return err
					}
					w.tellOracle(lost)
				}
				crashed = true
			} else {
				calm = append(calm, l.id)
			}
		}
		if crashed {
			if err := w.takeUp(ctx); err != nil {
				return err
			}
		}
		if err := w.deliverAll(ctx, calm); err != nil {
			return err
		}
		if err := w.hear(ctx); err != nil {
			return err
		}
	}
	return nil
}

// due reads the messages that a worker would find now.
func (w *world) due(ctx context.Context) ([]*letter, error) {
	rows, err := w.house.eyes.Query(ctx, `
		SELECT m.id, m.ref, m.channel, m.kind, m.recipient, m.not_before, coalesce(i.kind, ''), coalesce(n.prison_number, ''), coalesce(t.standard, ''),
		       coalesce(i.from_day::text, ''), coalesce(i.to_day::text, ''), coalesce(t.ref, ''), coalesce(r.ref, ''), coalesce(i.position, 0)
		FROM message m
		LEFT JOIN message_item i ON i.message_id = m.id
		LEFT JOIN task t ON t.id = i.task_id
		LEFT JOIN release r ON r.id = coalesce(i.release_id, t.release_id, m.release_id)
		LEFT JOIN person p ON p.id = r.person_id
		LEFT JOIN person_number n ON n.person_id = CASE WHEN p.merged_into IS NULL THEN p.id ELSE p.merged_into END AND n.is_current
		WHERE m.state = 'queued' AND m.not_before <= $1 AND m.reason NOT LIKE 'waiting: %'
		ORDER BY m.id, i.position`, w.clock.now())
	if err != nil {
		return nil, err
	}
	var list []*letter
	var l letter
	var it item
	var notBefore time.Time
	_, err = pgx.ForEachRow(rows, []any{&l.id, &l.ref, &l.channel, &l.kind, &l.to, &notBefore, &it.kind, &it.number, &it.standard, &it.from, &it.to, &it.task, &it.release, &it.position}, func() error {
		if len(list) == 0 || list[len(list)-1].id != l.id {
			fresh := l
			fresh.key = strings.Join([]string{l.channel, l.kind, l.to, notBefore.UTC().Format(time.RFC3339)}, " ")
			list = append(list, &fresh)
		}
		last := list[len(list)-1]
		last.items = append(last.items, it)
		return nil
	})
	if err != nil {
		return nil, err
	}
	out := list[:0]
	for _, l := range list {
		slices.SortFunc(l.items, func(a, b item) int { return strings.Compare(a.words(), b.words()) })
		for _, it := range l.items {
			l.key += "|" + it.words()
		}
		w.post.expect(l)
		out = append(out, w.post.byID[l.id])
	}
	slices.SortFunc(out, func(a, b *letter) int { return strings.Compare(a.key, b.key) })
	return out, nil
}

func (it item) words() string {
	return strings.TrimRight(strings.Join([]string{it.kind, it.number, it.standard, it.from, it.to}, " "), " ")
}

// deliverAndDie delivers one message with a worker that crashes.
func (w *world) deliverAndDie(ctx context.Context, id int64) error {
	done := make(chan error, 1)
	go func() {
		defer func() {
			if thrown := recover(); thrown != nil {
				if _, ours := thrown.(crashAt); !ours {
					panic(thrown)
				}
				done <- nil
			}
		}()
		err := w.house.courier.Deliver(ctx, []int64{id})
		var one *notify.Undelivered
		if errors.As(err, &one) { // it died in a transaction: nothing of it is left
			err = nil
		}
		done <- err
	}()
	return <-done
}

// takeUp settles what dead workers left, as the next one would.
func (w *world) takeUp(ctx context.Context) error {
	claims, err := w.house.courier.InFlight(ctx)
	if err != nil {
		return err
	}
	_, err = w.house.courier.SettleStale(ctx, claims)
	return err
}

func (w *world) deliverAll(ctx context.Context, ids []int64) error {
	hands := min(atOnce, len(ids))
	errs := make([]error, hands)
	var group sync.WaitGroup
	for h := range hands {
		var mine []int64
		for i := h; i < len(ids); i += hands {
			mine = append(mine, ids[i])
		}
		group.Add(1)
		go func() {
			defer group.Done()
			errs[h] = w.house.courier.Deliver(ctx, mine)
		}()
	}
	group.Wait()
	if err := errors.Join(errs...); err != nil {
		return fmt.Errorf("deliver: %w", err)
	}
	return nil
}
