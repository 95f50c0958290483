package main

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"throughgate/access"
	"throughgate/internal/calendar"
)

var watching = access.System("watch")

// watchDay measures one day's watch. The floor writes the same rows from a copy.
func (b *bench) watchDay(ctx context.Context) error {
	day, err := b.makeSteady(ctx)
	if err != nil {
		return err
	}
	b.watched = day
	var handed, messages int
	watch := func(pool *pgxpool.Pool) (time.Duration, error) {
		swept, took, err := sweep(ctx, pool, day, day.At(8, 30))
		handed, messages = swept.HandedOff, swept.MessagesQueued
		return took, err
	}
	if !b.size.wants("watch") {
		return b.advance(ctx, steadyDB, watchedDB, watch)
	}
	rows, once, err := b.capture(ctx, steadyDB, watchedDB, watch)
	if err != nil {
		return err
	}
	if err := b.settle(ctx, watchedDB); err != nil {
		return err
	}
	say(rows.perTable())
	if err := b.profiled(ctx, "watch", steadyDB, watch); err != nil {
		return err
	}
	ours, floor, err := b.besideKept(ctx, steadyDB, rows, once, watch)
	if err != nil {
		return err
	}
	recipients := 0
	if err := b.on(ctx, watchedDB, 1, func(pool *pgxpool.Pool) (err error) {
		recipients, err = one(ctx, pool, `SELECT count(DISTINCT contact_email) FROM task WHERE handed_off_on = $1`, day)
		return err
	}); err != nil {
		return err
	}
	b.bulk("watch", fmt.Sprintf("%s hand-offs to %s recipients, %s e-mails, %s rows, after %d missed days", thousands(float64(handed)), thousands(float64(recipients)),
		thousands(float64(messages)), thousands(float64(rows.count())), day.Sub(calendar.DayOf(start))-1), ours, floor)
	return nil
}

// makeSteady makes the state before an ordinary watch day: a first watch lies
// behind, what it asked for is answered and its messages are sent, and as much
// is due as the size says. At the larger size what is due on the first day is
// answered before it. It gives the day.
func (b *bench) makeSteady(ctx context.Context) (calendar.Date, error) {
	first := calendar.DayOf(start)
	if err := b.rename(ctx, loadedDB, steadyDB); err != nil {
		return first, err
	}
	if err := b.on(ctx, steadyDB, connections, func(pool *pgxpool.Pool) error {
		if b.size.large() { // a first watch of so many would take the run's time
			if _, err := pool.Exec(ctx, `UPDATE task SET state = 'done', done_at = $2, next_rung_at = NULL
				WHERE state = 'planned' AND hand_off_on <= $1`, first, start); err != nil {
				return err
			}
		}
		if _, _, err := sweep(ctx, pool, first, start.Add(time.Hour)); err != nil {
			return err
		}
		for _, sql := range []string{
			`UPDATE task SET state = 'done', done_at = handed_off_at, next_rung_at = NULL WHERE state = 'handed_off'`,
			`UPDATE message SET state = 'sent', sent_at = queued_at, settled_at = queued_at WHERE state = 'queued'`,
			`DELETE FROM river_job`,
		} {
			if _, err := pool.Exec(ctx, sql); err != nil {
				return err
			}
		}
		return nil
	}); err != nil {
		return first, err
	}
	if err := b.settle(ctx, steadyDB); err != nil {
		return first, err
	}
	day, late, err := b.dayWithEnough(ctx, first)
	if err != nil {
		return day, err
	}
	if err := b.on(ctx, steadyDB, 1, func(pool *pgxpool.Pool) error {
		_, err := pool.Exec(ctx, `UPDATE task SET hand_off_on = $2::date + 30 WHERE id = ANY ($1)`, late, day)
		return err
	}); err != nil {
		return day, err
	}
	return day, b.settle(ctx, steadyDB)
}

// dayWithEnough is the first working day on which enough is handed off to the
// wanted number of recipients, and the tasks that are too many: those are put
// off.
func (b *bench) dayWithEnough(ctx context.Context, day calendar.Date) (calendar.Date, []int64, error) {
	for range 28 {
		day = day.AddDays(1)
		if day.Weekday() == time.Saturday || day.Weekday() == time.Sunday {
			continue
		}
		kept, late, err := b.tryDay(ctx, day)
		if err != nil || kept >= b.size.handOffs {
			return day, late, err
		}
	}
	return day, nil, fmt.Errorf("in four weeks there is no day on which %d tasks go to %d recipients", b.size.handOffs, b.size.recipients)
}

// due is how many tasks are to be handed off by a day.
func (b *bench) due(ctx context.Context, day calendar.Date) (n int, err error) {
	err = b.on(ctx, steadyDB, 1, func(pool *pgxpool.Pool) (err error) {
		n, err = one(ctx, pool, `SELECT count(*) FROM task WHERE state = 'planned' AND hand_off_on <= $1`, day)
		return err
	})
	return n, err
}

// tryDay runs the watch of a day on a copy and chooses what is to be handed
// off: to the recipients with most, each with one task before any has a second.
func (b *bench) tryDay(ctx context.Context, day calendar.Date) (kept int, late []int64, err error) {
	if due, err := b.due(ctx, day); err != nil || due < b.size.handOffs {
		return 0, nil, err
	}
	err = b.onCopy(ctx, steadyDB, connections, func(pool *pgxpool.Pool) error {
		if _, _, err := sweep(ctx, pool, day, day.At(8, 30)); err != nil {
			return err
		}
		// Nobody has counted yet what the watch has just handed off: taken for a row
		// or two, each would be compared with every other.
		if _, err := pool.Exec(ctx, `ANALYZE task`); err != nil {
			return err
		}
		return pool.QueryRow(ctx, `
			WITH handed AS (
				SELECT id, contact_email, count(*) OVER (PARTITION BY contact_email) AS has,
				       row_number() OVER (PARTITION BY contact_email ORDER BY id) AS nth
				  FROM task WHERE handed_off_on = $1
			), recipient AS (
				SELECT contact_email FROM handed GROUP BY contact_email, has ORDER BY has DESC, contact_email LIMIT $2
			), kept AS (
				SELECT id FROM handed WHERE contact_email IN (SELECT contact_email FROM recipient) ORDER BY nth, id LIMIT $3
			)
			SELECT (SELECT count(*) FROM kept), coalesce(array_agg(h.id), '{}') FROM handed h WHERE NOT EXISTS (SELECT FROM kept k WHERE k.id = h.id)`,
			day, b.size.recipients, b.size.handOffs).Scan(&kept, &late)
	})
	return kept, late, err
}
