package release

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"

	"throughgate/access"
	"throughgate/notify"
	"throughgate/pathways"
)

// merge joins two records of one person: the number of e goes on finding the
// one who remains. Open tasks and what waits to be sent are joined, none twice;
// what was done is kept (domain rule 4). It gives the person who remains, or why
// it cannot be.
func (r *recording) merge(ctx context.Context, e LifeEvent) (kept int64, problem string, err error) {
	err = r.tx.QueryRow(ctx, `SELECT person_id FROM person_number WHERE prison_number = $1`, e.About).Scan(&kept)
	if errors.Is(err, pgx.ErrNoRows) {
		return 0, "nobody with the prison number that stays is known: import the release extract first", nil
	}
	if err != nil {
		return 0, "", fmt.Errorf("find who remains: %w", err)
	}
	if kept == e.PersonID {
		return kept, "", nil // joined already
	}
	stored, err := lockPeople(ctx, r.tx, []int64{e.PersonID, kept})
	if err != nil {
		return 0, "", err
	}
	goes, stays := stored[e.PersonID], stored[kept]
	if goes == nil || stays == nil {
		return 0, "one of the two numbers has no record of its own any more: it was joined before", nil
	}
	lost, err := r.joinTasks(ctx, goes.ReleaseID, stays.ReleaseID)
	if err != nil {
		return 0, "", err
	}
	r.lost = append(r.lost, lost...)
	if _, err := r.Outbox.Cancel(ctx, r.tx, r.now, notify.Scope{PersonID: goes.PersonID}, "two records of one person were joined"); err != nil {
		return 0, "", err
	}
	for _, step := range mergeSteps {
		if _, err := r.tx.Exec(ctx, step.sql, goes.PersonID, kept, goes.ReleaseID, stays.ReleaseID, r.now); err != nil {
			return 0, "", fmt.Errorf("merge: %s: %w", step.doing, err)
		}
	}
	r.audit = append(r.audit, access.Entry{Action: access.Combine, ObjectKind: "person", ObjectID: kept,
		Detail: fmt.Sprintf("joined with person %d", e.PersonID)})
	return kept, "", nil
}

// fromTheOther is the source of a consent that came over with a record. No
// extract named it for the one who remains, and none takes it back by not naming
// it: somebody does.
const fromTheOther = "a record that was joined"

