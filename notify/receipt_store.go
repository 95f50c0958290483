package notify

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"throughgate/internal/fault"
)

// lockByToken finds the message of a receipt by the token of its callback
// address.
func lockByToken(ctx context.Context, tx pgx.Tx, token string) (Message, error) {
	return lockWhere(ctx, tx, `token = $1 AND channel = 'text'`, token)
}

// lockByRef finds the e-mail of a bounce.
func lockByRef(ctx context.Context, tx pgx.Tx, ref string) (Message, error) {
	return lockWhere(ctx, tx, `ref = $1 AND channel = 'email'`, ref)
}

func lockWhere(ctx context.Context, tx pgx.Tx, where, key string) (Message, error) {
	if key == "" {
		return Message{}, fault.NotFound("message")
	}
	rows, err := tx.Query(ctx, `
		SELECT id, channel, recipient, state, attempts, coalesce(person_id, 0) AS person_id,
		       coalesce(release_id, 0) AS release_id, coalesce(service_id, 0) AS service_id
		  FROM message WHERE `+where+` FOR UPDATE`, key)
	if err != nil {
		return Message{}, fmt.Errorf("find the message of a receipt: %w", err)
	}
	m, err := pgx.CollectExactlyOneRow(rows, pgx.RowToStructByNameLax[Message])
	if errors.Is(err, pgx.ErrNoRows) {
		return Message{}, fault.NotFound("message")
	}
	if err != nil {
		return Message{}, fmt.Errorf("find the message of a receipt: %w", err)
	}
	return m, nil
}

// writeReceipt keeps the receipt; fresh is false for one that came before.
func writeReceipt(ctx context.Context, tx pgx.Tx, now time.Time, id int64, r StatusReport) (fresh bool, err error) {
	tag, err := tx.Exec(ctx, `
		INSERT INTO receipt (message_id, status, code, at) VALUES ($1, $2, $3, $4)
		ON CONFLICT (message_id, status, code) DO NOTHING`, id, clip(r.Status), clip(r.Code), now)
	if err != nil {
		return false, fmt.Errorf("keep a receipt of message %d: %w", id, err)
	}
	return tag.RowsAffected() == 1, nil
}
