package release

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"throughgate/access"
	"throughgate/internal/calendar"
)

// workingSQL restricts a query on watch_day w to watches of working days: only
// they write to services and officers.
const workingSQL = `extract(isodow FROM w.day) < 6 AND NOT EXISTS (SELECT 1 FROM bank_holiday b WHERE b.day = w.day)`

// ledger is what the ledger says before the watch of a day.
type ledger struct {
	done    bool          // that day, or a later one, which caught it up
	first   bool          // no watch of a working day has handed anything off yet
	digests calendar.Date // the last day that had digests; zero: none
	at      time.Time     // when that was: what was learnt later is news
	watched time.Time     // when the last watch was, of whatever day; zero: none
}

func lastWatch(ctx context.Context, tx pgx.Tx, day calendar.Date) (ledger, error) {
	var l ledger
	var at, watched *time.Time
	err := tx.QueryRow(ctx, `
		WITH told AS (SELECT w.day, w.done_at, w.handed_off FROM watch_day w WHERE w.covered_by IS NULL AND `+workingSQL+`)
		SELECT EXISTS (SELECT 1 FROM watch_day WHERE day >= $1), NOT EXISTS (SELECT 1 FROM told WHERE handed_off > 0),
		       (SELECT max(day) FROM told), (SELECT max(done_at) FROM told),
		       (SELECT max(done_at) FROM watch_day WHERE covered_by IS NULL)`, day).Scan(&l.done, &l.first, &l.digests, &at, &watched)
	if err != nil {
		return l, fmt.Errorf("read the watch ledger: %w", err)
	}
	if at != nil {
		l.at = *at
	}
	if watched != nil {
		l.watched = *watched
	}
	return l, nil
}

// close writes the ledger: this day, and the missed days it covered.
func (w *watch) close(ctx context.Context, order SweepOrder) error {
	_, err := w.tx.Exec(ctx, `
		INSERT INTO watch_day (day, by_hand, covered_by, started_at, done_at, planned, handed_off, reminded, escalated,
		       digests, alerts, messages_queued)
		SELECT d::date, $2, $1::date, $3, $3, 0, 0, 0, 0, 0, 0, 0
		FROM generate_series((SELECT max(day) + 1 FROM watch_day WHERE day < $1::date), $1::date - 1, '1 day') AS d
		ON CONFLICT (day) DO NOTHING`, w.day, order.ByHand, w.clock)
	if err != nil {
		return fmt.Errorf("write the missed days into the ledger: %w", err)
	}
	d := w.done
	_, err = w.tx.Exec(ctx, `
		INSERT INTO watch_day (day, by_hand, started_at, done_at, planned, handed_off, reminded, escalated, digests, alerts,
		       messages_queued)
		VALUES ($1, $2, $3, $3, $4, $5, $6, $7, $8, $9, $10)`,
		w.day, order.ByHand, w.clock, d.Planned, d.HandedOff, d.Reminded, d.Escalated, d.Digests, d.Alerts, d.MessagesQueued)
	if err != nil {
		return fmt.Errorf("write the watch ledger: %w", err)
	}
	return access.Record(ctx, w.tx, w.clock, w.who, access.Entry{Action: access.Alter, ObjectKind: "watch_day",
		Detail: fmt.Sprintf("%s: %d handed off, %d messages", w.day, d.HandedOff, d.MessagesQueued)})
}

// watchLock is the advisory lock of the watch. A watch holds it alone, so that
// two of them make one result; whoever stores what a source tells shares it, so
// that nothing that is being stored falls between two watches.
const watchLock int64 = 0x7467_7761_7463_68 // "tgwatch"

func lockForWatch(ctx context.Context, tx pgx.Tx) error {
	if _, err := tx.Exec(ctx, `SELECT pg_advisory_xact_lock($1)`, watchLock); err != nil {
		return fmt.Errorf("wait for the other watch: %w", err)
	}
	return nil
}

func waitForWatch(ctx context.Context, tx pgx.Tx) error {
	if _, err := tx.Exec(ctx, `SELECT pg_advisory_xact_lock_shared($1)`, watchLock); err != nil {
		return fmt.Errorf("wait for the watch: %w", err)
	}
	return nil
}
