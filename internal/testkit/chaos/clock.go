package main

import (
	"sync"
	"time"
)

// clock is the virtual time that processes are started with: it runs on like the
// machine's, and is set on to another day while no worker runs.
type clock struct {
	mu     sync.Mutex
	offset time.Duration
}

func newClock(at time.Time) *clock { return &clock{offset: time.Until(at)} }

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return time.Now().Add(c.offset).UTC().Round(0).Truncate(time.Microsecond)
}

// set moves the clock on, never back.
func (c *clock) set(at time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.offset = max(c.offset, time.Until(at))
}
