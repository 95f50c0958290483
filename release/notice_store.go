package release

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"throughgate/access"
)

// insertNotice gives 0 where the form was sent before.
func insertNotice(ctx context.Context, tx pgx.Tx, who access.Actor, now time.Time, personID int64, n NewNotice) (id int64, err error) {
	err = tx.QueryRow(ctx, `
		INSERT INTO privacy_notice (person_id, given_on, given_by, language, recorded_at, actor, form_key)
		VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (form_key) DO NOTHING RETURNING id`,
		personID, n.GivenOn, n.GivenBy, n.Language, now, who.Key(), n.Key).Scan(&id)
	if errors.Is(err, pgx.ErrNoRows) {
		return 0, nil
	}
	if err != nil {
		return 0, fmt.Errorf("record the privacy notice: %w", err)
	}
	return id, nil
}

// readNotice reads the last privacy notice that a person was given; the zero one:
// none.
func readNotice(ctx context.Context, tx pgx.Tx, personID int64) (n Notice, err error) {
	err = tx.QueryRow(ctx, `
		SELECT v.given_on, v.given_by, v.language, v.recorded_at, coalesce(a.name, v.actor)
		FROM privacy_notice v LEFT JOIN account a ON v.actor = 'account:' || a.id
		WHERE v.person_id = $1 ORDER BY v.given_on DESC, v.id DESC LIMIT 1`, personID).
		Scan(&n.GivenOn, &n.GivenBy, &n.Language, &n.RecordedAt, &n.By)
	if errors.Is(err, pgx.ErrNoRows) {
		return Notice{}, nil
	}
	if err != nil {
		return Notice{}, fmt.Errorf("read the privacy notice: %w", err)
	}
	n.By = actorWords(n.By, nil)
	return n, nil
}