// mergeSteps: $1 the person who goes, $2 who remains, $3 and $4 their releases,
// $5 the instant. Every parameter is named in each, so that each has a type.
var mergeSteps = []struct{ doing, sql string }{
	{"close the stay that goes", `UPDATE release SET is_current = false, held_by = NULL, requests_at = NULL, version = version + 1
		WHERE id = $3 AND $1::bigint <> $2::bigint AND $4::bigint <> $3 AND $5::timestamptz IS NOT NULL`},
	{"numbers", `UPDATE person_number SET person_id = $2, is_current = false
		WHERE person_id = $1 AND $3::bigint <> $4::bigint AND $5::timestamptz IS NOT NULL`},
	{"events", `UPDATE life_event SET person_id = $2 WHERE person_id = $1 AND $3::bigint <> $4::bigint AND $5::timestamptz IS NOT NULL`},
	{"consents", `INSERT INTO consent (person_id, kind, given_on, recorded_at, source, recorded_by)
		SELECT $2, kind, given_on, $5, '` + fromTheOther + `', recorded_by FROM consent WHERE person_id = $1 AND withdrawn_at IS NULL AND $3::bigint <> $4::bigint
		ON CONFLICT (person_id, kind) WHERE withdrawn_at IS NULL DO NOTHING`},
	{"consents of the record that goes", `UPDATE consent SET withdrawn_at = $5, withdrawn_by = current_setting('throughgate.actor')
		WHERE person_id = $1 AND withdrawn_at IS NULL AND $2::bigint <> $1 AND $3::bigint <> $4::bigint`},
	{"privacy notices", `UPDATE privacy_notice SET person_id = $2 WHERE person_id = $1 AND $3::bigint <> $4::bigint AND $5::timestamptz IS NOT NULL`},
	{"categories", `UPDATE person_category SET person_id = $2 WHERE person_id = $1 AND $3::bigint <> $4::bigint AND $5::timestamptz IS NOT NULL`},
	{"requests for what is held", `UPDATE subject_request q SET person_id = $2 WHERE q.person_id = $1 AND $3::bigint <> $4::bigint AND $5::timestamptz IS NOT NULL
		AND (q.given_at IS NOT NULL OR q.closed_at IS NOT NULL
		     OR NOT EXISTS (SELECT 1 FROM subject_request o WHERE o.person_id = $2 AND o.given_at IS NULL AND o.closed_at IS NULL))`},
	{"purpose", `UPDATE person p SET purpose = gone.purpose FROM person gone
		WHERE p.id = $2 AND gone.id = $1 AND p.purpose = '' AND $3::bigint <> $4::bigint AND $5::timestamptz IS NOT NULL`},
	{"appointments booked twice", `WITH twice AS (UPDATE appointment a SET state = 'cancelled', version = version + 1, updated_at = $5
		WHERE a.person_id = $1 AND a.state IN ('booked', 'moved') AND $3::bigint <> $4::bigint
		  AND EXISTS (SELECT 1 FROM appointment b WHERE b.person_id = $2 AND b.service = a.service AND b.starts_at = a.starts_at)
		RETURNING a.*)
		INSERT INTO appointment_event (appointment_id, version, state, starts_at, place, moved, at, actor, reason)
		SELECT id, version, state, starts_at, place, false, $5, current_setting('throughgate.actor'), 'two records were joined' FROM twice`},
	{"appointments", `UPDATE appointment a SET person_id = $2, release_id = $4, updated_at = $5
		WHERE a.person_id = $1 AND a.release_id = $3 AND a.state <> 'cancelled'
		  AND NOT EXISTS (SELECT 1 FROM appointment b WHERE b.person_id = $2 AND b.service = a.service AND b.starts_at = a.starts_at)`},
	{"what waits to be said of requests that came over", `UPDATE message_item i SET release_id = $4
		FROM message m, task t WHERE m.id = i.message_id AND m.state IN ('queued', 'held') AND t.id = i.task_id AND t.release_id = $4
		  AND i.release_id = $3 AND $1::bigint <> $2::bigint AND $5::timestamptz IS NOT NULL`},
	{"one-off requests", `UPDATE standard SET release_id = $4
		WHERE release_id = $3 AND $3::bigint <> $4::bigint AND $1::bigint <> $2::bigint AND $5::timestamptz IS NOT NULL`},
	{"lists", `UPDATE attention SET person_id = CASE WHEN person_id = $1 THEN $2 ELSE person_id END,
		release_id = CASE WHEN release_id = $3 THEN $4 ELSE release_id END
		WHERE (person_id = $1 OR release_id = $3) AND closed_at IS NULL AND $5::timestamptz IS NOT NULL`},
	{"replies", `UPDATE inbound_text SET person_id = $2 WHERE person_id = $1 AND $3::bigint <> $4::bigint AND $5::timestamptz IS NOT NULL`},
	{"notes", `UPDATE note SET person_id = $2 WHERE person_id = $1 AND $3::bigint <> $4::bigint AND $5::timestamptz IS NOT NULL`},
	{"who keeps the record", `UPDATE retention_hold SET person_id = $2 WHERE person_id = $1 AND $3::bigint <> $4::bigint AND $5::timestamptz IS NOT NULL`},
	{"what two people were asked to erase: it was another record", `UPDATE erasure_request SET decision = 'withdrawn', decided_by = current_setting('throughgate.actor'), decided_at = $5
		WHERE person_id = $1 AND decision IN ('', 'agreed') AND $2::bigint <> $1 AND $3::bigint <> $4::bigint`},
	{"corrections", `UPDATE person_edit SET person_id = $2 WHERE person_id = $1 AND $3::bigint <> $4::bigint AND $5::timestamptz IS NOT NULL`},
	{"older rows of extracts", `DELETE FROM extract_row x WHERE x.person_id = $1 AND $3::bigint <> $4::bigint AND $5::timestamptz IS NOT NULL
		AND EXISTS (SELECT 1 FROM extract_row y WHERE y.person_id = $2 AND y.source = x.source)`},
	{"rows of extracts", `UPDATE extract_row SET person_id = $2 WHERE person_id = $1 AND $3::bigint <> $4::bigint AND $5::timestamptz IS NOT NULL`},
	{"first known", `UPDATE person p SET first_stored_on = least(p.first_stored_on, g.first_stored_on), updated_at = $5 FROM person g
		WHERE p.id = $2 AND g.id = $1 AND $3::bigint <> $4::bigint`},
	{"the record that goes", `UPDATE person SET merged_into = $2, updated_at = $5, mobile = '', text_agreed_number = ''
		WHERE id = $1 AND $3::bigint <> $4::bigint`},
}

