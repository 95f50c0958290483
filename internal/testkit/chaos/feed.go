package main

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"throughgate/access"
	"throughgate/internal/pg"
	"throughgate/jobs"
	"throughgate/notify"
)

// feed queues messages, in transactions of the program's own outbox, and
// remembers each that it has been told is queued: these must be sent. They are of
// kinds that hang on nothing else: how far the audit is sealed, and the answer to
// a text that came outside hours.
type feed struct {
	stage   *stage
	outbox  *notify.Outbox
	n       int
	texts   int
	planned map[string]bool // dedupe keys
}

// mostTexts is how many numbers there are to text, each once: what became of
// several texts of the same words to one number could not be told apart.
const mostTexts = 990

func newFeed(s *stage) (*feed, error) {
	f := &feed{stage: s, planned: map[string]bool{}}
	inserter, err := jobs.NewInserter(f.now)
	if err != nil {
		return nil, err
	}
	f.outbox = notify.NewOutbox(inserter.Enqueue)
	return f, nil
}

// now is a little behind: a process starts its clock where we were when we
// started it, and what is due must be due for it too.
func (f *feed) now() time.Time { return f.stage.clock.now().Add(-5 * time.Second) }

// add queues n messages, one in four a text.
func (f *feed) add(ctx context.Context, n int) error {
	intents := make([]notify.Intent, n)
	for i := range intents {
		f.n++
		in := notify.Intent{Channel: notify.Email, Kind: notify.AuditHead, To: fmt.Sprintf("p%d@planned.example", f.n), DedupeKey: fmt.Sprintf("chaos:%d", f.n)}
		if i%4 == 3 && f.texts < mostTexts {
			f.texts++
			in.Channel, in.Kind, in.To = notify.Text, notify.AutoReply, fmt.Sprintf("+447700900%03d", f.texts+9)
		}
		intents[i] = in
	}
	err := f.stage.persist(ctx, func(ctx context.Context) error {
		return pg.InTx(ctx, f.stage.pool, access.System("chaos"), func(tx pgx.Tx) error {
			_, err := f.outbox.Add(ctx, tx, f.now(), intents)
			return err
		})
	})
	if err != nil {
		return err
	}
	for _, in := range intents {
		f.planned[in.DedupeKey] = true
	}
	return nil
}
