package access

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"throughgate/internal/calendar"
	"throughgate/internal/fault"
)

// absenceSQL finds who wrote an absence by the id in their key: a key made of every
// account's id would have every account read for every absence.
const absenceSQL = `
	SELECT x.id, x.ref, x.account_id, a.name, a.email, a.role, x.from_day, x.to_day,
	       CASE WHEN d.disabled_at IS NULL THEN coalesce(d.id, 0) ELSE 0 END, coalesce(d.name, nullif(v.deputy_name, ''), 'The deputy of ' || v.name),
	       CASE WHEN d.id IS NULL THEN coalesce(v.deputy_email, '') WHEN d.disabled_at IS NULL THEN d.email ELSE '' END,
	       coalesce((SELECT b.name FROM account b WHERE b.id = CASE WHEN x.set_by ~ '^account:[0-9]+$' THEN substr(x.set_by, 9)::bigint END), 'The program')
	  FROM absence x JOIN account a ON a.id = x.account_id AND a.disabled_at IS NULL
	  LEFT JOIN account d ON d.id = x.deputy_id
	  LEFT JOIN service v ON v.id = x.deputy_service
	 WHERE x.ended_at IS NULL AND `

// ReadStandIns tells who stands in for whom on a London day, by the address of
// who is away in small letters.
func ReadStandIns(ctx context.Context, tx pgx.Tx, day calendar.Date) (map[string]StandIn, error) {
	list, err := readAbsences(ctx, tx, `x.from_day <= $1 AND x.to_day >= $1`, day)
	if err != nil {
		return nil, err
	}
	return StandIns(list), nil
}

// ReadAbsences lists the absences that are not over on a day, the first first.
func ReadAbsences(ctx context.Context, tx pgx.Tx, day calendar.Date) ([]Absence, error) {
	return readAbsences(ctx, tx, `x.to_day >= $1`, day)
}

func readAbsences(ctx context.Context, tx pgx.Tx, where string, day calendar.Date) ([]Absence, error) {
	rows, err := tx.Query(ctx, absenceSQL+where+` ORDER BY x.from_day, x.id`, day)
	if err != nil {
		return nil, fmt.Errorf("read who is away: %w", err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowToStructByPos[Absence])
	if err != nil {
		return nil, fmt.Errorf("read who is away: %w", err)
	}
	return list, nil
}

// WithCover is the actor with those whom they stand in for on a day.
func WithCover(ctx context.Context, tx pgx.Tx, who Actor, day calendar.Date) (Actor, error) {
	all, err := ReadStandIns(ctx, tx, day)
	if err != nil || len(all) == 0 {
		return who, err
	}
	var ids []int64
	for _, in := range all {
		if in.ID == who.AccountID {
			ids = append(ids, in.AwayID)
		}
	}
	if len(ids) == 0 {
		return who, nil
	}
	rows, err := tx.Query(ctx, `
		SELECT id, array(SELECT area FROM account_area x WHERE x.account_id = a.id), array(SELECT service FROM account_service x WHERE x.account_id = a.id)
		  FROM account a WHERE id = ANY ($1)`, ids)
	if err != nil {
		return who, fmt.Errorf("read what a deputy may see: %w", err)
	}
	areas, services := map[int64][]string{}, map[int64][]string{}
	var id int64
	var a, s []string
	if _, err = pgx.ForEachRow(rows, []any{&id, &a, &s}, func() error {
		areas[id], services[id] = a, s
		return nil
	}); err != nil {
		return who, fmt.Errorf("read what a deputy may see: %w", err)
	}
	return who.Covering(all, areas, services), nil
}

// absenceLock lets one absence at a time be set: two who name each other at one
// moment must not both be told that it is done.
const absenceLock = 7_470_1023

func lockAbsences(ctx context.Context, tx pgx.Tx) error {
	if _, err := tx.Exec(ctx, `SELECT pg_advisory_xact_lock($1)`, int64(absenceLock)); err != nil {
		return fmt.Errorf("lock who is away: %w", err)
	}
	return nil
}

func storeAbsence(ctx context.Context, tx pgx.Tx, now time.Time, who Actor, n Absence, service int64) (id int64, err error) {
	err = tx.QueryRow(ctx, `
		INSERT INTO absence (ref, account_id, from_day, to_day, deputy_id, deputy_service, set_by, set_at)
		VALUES ($1, $2, $3, $4, nullif($5::bigint, 0), nullif($6::bigint, 0), $7, $8) RETURNING id`,
		NewRef(), n.AccountID, n.From, n.To, n.DeputyID, service, who.Key(), now).Scan(&id)
	if err != nil {
		return 0, fmt.Errorf("store who is away: %w", err)
	}
	return id, nil
}

func endAbsence(ctx context.Context, tx pgx.Tx, now time.Time, who Actor, id int64) error {
	if _, err := tx.Exec(ctx, `UPDATE absence SET ended_at = $2, ended_by = $3 WHERE id = $1`, id, now, who.Key()); err != nil {
		return fmt.Errorf("end an absence: %w", err)
	}
	return nil
}

// directoryDeputy is a deputy whom the directory names for a service.
type directoryDeputy struct {
	ServiceID   int64
	Ref         string
	Name, Email string
}

// readDirectoryDeputies lists the deputies of the directory's rows that belong to
// a service contact: of their services, in their areas or everywhere.
func readDirectoryDeputies(ctx context.Context, tx pgx.Tx, a Account) ([]directoryDeputy, error) {
	if a.Role != SPOC {
		return nil, nil
	}
	rows, err := tx.Query(ctx, `
		SELECT id, ref, coalesce(nullif(deputy_name, ''), 'The deputy of ' || name), deputy_email FROM service
		 WHERE service = ANY ($1) AND deputy_email <> '' AND lower(deputy_email) <> lower($3)
		   AND (area = ANY ($2) OR area_kind <> 'authority') ORDER BY name, id`, a.Services, a.Areas, a.Email)
	if err != nil {
		return nil, fmt.Errorf("read deputies: %w", err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowToStructByPos[directoryDeputy])
	if err != nil {
		return nil, fmt.Errorf("read deputies: %w", err)
	}
	return list, nil
}

func accountByRef(ctx context.Context, tx pgx.Tx, ref string) (Account, error) {
	list, err := readAccounts(ctx, tx, `WHERE a.ref = $1 AND a.disabled_at IS NULL`, ref)
	if err != nil {
		return Account{}, err
	}
	if len(list) == 0 {
		return Account{}, fault.NotFound("Account")
	}
	return list[0], nil
}
