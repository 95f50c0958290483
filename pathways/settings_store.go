package pathways

import (
	"context"
	"fmt"
	"slices"

	"github.com/jackc/pgx/v5"

	"throughgate/internal/calendar"
)

// LoadSettings reads what the unit has set; what it has not is the default.
func LoadSettings(ctx context.Context, tx pgx.Tx) (Settings, error) {
	batch := &pgx.Batch{}
	set := askForSettings(batch)
	err := tx.SendBatch(ctx, batch).Close()
	return *set, err
}

// askForSettings asks for them with others; they are there when the batch is
// closed.
func askForSettings(batch *pgx.Batch) *Settings {
	set := DefaultSettings()
	batch.Queue(`SELECT name, value FROM unit_setting`).Query(func(rows pgx.Rows) error {
		var name SettingName
		var value int
		if _, err := pgx.ForEachRow(rows, []any{&name, &value}, func() error {
			set.Set(name, value)
			return nil
		}); err != nil {
			return fmt.Errorf("load settings: %w", err)
		}
		return nil
	})
	return &set
}

// LoadTimes reads the calendar and the unit's settings.
func LoadTimes(ctx context.Context, tx pgx.Tx) (*calendar.Calendar, Settings, error) {
	batch := &pgx.Batch{}
	cal, set := askForCalendar(batch), askForSettings(batch)
	err := tx.SendBatch(ctx, batch).Close()
	return *cal, *set, err
}

// storeSettings writes those that have changed: what a unit has never touched
// stays the default, of a later program too.
func storeSettings(ctx context.Context, tx pgx.Tx, set Settings, changed []FieldChange) error {
	var names []string
	var values []int
	for _, c := range changed {
		names, values = append(names, c.Field), append(values, set.Get(SettingName(c.Field)))
	}
	_, err := tx.Exec(ctx, `
		INSERT INTO unit_setting (name, value) SELECT name, value FROM unnest($1::text[], $2::integer[]) AS u(name, value)
		ON CONFLICT (name) DO UPDATE SET value = excluded.value`, names, values)
	if err != nil {
		return fmt.Errorf("write settings: %w", err)
	}
	return nil
}

// stepAgain works out again when the tasks that wait on rung 1 are looked at
// next: from then on the new time between rungs holds. What services were told
// stands: the time until which an answer is awaited is not touched.
func stepAgain(ctx context.Context, tx pgx.Tx, cal *calendar.Calendar, set Settings) error {
	rows, err := tx.Query(ctx, `
		SELECT t.id, t.state, t.handed_off_on, t.due_on, t.rung_at FROM task t
		WHERE t.rung = 1 AND t.next_rung_at IS NOT NULL AND t.rung_at IS NOT NULL AND t.state IN ('handed_off', 'passed_on', 'acknowledged')
		ORDER BY t.id FOR NO KEY UPDATE OF t`)
	if err != nil {
		return fmt.Errorf("read the ladder: %w", err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowToStructByPos[waitingRung])
	if err != nil {
		return fmt.Errorf("read the ladder: %w", err)
	}
	for part := range slices.Chunk(list, 1000) {
		ids, next := stepsOf(cal, set, part)
		if _, err := tx.Exec(ctx, `
			UPDATE task t SET next_rung_at = u.next FROM unnest($1::bigint[], $2::timestamptz[]) AS u(id, next) WHERE t.id = u.id`, ids, next); err != nil {
			return fmt.Errorf("step the ladder again: %w", err)
		}
	}
	return nil
}
