package access_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"throughgate/access"
	"throughgate/internal/testkit"
)

// BenchmarkSeal seals and verifies 50,000 rows with 25 persons each.
func BenchmarkSeal(b *testing.B) {
	const rows = 50_000
	for range b.N {
		b.StopTimer()
		pool := testkit.DB(b)
		if _, err := pool.Exec(b.Context(), `INSERT INTO audit (at, actor, action, object_kind, detail, people)
			SELECT now(), 'account:' || i % 50, 'consult', 'board', 'upcoming', ARRAY(SELECT (i * 7 + k) % 30000 FROM generate_series(1, 25) k)
			  FROM generate_series(1, $1::int) i`, rows); err != nil {
			b.Fatal(err)
		}
		sealer := &access.Sealer{Pool: pool, Now: func() time.Time { return monday }, Keys: access.NewAuditKeys(newKey)}
		b.StartTimer()
		began := b.Elapsed()
		if n, err := sealer.Seal(b.Context()); n != rows || err != nil {
			b.Fatal(n, err)
		}
		sealed := b.Elapsed()
		r, err := access.Verifier{Pool: pool, Keys: sealer.Keys}.Verify(b.Context(), nil)
		if err != nil || r.Sealed != rows {
			b.Fatal(r, err)
		}
		b.ReportMetric(rows/(sealed-began).Seconds(), "rows-sealed/s")
		b.ReportMetric(rows/(b.Elapsed()-sealed).Seconds(), "rows-verified/s")
	}
}

// BenchmarkRecord is what one view costs a request: its row of the audit, with
// 25 people and, for comparison, with none.
func BenchmarkRecord(b *testing.B) {
	pool := testkit.DB(b)
	if _, err := pool.Exec(b.Context(), `INSERT INTO audit (at, actor, action, object_kind, people)
		SELECT now(), 'account:' || i % 50, 'consult', 'board', ARRAY(SELECT (i * 7 + k) % 30000 FROM generate_series(1, 25) k) FROM generate_series(1, 100000) i`); err != nil {
		b.Fatal(err)
	}
	var refs []string
	for i := range 25 {
		refs = append(refs, fmt.Sprint("nobody", i))
	}
	for name, shown := range map[string][]string{"list": refs, "page": nil} {
		b.Run(name, func(b *testing.B) {
			tx, err := pool.Begin(b.Context())
			if err != nil {
				b.Fatal(err)
			}
			defer func(tx pgx.Tx) { _ = tx.Rollback(b.Context()) }(tx)
			for range b.N {
				if err := access.Record(b.Context(), tx, monday, access.System("test"), access.Entry{Action: access.Consult, ObjectKind: "board", Releases: shown}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
