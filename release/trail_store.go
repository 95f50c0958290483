package release

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"

	"throughgate/internal/fault"
)

// aboutPersonSQL finds the rows of the audit that are about one of the persons
// $1: shown in a view, or the thing itself. Each part has an index.
const aboutPersonSQL = `(
	a.people && $1::bigint[]
	OR a.object_kind = 'person' AND a.object_id = ANY ($1)
	OR a.object_kind = 'release' AND a.object_id = ANY (ARRAY(SELECT r.id FROM release r WHERE r.person_id = ANY ($1)))
	OR a.object_kind = 'task' AND a.object_id = ANY (ARRAY(
	   SELECT t.id FROM task t JOIN release r ON r.id = t.release_id WHERE r.person_id = ANY ($1)))
	OR a.object_kind = 'appointment' AND a.object_id = ANY (ARRAY(SELECT v.id FROM appointment v WHERE v.person_id = ANY ($1)))
	OR a.object_kind = 'message' AND a.object_id = ANY (ARRAY(
	   SELECT m.id FROM message m WHERE m.person_id = ANY ($1)
	   UNION SELECT i.message_id FROM message_item i JOIN release r ON r.id = i.release_id WHERE r.person_id = ANY ($1)
	   UNION SELECT i.message_id FROM message_item i JOIN task t ON t.id = i.task_id JOIN release r ON r.id = t.release_id
	          WHERE r.person_id = ANY ($1))))`

// trailColumns read a row of the audit; one person's initials only where the row
// is about one and the record is not restricted.
const trailColumns = `
	a.id, a.at, a.actor, coalesce(w.name, '') AS name, coalesce(w.role, '') AS role, coalesce(w.ref, '') AS account_ref,
	a.action, a.object_kind, a.detail, a.to_whom, a.agreement_id, coalesce(cardinality(a.people), 0) AS people,
	coalesce(one.ref, '') AS reference,
	CASE WHEN one.ref IS NULL OR 'restricted' = ANY (p.flags) THEN '' ELSE left(p.forenames, 1) || '.' || left(p.surname, 1) || '.' END AS initials`

// trailJoins find who did it, and the one person whom a row is about: by their
// present release, or by the one that the row names.
const trailJoins = `
	LEFT JOIN account w ON a.actor = 'account:' || w.id
	LEFT JOIN LATERAL (
		SELECT CASE WHEN cardinality(a.people) > 0 THEN NULL
		            WHEN a.object_kind = 'release' THEN a.object_id
		            WHEN a.object_kind = 'task' THEN (SELECT t.release_id FROM task t WHERE t.id = a.object_id) END AS release,
		       CASE WHEN cardinality(a.people) > 0 THEN CASE cardinality(a.people) WHEN 1 THEN a.people[1] END
		            WHEN a.object_kind = 'person' THEN a.object_id
		            WHEN a.object_kind = 'appointment' THEN (SELECT v.person_id FROM appointment v WHERE v.id = a.object_id) END AS person) AS named ON true
	LEFT JOIN LATERAL (
		(SELECT r.ref, r.person_id FROM release r WHERE r.id = named.release)
		UNION ALL
		(SELECT r.ref, r.person_id FROM release r WHERE r.person_id = named.person ORDER BY r.is_current DESC, r.id DESC LIMIT 1)) AS one ON true
	LEFT JOIN person p ON p.id = one.person_id`

