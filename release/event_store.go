package release

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"throughgate/internal/pg"
)

// eventsOf reads what is stored of what happened to these people, by person, in
// order of when it happened.
func eventsOf(ctx context.Context, tx pgx.Tx, people []int64) (map[int64][]LifeEvent, error) {
	if len(people) == 0 {
		return nil, nil
	}
	rows, err := tx.Query(ctx, `
		SELECT id, coalesce(external_id, ''), person_id, at, event, coalesce(prison, ''), legal_status, coalesce(area, ''), about, reason, source
		FROM life_event WHERE person_id = ANY($1) AND superseded_at IS NULL ORDER BY person_id, at, id`, people)
	if err != nil {
		return nil, fmt.Errorf("read life events: %w", err)
	}
	out := map[int64][]LifeEvent{}
	var e LifeEvent
	if _, err = pgx.ForEachRow(rows, []any{&e.ID, &e.ExternalID, &e.PersonID, &e.At, &e.Word, &e.Prison, &e.Legal, &e.Area, &e.About,
		&e.Reason, &e.Source}, func() error {
		e.At = e.At.UTC()
		out[e.PersonID] = append(out[e.PersonID], e)
		return nil
	}); err != nil {
		return nil, fmt.Errorf("read life events: %w", err)
	}
	return out, nil
}

// storeEvents adds life events. One whose id is known already is left out:
// the caller has compared.
func storeEvents(ctx context.Context, tx pgx.Tx, now time.Time, by string, list []LifeEvent) error {
	if len(list) == 0 {
		return nil
	}
	err := pg.Insert(ctx, tx, "life_event",
		`external_id text, person_id bigint, at timestamptz, event text, prison text, legal_status text, area text,
		 about text, reason text, source text, recorded_at timestamptz, recorded_by text`, len(list), func(i int) []any {
			e := &list[i]
			return []any{textOrNull(e.ExternalID), e.PersonID, e.At, string(e.Word), textOrNull(e.Prison), string(e.Legal),
				textOrNull(e.Area), e.About, e.Reason, e.Source, now, by}
		})
	if err != nil {
		return fmt.Errorf("store life events: %w", err)
	}
	return nil
}

// supersedeEvents marks what an extract told before and has taken back.
func supersedeEvents(ctx context.Context, tx pgx.Tx, now time.Time, ids []int64) error {
	if len(ids) == 0 {
		return nil
	}
	if _, err := tx.Exec(ctx, `UPDATE life_event SET superseded_at = $1 WHERE id = ANY($2)`, now, ids); err != nil {
		return fmt.Errorf("take back life events: %w", err)
	}
	return nil
}

func textOrNull(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}
