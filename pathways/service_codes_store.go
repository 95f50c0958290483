package pathways

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"
)

// PrisonOMU is the service of a prison's offender management unit: no standard
// asks it for anything, and letters to it need an address.
const PrisonOMU = "prison_omu"

// ServiceCodes lists the codes of the services that there are: those of the
// catalogue, and the prisons' own offices.
func ServiceCodes(ctx context.Context, tx pgx.Tx) ([]string, error) {
	rows, err := tx.Query(ctx, `SELECT service FROM standard UNION SELECT $1 ORDER BY 1`, PrisonOMU)
	if err != nil {
		return nil, fmt.Errorf("read the services of the catalogue: %w", err)
	}
	codes, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return nil, fmt.Errorf("read the services of the catalogue: %w", err)
	}
	return codes, nil
}