// ReadPersonTrail tells who did what with a person's record, whichever of their
// releases is asked for, and with records joined to it. fault.NotFound where
// there is no such release.
func ReadPersonTrail(ctx context.Context, tx pgx.Tx, q TrailQuery) (Trail, error) {
	var trail Trail
	var people []int64
	err := tx.QueryRow(ctx, `
		SELECT r.ref, CASE WHEN 'restricted' = ANY (p.flags) THEN '' ELSE left(p.forenames, 1) || '.' || left(p.surname, 1) || '.' END,
		       ARRAY(SELECT p.id UNION ALL SELECT o.id FROM person o WHERE o.merged_into = p.id)
		  FROM release r JOIN person p ON p.id = r.person_id WHERE r.ref = $1`, q.Release).Scan(&trail.Reference, &trail.Initials, &people)
	if errors.Is(err, pgx.ErrNoRows) { // of somebody who was erased the audit has the numbers alone
		trail.Reference = q.Release
		err = tx.QueryRow(ctx, `SELECT people FROM erasure WHERE $1 = ANY(refs)`, q.Release).Scan(&people)
	}
	if errors.Is(err, pgx.ErrNoRows) {
		return trail, fault.NotFound("release")
	}
	if err != nil {
		return trail, fmt.Errorf("read whose trail it is: %w", err)
	}
	err = trail.read(ctx, tx, q, aboutPersonSQL, people)
	return trail, err
}

// ReadAccountTrail tells what an account did. fault.NotFound where there is no
// such account.
func ReadAccountTrail(ctx context.Context, tx pgx.Tx, q TrailQuery) (Trail, error) {
	var trail Trail
	err := tx.QueryRow(ctx, `SELECT name, role, 'account:' || id FROM account WHERE ref = $1`, q.Account).Scan(&trail.Name, &trail.Role, &trail.AccountKey)
	if errors.Is(err, pgx.ErrNoRows) {
		return trail, fault.NotFound("account")
	}
	if err != nil {
		return trail, fmt.Errorf("read whose trail it is: %w", err)
	}
	err = trail.read(ctx, tx, q, `a.actor = $1::text`, trail.AccountKey)
	return trail, err
}

func (t *Trail) read(ctx context.Context, tx pgx.Tx, q TrailQuery, which string, of any) error {
	within := ` FROM audit a WHERE a.at >= $2 AND a.at < $3 AND ` + which
	if err := tx.QueryRow(ctx, `SELECT count(*)::int`+within, of, q.since(), q.until()).Scan(&t.Total); err != nil {
		return fmt.Errorf("count what was done: %w", err)
	}
	limit, offset := TrailPage, (q.Page-1)*TrailPage
	if q.Page == 0 {
		limit, offset = mostTrail, 0
	}
	rows, err := tx.Query(ctx, `SELECT `+trailColumns+` FROM (SELECT a.id, a.at, a.actor, a.action, a.object_kind, a.object_id, a.detail, a.to_whom, a.agreement_id, a.people `+within+` ORDER BY a.id DESC LIMIT $4 OFFSET $5) AS a`+trailJoins+` ORDER BY a.id DESC`,
		of, q.since(), q.until(), limit, offset)
	if err != nil {
		return fmt.Errorf("read what was done: %w", err)
	}
	if t.Rows, err = pgx.CollectRows(rows, pgx.RowToStructByName[TrailRow]); err != nil {
		return fmt.Errorf("read what was done: %w", err)
	}
	return nil
}

// FindTrail gives the reference under which a person's trail is asked for: of
// their release, by its reference or by any prison number of theirs; of somebody
// who was erased, by the reference alone.
// fault.NotFound where neither is known.
func FindTrail(ctx context.Context, tx pgx.Tx, typed string) (ref string, err error) {
	err = tx.QueryRow(ctx, `
		SELECT f.ref FROM (
			SELECT r.ref, r.is_current, r.id FROM release r
			 WHERE r.ref = lower($1) OR r.person_id = (SELECT person_id FROM person_number WHERE prison_number = upper($1))
			UNION ALL SELECT lower($1), false, 0 FROM erasure e WHERE lower($1) = ANY(e.refs)) f
		 ORDER BY f.ref = lower($1) DESC, f.is_current DESC, f.id DESC LIMIT 1`, typed).Scan(&ref)
	if errors.Is(err, pgx.ErrNoRows) {
		return "", fault.NotFound("person")
	}
	if err != nil {
		return "", fmt.Errorf("find a person's trail: %w", err)
	}
	return ref, nil
}
