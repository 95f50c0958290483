package intake

import (
	"context"
	"fmt"
	"io"
	"time"

	"github.com/jackc/pgx/v5"

	"throughgate/access"
	"throughgate/intake/reference"
	"throughgate/internal/calendar"
)

// Calendar is told, in the transaction of the change, that the bank holidays
// have changed. It works every planned day out again with all that follows, and
// counts the people for whom that changed something and the messages it queued.
type Calendar interface {
	CalendarChanged(ctx context.Context, tx pgx.Tx, who access.Actor, importID int64) (moved, queued int, err error)
}

// Holidays replaces the calendar's bank holidays wholly by those of a file
// (columns date and title) and has every planned day worked out
// again, all in one transaction. From then on migrate leaves the list alone. One
// bad row refuses the whole file (*RefusedFile); the same list again changes
// nothing.
func (im *Importer) Holidays(ctx context.Context, who access.Actor, file io.Reader, o FileOptions) (Report, error) {
	return im.wholeFile(ctx, who, HolidaysKind, file, o, func(_ pgx.Tx, in io.Reader, r *Report, now time.Time) (reading, error) {
		list, repeated, s, err := readHolidays(in, calendar.DayOf(now))
		if err != nil {
			return nil, err
		}
		r.counted(s)
		r.Unchanged = repeated
		return func(tx pgx.Tx, r Report) (Report, error) { return im.replaceHolidays(ctx, tx, who, r, list, now) }, nil
	})
}

// replaceHolidays writes the list, has the days worked out again, and writes
// the import.
func (im *Importer) replaceHolidays(ctx context.Context, tx pgx.Tx, who access.Actor, r Report, list []calendar.Holiday, now time.Time) (Report, error) {
	id, err := openImport(ctx, tx, who, string(r.Kind), r, now)
	if err != nil {
		return r, err
	}
	before, err := reference.StoredHolidays(ctx, tx)
	if err != nil {
		return r, err
	}
	kept := 0
	for _, h := range list {
		switch title, stored := before[h.Day]; {
		case !stored:
			r.New++
		case title != h.Title:
			r.Changed++
			kept++
		default:
			r.Unchanged++
			kept++
		}
	}
	if err := reference.ReplaceHolidays(ctx, tx, who, list, fmt.Sprintf("import %d", id), now); err != nil {
		return r, err
	}
	if r.New+r.Changed > 0 || kept < len(before) {
		if r.PeopleChanged, r.MessagesQueued, err = im.Calendar.CalendarChanged(ctx, tx, who, id); err != nil {
			return r, err
		}
	}
	return r, closeImport(ctx, tx, who, id, r, nil, now)
}
