package intake

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"throughgate/access"
	"throughgate/pathways"
)

// storedService is a row of the directory, its cells in the order of the file.
type storedService struct {
	id      int64
	ref     string // empty: not stored
	version int
	cells   []string
}

// service is its code, which may have left the catalogue; none where it is not
// stored.
func (s storedService) service() []string {
	if s.ref == "" {
		return nil
	}
	return []string{s.cells[dirService]}
}

func storedDirectory(ctx context.Context, tx pgx.Tx) (map[string]storedService, error) {
	rows, err := tx.Query(ctx, `
		SELECT id, ref, version, ARRAY[area, service, name, spoc_email, spoc_name, deputy_name, deputy_email, manager_email,
			commissioner_email, phone, out_of_hours, opens, closes, place, CASE WHEN place_safe THEN 'yes' ELSE 'no' END,
			CASE WHEN calendar THEN 'yes' ELSE 'no' END]
		FROM service FOR UPDATE`)
	if err != nil {
		return nil, fmt.Errorf("read the directory: %w", err)
	}
	out := map[string]storedService{}
	var s storedService
	if _, err := pgx.ForEachRow(rows, []any{&s.id, &s.ref, &s.version, &s.cells}, func() error {
		row := directoryRow{area: s.cells[dirArea], cells: s.cells}
		out[row.key()] = s
		s.cells = nil
		return nil
	}); err != nil {
		return nil, fmt.Errorf("read the directory: %w", err)
	}
	return out, nil
}

// keepService writes a row of the directory as it is from now on, with its
// history.
func keepService(ctx context.Context, tx pgx.Tx, who access.Actor, kind areaKind, before storedService, cells []string, now time.Time) (storedService, error) {
	after, old := storedService{before.id, before.ref, before.version + 1, cells}, before.cells
	var err error
	if before.ref == "" {
		after.ref, old = access.NewRef(), make([]string, len(directoryColumns))
		after.id, err = insertService(ctx, tx, after.ref, kind, cells, now)
	} else {
		err = updateService(ctx, tx, before.id, cells, now)
	}
	if err != nil {
		return after, err
	}
	return after, pathways.RecordChange(ctx, tx, who, now, pathways.ServiceChange, after.ref, after.version,
		pathways.Differences(serviceFields(), old, cells))
}

func insertService(ctx context.Context, tx pgx.Tx, ref string, kind areaKind, c []string, now time.Time) (int64, error) {
	var id int64
	err := tx.QueryRow(ctx, `
		INSERT INTO service (ref, area, area_kind, service, name, spoc_email, spoc_name, deputy_name, deputy_email,
			manager_email, commissioner_email, phone, out_of_hours, opens, closes, place, place_safe, calendar, created_at, updated_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $19) RETURNING id`,
		ref, c[dirArea], string(kind), c[dirService], c[dirName], c[dirSPOCEmail], c[dirSPOCName],
		c[dirDeputyName], c[dirDeputyEmail], c[dirManagerEmail], c[dirCommissionerEmail], c[dirPhone], c[dirOutOfHours],
		c[dirOpens], c[dirCloses], c[dirPlace], c[dirPlaceSafe] == "yes", c[dirCalendar] == "yes", now).Scan(&id)
	if err != nil {
		return 0, fmt.Errorf("write a service: %w", err)
	}
	return id, nil
}

func updateService(ctx context.Context, tx pgx.Tx, id int64, c []string, now time.Time) error {
	_, err := tx.Exec(ctx, `
		UPDATE service SET name = $2, spoc_email = $3, spoc_name = $4, deputy_name = $5, deputy_email = $6,
			manager_email = $7, commissioner_email = $8, phone = $9, out_of_hours = $10, opens = $11, closes = $12,
			place = $13, place_safe = $14, calendar = $15, updated_at = $16, version = version + 1
		WHERE id = $1`,
		id, c[dirName], c[dirSPOCEmail], c[dirSPOCName], c[dirDeputyName], c[dirDeputyEmail], c[dirManagerEmail],
		c[dirCommissionerEmail], c[dirPhone], c[dirOutOfHours], c[dirOpens], c[dirCloses], c[dirPlace],
		c[dirPlaceSafe] == "yes", c[dirCalendar] == "yes", now)
	if err != nil {
		return fmt.Errorf("change a service: %w", err)
	}
	return nil
}
