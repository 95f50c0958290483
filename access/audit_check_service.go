package access

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"throughgate/internal/calendar"
	"throughgate/internal/pg"
)

// AuditChecker verifies the audit's chain once a London day and keeps what came
// of it, so that an outside check can ask each minute. Any number of processes
// may have one: one at a time works.
type AuditChecker struct {
	Verifier
	Now func() time.Time
}

// checkLock is the advisory lock of a check.
const checkLock = 7_470_1064

// DueCheck verifies the chain unless that was done today. It takes a second for
// each few hundred thousand rows, and does nothing without a key.
func (c AuditChecker) DueCheck(ctx context.Context) error {
	if c.Keys.None() {
		return nil
	}
	return pg.InTx(ctx, c.Pool, System("verify"), func(tx pgx.Tx) error {
		mine, done, now := false, false, c.Now()
		err := tx.QueryRow(ctx, `SELECT pg_try_advisory_xact_lock($1), EXISTS (SELECT 1 FROM audit_check WHERE day = $2)`,
			int64(checkLock), calendar.DayOf(now)).Scan(&mine, &done)
		if err != nil {
			return fmt.Errorf("look whether the audit was verified today: %w", err)
		}
		if done || !mine {
			return nil
		}
		report, err := c.Verify(ctx, nil)
		if err != nil {
			return err
		}
		return keepCheck(ctx, tx, now, report)
	})
}

// Keep keeps what came of a verification that somebody asked for: it takes the
// place of that of the same day.
func (c AuditChecker) Keep(ctx context.Context, report Report) error {
	return pg.InTx(ctx, c.Pool, System("verify"), func(tx pgx.Tx) error { return keepCheck(ctx, tx, c.Now(), report) })
}

func keepCheck(ctx context.Context, tx pgx.Tx, now time.Time, report Report) error {
	_, err := tx.Exec(ctx, `
		INSERT INTO audit_check (day, checked_at, sealed, bad) VALUES ($1, $2, $3, $4)
		ON CONFLICT (day) DO UPDATE SET checked_at = excluded.checked_at, sealed = excluded.sealed, bad = excluded.bad`,
		calendar.DayOf(now), now, report.Sealed, report.BadTotal)
	if err != nil {
		return fmt.Errorf("keep the check of the audit: %w", err)
	}
	return nil
}

// AuditCheck is what came of the newest verification.
type AuditCheck struct {
	Bad int // rows and seals that do not prove themselves
	// Since is when that was; where there was none, when the first row was
	// sealed. Zero: nothing is sealed.
	Since time.Time
}

// ReadAuditCheck reads the newest one.
func ReadAuditCheck(ctx context.Context, tx pgx.Tx) (c AuditCheck, err error) {
	var since *time.Time
	err = tx.QueryRow(ctx, `
		SELECT coalesce(n.bad, 0), coalesce(n.checked_at, (SELECT sealed_at FROM audit_seal ORDER BY seq LIMIT 1))
		  FROM (SELECT 1) one LEFT JOIN (SELECT * FROM audit_check ORDER BY day DESC LIMIT 1) n ON true`).Scan(&c.Bad, &since)
	if err != nil {
		return AuditCheck{}, fmt.Errorf("read the check of the audit: %w", err)
	}
	if since != nil {
		c.Since = *since
	}
	return c, nil
}
