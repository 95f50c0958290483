package release

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"throughgate/access"
)

// insertCategory gives 0 where the form was sent before.
func insertCategory(ctx context.Context, tx pgx.Tx, who access.Actor, now time.Time, personID int64, n NewCategory) (id int64, err error) {
	err = tx.QueryRow(ctx, `
		INSERT INTO person_category (person_id, category, at, actor, form_key)
		VALUES ($1, $2, $3, $4, $5) ON CONFLICT (form_key) DO NOTHING RETURNING id`,
		personID, string(n.Category), now, who.Key(), n.Key).Scan(&id)
	if errors.Is(err, pgx.ErrNoRows) {
		return 0, nil
	}
	if err != nil {
		return 0, fmt.Errorf("record the category: %w", err)
	}
	return id, nil
}

// readCategory reads what was recorded last; the zero one: nothing was.
func readCategory(ctx context.Context, tx pgx.Tx, personID int64) (c StoredCategory, err error) {
	err = tx.QueryRow(ctx, `
		SELECT v.category, v.at, coalesce(a.name, v.actor)
		FROM person_category v LEFT JOIN account a ON v.actor = 'account:' || a.id
		WHERE v.person_id = $1 ORDER BY v.id DESC LIMIT 1`, personID).Scan(&c.Category, &c.At, &c.By)
	if errors.Is(err, pgx.ErrNoRows) {
		return StoredCategory{}, nil
	}
	if err != nil {
		return StoredCategory{}, fmt.Errorf("read the category: %w", err)
	}
	c.By = actorWords(c.By, nil)
	return c, nil
}
