package access

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"throughgate/internal/calendar"
	"throughgate/internal/fault"
)

// Asked is somebody who asks for an account of a service's contact.
type Asked struct {
	Ref, Email, Name string
	Service          string // code
	Area, AreaName   string
	AskedAt          time.Time
}

// ReadAsked reads who waits for an answer that this actor may give, the longest
// first.
func ReadAsked(ctx context.Context, tx pgx.Tx, who Actor) ([]Asked, error) {
	rows, err := tx.Query(ctx, `
		SELECT r.ref, r.email, r.name, r.service, r.area, u.name AS area_name, r.asked_at
		  FROM access_request r JOIN authority u ON u.gss_code = r.area WHERE r.decided_at IS NULL ORDER BY r.asked_at, r.id`)
	if err != nil {
		return nil, fmt.Errorf("read who asks for access: %w", err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowToStructByName[Asked])
	if err != nil {
		return nil, fmt.Errorf("read who asks for access: %w", err)
	}
	return slices.DeleteFunc(list, func(a Asked) bool { return !MayManage(who, SPOC, []string{a.Area}) }), nil
}

// storeAsked keeps a request, once for each address, unless the address has an
// account.
func storeAsked(ctx context.Context, tx pgx.Tx, a Asked) error {
	_, err := tx.Exec(ctx, `
		INSERT INTO access_request (ref, email, name, service, area, asked_at)
		SELECT $1, $2, $3, $4, $5, $6 WHERE NOT EXISTS (SELECT FROM account WHERE lower(email) = lower($2))
		ON CONFLICT DO NOTHING`, a.Ref, a.Email, a.Name, a.Service, a.Area, a.AskedAt)
	if err != nil {
		return fmt.Errorf("keep who asks for access: %w", err)
	}
	return nil
}

// decideAsked closes a request. Errors: fault.NotFound: there is none that this
// actor may answer, or it was answered.
func decideAsked(ctx context.Context, tx pgx.Tx, now time.Time, who Actor, ref string, approved bool) (a Asked, err error) {
	err = tx.QueryRow(ctx, `
		UPDATE access_request r SET decided_at = $2, decided_by = $3, approved = $4
		 WHERE ref = $1 AND decided_at IS NULL RETURNING ref, email, name, service, area`, ref, now, who.AccountID, approved).
		Scan(&a.Ref, &a.Email, &a.Name, &a.Service, &a.Area)
	if errors.Is(err, pgx.ErrNoRows) || err == nil && !MayManage(who, SPOC, []string{a.Area}) {
		return a, fault.NotFound("Request")
	}
	if err != nil {
		return a, fmt.Errorf("answer who asks for access: %w", err)
	}
	return a, nil
}

// askingClear is until when what was asked from a place is remembered.
func askingClear(ctx context.Context, tx pgx.Tx, place string) (at time.Time, err error) {
	err = tx.QueryRow(ctx, `SELECT clear_at FROM sign_in_failure WHERE kind = 'ask' AND key = $1`, hashOf("ask", place)).Scan(&at)
	if err != nil && !errors.Is(err, pgx.ErrNoRows) {
		return at, fmt.Errorf("count who asks for access: %w", err)
	}
	return at, nil
}

func countAsking(ctx context.Context, tx pgx.Tx, now time.Time, place string) error {
	_, err := tx.Exec(ctx, `
		INSERT INTO sign_in_failure AS f (kind, key, clear_at) VALUES ('ask', $1, $2::timestamptz + $3::interval)
		ON CONFLICT (kind, key) DO UPDATE SET clear_at = greatest(f.clear_at, $2) + $3::interval`, hashOf("ask", place), now, askings.forget)
	if err != nil {
		return fmt.Errorf("count who asks for access: %w", err)
	}
	return nil
}

// allowed tells whether people with addresses at a domain may ask for an account
// of a service in an area: by the agreements in force, or, where none was ever
// made and none is needed, by the addresses of its contact and deputy.
func (s *Asking) allowed(ctx context.Context, tx pgx.Tx, now time.Time, domain, service, area string) (bool, error) {
	list, err := ReadAgreements(ctx, tx)
	if err != nil {
		return false, err
	}
	list = slices.DeleteFunc(list, func(a Agreement) bool { return !a.With(service, area) })
	if len(list) > 0 || s.FromStart {
		return slices.ContainsFunc(list, func(a Agreement) bool {
			return a.InForce(calendar.DayOf(now)) && slices.Contains(a.Domains, domain)
		}), nil
	}
	return directoryNames(ctx, tx, domain, service, area)
}

// directoryNames tells whether the directory names an address of the domain for a
// service.
func directoryNames(ctx context.Context, tx pgx.Tx, domain, service, area string) (ok bool, err error) {
	err = tx.QueryRow(ctx, `
		SELECT EXISTS (SELECT FROM service WHERE service = $2 AND (area = $3 OR area_kind <> 'authority')
		                AND $1 IN (lower(split_part(spoc_email, '@', 2)), lower(split_part(deputy_email, '@', 2))))`, domain, service, area).Scan(&ok)
	if err != nil {
		return false, fmt.Errorf("see whose domain it is: %w", err)
	}
	return ok, nil
}
