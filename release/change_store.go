package release

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"throughgate/internal/calendar"
	"throughgate/internal/pg"
)

// thoughtAnew are the releases of which something is thought now that was not
// before.
func thoughtAnew(list []*observed) []int64 {
	var ids []int64
	for _, o := range list {
		if o.thought() {
			ids = append(ids, o.releaseID)
		}
	}
	return ids
}

// recordHistory keeps what is thought of these releases from now on, as they
// are stored: "what did we think on 3 March?" has an answer.
func recordHistory(ctx context.Context, tx pgx.Tx, now time.Time, releases []int64) error {
	if len(releases) == 0 {
		return nil
	}
	_, err := tx.Exec(ctx, `
		INSERT INTO release_history (release_id, at, prison, legal_status, custody_status, out_of_area, miles, state, deciding_type,
		       statutory_date, working_day, friday_scheme_day, planned_day, released_on, reasons, explanation)
		SELECT id, $2, prison, legal_status, custody_status, out_of_area, miles, state, deciding_type,
		       statutory_date, working_day, friday_scheme_day, planned_day, released_on, reasons, explanation
		FROM release WHERE id = ANY($1) ORDER BY id`, releases, now)
	if err != nil {
		return fmt.Errorf("store what is thought: %w", err)
	}
	return nil
}

// recordChanges stores each move of a planned day with the working days of
// notice gained or lost, those left before the change against those left now,
// and the standards that can no longer be met.
func recordChanges(ctx context.Context, tx pgx.Tx, cal *calendar.Calendar, src Source, now time.Time, list []*observed, unmet map[int64][]string) error {
	today := calendar.DayOf(now)
	var moved []*observed
	for _, o := range list {
		if o.dayMoved() {
			moved = append(moved, o)
		}
	}
	if len(moved) == 0 {
		return nil
	}
	err := pg.Insert(ctx, tx, "release_change",
		`release_id bigint, from_day date, to_day date, at timestamptz, source text, notice_working_days integer,
		 import_id bigint, unmet text[]`, len(moved), func(i int) []any {
			o := moved[i]
			lost := unmet[o.releaseID]
			if lost == nil {
				lost = []string{}
			}
			return []any{o.releaseID, o.stored.PlannedDay, o.answer.PlannedDay, now, src.Name,
				noticeGained(cal, o.stored.PlannedDay, o.answer.PlannedDay, today), idOrNull(src.ImportID), lost}
		})
	if err != nil {
		return fmt.Errorf("store changes of day: %w", err)
	}
	return nil
}

// dayMoved tells whether the planned day of the present stay is another than
// before. The day of a new stay has not moved.
func (o *observed) dayMoved() bool {
	return o.stored != nil && !o.opens && o.stored.PlannedDay != o.answer.PlannedDay
}

// noticeGained is nil where there was, or is, no day.
func noticeGained(cal *calendar.Calendar, from, to, today calendar.Date) *int {
	if from.IsZero() || to.IsZero() {
		return nil
	}
	n := notice(cal, today, to) - notice(cal, today, from)
	return &n
}

// notice is the working days left to a day; none where it is past.
func notice(cal *calendar.Calendar, today, day calendar.Date) int {
	if !day.After(today) {
		return 0
	}
	return cal.Between(today, day)
}
