package access

import (
	"context"
	"math"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"throughgate/internal/pg"
)

// Sealer goes on with the chain of the audit. Any number of processes may have
// one: one at a time works, and none of them keeps a request waiting.
//
// Rows are sealed in the order of their ids, and an id is given before its row
// is committed. So a sealer takes the newest row that is committed, looks which
// transactions are writing to the audit at that moment, and seals up to that row
// only when all of them are over: every id up to it is then a row or nothing,
// for ever. A long import keeps the sealer waiting, and nobody else.
type Sealer struct {
	Pool *pgxpool.Pool
	Now  func() time.Time
	Keys AuditKeys
	// Patience is how long one pass waits for others who write; 0: not at all.
	// What could not be sealed is sealed by a later pass.
	Patience time.Duration

	mu    sync.Mutex
	fence *fence
}

// fence is a row up to which everything may be sealed once these are over.
type fence struct {
	row     int64
	writers []string
}

// lookAgainAfter is how soon a pass looks whether those who write are over.
const lookAgainAfter = 10 * time.Millisecond

func sealing() Actor { return System("seal") }

// Seal seals what can be sealed and gives how many rows that was. It does
// nothing without a key.
func (s *Sealer) Seal(ctx context.Context) (int, error) {
	if s.Keys.None() {
		return 0, nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	// A fence of an earlier pass first: writers that follow one another without
	// a pause must not keep it waiting for ever.
	n, err := s.sealBehindFence(ctx)
	if err != nil || s.fence != nil {
		return n, err
	}
	if err := s.putFence(ctx); err != nil || s.fence == nil {
		return n, err
	}
	more, err := s.sealBehindFence(ctx)
	return n + more, err
}

// putFence chooses the row up to which this pass may seal.
func (s *Sealer) putFence(ctx context.Context) error {
	return pg.InTx(ctx, s.Pool, sealing(), func(tx pgx.Tx) error {
		_, sealed, err := lastSeal(ctx, tx)
		if err != nil {
			return err
		}
		newest, err := newestRow(ctx, tx)
		if err != nil || newest <= sealed {
			return err
		}
		// Only now: whoever got an id up to newest had the table's lock before.
		writers, err := writing(ctx, tx, nil)
		if err != nil {
			return err
		}
		s.fence = &fence{row: newest, writers: writers}
		return nil
	})
}

// sealBehindFence seals up to the fence, if there is one and all who were
// writing when it was put are over; the fence then goes.
func (s *Sealer) sealBehindFence(ctx context.Context) (int, error) {
	if s.fence == nil {
		return 0, nil
	}
	if over, err := s.waitForWriters(ctx); err != nil || !over {
		return 0, err
	}
	total := 0
	for {
		n := 0
		err := pg.InTx(ctx, s.Pool, sealing(), func(tx pgx.Tx) (err error) {
			n, err = sealUpTo(ctx, tx, s.Now(), s.Keys.keys[0], s.fence.row)
			return err
		})
		total += n
		if err != nil {
			return total, err
		}
		if n < sealAtOnce {
			s.fence = nil
			return total, nil
		}
	}
}

func (s *Sealer) waitForWriters(ctx context.Context) (over bool, err error) {
	for waited := time.Duration(0); ; waited += lookAgainAfter {
		if len(s.fence.writers) == 0 {
			return true, nil
		}
		err := pg.InTx(ctx, s.Pool, sealing(), func(tx pgx.Tx) (err error) {
			s.fence.writers, err = writing(ctx, tx, s.fence.writers)
			return err
		})
		if err != nil {
			return false, err
		}
		if len(s.fence.writers) == 0 {
			return true, nil
		}
		if waited >= s.Patience {
			return false, nil
		}
		timer := time.NewTimer(lookAgainAfter)
		select {
		case <-ctx.Done():
			timer.Stop()
			return false, ctx.Err()
		case <-timer.C:
		}
	}
}

// ChainState is how far the chain has come.
type ChainState struct {
	Head          Link       `json:"-"`
	HeadRow       int64      `json:"-"`
	SealedAt      *time.Time `json:"sealed_at"`
	Waiting       int        `json:"waiting"` // rows that are not sealed yet
	OldestWaiting *time.Time `json:"oldest_waiting"`
}

// Behind tells whether sealing has not kept up: a row waits for longer than
// that. A long import is the one good reason.
func (c ChainState) Behind(now time.Time, longer time.Duration) bool {
	return c.OldestWaiting != nil && now.Sub(*c.OldestWaiting) > longer
}

// ReadChain says how far the chain has come. It costs three small queries.
func ReadChain(ctx context.Context, tx pgx.Tx) (ChainState, error) { return readChain(ctx, tx) }

// Verifier re-computes the chain.
type Verifier struct {
	Pool *pgxpool.Pool
	Keys AuditKeys
}

// Report is what a verification came to.
type Report struct {
	OK       bool     `json:"ok"`
	Sealed   int64    `json:"sealed"`  // rows that prove themselves
	Waiting  int64    `json:"waiting"` // rows that no sealer has come to yet
	Head     string   `json:"head"`    // of the chain as it stands; "" where nothing is sealed
	Bad      []BadRow `json:"bad"`     // the first ones, in the order of the rows
	BadTotal int      `json:"bad_total"`
	// Through is where a later verification may go on: zero where anything is bad.
	Through Mark `json:"-"`
}

// Mark is a place up to which the chain was verified.
type Mark struct {
	At  Link
	Row int64
}

// Verify re-computes the whole chain, and compares it with heads that were sent.
func (v Verifier) Verify(ctx context.Context, heads []Link) (Report, error) {
	return v.From(ctx, Mark{}, heads)
}

// From re-computes the chain after a mark: what was verified once need not be
// read again by whoever asks every few minutes. The zero Mark is the beginning.
func (v Verifier) From(ctx context.Context, mark Mark, heads []Link) (Report, error) {
	check := &checking{keys: v.Keys, at: mark.At, lastRow: mark.Row, heads: heads, found: make([]bool, len(heads))}
	err := pg.ReadTx(ctx, v.Pool, System("verify"), func(tx pgx.Tx) error {
		_, newest, err := lastSeal(ctx, tx)
		if err != nil {
			return err
		}
		if check.newest, err = newestSealed(ctx, tx, newest); err != nil {
			return err
		}
		if err := sealStands(ctx, tx, check, mark); err != nil {
			return err
		}
		return checkRows(ctx, tx, check, mark.Row)
	})
	if err != nil {
		return Report{}, err
	}
	check.close()
	r := Report{OK: check.badTotal == 0, Sealed: check.sealed, Waiting: check.waiting, Bad: check.bad, BadTotal: check.badTotal}
	if check.at.Seq > 0 {
		r.Head = check.at.String()
	}
	if r.Bad == nil {
		r.Bad = []BadRow{}
	}
	if r.OK {
		r.Through = Mark{At: check.at, Row: check.lastRow}
	}
	return r, nil
}

// lastOfAll is greater than any id.
const lastOfAll = math.MaxInt64
