package release

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"throughgate/access"
	"throughgate/internal/fault"
	"throughgate/pathways"
)

// readNotDied reads whether somebody says that the death of a person was
// recorded by mistake, and of which event.
func readNotDied(ctx context.Context, tx pgx.Tx, personID int64) (n NotDied, event int64, err error) {
	err = tx.QueryRow(ctx, `
		SELECT b.event_id, b.asked_by, coalesce(a.name, b.asked_by), b.asked_at, b.why
		FROM take_back b LEFT JOIN account a ON b.asked_by = 'account:' || a.id
		WHERE b.person_id = $1 AND b.decision = ''`, personID).Scan(&event, &n.ByKey, &n.By, &n.At, &n.Why)
	if errors.Is(err, pgx.ErrNoRows) {
		return NotDied{}, 0, nil
	}
	if err != nil {
		return NotDied{}, 0, fmt.Errorf("read who takes a death back: %w", err)
	}
	return n, event, nil
}

// askNotDied stores that somebody says so, of the death that stands.
func askNotDied(ctx context.Context, tx pgx.Tx, who access.Actor, now time.Time, personID int64, why string) error {
	tag, err := tx.Exec(ctx, `
		INSERT INTO take_back (event_id, person_id, asked_by, asked_at, why)
		SELECT id, person_id, $2, $3, $4 FROM life_event
		WHERE person_id = $1 AND event = 'died' AND superseded_at IS NULL ORDER BY at, id LIMIT 1`, personID, who.Key(), now, why)
	if err != nil {
		return fmt.Errorf("ask to take a death back: %w", err)
	}
	if tag.RowsAffected() == 0 {
		return fault.Invalid("No event tells of the death: bring an extract that puts it right")
	}
	return nil
}

func decideNotDied(ctx context.Context, tx pgx.Tx, who access.Actor, now time.Time, personID int64, answer NotDiedAnswer) error {
	_, err := tx.Exec(ctx, `UPDATE take_back SET decision = $2, decided_by = $3, decided_at = $4 WHERE person_id = $1 AND decision = ''`,
		personID, string(answer), who.Key(), now)
	if err != nil {
		return fmt.Errorf("decide on a death: %w", err)
	}
	return nil
}

// answeredNotDied tells whether the last word on a death was this one of theirs.
func answeredNotDied(ctx context.Context, tx pgx.Tx, who access.Actor, personID int64, answer NotDiedAnswer) (done bool, err error) {
	err = tx.QueryRow(ctx, `
		SELECT coalesce((SELECT decision = $2 AND decided_by = $3 FROM take_back WHERE person_id = $1 ORDER BY id DESC LIMIT 1), false)`,
		personID, string(answer), who.Key()).Scan(&done)
	if err != nil {
		return false, fmt.Errorf("read the last word on a death: %w", err)
	}
	return done, nil
}

// takeDeathBack marks everything that tells of the death as a mistake, the word
// that the next of kin were told with it.
func takeDeathBack(ctx context.Context, tx pgx.Tx, n NotDied, now time.Time, personID int64) error {
	_, err := tx.Exec(ctx, `
		UPDATE life_event SET superseded_at = $2, taken_back_by = $3, taken_back_why = $4
		WHERE person_id = $1 AND event IN ('died', 'next_of_kin_told') AND superseded_at IS NULL`, personID, now, n.ByKey, n.Why)
	if err != nil {
		return fmt.Errorf("take a death back: %w", err)
	}
	if _, err = tx.Exec(ctx, `UPDATE person SET next_of_kin_told_at = NULL WHERE id = $1`, personID); err != nil {
		return fmt.Errorf("take a death back: %w", err)
	}
	return nil
}

// toldOfDeath are those who were told of a death, or are about to be.
func toldOfDeath(ctx context.Context, tx pgx.Tx, releases []int64) ([]pathways.Contact, error) {
	rows, err := tx.Query(ctx, `
		SELECT DISTINCT m.recipient_name, m.recipient FROM message m JOIN message_item i ON i.message_id = m.id
		WHERE i.release_id = ANY($1) AND i.kind = 'died' AND NOT i.dropped AND m.state NOT IN ('cancelled', 'not_sent') ORDER BY m.recipient`, releases)
	if err != nil {
		return nil, fmt.Errorf("find who was told of a death: %w", err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowToStructByPos[pathways.Contact])
	if err != nil {
		return nil, fmt.Errorf("find who was told of a death: %w", err)
	}
	return list, nil
}

// readPresent reads which stay of a person is the present one, and its state.
func readPresent(ctx context.Context, tx pgx.Tx, personID int64) (id int64, state State, err error) {
	if err = tx.QueryRow(ctx, `SELECT id, state FROM release WHERE person_id = $1 AND is_current`, personID).Scan(&id, &state); err != nil {
		return 0, "", fmt.Errorf("read the present stay: %w", err)
	}
	return id, state, nil
}
