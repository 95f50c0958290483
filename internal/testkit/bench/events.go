package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"throughgate/intake"
)

// eventOf so many people have an event in the file.
const eventOf = 10

// events records a file in which every tenth person was moved to another prison,
// on the day after an ordinary watch. The floor writes the same rows.
func (b *bench) events(ctx context.Context) error {
	var file []byte
	n := 0
	if err := b.on(ctx, watchedDB, 1, func(pool *pgxpool.Pool) (err error) {
		file, n, err = b.transfers(ctx, pool)
		return err
	}); err != nil {
		return err
	}
	record := func(pool *pgxpool.Pool) (time.Duration, error) {
		s, err := wire(pool, clockFrom(b.watched.AddDays(1).At(10, 0)))
		if err != nil {
			return 0, err
		}
		began := time.Now()
		report, err := s.importer.Events(ctx, importing, bytes.NewReader(file), intake.FileOptions{FileName: "events.jsonl"})
		took := time.Since(began)
		if err == nil && (len(report.Rejected) > 0 || report.Rows != n) {
			err = fmt.Errorf("of %d events %d were read and %d rejected", n, report.Rows, len(report.Rejected))
		}
		return took, err
	}
	const to = "recorded"
	rows, once, err := b.capture(ctx, watchedDB, to, record)
	if err != nil {
		return err
	}
	if err := b.drop(ctx, to); err != nil {
		return err
	}
	ours, floor, err := b.besideKept(ctx, watchedDB, rows, once, record)
	if err != nil {
		return err
	}
	b.bulk("events", fmt.Sprintf("%s events, %s rows", thousands(float64(n)), thousands(float64(rows.count()))), ours, floor)
	return nil
}

// transfers is an event file: every tenth of those who are in custody moves to the
// prison of the next one.
func (b *bench) transfers(ctx context.Context, pool *pgxpool.Pool) (file []byte, n int, err error) {
	rows, err := pool.Query(ctx, `
		SELECT prison_number, prison FROM (
			SELECT n.prison_number, lead(r.prison, $1 / 2) OVER (ORDER BY r.id) AS prison, r.prison AS here, row_number() OVER (ORDER BY r.id) AS nth
			  FROM release r JOIN person p ON p.id = r.person_id JOIN person_number n ON n.person_id = p.id
			 WHERE r.is_current AND r.state = 'planned') x
		 WHERE nth % $1 = 0 AND prison <> here`, eventOf)
	if err != nil {
		return nil, 0, err
	}
	defer rows.Close()
	var out bytes.Buffer
	lines := json.NewEncoder(&out)
	for ; rows.Next(); n++ {
		e := struct {
			ID     string `json:"id"`
			At     string `json:"at"`
			Number string `json:"prison_number"`
			Event  string `json:"event"`
			Prison string `json:"prison"`
		}{ID: fmt.Sprintf("bench-%d", n), At: b.watched.String() + " 14:10", Event: "transferred"}
		if err := rows.Scan(&e.Number, &e.Prison); err != nil {
			return nil, 0, err
		}
		if err := lines.Encode(e); err != nil {
			return nil, 0, err
		}
	}
	return out.Bytes(), n, rows.Err()
}
