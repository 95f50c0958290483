package pathways

import (
	"context"
	"fmt"
	"slices"

	"github.com/jackc/pgx/v5"

	"throughgate/access"
	"throughgate/internal/calendar"
)

// WithSharing is a service contact with what sharing agreements let them see
// today, and an offender manager with whether one gives them health; anybody else
// is as before. fromStart: production, where a service
// without an agreement in force sees nothing from the first day.
func WithSharing(ctx context.Context, tx pgx.Tx, who access.Actor, fromStart bool, today calendar.Date) (access.Actor, error) {
	if who.Role != access.SPOC && who.Role != access.OffenderManager {
		return who, nil
	}
	sharing, err := access.ReadSharing(ctx, tx, fromStart)
	if who.Role == access.OffenderManager {
		who.HealthShared = sharing.GivesHealth(who.Role, who.Areas, today)
		return who, err
	}
	if err != nil || len(sharing.Agreements) == 0 && !fromStart {
		return who, err
	}
	rows, err := tx.Query(ctx, `
		SELECT id, service, area, area_kind <> 'authority' OR area = ANY ($2) FROM service WHERE service = ANY ($1) ORDER BY id`,
		who.Services, who.Areas)
	if err != nil {
		return who, fmt.Errorf("read the services of a contact: %w", err)
	}
	var id int64
	var service, area string
	var theirs bool
	why, sees := "", false
	who.Barred, who.Under = nil, map[int64]int64{}
	if _, err := pgx.ForEachRow(rows, []any{&id, &service, &area, &theirs}, func() error {
		standing := sharing.Of(service, area, today)
		switch {
		case standing.Lacks:
			who.Barred = append(who.Barred, id)
			if theirs {
				why = standing.Why(today)
			}
		case standing.Agreement != nil:
			who.Under[id] = standing.Agreement.ID
		}
		sees = sees || theirs && !standing.Lacks
		return nil
	}); err != nil {
		return who, fmt.Errorf("read the services of a contact: %w", err)
	}
	if why == "" && !sees { // the directory has no row for them yet
		sees, why = seesAny(sharing, who, today)
	}
	if !sees {
		who.NoAgreement = why
	}
	return who, nil
}

// seesAny judges a contact of whose services the directory has no row.
func seesAny(sharing access.Sharing, who access.Actor, today calendar.Date) (sees bool, why string) {
	for _, service := range who.Services {
		for _, area := range append(slices.Clone(who.Areas), Everywhere) {
			standing := sharing.Of(service, area, today)
			if !standing.Lacks {
				return true, ""
			}
			why = standing.Why(today)
		}
	}
	return why == "", why
}
