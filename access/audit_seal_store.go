package access

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"throughgate/internal/pg"
)

// sealLock lets one sealer at a time go on with the chain.
const sealLock = 7_470_1028

// sealAtOnce is how many rows one transaction seals.
const sealAtOnce = 5000

// lastSeal is the end of the chain: the zero values where nothing is sealed.
func lastSeal(ctx context.Context, tx pgx.Tx) (at Link, row int64, err error) {
	err = tx.QueryRow(ctx, `SELECT seq, hash, audit_id FROM audit_seal ORDER BY seq DESC LIMIT 1`).Scan(&at.Seq, (*hash32)(&at.Hash), &row)
	if errors.Is(err, pgx.ErrNoRows) {
		return Link{}, 0, nil
	}
	if err != nil {
		return Link{}, 0, fmt.Errorf("read the end of the audit's chain: %w", err)
	}
	return at, row, nil
}

// hash32 reads a bytea of 32 bytes.
type hash32 [32]byte

// ScanBytes implements pgtype.BytesScanner.
func (h *hash32) ScanBytes(b []byte) error {
	if len(b) != len(h) {
		return fmt.Errorf("a hash of %d bytes", len(b))
	}
	copy(h[:], b)
	return nil
}

// newestRow is the newest row of the audit that is committed; 0 for none.
func newestRow(ctx context.Context, tx pgx.Tx) (id int64, err error) {
	err = tx.QueryRow(ctx, `SELECT coalesce(max(id), 0) FROM audit`).Scan(&id)
	if err != nil {
		return 0, fmt.Errorf("read the newest row of the audit: %w", err)
	}
	return id, nil
}

// writing are the transactions that may have written to the audit and are not
// over: they hold the table's lock from before their first row to their end.
func writing(ctx context.Context, tx pgx.Tx, among []string) ([]string, error) {
	rows, err := tx.Query(ctx, `
		SELECT DISTINCT virtualtransaction FROM pg_locks
		 WHERE locktype = 'relation' AND relation = 'audit'::regclass
		   AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
		   AND granted AND mode IN ('RowExclusiveLock', 'ShareRowExclusiveLock', 'ExclusiveLock', 'AccessExclusiveLock')
		   AND ($1::text[] IS NULL OR virtualtransaction = ANY ($1))`, among)
	if err != nil {
		return nil, fmt.Errorf("see who writes to the audit: %w", err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return nil, fmt.Errorf("see who writes to the audit: %w", err)
	}
	return list, nil
}

// sealUpTo seals the next rows with ids up to a bound, and gives how many. It
// waits for no other sealer: where one is at work there is nothing to do.
func sealUpTo(ctx context.Context, tx pgx.Tx, now time.Time, key auditKey, bound int64) (int, error) {
	var mine bool
	if err := tx.QueryRow(ctx, `SELECT pg_try_advisory_xact_lock($1)`, int64(sealLock)).Scan(&mine); err != nil {
		return 0, fmt.Errorf("seal the audit: %w", err)
	}
	if !mine {
		return 0, nil
	}
	at, last, err := lastSeal(ctx, tx)
	if err != nil {
		return 0, err
	}
	rows, err := readAuditRows(ctx, tx, last, bound, sealAtOnce)
	if err != nil || len(rows) == 0 {
		return 0, err
	}
	err = pg.Insert(ctx, tx, "audit_seal", `seq bigint, audit_id bigint, sealed_at timestamptz, format smallint, key_id text, hash bytea`,
		len(rows), func(i int) []any {
			at = Link{Seq: at.Seq + 1, Hash: key.sum(rows[i].canonical(at.Seq+1, at.Hash))}
			return []any{at.Seq, rows[i].ID, now, int16(auditFormat), key.id, bytes.Clone(at.Hash[:])}
		})
	if err != nil {
		return 0, fmt.Errorf("seal the audit: %w", err)
	}
	return len(rows), nil
}

// readAuditRows reads rows with ids after one and up to another, in their order.
func readAuditRows(ctx context.Context, tx pgx.Tx, after, upTo int64, most int) ([]auditRow, error) {
	rows, err := tx.Query(ctx, `
		SELECT id, at, actor, action, object_kind, object_id, detail, people, to_whom, agreement_id
		  FROM audit WHERE id > $1 AND id <= $2 ORDER BY id LIMIT $3`, after, upTo, most)
	if err != nil {
		return nil, fmt.Errorf("read the audit: %w", err)
	}
	list := make([]auditRow, 0, 64)
	var r auditRow
	_, err = pgx.ForEachRow(rows, []any{&r.ID, &r.At, &r.Actor, &r.Action, &r.ObjectKind, &r.ObjectID, &r.Detail, &r.People, &r.ToWhom, &r.AgreementID},
		func() error {
			list = append(list, r)
			r = auditRow{}
			return nil
		})
	if err != nil {
		return nil, fmt.Errorf("read the audit: %w", err)
	}
	return list, nil
}
