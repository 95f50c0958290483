package pathways

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"
)

// Other is a service that a request can be passed on to.
type Other struct {
	Ref, Name, Area     string // Area is a name: of the authority, the prison, or "everywhere"
	id                  int64
	spocName, spocEmail string
}

func (o Other) holder() Holder {
	name := o.spocName
	if name == "" {
		name = o.Name
	}
	return Holder{Found: true, ServiceID: o.id, Contact: Contact{name, o.spocEmail}}
}

// OthersFor lists the services that a request can be passed on to: those of the
// directory that do things of the same pathway, in the person's home area, in
// the prison, or everywhere. Another pathway's would be told what is none of
// its business.
func OthersFor(ctx context.Context, tx pgx.Tx, ref string) ([]Other, error) {
	return othersFor(ctx, tx, ref)
}

func othersFor(ctx context.Context, tx pgx.Tx, ref string) ([]Other, error) {
	rows, err := tx.Query(ctx, `
		SELECT v.ref, v.name, coalesce(a.name, w.name, 'everywhere'), v.id, v.spoc_name, v.spoc_email
		FROM task t JOIN standard s ON s.code = t.standard JOIN release r ON r.id = t.release_id JOIN person p ON p.id = r.person_id
		JOIN service v ON v.area IN (p.home_area, r.prison, '*') AND v.id IS DISTINCT FROM t.service_id
		LEFT JOIN authority a ON a.gss_code = v.area LEFT JOIN prison w ON w.code = v.area
		WHERE t.ref = $1 AND v.service IN (SELECT x.service FROM standard x WHERE x.pathway = s.pathway AND x.found_by NOT IN ('com', 'unit') AND x.release_id IS NULL)
		ORDER BY v.name, v.id`, ref)
	if err != nil {
		return nil, fmt.Errorf("find services to pass on to: %w", err)
	}
	var list []Other
	var o Other
	if _, err = pgx.ForEachRow(rows, []any{&o.Ref, &o.Name, &o.Area, &o.id, &o.spocName, &o.spocEmail}, func() error {
		list = append(list, o)
		return nil
	}); err != nil {
		return nil, fmt.Errorf("find services to pass on to: %w", err)
	}
	return list, nil
}

// holderOf is the service that holds a task, as it is told that it no longer does.
func holderOf(ctx context.Context, tx pgx.Tx, task int64) (Taken, error) {
	t := Taken{TaskID: task, Reason: reasonPassedOn}
	err := tx.QueryRow(ctx, `SELECT release_id, coalesce(service_id, 0), contact_name, contact_email FROM task WHERE id = $1`, task).
		Scan(&t.ReleaseID, &t.ServiceID, &t.Contact.Name, &t.Contact.Email)
	if err != nil {
		return Taken{}, fmt.Errorf("find who holds a task: %w", err)
	}
	return t, nil
}
