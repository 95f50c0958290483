package release

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"throughgate/access"
	"throughgate/internal/pg"
)

func storeEdits(ctx context.Context, tx pgx.Tx, who access.Actor, now time.Time, personID int64, made []Edit) error {
	err := pg.Insert(ctx, tx, "person_edit",
		`person_id bigint, field text, old_value text, new_value text, at timestamptz, actor text`, len(made), func(i int) []any {
			e := made[i]
			return []any{personID, string(e.Field), e.Was, e.Now, now, who.Key()}
		})
	if err != nil {
		return fmt.Errorf("keep what was corrected: %w", err)
	}
	return nil
}

// readEdits reads what was corrected about a person, newest first.
func readEdits(ctx context.Context, tx pgx.Tx, personID int64) ([]StoredEdit, error) {
	rows, err := tx.Query(ctx, `
		SELECT e.field, e.old_value, e.new_value, e.at, coalesce(a.name, e.actor), coalesce(o.name, ''), coalesce(n.name, '')
		FROM person_edit e LEFT JOIN account a ON e.actor = 'account:' || a.id
		LEFT JOIN authority o ON e.field = 'home_area' AND o.gss_code = e.old_value
		LEFT JOIN authority n ON e.field = 'home_area' AND n.gss_code = e.new_value
		WHERE e.person_id = $1 ORDER BY e.id DESC`, personID)
	if err != nil {
		return nil, fmt.Errorf("read corrections: %w", err)
	}
	var list []StoredEdit
	var e StoredEdit
	if _, err = pgx.ForEachRow(rows, []any{&e.Field, &e.Old, &e.New, &e.At, &e.By, &e.OldArea, &e.NewArea}, func() error {
		e.By = actorWords(e.By, nil)
		list = append(list, e)
		return nil
	}); err != nil {
		return nil, fmt.Errorf("read corrections: %w", err)
	}
	return list, nil
}
