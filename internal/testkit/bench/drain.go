package main

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"throughgate/internal/calendar"
	"throughgate/internal/pg"
	"throughgate/jobs"
	"throughgate/notify"
	"throughgate/notify/email"
)

// workers at once, as THROUGHGATE_WORKERS has it by default.
const workers = 50

const (
	// drainAtMost is the target beside the floor: 0.8 of its messages a second.
	drainAtMost = 1.25
	// messageWithin is the target for what a worker uses of a processor.
	messageWithin = 600 * time.Microsecond
)

// drain measures how long a worker takes to send what is queued, over kept
// connections to a mail server in another process: one that answers at once, and
// one that takes 5 ms over each message. The floor is a plain loop over the same
// messages with as many goroutines: claim with SKIP LOCKED and keep the words,
// send by the same sender, settle.
func (b *bench) drain(ctx context.Context) error {
	if err := b.makeQueued(ctx); err != nil {
		return err
	}
	for _, takes := range []time.Duration{0, 5 * time.Millisecond} {
		sink, err := startSink(ctx, takes)
		if err != nil {
			return err
		}
		if err := errors.Join(b.drainInto(ctx, sink, takes), sink.stop()); err != nil {
			return err
		}
	}
	return nil
}

func (b *bench) drainInto(ctx context.Context, sink *sink, takes time.Duration) error {
	var words notify.Rendered
	var ours, floor spent
	drain := func(pool *pgxpool.Pool) (time.Duration, error) {
		took, err := ours.on(func() (time.Duration, error) { return b.runDrain(ctx, pool, sink) })
		if err == nil {
			words, err = oneOfTheWords(ctx, pool)
		}
		return took, err
	}
	answers := "at once"
	if takes > 0 {
		answers = "in " + takes.String()
	} else if err := b.profiled(ctx, "drain", queuedDB, drain); err != nil {
		return err
	}
	ours = nil
	a, f, err := b.beside(ctx, queuedDB, drain, func(pool *pgxpool.Pool) (time.Duration, error) {
		return floor.on(func() (time.Duration, error) { return b.runLoop(ctx, pool, sink, words) })
	})
	if err != nil {
		return err
	}
	b.table.timed(fmt.Sprintf("drain of %d e-mails, %d at once, the mail server answers %s (%.0f a second)", b.size.emails, workers, answers,
		float64(b.size.emails)/middle(a).Seconds()), a, f, drainAtMost)
	b.table.each("  processor time of the worker a message", ours.each(b.size.emails), floor.each(b.size.emails), messageWithin)
	return nil
}

// spent is the processor time of this process for each run of something.
type spent []time.Duration

func (s *spent) on(do func() (time.Duration, error)) (took time.Duration, err error) {
	runtime.GC() // what came before is not counted
	before, err := processorTime()
	if err != nil {
		return 0, err
	}
	if took, err = do(); err != nil {
		return took, err
	}
	after, err := processorTime()
	*s = append(*s, after-before)
	return took, err
}

func (s spent) each(n int) []time.Duration {
	out := make([]time.Duration, len(s))
	for i, d := range s {
		out[i] = d / time.Duration(n)
	}
	return out
}

// queuedAt and sendingAt lie in working hours.
var (
	queuedAt  = calendar.DayOf(start).AddDays(28).At(9, 0)
	sendingAt = queuedAt.Add(time.Hour)
)

// makeQueued queues one request for each of as many recipients, about tasks
// that the watch has handed off to them.
func (b *bench) makeQueued(ctx context.Context) error {
	if err := b.copyAs(ctx, watchedDB, queuedDB); err != nil {
		return err
	}
	err := b.on(ctx, queuedDB, 4, func(pool *pgxpool.Pool) error {
		for _, sql := range []string{`TRUNCATE message CASCADE`, `DELETE FROM river_job`} {
			if _, err := pool.Exec(ctx, sql); err != nil {
				return err
			}
		}
		s, err := wire(pool, clockFrom(queuedAt))
		if err != nil {
			return err
		}
		return pg.InTx(ctx, pool, watching, func(tx pgx.Tx) error {
			intents, err := requests(ctx, tx, b.size.emails)
			if err != nil {
				return err
			}
			added, err := s.outbox.Add(ctx, tx, s.now(), intents)
			if err == nil && len(added) != b.size.emails {
				err = fmt.Errorf("%d of %d e-mails were queued", len(added), b.size.emails)
			}
			return err
		})
	})
	if err != nil {
		return err
	}
	return b.settle(ctx, queuedDB)
}

// requests gives n handed-off tasks a recipient of their own each.
func requests(ctx context.Context, tx pgx.Tx, n int) ([]notify.Intent, error) {
	rows, err := tx.Query(ctx, `
		UPDATE task t SET contact_email = 'spoc.' || t.id || '@services.example'
		 WHERE t.id IN (SELECT k.id FROM task k JOIN release r ON r.id = k.release_id JOIN standard s ON s.code = k.standard
		                 WHERE k.state = 'handed_off' AND r.state NOT IN ('removed', 'died', 'moved_away')
		                 ORDER BY s.found_by IN ('com', 'unit'), k.id LIMIT $1)
		RETURNING t.id, t.release_id, t.contact_email`, n)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, func(row pgx.CollectableRow) (notify.Intent, error) {
		i := notify.Intent{Channel: notify.Email, Kind: notify.Request, Items: make([]notify.Item, 1)}
		item := &i.Items[0]
		item.Kind = notify.ItemTask
		err := row.Scan(&item.TaskID, &item.ReleaseID, &i.To)
		i.DedupeKey = fmt.Sprintf("bench:%d", item.TaskID)
		return i, err
	})
}

func newSender(sink *sink, now func() time.Time) (*email.Sender, error) {
	return email.New(email.Config{URL: "smtp://" + sink.addr + "?tls=none", From: unit.Mailbox, MaxConns: workers, Now: now})
}

func (b *bench) runDrain(ctx context.Context, pool *pgxpool.Pool, sink *sink) (time.Duration, error) {
	s, err := wire(pool, clockFrom(sendingAt))
	if err != nil {
		return 0, err
	}
	sender, err := newSender(sink, s.now)
	if err != nil {
		return 0, err
	}
	defer sender.Close()
	courier, err := s.courier(ctx, sender)
	if err != nil {
		return 0, err
	}
	before, err := sink.accepted()
	if err != nil {
		return 0, err
	}
	began := time.Now()
	if err := jobs.New(jobs.Parts{Pool: pool, Clock: s.now, Courier: courier, Workers: workers}).Drain(ctx); err != nil {
		return 0, err
	}
	took := time.Since(began)
	return took, b.allSent(ctx, pool, sink, before)
}

// allSent makes sure that what was measured was done.
func (b *bench) allSent(ctx context.Context, pool *pgxpool.Pool, sink *sink, before int64) error {
	sent, err := one(ctx, pool, `SELECT count(*) FROM message WHERE state = 'sent'`)
	if err != nil {
		return err
	}
	accepted, err := sink.accepted()
	if err != nil {
		return err
	}
	if sent != b.size.emails || accepted-before != int64(b.size.emails) {
		return fmt.Errorf("of %d e-mails %d are sent, and %d reached the mail server", b.size.emails, sent, accepted-before)
	}
	return nil
}

func oneOfTheWords(ctx context.Context, pool *pgxpool.Pool) (w notify.Rendered, err error) {
	err = pool.QueryRow(ctx, `SELECT subject, text, html FROM message_words ORDER BY message_id LIMIT 1`).Scan(&w.Subject, &w.Text, &w.HTML)
	return w, err
}
