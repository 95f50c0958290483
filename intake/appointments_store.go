package intake

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"throughgate/pathways"
)

// holder is the person of a prison number, with the current stay in custody.
type holder struct {
	PrisonNumber string
	PersonID     int64
	ReleaseID    int64
	HomeArea     string
}

// holders are who the appointments are of, and whose each reference is already.
type holders struct {
	byNumber    map[string]holder
	byReference map[string]int64 // the person who has the appointment of that reference
}

func findHolders(ctx context.Context, tx pgx.Tx, list []pathways.Booking) (holders, error) {
	numbers, references := make([]string, len(list)), make([]string, len(list))
	for i, b := range list {
		numbers[i], references[i] = b.PrisonNumber, b.ExternalID
	}
	out := holders{map[string]holder{}, map[string]int64{}}
	rows, err := tx.Query(ctx, `
		SELECT n.prison_number, p.id AS person_id, r.id AS release_id, p.home_area
		FROM person_number n JOIN person p ON p.id = n.person_id JOIN release r ON r.person_id = p.id AND r.is_current
		WHERE n.prison_number = ANY($1)`, numbers)
	if err != nil {
		return holders{}, fmt.Errorf("find the people of the appointments: %w", err)
	}
	people, err := pgx.CollectRows(rows, pgx.RowToStructByName[holder])
	if err != nil {
		return holders{}, fmt.Errorf("find the people of the appointments: %w", err)
	}
	for _, p := range people {
		out.byNumber[p.PrisonNumber] = p
	}
	rows, err = tx.Query(ctx, `SELECT external_id, person_id FROM appointment WHERE external_id = ANY($1)`, references)
	if err != nil {
		return holders{}, fmt.Errorf("find the appointments: %w", err)
	}
	var reference string
	var person int64
	if _, err := pgx.ForEachRow(rows, []any{&reference, &person}, func() error {
		out.byReference[reference] = person
		return nil
	}); err != nil {
		return holders{}, fmt.Errorf("find the appointments: %w", err)
	}
	return out, nil
}
