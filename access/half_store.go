package access

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"throughgate/internal/fault"
)

// Stage is what is still to come before somebody is in.
type Stage string

// The stages.
const (
	StageIn    Stage = ""       // nothing
	StageCode  Stage = "code"   // a code of the second factor
	StageSetUp Stage = "set_up" // a second factor is to be set up
)

// half is a sign-in of which the second half is still to come.
type half struct {
	Holder
	Epoch    int
	Stage    Stage
	Replaces bool
	How      string
	Secret   []byte // sealed; of a set-up
}

func insertHalf(ctx context.Context, tx pgx.Tx, now time.Time, keys Keys, token string, h half) error {
	_, err := tx.Exec(ctx, `
		INSERT INTO sign_in_half (token_hash, account_id, epoch, stage, replaces, how, secret, began_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
		keys.tokenHash(token), h.AccountID, h.Epoch, string(h.Stage), h.Replaces, h.How, h.Secret, now)
	if err != nil {
		return fmt.Errorf("begin the second half of a sign-in: %w", err)
	}
	return nil
}

// readHalf finds a half that is not too old, of an account that was neither
// disabled nor reset since. Errors: fault.NotFound.
func readHalf(ctx context.Context, tx pgx.Tx, now time.Time, keys Keys, token string) (half, error) {
	var h half
	err := tx.QueryRow(ctx, `
		SELECT a.id, a.email, a.name, h.epoch, h.stage, h.replaces, h.how, h.secret
		  FROM sign_in_half h JOIN account a ON a.id = h.account_id AND a.disabled_at IS NULL AND a.session_epoch = h.epoch
		 WHERE h.token_hash = ANY ($1) AND h.began_at > $2`, keys.tokenHashes(token), now.Add(-HalfLife)).
		Scan(&h.AccountID, &h.Email, &h.Name, &h.Epoch, &h.Stage, &h.Replaces, &h.How, &h.Secret)
	if errors.Is(err, pgx.ErrNoRows) {
		return half{}, fault.NotFound("sign-in")
	}
	if err != nil {
		return half{}, fmt.Errorf("read the second half of a sign-in: %w", err)
	}
	return h, nil
}

// endHalf uses a half up, if nobody was quicker. Errors: fault.NotFound.
func endHalf(ctx context.Context, tx pgx.Tx, keys Keys, token string) error {
	tag, err := tx.Exec(ctx, `DELETE FROM sign_in_half WHERE token_hash = ANY ($1)`, keys.tokenHashes(token))
	if err != nil {
		return fmt.Errorf("end the second half of a sign-in: %w", err)
	}
	if tag.RowsAffected() == 0 {
		return fault.NotFound("sign-in")
	}
	return nil
}
