package pathways

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"throughgate/access"
	"throughgate/internal/calendar"
)

// AgreementPartner is a service of the directory that an agreement may be with.
type AgreementPartner struct {
	access.Partner
	ID        int64
	Ref       string
	Name      string // of the service; empty where it is meant wherever it is
	AreaName  string
	SPOCEmail string
}

// ReadAgreementPartners lists whom an agreement may be with: each service of the
// directory, by code and area.
func ReadAgreementPartners(ctx context.Context, tx pgx.Tx) ([]AgreementPartner, error) {
	rows, err := tx.Query(ctx, `SELECT s.service, s.area, s.id, s.ref, s.name, `+areaNameSQL+`, s.spoc_email`+areaJoinsSQL+`
		WHERE s.service <> 'link_officer' ORDER BY s.service, s.area_kind, 6, s.id`)
	if err != nil {
		return nil, fmt.Errorf("read partners of agreements: %w", err)
	}
	list, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (p AgreementPartner, err error) {
		err = row.Scan(&p.Service, &p.Area, &p.ID, &p.Ref, &p.Name, &p.AreaName, &p.SPOCEmail)
		return p, err
	})
	if err != nil {
		return nil, fmt.Errorf("read partners of agreements: %w", err)
	}
	return list, nil
}

// readPartners are the partners that a form may name: each service of the
// directory, and each code wherever it is.
func readPartners(ctx context.Context, tx pgx.Tx) ([]access.Partner, error) {
	list, err := ReadAgreementPartners(ctx, tx)
	if err != nil {
		return nil, err
	}
	var out []access.Partner
	for _, p := range list {
		out = append(out, p.Partner, access.Partner{Service: p.Service})
	}
	return out, nil
}

// lacksID is lacks of a row by its id.
func (d *Directory) lacksID(id int64, day calendar.Date) bool {
	for _, r := range d.rows {
		if r.ID == id {
			return d.lacks(r, day)
		}
	}
	return false
}

// Lacking are the services of the directory that may be told nothing on a day.
func (d *Directory) Lacking(day calendar.Date) []int64 {
	ids := []int64{}
	for _, r := range d.rows {
		if d.lacks(r, day) {
			ids = append(ids, r.ID)
		}
	}
	return ids
}

// ReadLacking are the services that may be told nothing today, and why, by id.
func ReadLacking(ctx context.Context, tx pgx.Tx, fromStart bool, today calendar.Date) (map[int64]access.Standing, error) {
	sharing, err := access.ReadSharing(ctx, tx, fromStart)
	if err != nil || len(sharing.Agreements) == 0 && !fromStart {
		return nil, err
	}
	list, err := ReadAgreementPartners(ctx, tx)
	if err != nil {
		return nil, err
	}
	out := map[int64]access.Standing{}
	for _, p := range list {
		if c := sharing.Of(p.Service, p.Area, today); c.Lacks {
			out[p.ID] = c
		}
	}
	return out, nil
}
