package main

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"throughgate/access"
)

// auditRows is how many views are sealed: of 25 people each.
const auditRows = 50_000

// audit measures sealing the audit, beside writing the same seals, and verifying
// it, beside reading what that reads.
func (b *bench) audit(ctx context.Context) error {
	const viewed, sealed = "viewed", "sealed"
	keys := access.NewAuditKeys("a key for the audit of the bench")
	view := func(pool *pgxpool.Pool) (time.Duration, error) {
		_, err := pool.Exec(ctx, `INSERT INTO audit (at, actor, action, object_kind, detail, people)
			SELECT $2, 'account:' || i % 50, 'consult', 'board', 'upcoming', ARRAY(SELECT (i * 7 + k) % 30000 FROM generate_series(1, 25) k)
			  FROM generate_series(1, $1::int) i`, auditRows, start)
		return 0, err
	}
	if err := b.advance(ctx, emptyDB, viewed, view); err != nil {
		return err
	}
	total := 0
	seal := func(pool *pgxpool.Pool) (time.Duration, error) {
		sealer := &access.Sealer{Pool: pool, Now: clockFrom(start), Keys: keys}
		began := time.Now()
		n, err := sealer.Seal(ctx)
		took := time.Since(began)
		if err == nil && n < auditRows {
			err = fmt.Errorf("%d of %d rows were sealed", n, auditRows)
		}
		total = n
		return took, err
	}
	rows, once, err := b.capture(ctx, viewed, sealed, seal)
	if err != nil {
		return err
	}
	ours, floor, err := b.besideKept(ctx, viewed, rows, once, seal)
	if err != nil {
		return err
	}
	b.bulk("seal", "", ours, floor)
	b.rate("seal.rate", "", total, each(ours, cost.clock), each(floor, cost.clock))
	return b.verifyAudit(ctx, sealed, keys, total)
}

func (b *bench) verifyAudit(ctx context.Context, database string, keys access.AuditKeys, rows int) error {
	r, err := b.newReader(ctx, database)
	if err != nil {
		return err
	}
	defer r.close()
	if err := b.page(ctx, "verify", r, func(pool *pgxpool.Pool) error {
		report, err := access.Verifier{Pool: pool, Keys: keys}.Verify(ctx, nil)
		if err == nil && (report.Sealed != int64(rows) || report.BadTotal > 0) {
			err = fmt.Errorf("of %d rows %d prove themselves, %d are bad", rows, report.Sealed, report.BadTotal)
		}
		return err
	}); err != nil {
		return err
	}
	took := b.Found["verify"]
	b.rate("verify.rate", "", rows, []time.Duration{time.Duration(took.Values[0])}, []time.Duration{time.Duration(took.Floor[0])})
	return nil
}
