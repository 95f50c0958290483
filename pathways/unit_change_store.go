package pathways

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"throughgate/access"
	"throughgate/internal/pg"
)

// RecordChange writes what changed into the history of the unit's own data, in
// the transaction of the change.
func RecordChange(ctx context.Context, tx pgx.Tx, who access.Actor, now time.Time, kind ChangeKind, object string, version int, fields []FieldChange) error {
	if len(fields) == 0 {
		return nil
	}
	err := pg.Insert(ctx, tx, "unit_change",
		`at timestamptz, actor text, kind text, object text, version integer, field text, before text, after text`, len(fields), func(i int) []any {
			f := fields[i]
			return []any{now, who.Key(), string(kind), object, version, f.Field, f.Before, f.After}
		})
	if err != nil {
		return fmt.Errorf("write the history of the unit: %w", err)
	}
	return nil
}

// historyMost is how many changes a page shows, the newest.
const historyMost = 100

// ReadChanges reads the history of one thing, the newest first.
func ReadChanges(ctx context.Context, tx pgx.Tx, kind ChangeKind, object string) ([]UnitChange, error) {
	rows, err := tx.Query(ctx, `
		SELECT c.at, coalesce(a.name, CASE WHEN c.actor = 'system:import' THEN 'An import' ELSE 'The program' END), c.version, c.field, c.before, c.after
		FROM unit_change c LEFT JOIN account a ON c.actor = 'account:' || a.id
		WHERE c.kind = $1 AND c.object = $2 ORDER BY c.version DESC, c.id LIMIT $3`, string(kind), object, historyMost)
	if err != nil {
		return nil, fmt.Errorf("read the history of the unit: %w", err)
	}
	list, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (c UnitChange, err error) {
		err = row.Scan(&c.At, &c.By, &c.Version, &c.Field, &c.Before, &c.After)
		return c, err
	})
	if err != nil {
		return nil, fmt.Errorf("read the history of the unit: %w", err)
	}
	return list, nil
}

// ChangeVersion is the version of what has none of its own: how often it was
// changed, 0 for never.
func ChangeVersion(ctx context.Context, tx pgx.Tx, kind ChangeKind, object string) (int, error) {
	var version int
	err := tx.QueryRow(ctx, `SELECT coalesce(max(version), 0) FROM unit_change WHERE kind = $1 AND object = $2`, string(kind), object).Scan(&version)
	if err != nil {
		return 0, fmt.Errorf("read the history of the unit: %w", err)
	}
	return version, nil
}
