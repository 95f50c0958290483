package intake

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"throughgate/intake/reference"
)

// querier is a pool or a transaction.
type querier interface {
	Query(ctx context.Context, sql string, args ...any) (pgx.Rows, error)
}

// LoadGazetteer reads the prisons and authorities that `throughgate migrate`
// has loaded.
func LoadGazetteer(ctx context.Context, db querier) (*Gazetteer, error) {
	rows, err := db.Query(ctx, `SELECT code, name, bare_name FROM prison ORDER BY code`)
	if err != nil {
		return nil, fmt.Errorf("read prisons: %w", err)
	}
	prisons, err := pgx.CollectRows(rows, func(r pgx.CollectableRow) (reference.Prison, error) {
		var p reference.Prison
		return p, r.Scan(&p.Code, &p.Name, &p.BareName)
	})
	if err != nil {
		return nil, fmt.Errorf("read prisons: %w", err)
	}
	rows, err = db.Query(ctx, `SELECT gss_code, name, kind, is_current, successors FROM authority ORDER BY gss_code`)
	if err != nil {
		return nil, fmt.Errorf("read authorities: %w", err)
	}
	authorities, err := pgx.CollectRows(rows, func(r pgx.CollectableRow) (reference.Authority, error) {
		var a reference.Authority
		return a, r.Scan(&a.GSSCode, &a.Name, &a.Kind, &a.Current, &a.Successors)
	})
	if err != nil {
		return nil, fmt.Errorf("read authorities: %w", err)
	}
	if len(prisons) == 0 || len(authorities) == 0 {
		return nil, errNoReference
	}
	members, err := reference.Members()
	if err != nil {
		return nil, err
	}
	return NewGazetteer(prisons, authorities, members), nil
}
