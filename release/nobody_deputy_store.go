package release

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"
)

// AbsentDeputy is a service whose deputy could not answer: their account is
// suspended, or they have never signed in.
type AbsentDeputy struct {
	ServiceRef, Service string // the directory's row, and its name
	Deputy              string
	Suspended           bool
}

// ReadAbsentDeputies lists them for the services of a scope, and for those of
// prisons and of everywhere.
func ReadAbsentDeputies(ctx context.Context, tx pgx.Tx, scope Scope) ([]AbsentDeputy, error) {
	rows, err := tx.Query(ctx, `
		SELECT v.ref AS service_ref, v.name AS service, a.name AS deputy, a.suspended_at IS NOT NULL AS suspended
		  FROM service v JOIN account a ON lower(a.email) = lower(v.deputy_email)
		 WHERE (a.suspended_at IS NOT NULL OR a.signed_in_at IS NULL AND a.disabled_at IS NULL)
		   AND ($1 OR v.area_kind <> 'authority' OR v.area = ANY ($2))
		 ORDER BY v.name, v.id`, scope.All, scope.Areas)
	if err != nil {
		return nil, fmt.Errorf("read deputies who are not there: %w", err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowToStructByName[AbsentDeputy])
	if err != nil {
		return nil, fmt.Errorf("read deputies who are not there: %w", err)
	}
	return list, nil
}
