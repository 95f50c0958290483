package access

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"throughgate/internal/pg"
)

// AnswerLife is how long the answer to a request with an Idempotency-Key is kept.
const AnswerLife = 24 * time.Hour

// KeyedRequest is one request that may be sent again: by which token, under which key,
// and what it asked for.
type KeyedRequest struct {
	Token   int64
	Key     string
	Request []byte
}

// Answered is what a request was answered with.
type Answered struct {
	Status int
	Kind   string // media type
	Body   []byte
}

// Standing of a request that comes with a key.
var (
	ErrOtherRequest = errors.New("the key was used for another request")
	ErrNotAnswered  = errors.New("the request with this key has no answer")
)

// BeginAnswer takes a key for a request. fresh: nobody has used it within
// AnswerLife, and the request is to be carried out and KeepAnswer called;
// otherwise before is what it was answered. Errors: ErrOtherRequest;
// ErrNotAnswered where the first one is being worked on, or nobody knows how it
// ended.
func BeginAnswer(ctx context.Context, pool *pgxpool.Pool, now time.Time, who Actor, a KeyedRequest) (before Answered, fresh bool, err error) {
	key, request := sha256.Sum256([]byte(a.Key)), sha256.Sum256(a.Request)
	err = pg.InTx(ctx, pool, who, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, `DELETE FROM api_answer WHERE account_id = $1 AND at <= $2`, who.AccountID, now.Add(-AnswerLife)); err != nil {
			return fmt.Errorf("forget old answers: %w", err)
		}
		made, err := tx.Exec(ctx, `
			INSERT INTO api_answer (token_id, account_id, key_hash, request_hash, at) VALUES ($1, $2, $3, $4, $5)
			ON CONFLICT (token_id, key_hash) DO NOTHING`, a.Token, who.AccountID, key[:], request[:], now)
		if err != nil {
			return fmt.Errorf("take a key: %w", err)
		}
		if fresh = made.RowsAffected() == 1; fresh {
			return nil
		}
		var same bool
		var status *int
		if err := tx.QueryRow(ctx, `SELECT request_hash = $3, status, kind, body FROM api_answer WHERE token_id = $1 AND key_hash = $2`,
			a.Token, key[:], request[:]).Scan(&same, &status, &before.Kind, &before.Body); err != nil {
			return fmt.Errorf("read the answer of a key: %w", err)
		}
		switch {
		case !same:
			return ErrOtherRequest
		case status == nil:
			return ErrNotAnswered
		}
		before.Status = *status
		return nil
	})
	return before, fresh, err
}

// KeepAnswer keeps what a request was answered with.
func KeepAnswer(ctx context.Context, pool *pgxpool.Pool, who Actor, a KeyedRequest, with Answered) error {
	key := sha256.Sum256([]byte(a.Key))
	return pg.InTx(ctx, pool, who, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, `UPDATE api_answer SET status = $3, kind = $4, body = $5 WHERE token_id = $1 AND key_hash = $2`,
			a.Token, key[:], with.Status, with.Kind, with.Body); err != nil {
			return fmt.Errorf("keep the answer of a key: %w", err)
		}
		return nil
	})
}
