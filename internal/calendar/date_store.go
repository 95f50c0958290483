package calendar

import (
	"fmt"
	"time"

	"github.com/jackc/pgx/v5/pgtype"
)

// DateValue and ScanDate let pgx read and write a Date as a PostgreSQL date;
// no day is NULL.
func (d Date) DateValue() (pgtype.Date, error) {
	if d.IsZero() {
		return pgtype.Date{}, nil
	}
	return pgtype.Date{Time: d.utc(), Valid: true}, nil
}

// ScanDate reads a PostgreSQL date.
func (d *Date) ScanDate(v pgtype.Date) error {
	if !v.Valid {
		*d = Date{}
		return nil
	}
	if v.InfinityModifier != pgtype.Finite {
		return fmt.Errorf("calendar: an infinite date cannot be a day")
	}
	y, m, day := v.Time.Date()
	*d = fromUTC(time.Date(y, m, day, 0, 0, 0, 0, time.UTC))
	return nil
}
