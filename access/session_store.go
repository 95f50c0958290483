package access

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"throughgate/internal/pg"
)

const (
	// SessionIdle is how long a session lasts without use.
	SessionIdle = 30 * time.Minute
	// SessionLife is how long a session lasts at most.
	SessionLife = 10 * time.Hour
	// sessionSeen is how often the use of a session is written down.
	sessionSeen = time.Minute
)

// SessionData is what the pages keep with a session.
type SessionData struct {
	Account int64 `json:"account"`
	// Epoch is the account's when the session began: a session of an earlier
	// one is over.
	Epoch int `json:"epoch"`
	// Agent is the browser in plain words, for its owner to know it by.
	Agent string `json:"agent,omitempty"`
}

// Sessions keeps sessions in the database, in the shape that
// github.com/alexedwards/scs/v2 asks for: a session is known by a token of which
// only a hash is kept, and its data is SessionData as JSON. How long a session
// lasts is said here, by our clock, and not by the expiry that comes with it.
type Sessions struct {
	Pool *pgxpool.Pool
	Now  func() time.Time // UTC
	Keys Keys             // of the hashes
}

// AtTheDoor names the pages themselves while nobody is known yet: in the pages'
// role it reaches accounts and sessions, and nobody's case.
var AtTheDoor = System("sign-in")

// FindCtx gives a session's data if it is going on: neither idle nor too old,
// its account enabled and not reset since. It notes that the session was used.
func (s Sessions) FindCtx(ctx context.Context, token string) (data []byte, found bool, err error) {
	now := s.Now()
	err = pg.InTx(ctx, s.Pool, AtTheDoor, func(tx pgx.Tx) error {
		return tx.QueryRow(ctx, `
			WITH live AS (
				SELECT x.token_hash, x.data, x.seen_at FROM session x
				  JOIN account a ON a.id = x.account_id AND a.disabled_at IS NULL AND a.session_epoch = x.epoch
				 WHERE x.token_hash = ANY ($1) AND x.began_at > $2 AND x.seen_at > $3
			), used AS (
				UPDATE session u SET seen_at = $4 FROM live WHERE u.token_hash = live.token_hash AND live.seen_at <= $5
			)
			SELECT data FROM live`,
			s.Keys.tokenHashes(token), now.Add(-SessionLife), now.Add(-SessionIdle), now, now.Add(-sessionSeen)).Scan(&data)
	})
	if errors.Is(err, pgx.ErrNoRows) {
		return nil, false, nil
	}
	if err != nil {
		return nil, false, fmt.Errorf("find session: %w", err)
	}
	return data, true, nil
}

// CommitCtx stores a session's data; the expiry is not looked at.
func (s Sessions) CommitCtx(ctx context.Context, token string, data []byte, _ time.Time) error {
	var known SessionData
	if err := json.Unmarshal(data, &known); err != nil {
		return fmt.Errorf("read session: %w", err)
	}
	now := s.Now()
	return pg.InTx(ctx, s.Pool, AtTheDoor, func(tx pgx.Tx) error {
		// one that goes on under an older key is not begun again under the first
		_, err := tx.Exec(ctx, `
			WITH goes_on AS (
				UPDATE session SET account_id = $2, epoch = $3, data = $4 WHERE token_hash = ANY ($6) RETURNING token_hash
			)
			INSERT INTO session (token_hash, account_id, epoch, data, began_at, seen_at, proved_at)
			SELECT $1, $2, $3, $4, $5, $5, $5 WHERE NOT EXISTS (SELECT FROM goes_on)
			ON CONFLICT (token_hash) DO UPDATE SET account_id = excluded.account_id, epoch = excluded.epoch, data = excluded.data`,
			s.Keys.tokenHash(token), known.Account, known.Epoch, data, now, s.Keys.tokenHashes(token))
		if err != nil {
			return fmt.Errorf("store session: %w", err)
		}
		return nil
	})
}

// DeleteCtx ends a session; one that is not there is ended already.
func (s Sessions) DeleteCtx(ctx context.Context, token string) error {
	return pg.InTx(ctx, s.Pool, AtTheDoor, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, `DELETE FROM session WHERE token_hash = ANY ($1)`, s.Keys.tokenHashes(token)); err != nil {
			return fmt.Errorf("end session: %w", err)
		}
		return nil
	})
}

// Find is FindCtx for those who have no context.
func (s Sessions) Find(token string) ([]byte, bool, error) {
	return s.FindCtx(context.Background(), token)
}

// Commit is CommitCtx for those who have no context.
func (s Sessions) Commit(token string, data []byte, expiry time.Time) error {
	return s.CommitCtx(context.Background(), token, data, expiry)
}

// Delete is DeleteCtx for those who have no context.
func (s Sessions) Delete(token string) error { return s.DeleteCtx(context.Background(), token) }

// endSessions ends every session of an account, and sign-ins half done, those that are being written at
// this moment too, and gives the epoch that new ones belong to.
func endSessions(ctx context.Context, tx pgx.Tx, account int64) (epoch int, err error) {
	if err := tx.QueryRow(ctx, `UPDATE account SET session_epoch = session_epoch + 1 WHERE id = $1 RETURNING session_epoch`, account).Scan(&epoch); err != nil {
		return 0, fmt.Errorf("end sessions of account: %w", err)
	}
	for _, sql := range []string{`DELETE FROM session WHERE account_id = $1`, `DELETE FROM sign_in_half WHERE account_id = $1`} {
		if _, err := tx.Exec(ctx, sql, account); err != nil {
			return 0, fmt.Errorf("end sessions of account: %w", err)
		}
	}
	return epoch, nil
}

// ShiftSessions moves every session by as much as a pretend clock was moved, so
// that whoever moves it stays signed in.
func ShiftSessions(ctx context.Context, tx pgx.Tx, by time.Duration) error {
	if _, err := tx.Exec(ctx, `UPDATE sign_in_half SET began_at = began_at + $1::interval`, by); err != nil {
		return fmt.Errorf("move sign-ins with the clock: %w", err)
	}
	if _, err := tx.Exec(ctx, `UPDATE session SET began_at = began_at + $1::interval, seen_at = seen_at + $1::interval, proved_at = proved_at + $1::interval`, by); err != nil {
		return fmt.Errorf("move sessions with the clock: %w", err)
	}
	return nil
}
