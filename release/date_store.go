package release

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"throughgate/internal/calendar"
)

// writeDates makes the dates in force those that the source tells now: a value
// that differs supersedes the old one, one that is no longer told is
// superseded by nothing, and what is the same stays as it was learnt.
func writeDates(ctx context.Context, tx pgx.Tx, now time.Time, source string, list []*observed) error {
	releases := make([]int64, len(list))
	var of []int64
	var types, kinds []string
	var days []calendar.Date
	for i, o := range list {
		releases[i] = o.releaseID
		for _, d := range o.Dates {
			of, types, kinds, days = append(of, o.releaseID), append(types, string(d.Type)), append(kinds, string(d.Kind)), append(days, d.Day)
		}
	}
	_, err := tx.Exec(ctx, `
		UPDATE release_date d SET superseded_at = $5
		WHERE d.release_id = ANY($6) AND d.superseded_at IS NULL
		  AND NOT EXISTS (SELECT 1 FROM unnest($1::bigint[], $2::text[], $3::text[], $4::date[]) AS u(release_id, type, kind, day)
		                  WHERE u.release_id = d.release_id AND u.type = d.type AND u.kind = d.kind AND u.day = d.day)`,
		of, types, kinds, days, now, releases)
	if err != nil {
		return fmt.Errorf("supersede dates: %w", err)
	}
	return insertDates(ctx, tx, now, source, of, types, kinds, days)
}

func insertDates(ctx context.Context, tx pgx.Tx, now time.Time, source string, of []int64, types, kinds []string, days []calendar.Date) error {
	if len(of) == 0 {
		return nil
	}
	_, err := tx.Exec(ctx, `
		INSERT INTO release_date (release_id, type, kind, day, source, learnt_at)
		SELECT release_id, type, kind, day, $5, $6
		FROM unnest($1::bigint[], $2::text[], $3::text[], $4::date[]) AS u(release_id, type, kind, day)
		ON CONFLICT (release_id, type, kind) WHERE superseded_at IS NULL DO NOTHING`,
		of, types, kinds, days, source, now)
	if err != nil {
		return fmt.Errorf("store dates: %w", err)
	}
	return nil
}

// datesInForceOf reads the dates in force of these releases, by release.
func datesInForceOf(ctx context.Context, tx pgx.Tx, ids []int64) (map[int64][]TypedDate, error) {
	rows, err := tx.Query(ctx, `
		SELECT release_id, type, kind, day FROM release_date
		WHERE release_id = ANY($1) AND superseded_at IS NULL ORDER BY learnt_at, id`, ids)
	if err != nil {
		return nil, fmt.Errorf("read dates in force: %w", err)
	}
	out, err := datesByID(rows)
	if err != nil {
		return nil, fmt.Errorf("read dates in force: %w", err)
	}
	return out, nil
}

// datesByID gathers rows of an id and a date, in their order.
func datesByID(rows pgx.Rows) (map[int64][]TypedDate, error) {
	out := map[int64][]TypedDate{}
	var id int64
	var d TypedDate
	_, err := pgx.ForEachRow(rows, []any{&id, &d.Type, &d.Kind, &d.Day}, func() error {
		out[id] = append(out[id], d)
		return nil
	})
	return out, err
}
