package access

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"
)

// verifyAtOnce is how many rows are read together.
const verifyAtOnce = 10_000

// newestSealed is the greatest id of a row that a seal names; the newest seal's
// own, unless somebody was at them.
func newestSealed(ctx context.Context, tx pgx.Tx, least int64) (id int64, err error) {
	if err := tx.QueryRow(ctx, `SELECT coalesce(max(audit_id), 0) FROM audit_seal`).Scan(&id); err != nil {
		return 0, fmt.Errorf("read the seals: %w", err)
	}
	return max(id, least), nil
}

// sealStands looks whether the seal of the mark is still there as it was.
func sealStands(ctx context.Context, tx pgx.Tx, check *checking, mark Mark) error {
	if mark.At.Seq == 0 {
		return nil
	}
	var now hash32
	err := tx.QueryRow(ctx, `SELECT hash FROM audit_seal WHERE seq = $1 AND audit_id = $2`, mark.At.Seq, mark.Row).Scan(&now)
	switch {
	case errors.Is(err, pgx.ErrNoRows):
		check.say(mark.Row, mark.At.Seq, RowsGone, "seal %d, of row %d, stood there and is gone", mark.At.Seq, mark.Row)
		return nil
	case err != nil:
		return fmt.Errorf("read the seals: %w", err)
	case [32]byte(now) != mark.At.Hash:
		check.say(mark.Row, mark.At.Seq, RowChanged, "seal %d, of row %d, is not the one that stood there", mark.At.Seq, mark.Row)
	}
	return nil
}

// checkRows goes along rows and seals side by side, by the ids of the rows.
func checkRows(ctx context.Context, tx pgx.Tx, check *checking, after int64) error {
	for {
		rows, err := readAuditRows(ctx, tx, after, lastOfAll, verifyAtOnce)
		if err != nil {
			return err
		}
		upTo := int64(lastOfAll)
		if len(rows) == verifyAtOnce {
			upTo = rows[len(rows)-1].ID
		}
		if err := checkSeals(ctx, tx, check, rows, after, upTo); err != nil {
			return err
		}
		if upTo == lastOfAll {
			return nil
		}
		after = upTo
	}
}

// checkSeals checks the rows given, which are all from one id to another, and
// the seals of these ids.
func checkSeals(ctx context.Context, tx pgx.Tx, check *checking, rows []auditRow, after, upTo int64) error {
	seals, err := tx.Query(ctx, `
		SELECT seq, audit_id, format, key_id, hash FROM audit_seal
		 WHERE audit_id > $1 AND audit_id <= $2 ORDER BY audit_id`, after, upTo)
	if err != nil {
		return fmt.Errorf("read the seals: %w", err)
	}
	var s sealRow
	_, err = pgx.ForEachRow(seals, []any{&s.Seq, &s.AuditID, &s.Format, &s.KeyID, (*hash32)(&s.Hash)}, func() error {
		for len(rows) > 0 && rows[0].ID < s.AuditID {
			check.unsealed(rows[0].ID)
			rows = rows[1:]
		}
		if len(rows) > 0 && rows[0].ID == s.AuditID {
			check.seal(s, &rows[0])
			rows = rows[1:]
			return nil
		}
		check.seal(s, nil)
		return nil
	})
	if err != nil {
		return fmt.Errorf("read the seals: %w", err)
	}
	for _, row := range rows {
		check.unsealed(row.ID)
	}
	return nil
}

func readChain(ctx context.Context, tx pgx.Tx) (ChainState, error) {
	var c ChainState
	var err error
	if c.Head, c.HeadRow, err = lastSeal(ctx, tx); err != nil {
		return c, err
	}
	err = tx.QueryRow(ctx, `
		SELECT (SELECT sealed_at FROM audit_seal WHERE audit_id = $1), count(*)::int, min(at)
		  FROM audit WHERE id > $1`, c.HeadRow).Scan(&c.SealedAt, &c.Waiting, &c.OldestWaiting)
	if err != nil {
		return c, fmt.Errorf("read how far the audit is sealed: %w", err)
	}
	return c, nil
}
