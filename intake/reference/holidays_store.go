package reference

import (
	"context"
	"fmt"
	"maps"
	"time"

	"github.com/jackc/pgx/v5"

	"throughgate/access"
	"throughgate/internal/calendar"
	"throughgate/internal/pg"
)

// StoredHolidays are the titles of the calendar's bank holidays by day.
func StoredHolidays(ctx context.Context, tx pgx.Tx) (map[calendar.Date]string, error) {
	rows, err := tx.Query(ctx, `SELECT day, title FROM bank_holiday`)
	if err != nil {
		return nil, fmt.Errorf("read the bank holidays: %w", err)
	}
	out := map[calendar.Date]string{}
	var day calendar.Date
	var title string
	if _, err := pgx.ForEachRow(rows, []any{&day, &title}, func() error {
		out[day] = title
		return nil
	}); err != nil {
		return nil, fmt.Errorf("read the bank holidays: %w", err)
	}
	return out, nil
}

// ReplaceHolidays puts a unit's own list, none of its days twice, in the place
// of the one inside the program, which Load then leaves alone. The list that
// stands there already changes nothing.
func ReplaceHolidays(ctx context.Context, tx pgx.Tx, who access.Actor, list []calendar.Holiday, from string, now time.Time) error {
	stored, err := StoredHolidays(ctx, tx)
	if err != nil {
		return err
	}
	wanted := make(map[calendar.Date]string, len(list))
	for _, h := range list {
		wanted[h.Day] = h.Title
	}
	if maps.Equal(stored, wanted) {
		// The list inside the program, imported: from now on it is the unit's.
		_, err := tx.Exec(ctx, `UPDATE reference_file SET replaced_at = $2 WHERE name = $1 AND replaced_at IS NULL`, holidaysFile, now)
		if err != nil {
			return fmt.Errorf("note whose bank holidays hold: %w", err)
		}
		return nil
	}
	if err := writeHolidays(ctx, tx, list); err != nil {
		return fmt.Errorf("write the bank holidays: %w", err)
	}
	if _, err := tx.Exec(ctx, `
		INSERT INTO reference_file (name, sha256, loaded_at, replaced_at) VALUES ($1, '', $2, $2)
		ON CONFLICT (name) DO UPDATE SET replaced_at = excluded.replaced_at`, holidaysFile, now); err != nil {
		return fmt.Errorf("note whose bank holidays hold: %w", err)
	}
	return access.Record(ctx, tx, now, who, access.Entry{Action: access.Alter, ObjectKind: "reference_file", Detail: holidaysFile + ": " + from})
}

func writeHolidays(ctx context.Context, tx pgx.Tx, list []calendar.Holiday) error {
	if _, err := tx.Exec(ctx, `DELETE FROM bank_holiday`); err != nil {
		return err
	}
	return pg.Insert(ctx, tx, "bank_holiday",
		`day date, title text`, len(list), func(i int) []any { return []any{list[i].Day, list[i].Title} })
}
