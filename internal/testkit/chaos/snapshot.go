package main

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"
)

// due are the messages that could leave now, and wait: what a fault may hold up.
func (s *stage) due(ctx context.Context) (ids []int64, err error) {
	err = s.ask(ctx, `SELECT id FROM message WHERE state = 'queued' AND not_before <= $1 AND reason NOT LIKE 'waiting: %' ORDER BY id`,
		func(rows pgx.Rows) error { return add(rows, &ids) }, s.clock.now())
	return ids, err
}

// inCalls are the messages that some processes have in a provider's call, as
// their jobs say.
func (s *stage) inCalls(ctx context.Context, of ...*process) (ids []int64, err error) {
	var names []string
	for _, p := range of {
		names = append(names, p.name)
	}
	err = s.ask(ctx, `
		SELECT m.id FROM message m WHERE m.state = 'sending' AND m.id IN (
			SELECT jsonb_array_elements_text(args -> 'ids')::bigint FROM river_job
			 WHERE state = 'running' AND attempted_by[array_length(attempted_by, 1)] = ANY ($1))`,
		func(rows pgx.Rows) error { return add(rows, &ids) }, names)
	return ids, err
}

// sending are the messages that anybody has in a provider's call.
func (s *stage) sending(ctx context.Context) (ids []int64, err error) {
	err = s.ask(ctx, `SELECT id FROM message WHERE state = 'sending'`, func(rows pgx.Rows) error { return add(rows, &ids) })
	return ids, err
}

func add(rows pgx.Rows, ids *[]int64) error {
	var id int64
	if err := rows.Scan(&id); err != nil {
		return err
	}
	*ids = append(*ids, id)
	return nil
}

// strike remembers messages that were in a call when something was broken: what
// became of them nobody may know.
func (s *stage) strike(ids []int64, by string) {
	for _, id := range ids {
		if s.struck[id] == "" {
			s.struck[id] = by
		}
	}
}

// gaveUpWaiting is how long is waited for what a fault held up.
const gaveUpWaiting = 100 * time.Second

// awaitSent measures how long it takes until none of these waits any more.
func (s *stage) awaitSent(ctx context.Context, ids []int64) (time.Duration, error) {
	took, _, err := s.until(ctx, gaveUpWaiting, func() (bool, error) {
		n, err := s.number(ctx, `SELECT count(*) FROM message WHERE id = ANY ($1) AND state IN ('queued', 'sending')`, ids)
		return n == 0, err
	})
	return took, err
}
