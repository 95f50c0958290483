package notify

import (
	"context"
	"sync"
)

// settler gathers outcomes that arrive while a write is under way and writes
// them together next: fifty workers make a few transactions, not fifty. It
// starts no goroutine: whoever finds nobody writing writes for all.
type settler struct {
	write func(context.Context, []*settled) []error // one for each

	mu      sync.Mutex
	waiting []*waitingOutcome
	writing bool
}

type waitingOutcome struct {
	what *settled
	done chan error
	lead chan struct{} // closed when it is this one's turn to write
}

// most is how many outcomes one transaction takes.
const most = 64

func newSettler(write func(context.Context, []*settled) []error) *settler {
	return &settler{write: write}
}

// settle returns when the outcome is committed, or was not.
func (s *settler) settle(ctx context.Context, what *settled) error {
	mine := &waitingOutcome{what: what, done: make(chan error, 1), lead: make(chan struct{})}
	s.mu.Lock()
	s.waiting = append(s.waiting, mine)
	if s.writing {
		s.mu.Unlock()
		select {
		case err := <-mine.done:
			return err
		case <-mine.lead:
		}
	} else {
		s.writing = true
		s.mu.Unlock()
	}
	s.writeFirst(ctx)
	return <-mine.done
}

// writeFirst writes the outcomes that wait, up to a batch, and hands the turn
// to the next in line.
func (s *settler) writeFirst(ctx context.Context) {
	s.mu.Lock()
	n := min(len(s.waiting), most)
	batch := s.waiting[:n:n]
	s.waiting = s.waiting[n:]
	s.mu.Unlock()

	outcomes := make([]*settled, n)
	for i, w := range batch {
		outcomes[i] = w.what
	}
	errs := s.write(ctx, outcomes)
	for i, w := range batch {
		w.done <- errs[i]
	}

	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.waiting) == 0 {
		s.writing = false
		return
	}
	close(s.waiting[0].lead)
}
