package release

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"throughgate/internal/calendar"
)

// WatchDay is what the ledger says of one London day.
type WatchDay struct {
	Day                                                                calendar.Date
	DoneAt                                                             *time.Time    // nil: no watch yet
	ByHand                                                             bool          // somebody gave the command
	CoveredBy                                                          calendar.Date // it was missed, and that day's watch made it up; zero otherwise
	Planned, HandedOff, Reminded, Escalated, Digests, Alerts, Messages int
}

// Steps is how much the watch of the day did, each kind of step counted.
func (d WatchDay) Steps() int {
	return d.Planned + d.HandedOff + d.Reminded + d.Escalated + d.Digests + d.Alerts
}

// Missed tells whether the day had no watch of its own.
func (d WatchDay) Missed() bool { return d.DoneAt == nil || !d.CoveredBy.IsZero() }

// ReadWatchDays lists the last so many London days up to today, the newest first,
// but none before the first watch that ever was.
func ReadWatchDays(ctx context.Context, tx pgx.Tx, today calendar.Date, days int) ([]WatchDay, error) {
	rows, err := tx.Query(ctx, `
		SELECT d::date AS day, w.done_at, coalesce(w.by_hand, false) AS by_hand, w.covered_by,
		       coalesce(w.planned, 0) AS planned, coalesce(w.handed_off, 0) AS handed_off, coalesce(w.reminded, 0) AS reminded,
		       coalesce(w.escalated, 0) AS escalated, coalesce(w.digests, 0) AS digests, coalesce(w.alerts, 0) AS alerts,
		       coalesce(w.messages_queued, 0) AS messages
		  FROM generate_series(greatest($1::date - $2::integer + 1, (SELECT min(day) FROM watch_day)), $1::date, '1 day') AS d
		  LEFT JOIN watch_day w ON w.day = d::date
		 WHERE EXISTS (SELECT FROM watch_day) ORDER BY d DESC`, today, days)
	if err != nil {
		return nil, fmt.Errorf("read the days of the watch: %w", err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowToStructByName[WatchDay])
	if err != nil {
		return nil, fmt.Errorf("read the days of the watch: %w", err)
	}
	return list, nil
}
