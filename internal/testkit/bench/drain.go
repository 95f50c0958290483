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

// drain measures how long a worker takes to send what is queued, over kept
// connections to a mail server in another process: one that answers at once, and
// one that takes 5 ms over each message. The floor is a plain loop over the same
// messages with as many goroutines: claim with SKIP LOCKED and keep the words,
// send by the same sender, settle. Beside it River works as many jobs that do
// nothing, and what the watch day queued is sent.
func (b *bench) drain(ctx context.Context) error {
	if err := b.makeQueued(ctx); err != nil {
		return err
	}
	if err := b.intoSink(ctx, 0, func(sink *sink) error {
		ours, floor, err := b.drainInto(ctx, sink)
		if err != nil {
			return err
		}
		b.drained(ours, floor)
		if err := b.riverAlone(ctx, ours); err != nil || b.size.large() {
			return err
		}
		return b.letters(ctx, sink)
	}); err != nil || b.size.large() {
		return err
	}
	return b.intoSink(ctx, 5*time.Millisecond, func(sink *sink) error {
		ours, floor, err := b.drainInto(ctx, sink)
		if err != nil {
			return err
		}
		b.timed("drain.slow", "", each(ours, cost.clock), each(floor, cost.clock))
		return nil
	})
}

// intoSink runs fn beside a mail server that takes so long over each message.
func (b *bench) intoSink(ctx context.Context, takes time.Duration, fn func(*sink) error) error {
	sink, err := startSink(ctx, takes)
	if err != nil {
		return err
	}
	return errors.Join(fn(sink), sink.stop())
}

func (b *bench) drainInto(ctx context.Context, sink *sink) (ours, floor []cost, err error) {
	var words notify.Rendered
	drain := func(pool *pgxpool.Pool) (time.Duration, error) {
		runtime.GC() // what came before is not counted
		took, err := b.runDrain(ctx, pool, sink)
		if err == nil {
			words, err = oneOfTheWords(ctx, pool)
		}
		return took, err
	}
	if err := b.profiled(ctx, "drain", queuedDB, drain); err != nil {
		return nil, nil, err
	}
	return b.beside(ctx, queuedDB, cost{}, drain, func(pool *pgxpool.Pool) (time.Duration, error) {
		runtime.GC()
		return b.runLoop(ctx, pool, sink, words)
	})
}

// drained adds what became of a drain in which the mail server answers at once.
func (b *bench) drained(ours, floor []cost) {
	took, loop := each(ours, cost.clock), each(floor, cost.clock)
	b.bulk("drain", fmt.Sprintf("%s e-mails, %d at once", thousands(float64(b.size.emails)), workers), ours, floor)
	b.timed("drain.within", "", took, nil)
	b.rate("drain.rate", "", b.size.emails, took, loop)
	own := func(list []cost) (out []time.Duration) {
		for _, c := range list {
			out = append(out, c.program/time.Duration(b.size.emails))
		}
		return out
	}
	b.timed("drain.each", "", own(ours), own(floor))
}

// letters sends what the watch day queued: a list or a digest each.
func (b *bench) letters(ctx context.Context, sink *sink) error {
	var took []time.Duration
	n := 0
	for range b.size.runs {
		if err := b.onCopy(ctx, watchedDB, connections, func(pool *pgxpool.Pool) (err error) {
			if n, err = one(ctx, pool, `SELECT count(*) FROM message WHERE state = 'queued' AND channel = 'email'`); err != nil {
				return err
			}
			all, err := b.drainWatched(ctx, pool, sink)
			took = append(took, all)
			return err
		}); err != nil {
			return err
		}
	}
	b.timed("drain.letters", fmt.Sprintf("%s e-mails", thousands(float64(n))), took, nil)
	return nil
}

// drainWatched drains an hour after the watch, and makes sure that most has left:
// some may have to wait.
func (b *bench) drainWatched(ctx context.Context, pool *pgxpool.Pool, sink *sink) (time.Duration, error) {
	queued, err := one(ctx, pool, `SELECT count(*) FROM message WHERE state = 'queued' AND not_before <= $1`, b.watched.At(9, 30))
	if err != nil {
		return 0, err
	}
	took, err := b.drainAt(ctx, pool, sink, b.watched.At(9, 30))
	if err != nil {
		return 0, err
	}
	sent, err := one(ctx, pool, `SELECT count(*) FROM message WHERE state = 'sent' AND sent_at >= $1`, b.watched.At(9, 30))
	if err == nil && sent < queued*9/10 {
		err = fmt.Errorf("of %d messages that were due %d are sent", queued, sent)
	}
	return took, err
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
	before, err := sink.accepted()
	if err != nil {
		return 0, err
	}
	took, err := b.drainAt(ctx, pool, sink, sendingAt)
	if err != nil {
		return 0, err
	}
	return took, b.allSent(ctx, pool, sink, before)
}

// drainAt drains a database, by a clock that starts at an instant.
func (b *bench) drainAt(ctx context.Context, pool *pgxpool.Pool, sink *sink, at time.Time) (time.Duration, error) {
	s, err := wire(pool, clockFrom(at))
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
	began := time.Now()
	err = jobs.New(jobs.Parts{Pool: pool, Clock: s.now, Courier: courier, Workers: workers}).Drain(ctx)
	return time.Since(began), err
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