// furtherOn orders the states of a task by how far it has come.
const furtherOn = `ARRAY['withdrawn', 'too_late', 'not_eligible', 'planned', 'handed_off', 'passed_on', 'acknowledged', 'declined',
	'no_capacity', 'accepted', 'not_wanted', 'done']`

// joinTasks gives the tasks of the stay that goes to the one that remains. Where
// both have one, the one further on remains; the other is withdrawn. A service
// that holds the one that remains is not told to do nothing; another one is, whose
// request is given.
func (r *recording) joinTasks(ctx context.Context, goes, stays int64) ([]pathways.Taken, error) {
	rows, err := r.tx.Query(ctx, `
		WITH pair AS (
			SELECT g.id AS goes, s.id AS stays, g.state AS goes_was, s.state AS stays_was,
			       lower(g.contact_email) <> lower(s.contact_email) AS elsewhere,
			       array_position(`+furtherOn+`, g.state) > array_position(`+furtherOn+`, s.state) AS further
			FROM task g JOIN task s ON s.release_id = $2 AND s.standard = g.standard WHERE g.release_id = $1),
		     lost AS (
			UPDATE task t SET state = 'withdrawn', reason = 'two records were joined', next_rung_at = NULL, waiting_for = '{}',
			       nobody = false, version = t.version + 1
			FROM pair b WHERE t.id = CASE WHEN b.further THEN b.stays ELSE b.goes END AND t.state IN `+openStates+`
			RETURNING t.id, t.release_id, t.service_id, t.contact_name, t.contact_email,
			          b.elsewhere AND CASE WHEN b.further THEN b.stays_was ELSE b.goes_was END IN `+askedStates+` AS tell),
		     noted AS (INSERT INTO task_event (task_id, state, at, actor, reason)
			SELECT id, 'withdrawn', $3, $4, 'two records were joined' FROM lost)
		SELECT id, release_id, service_id, contact_name, contact_email FROM lost WHERE tell AND service_id IS NOT NULL ORDER BY id`,
		goes, stays, r.now, r.who.Key())
	if err != nil {
		return nil, fmt.Errorf("join tasks: %w", err)
	}
	var lost []pathways.Taken
	var t pathways.Taken
	if _, err := pgx.ForEachRow(rows, []any{&t.TaskID, &t.ReleaseID, &t.ServiceID, &t.Contact.Name, &t.Contact.Email}, func() error {
		lost = append(lost, t)
		return nil
	}); err != nil {
		return nil, fmt.Errorf("join tasks: %w", err)
	}
	// One task a release and standard: those further on change places by way of
	// the stay that goes, which keeps the others.
	_, err = r.tx.Exec(ctx, `
		WITH swap AS (
			SELECT g.id AS goes, s.id AS stays FROM task g JOIN task s ON s.release_id = $2 AND s.standard = g.standard
			WHERE g.release_id = $1 AND array_position(`+furtherOn+`, g.state) > array_position(`+furtherOn+`, s.state))
		UPDATE task t SET release_id = CASE WHEN t.id = w.goes THEN $2 ELSE $1 END, version = t.version + 1
		FROM swap w WHERE t.id IN (w.goes, w.stays)`, goes, stays)
	if err != nil {
		return nil, fmt.Errorf("join tasks: %w", err)
	}
	_, err = r.tx.Exec(ctx, `
		UPDATE task t SET release_id = $2, version = t.version + 1
		WHERE t.release_id = $1 AND NOT EXISTS (SELECT 1 FROM task s WHERE s.release_id = $2 AND s.standard = t.standard)`, goes, stays)
	if err != nil {
		return nil, fmt.Errorf("join tasks: %w", err)
	}
	return lost, nil
}
