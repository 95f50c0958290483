package main

import (
	"sync"
	"time"
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
