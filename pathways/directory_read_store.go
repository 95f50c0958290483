package pathways

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"throughgate/internal/calendar"
	"throughgate/internal/fault"
)

// ServicePage is how many services a page of the directory lists.
const ServicePage = 25

// ServiceQuery says which services are listed; empty fields do not limit.
type ServiceQuery struct {
	Area    string // GSS code, prison code or *
	Pathway string
	Text    string // in the name of the service or of its contact
	Page    int    // from 1
}

// ListedService is a line of the directory.
type ListedService struct {
	Ref, AreaName, Service, Name string
	SPOCName, SPOCEmail          string
	DeputyName, DeputyEmail      string
	Phone                        string
	NotAnsweringSince            calendar.Date // zero: it answers
}

// areaNameSQL is the name of the area of service s, joined with authority a and
// prison p.
const (
	areaNameSQL  = `CASE WHEN s.area = '*' THEN 'Everywhere without its own' ELSE coalesce(a.name, p.name, s.area) END`
	areaJoinsSQL = ` FROM service s LEFT JOIN authority a ON a.gss_code = s.area LEFT JOIN prison p ON p.code = s.area `
)

// ListServices reads a page of the directory, by area and service, and how many
// there are in all.
func ListServices(ctx context.Context, tx pgx.Tx, q ServiceQuery) (list []ListedService, total int, err error) {
	const where = ` WHERE ($1 = '' OR s.area = $1)
		AND ($2 = '' OR s.service IN (SELECT service FROM standard WHERE pathway = $2 AND retired_at IS NULL AND release_id IS NULL))
		AND ($3 = '' OR strpos(lower(s.name || ' ' || s.spoc_name || ' ' || s.spoc_email || ' ' || s.deputy_name), lower($3)) > 0)`
	if err := tx.QueryRow(ctx, `SELECT count(*)`+areaJoinsSQL+where, q.Area, q.Pathway, q.Text).Scan(&total); err != nil {
		return nil, 0, fmt.Errorf("count services: %w", err)
	}
	rows, err := tx.Query(ctx, `
		SELECT s.ref, `+areaNameSQL+`, s.service, s.name, s.spoc_name, s.spoc_email, s.deputy_name, s.deputy_email, s.phone, s.not_answering_since`+
		areaJoinsSQL+where+` ORDER BY s.area_kind, 2, s.service, s.id LIMIT $4 OFFSET $5`,
		q.Area, q.Pathway, q.Text, ServicePage, (max(q.Page, 1)-1)*ServicePage)
	if err != nil {
		return nil, 0, fmt.Errorf("list services: %w", err)
	}
	if list, err = pgx.CollectRows(rows, pgx.RowToStructByPos[ListedService]); err != nil {
		return nil, 0, fmt.Errorf("list services: %w", err)
	}
	return list, total, nil
}

// StoredService is one row of the directory with what asks it.
type StoredService struct {
	Ref, AreaName     string
	Version           int
	NotAnsweringSince calendar.Date
	Pathways          []string
	Cells             map[string]string // by name of [ServiceFields]
}

// ReadService reads one row of the directory. Errors: fault.NotFound.
func ReadService(ctx context.Context, tx pgx.Tx, ref string) (StoredService, error) {
	s := StoredService{Cells: map[string]string{}}
	cells := make([]string, len(ServiceFields))
	err := tx.QueryRow(ctx, `
		SELECT s.ref, `+areaNameSQL+`, s.version, s.not_answering_since,
		       ARRAY(SELECT DISTINCT pathway FROM standard WHERE service = s.service AND retired_at IS NULL AND release_id IS NULL ORDER BY 1),
		       ARRAY[s.area, s.service, s.name, s.spoc_email, s.spoc_name, s.deputy_name, s.deputy_email, s.manager_email,
		       s.commissioner_email, s.phone, s.out_of_hours, s.opens, s.closes, s.place, CASE WHEN s.place_safe THEN 'yes' ELSE 'no' END]`+
		areaJoinsSQL+`WHERE s.ref = $1`, ref).Scan(&s.Ref, &s.AreaName, &s.Version, &s.NotAnsweringSince, &s.Pathways, &cells)
	if errors.Is(err, pgx.ErrNoRows) {
		return s, fault.NotFound("service")
	}
	if err != nil {
		return s, fmt.Errorf("read a service: %w", err)
	}
	for i, name := range ServiceFields {
		s.Cells[name] = cells[i]
	}
	return s, nil
}

// SilentService is a service that does not answer, and what it holds.
type SilentService struct {
	Ref, AreaName, Service, Name string
	Since                        calendar.Date
	Asked                        int           // asked and not answered
	PastTime                     int           // of them, past their time
	Oldest                       calendar.Date // the day the oldest of them was asked; zero: none
	SPOCName, Phone              string
	ManagerEmail, Commissioner   string
	ManagerToldOn                calendar.Date // zero: never
	CoordinatorTold              bool          // an item is open for the unit coordinator
}

// ListSilent reads the services that do not answer, the longest silent first.
func ListSilent(ctx context.Context, tx pgx.Tx, now time.Time) ([]SilentService, error) {
	rows, err := tx.Query(ctx, `
		SELECT s.ref, `+areaNameSQL+`, s.service, s.name, s.not_answering_since,
		       t.asked, t.past, t.oldest, s.spoc_name, s.phone, s.manager_email, s.commissioner_email, s.manager_told_on,
		       EXISTS (SELECT 1 FROM attention n WHERE n.kind = 'not_answering' AND n.about_key = 'service:' || s.id AND n.closed_at IS NULL)`+
		areaJoinsSQL+`CROSS JOIN LATERAL (
			SELECT count(*) AS asked, count(*) FILTER (WHERE acknowledge_by < $1) AS past, min(handed_off_on) AS oldest
			FROM task WHERE service_id = s.id AND state IN ('handed_off', 'passed_on')) t
		WHERE s.not_answering_since IS NOT NULL ORDER BY s.not_answering_since, s.id`, now)
	if err != nil {
		return nil, fmt.Errorf("list services that do not answer: %w", err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowToStructByPos[SilentService])
	if err != nil {
		return nil, fmt.Errorf("list services that do not answer: %w", err)
	}
	return list, nil
}
