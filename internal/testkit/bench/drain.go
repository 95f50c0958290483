package main

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"throughgate/internal/calendar"
	"throughgate/internal/pg"
	"throughgate/internal/testkit/smtpd"
	"throughgate/jobs"
	"throughgate/notify"
	"throughgate/notify/email"
)

// workers at once, as THROUGHGATE_WORKERS has it by default.
const workers = 50

// drainWithin is the target.
const drainWithin = 15 * time.Second

// drain measures how long a worker takes to send what is queued. The floor is a
// plain loop over the same messages with as many goroutines: claim with SKIP
// LOCKED and keep the words, send by the same sender, settle.
func (b *bench) drain(ctx context.Context) error {
	if err := b.makeQueued(ctx); err != nil {
		return err
	}
	sink, err := smtpd.Listen(smtpd.Config{Now: time.Now, KeepMails: 100})
	if err != nil {
		return err
	}
	defer sink.Close()
	var words notify.Rendered
	ours := func(pool *pgxpool.Pool) (time.Duration, error) {
		took, err := b.runDrain(ctx, pool, sink)
		if err == nil {
			words, err = oneOfTheWords(ctx, pool)
		}
		return took, err
	}
	if err := b.profiled(ctx, "drain", queuedDB, ours); err != nil {
		return err
	}
	a, f, err := b.beside(ctx, queuedDB, ours, func(pool *pgxpool.Pool) (time.Duration, error) {
		return b.runLoop(ctx, pool, sink, words)
	})
	if err != nil {
		return err
	}
	b.table.within(fmt.Sprintf("drain of %d e-mails, %d workers (%.0f a second)", b.size.emails, workers,
		float64(b.size.emails)/middle(a).Seconds()), a, f, drainWithin)
	return nil
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
		return pg.InTx(ctx, pool, watching.Key(), func(tx pgx.Tx) error {
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

func newSender(sink *smtpd.Server, now func() time.Time) (*email.Sender, error) {
	return email.New(email.Config{URL: "smtp://" + sink.Addr() + "?tls=none", From: unit.Mailbox, MaxConns: workers, Now: now})
}

func (b *bench) runDrain(ctx context.Context, pool *pgxpool.Pool, sink *smtpd.Server) (time.Duration, error) {
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
	before, began := sink.Accepted(), time.Now()
	if err := jobs.New(jobs.Parts{Pool: pool, Clock: s.now, Courier: courier, Workers: workers}).Drain(ctx); err != nil {
		return 0, err
	}
	took := time.Since(began)
	return took, b.allSent(ctx, pool, sink.Accepted()-before)
}

// allSent makes sure that what was measured was done.
func (b *bench) allSent(ctx context.Context, pool *pgxpool.Pool, accepted int64) error {
	sent, err := one(ctx, pool, `SELECT count(*) FROM message WHERE state = 'sent'`)
	if err != nil {
		return err
	}
	if sent != b.size.emails || accepted != int64(b.size.emails) {
		return fmt.Errorf("of %d e-mails %d are sent, and %d reached the mail server", b.size.emails, sent, accepted)
	}
	return nil
}

func oneOfTheWords(ctx context.Context, pool *pgxpool.Pool) (w notify.Rendered, err error) {
	err = pool.QueryRow(ctx, `SELECT subject, text, html FROM message_words ORDER BY message_id LIMIT 1`).Scan(&w.Subject, &w.Text, &w.HTML)
	return w, err
}
