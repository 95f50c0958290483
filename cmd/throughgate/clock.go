package main

import (
	"context"
	"sync"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"throughgate/access"
)

// clock is the program's time, handed to everything that asks. Without a
// setting it is the machine's; with one it starts at an instant and runs on.
type clock struct {
	mu     sync.RWMutex
	offset time.Duration
}

func newClock() *clock { return &clock{} }

// Now is the present instant, in UTC.
func (c *clock) Now() time.Time {
	c.mu.RLock()
	defer c.mu.RUnlock()
	return time.Now().Add(c.offset).UTC().Round(0).Truncate(time.Microsecond)
}

// startAt makes the present the given instant.
func (c *clock) startAt(t time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.offset = time.Until(t)
}

// startOn makes the present the given instant, or the newest that the database
// has where that is later.
func (c *clock) startOn(ctx context.Context, db *pgxpool.Pool, start time.Time) error {
	newest, err := access.NewestInstant(ctx, db)
	if err != nil {
		return err
	}
	if newest.After(start) {
		start = newest
	}
	c.startAt(start)
	return nil
}
