package email

import (
	"context"
	"slices"
	"sync"
	"time"
)

// pool keeps the lines that are not in use, and bounds how many there are.
type pool struct {
	slots   chan struct{} // one for each line that may exist
	maxIdle time.Duration

	mu     sync.Mutex
	idle   []*line // the one used last is at the end, and is taken first
	closed bool
}

func newPool(size int, maxIdle time.Duration) *pool {
	return &pool{slots: make(chan struct{}, size), maxIdle: maxIdle}
}

// enter waits for leave to use a line; leave gives it back.
func (p *pool) enter(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	select {
	case p.slots <- struct{}{}:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (p *pool) leave() { <-p.slots }

// take returns a line that was kept, or nil: then the caller dials.
func (p *pool) take() *line {
	p.mu.Lock()
	defer p.mu.Unlock()
	n := len(p.idle)
	if n == 0 {
		return nil
	}
	l := p.idle[n-1]
	p.idle = p.idle[:n-1]
	l.expiry.Stop()
	return l
}

// put keeps a line for the next message.
func (p *pool) put(l *line) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.closed {
		go l.hangUp()
		return
	}
	if l.expiry == nil {
		l.expiry = time.AfterFunc(p.maxIdle, func() { p.expire(l) })
	} else {
		l.expiry.Reset(p.maxIdle)
	}
	p.idle = append(p.idle, l)
}

// expire closes a line that nobody has used for long, unless somebody has just
// taken it.
func (p *pool) expire(l *line) {
	p.mu.Lock()
	i := slices.Index(p.idle, l)
	if i >= 0 {
		p.idle = slices.Delete(p.idle, i, i+1)
	}
	p.mu.Unlock()
	if i >= 0 {
		l.hangUp()
	}
}

// close says goodbye on every kept line, and on those in use when they return.
func (p *pool) close() {
	p.mu.Lock()
	idle := p.idle
	p.idle, p.closed = nil, true
	p.mu.Unlock()
	var all sync.WaitGroup
	for _, l := range idle {
		l.expiry.Stop()
		all.Go(l.hangUp)
	}
	all.Wait()
}
