package notify

import (
	"context"
	"errors"
	"runtime/debug"
	"sync"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
)

// gatherer takes things that arrive while others are being written and writes
// them together next: fifty workers make a few transactions, not fifty, and one
// that comes alone waits for nobody. It starts no goroutine: whoever finds too
// few writing writes for all that wait.
type gatherer[T any] struct {
	write   func(context.Context, []T) []error // one for each
	most    int                                // in one transaction
	writers int                                // transactions at once
	// One beside others begins once so many wait for it, or one has waited so long:
	// what a transaction costs is shared by more, and none that is stuck holds up all.
	enough int
	stuck  time.Duration

	mu      sync.Mutex
	waiting []*gathered[T]
	writing int
}

type gathered[T any] struct {
	what T
	done chan error
	lead chan []*gathered[T] // gets the batch, itself first, when it is this one's turn to write
}

// do returns when the thing is written and committed, or was not.
func (g *gatherer[T]) do(ctx context.Context, what T) error {
	mine := &gathered[T]{what: what, done: make(chan error, 1), lead: make(chan []*gathered[T], 1)}
	g.mu.Lock()
	g.waiting = append(g.waiting, mine)
	if g.writing == 0 || len(g.waiting) >= g.enough {
		g.begin()
	}
	g.mu.Unlock()
	patience := time.NewTicker(g.stuck)
	defer patience.Stop()
	for {
		select {
		case err := <-mine.done:
			return err
		case batch := <-mine.lead:
			g.writeBatch(ctx, batch)
			return <-mine.done
		case <-patience.C:
			g.mu.Lock()
			g.begin()
			g.mu.Unlock()
		}
	}
}

// begin gives the turn to write to the first in line, where there may be one more.
// The caller holds mu.
func (g *gatherer[T]) begin() {
	if g.writing < g.writers && g.next() {
		g.writing++
	}
}

// next takes the next batch off the line for its first to write; false where
// nobody waits. The caller holds mu.
func (g *gatherer[T]) next() bool {
	n := min(len(g.waiting), g.most)
	if n == 0 {
		return false
	}
	batch := g.waiting[:n:n]
	g.waiting = g.waiting[n:]
	batch[0].lead <- batch
	return true
}

// writeBatch writes a batch and hands the turn to the next in line.
func (g *gatherer[T]) writeBatch(ctx context.Context, batch []*gathered[T]) {
	list := make([]T, len(batch))
	for i, w := range batch {
		list[i] = w.what
	}
	errs := g.write(ctx, list)

	g.mu.Lock()
	if g.writing > 1 && len(g.waiting) < g.enough || !g.next() {
		g.writing--
	}
	g.mu.Unlock()
	for i, w := range batch {
		w.done <- errs[i]
	}
}

// togetherOrAlone writes a batch in one transaction. Where one in it may be to
// blame that it failed, each is written alone, so that it holds up no other.
func togetherOrAlone[T any](batch []T, write func([]T) error) []error {
	errs := make([]error, len(batch))
	err := caught(batch, write)
	alone := len(batch) > 1 && oneToBlame(err)
	for i := range batch {
		if alone {
			err = caught(batch[i:i+1], write)
		}
		errs[i] = err
	}
	return errs
}

// caught makes an error of a panic: whoever writes does so for others too, who
// would wait for ever.
func caught[T any](batch []T, write func([]T) error) (err error) {
	defer func() {
		if recover() != nil { // the value may hold anything: it goes no further
			err = unfit{&panicked{stack: debug.Stack()}}
		}
	}()
	return write(batch)
}

// panicked is an error for people who mend the program.
type panicked struct{ stack []byte }

func (p *panicked) Error() string { return "the program panicked" }

// logPanic writes down where the program panicked, if it did.
func (c *Courier) logPanic(id int64, err error) {
	var p *panicked
	if errors.As(err, &p) {
		c.log.Error("a message made the program panic", "message", id, "stack", string(p.stack))
	}
}

// unfit is an error about one message of a batch, not about the database.
type unfit struct{ error }

func (u unfit) Unwrap() error { return u.error }

// oneToBlame tells whether an error may be due to one thing of a batch: the
// database said no to it, and was not just shutting down.
func oneToBlame(err error) bool {
	const operatorIntervention = "57" // begins the codes of a server that is shutting down
	var no *pgconn.PgError
	if errors.As(err, &no) {
		return no.Code[:2] != operatorIntervention
	}
	return errors.As(err, new(unfit))
}
