package notify

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
)

// querier is a pool or a transaction.
type querier interface {
	Query(ctx context.Context, sql string, args ...any) (pgx.Rows, error)
	QueryRow(ctx context.Context, sql string, args ...any) pgx.Row
}

// readHome gives where the database is now and where it was noted to be. noted
// is false where it never was.
func readHome(ctx context.Context, q querier) (was, is home, noted bool, err error) {
	// The timeline is that of the log written now: the one of the last checkpoint
	// may still be the old one for a while.
	err = q.QueryRow(ctx, `
		SELECT s.system_identifier, ('x' || left(pg_walfile_name(pg_current_wal_lsn()), 8))::bit(32)::integer,
		       d.oid::bigint, 'sending_home'::regclass::oid::bigint
		  FROM pg_control_system() s, pg_database d
		 WHERE d.datname = current_database()`).Scan(&is.Server, &is.Timeline, &is.Database, &is.OwnTable)
	if err != nil {
		return was, is, false, fmt.Errorf("ask which database this is: %w", err)
	}
	err = q.QueryRow(ctx, `SELECT server, timeline, database, own_table FROM sending_home`).
		Scan(&was.Server, &was.Timeline, &was.Database, &was.OwnTable)
	if errors.Is(err, pgx.ErrNoRows) {
		return was, is, false, nil
	}
	if err != nil {
		return was, is, false, fmt.Errorf("read which database this was: %w", err)
	}
	return was, is, true, nil
}

// noteHome stores where the database is, and that sending is on.
func noteHome(ctx context.Context, tx pgx.Tx, now time.Time, is home) error {
	_, err := tx.Exec(ctx, `
		INSERT INTO sending_home (server, timeline, database, own_table, noted_at) VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (one) DO UPDATE
		   SET server = excluded.server, timeline = excluded.timeline, database = excluded.database,
		       own_table = excluded.own_table, noted_at = excluded.noted_at, restored_at = NULL`,
		is.Server, is.Timeline, is.Database, is.OwnTable, now)
	if err != nil {
		return fmt.Errorf("note which database this is: %w", err)
	}
	return nil
}

// noteRestored stops sending and notes where the database is now, so that a
// further restore is recognised too. mine is false where somebody else did so
// before.
func noteRestored(ctx context.Context, tx pgx.Tx, now time.Time, is home) (mine bool, err error) {
	tag, err := tx.Exec(ctx, `
		UPDATE sending_home SET server = $1, timeline = $2, database = $3, own_table = $4, noted_at = $5, restored_at = $5
		 WHERE (server, timeline, database, own_table) <> ($1, $2, $3, $4)`, is.Server, is.Timeline, is.Database, is.OwnTable, now)
	if err != nil {
		return false, fmt.Errorf("note that the database was restored: %w", err)
	}
	return tag.RowsAffected() == 1, nil
}

// noteRestoredByWord stops sending; mine is false where it was stopped before.
func noteRestoredByWord(ctx context.Context, tx pgx.Tx, now time.Time) (mine bool, err error) {
	tag, err := tx.Exec(ctx, `UPDATE sending_home SET restored_at = $1 WHERE restored_at IS NULL`, now)
	if err != nil {
		return false, fmt.Errorf("note that the database was restored: %w", err)
	}
	return tag.RowsAffected() == 1, nil
}

// reasonRestored is why nobody knows what became of a message.
const reasonRestored = "the database was restored from a backup: it may have left since"

// doubtDue makes everything unknown that was due when the database was
// restored: the one that the backup was taken from may have sent it since. When
// is not known, so it is not looked for in the provider's list.
func doubtDue(ctx context.Context, tx pgx.Tx, now time.Time) ([]Message, error) {
	rows, err := tx.Query(ctx, `
		UPDATE message SET state = 'unknown', reason = $2, claimed_at = NULL
		 WHERE state IN ('queued', 'held') AND not_before <= $1
		RETURNING id, channel, coalesce(person_id, 0) AS person_id, coalesce(release_id, 0) AS release_id,
		          coalesce(service_id, 0) AS service_id`, now, reasonRestored)
	if err != nil {
		return nil, fmt.Errorf("doubt what was due: %w", err)
	}
	messages, err := pgx.CollectRows(rows, pgx.RowToStructByNameLax[Message])
	if err != nil {
		return nil, fmt.Errorf("doubt what was due: %w", err)
	}
	return messages, nil
}

// NoteHome notes where a database lives whose home was never noted, so that a
// copy restored elsewhere is recognised. On any other it does nothing.
func NoteHome(ctx context.Context, tx pgx.Tx, now time.Time) error {
	_, is, noted, err := readHome(ctx, tx)
	if err != nil || noted {
		return err
	}
	return noteHome(ctx, tx, now, is)
}
