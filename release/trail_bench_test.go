package release_test

import (
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"throughgate/access"
	"throughgate/internal/calendar"
	"throughgate/internal/pg"
	"throughgate/internal/testkit"
	"throughgate/internal/testkit/seed"
	"throughgate/release"
)

// BenchmarkTrail asks an audit of 200,000 views, of 25 people of 10,000 each,
// who looked at one person, and what reading stood out; and writes such a view.
func BenchmarkTrail(b *testing.B) {
	at := time.Date(2026, 11, 23, 8, 0, 0, 0, time.UTC)
	pool := testkit.DB(b)
	s := seed.New(b, pool, at)
	s.Account("officer", "Olive Officer", "link_officer", []string{seed.Haringey}, nil)
	var refs []string
	for range 25 {
		refs = append(refs, s.Person(seed.Person{PlannedDay: calendar.MustParse("2026-12-01")}).Ref)
	}
	s.Exec(`insert into audit (at, actor, action, object_kind, people)
		select $1::timestamptz - i * interval '12 seconds', 'account:1', 'consult', case when i % 4 = 0 then 'release' else 'board' end,
		       array(select (i * 7 + k) % 10000 from generate_series(1, case when i % 4 = 0 then 1 else 25 end) k) from generate_series(1, 200000) i`, at)
	s.Exec(`analyze audit`)
	read := func(fn func(tx pgx.Tx) error) {
		b.Helper()
		for range b.N {
			if err := pg.InTx(b.Context(), pool, access.System("bench"), fn); err != nil {
				b.Fatal(err)
			}
		}
	}
	q := release.TrailQuery{Release: refs[3], From: calendar.MustParse("2026-10-01"), To: calendar.MustParse("2026-11-23"), Page: 1}
	b.Run("person", func(b *testing.B) {
		read(func(tx pgx.Tx) error {
			trail, err := release.ReadPersonTrail(b.Context(), tx, q)
			b.ReportMetric(float64(trail.Total), "rows")
			return err
		})
	})
	b.Run("unusual week", func(b *testing.B) {
		read(func(tx pgx.Tx) error {
			_, err := release.ReadUnusual(b.Context(), tx, calendar.New(nil), calendar.MustParse("2026-11-17"), calendar.MustParse("2026-11-23"))
			return err
		})
	})
	for name, shown := range map[string][]string{"record a list": refs, "record a page": refs[:1], "record without people": nil} {
		b.Run(name, func(b *testing.B) {
			read(func(tx pgx.Tx) error {
				return access.Record(b.Context(), tx, at, access.System("bench"), access.Entry{Action: access.Consult, ObjectKind: "board", Releases: shown})
			})
		})
	}
}
