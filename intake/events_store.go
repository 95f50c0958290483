package intake

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"throughgate/release"
)

// standardCodes are the codes of the catalogue, those that are retired too: a
// task may have been asked under one.
func standardCodes(ctx context.Context, db querier) ([]string, error) {
	rows, err := db.Query(ctx, `SELECT code FROM standard ORDER BY code`)
	if err != nil {
		return nil, fmt.Errorf("read the codes of the catalogue: %w", err)
	}
	codes, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return nil, fmt.Errorf("read the codes of the catalogue: %w", err)
	}
	return codes, nil
}

// survivorsSQL follows each person to the one who remains after merges. $1 are
// the people to begin with; merges never go round in a ring, and the bound is
// for a database that errs.
const survivorsSQL = `
	WITH RECURSIVE chain AS (
		SELECT id AS person_id, id AS now, 0 AS steps FROM person WHERE id = ANY($1)
		UNION ALL
		SELECT c.person_id, p.merged_into, c.steps + 1
		FROM chain c JOIN person p ON p.id = c.now WHERE p.merged_into IS NOT NULL AND c.steps < 50
	)
	SELECT DISTINCT ON (person_id) person_id, now FROM chain ORDER BY person_id, steps DESC`

// findSubjects looks up the people of the events, by either number after a
// merge, and the events whose ids are recorded already.
func findSubjects(ctx context.Context, tx pgx.Tx, list []Event) (subjects, error) {
	people, err := findNumbers(ctx, tx, list)
	if err != nil {
		return subjects{}, err
	}
	events, err := findRecorded(ctx, tx, list)
	if err != nil {
		return subjects{}, err
	}
	var ids []int64
	for _, p := range people {
		ids = append(ids, p.PersonID)
	}
	for _, e := range events {
		ids = append(ids, e.PersonID)
	}
	survivor, err := findSurvivors(ctx, tx, ids)
	if err != nil {
		return subjects{}, err
	}
	out := subjects{make(map[string]subject, len(people)), make(map[string]recordedEvent, len(events))}
	for _, p := range people {
		p.Survivor = survivor[p.PersonID]
		out.byNumber[p.PrisonNumber] = p
	}
	for _, e := range events {
		out.recorded[e.ExternalID] = recordedEvent{survivor[e.PersonID], e}
	}
	return out, nil
}

func findNumbers(ctx context.Context, tx pgx.Tx, list []Event) ([]subject, error) {
	var numbers []string
	for _, e := range list {
		if numbers = append(numbers, e.PrisonNumber); e.Word == release.Merged {
			numbers = append(numbers, e.About)
		}
	}
	rows, err := tx.Query(ctx, `
		SELECT n.prison_number, n.person_id, n.person_id AS survivor, p.home_area
		FROM person_number n JOIN person p ON p.id = n.person_id
		WHERE n.prison_number = ANY($1)`, numbers)
	if err != nil {
		return nil, fmt.Errorf("find the people of the events: %w", err)
	}
	people, err := pgx.CollectRows(rows, pgx.RowToStructByName[subject])
	if err != nil {
		return nil, fmt.Errorf("find the people of the events: %w", err)
	}
	return people, nil
}

func findRecorded(ctx context.Context, tx pgx.Tx, list []Event) ([]release.LifeEvent, error) {
	ids := make([]string, len(list))
	for i, e := range list {
		ids[i] = e.ExternalID
	}
	rows, err := tx.Query(ctx, `
		SELECT external_id, person_id, at, event, coalesce(prison, '') AS prison, legal_status, coalesce(area, '') AS area, about, reason
		FROM life_event WHERE external_id = ANY($1)`, ids)
	if err != nil {
		return nil, fmt.Errorf("find the events that are recorded: %w", err)
	}
	events, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (release.LifeEvent, error) {
		var e release.LifeEvent
		var at time.Time
		err := row.Scan(&e.ExternalID, &e.PersonID, &at, &e.Word, &e.Prison, &e.Legal, &e.Area, &e.About, &e.Reason)
		e.At = at.UTC()
		return e, err
	})
	if err != nil {
		return nil, fmt.Errorf("find the events that are recorded: %w", err)
	}
	return events, nil
}

func findSurvivors(ctx context.Context, tx pgx.Tx, people []int64) (map[int64]int64, error) {
	rows, err := tx.Query(ctx, survivorsSQL, people)
	if err != nil {
		return nil, fmt.Errorf("find who remains after merges: %w", err)
	}
	out := make(map[int64]int64, len(people))
	var person, now int64
	if _, err := pgx.ForEachRow(rows, []any{&person, &now}, func() error {
		out[person] = now
		return nil
	}); err != nil {
		return nil, fmt.Errorf("find who remains after merges: %w", err)
	}
	return out, nil
}
