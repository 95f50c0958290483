package access

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"throughgate/internal/pg"
)

// SessionRow is one place where somebody is signed in.
type SessionRow struct {
	Agent           string // the browser in plain words; may be empty
	BeganAt, SeenAt time.Time
	This            bool // it is the one that asks
}

// List gives the sessions of an account that go on, the one that asks first and
// then the last used; token is its own.
func (s Sessions) List(ctx context.Context, who Actor, token string) (list []SessionRow, err error) {
	now := s.Now()
	err = pg.ReadTx(ctx, s.Pool, AtTheDoor, func(tx pgx.Tx) error {
		rows, err := tx.Query(ctx, `
			SELECT coalesce(x.data ->> 'agent', '') AS agent, x.began_at, x.seen_at, x.token_hash = ANY ($2) AS this
			  FROM session x JOIN account a ON a.id = x.account_id AND a.session_epoch = x.epoch
			 WHERE x.account_id = $1 AND x.began_at > $3 AND x.seen_at > $4
			 ORDER BY this DESC, x.seen_at DESC`, who.AccountID, s.Keys.tokenHashes(token), now.Add(-SessionLife), now.Add(-SessionIdle))
		if err != nil {
			return fmt.Errorf("list sessions: %w", err)
		}
		if list, err = pgx.CollectRows(rows, pgx.RowToStructByName[SessionRow]); err != nil {
			return fmt.Errorf("list sessions: %w", err)
		}
		return nil
	})
	return list, err
}

// EndOthers ends the sessions of an account but the one that asks, and sign-ins
// of it that are half done.
func (s Sessions) EndOthers(ctx context.Context, who Actor, token string) error {
	return pg.InTx(ctx, s.Pool, AtTheDoor, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, `DELETE FROM session WHERE account_id = $1 AND token_hash <> ALL ($2)`, who.AccountID, s.Keys.tokenHashes(token)); err != nil {
			return fmt.Errorf("end other sessions: %w", err)
		}
		if _, err := tx.Exec(ctx, `DELETE FROM sign_in_half WHERE account_id = $1`, who.AccountID); err != nil {
			return fmt.Errorf("end other sessions: %w", err)
		}
		return Record(ctx, tx, s.Now(), who, Entry{Action: Alter, ObjectKind: "account", ObjectID: who.AccountID, Detail: "other sessions ended"})
	})
}
