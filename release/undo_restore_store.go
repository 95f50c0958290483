package release

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"throughgate/access"
)

// restoring puts back what an import found of the people who were known before
// it: facts as they were told, and what was remembered beside them. What was
// learnt of dates and consents stays in their history: nothing is overwritten.
type restoring struct {
	doing, sql string
}

// restoreSteps: $1 the import, $2 the instant. Both are named in each, so that
// each has a type.
var restoreSteps = []restoring{
	{"people", `
		UPDATE person p SET surname = b.surname, forenames = b.forenames, date_of_birth = b.date_of_birth, sex = b.sex, pnc_id = b.pnc_id,
		       crn = b.crn, home_area = b.home_area, language = b.language, mobile_told = b.mobile_told, mobile = b.mobile,
		       text_ok = b.text_ok, text_agreed_on = b.text_agreed_on, text_agreed_number = b.text_agreed_number,
		       phone_shared = b.phone_shared, iom = b.iom, flags = b.flags, needs_assessed = b.needs_assessed, needs = b.needs, needs_unknown = b.needs_unknown, purpose = b.purpose,
		       com_name = b.com_name, com_email = b.com_email, pom_name = b.pom_name, pom_email = b.pom_email,
		       police_om_name = b.police_om_name, police_om_email = b.police_om_email, next_court_on = b.next_court_on,
		       told_notes = b.told_notes, told_at = b.told_at, told_prison = b.told_prison, told_status = b.told_status,
		       told_legal_status = b.told_legal_status, told_received_on = b.told_received_on, told_released_on = b.told_released_on,
		       told_movement = b.told_movement, told_home_area = b.told_home_area, pom_gone_name = b.pom_gone_name,
		       pom_gone_email = b.pom_gone_email, updated_at = $2
		FROM import_before k CROSS JOIN LATERAL jsonb_populate_record(NULL::person, k.person) b
		WHERE k.import_id = $1 AND k.known AND p.id = k.person_id`},
	{"stays that only the import told of", `
		UPDATE release r SET is_current = false, undone_by = $1, held_by = NULL, requests_at = NULL, missing_since = NULL, version = r.version + 1,
		       episode = r.episode + 1000
		FROM import_before k
		WHERE k.import_id = $1 AND k.known AND r.person_id = k.person_id AND r.undone_by IS NULL
		  AND NOT EXISTS (SELECT 1 FROM jsonb_populate_recordset(NULL::release, k.releases) b WHERE b.id = r.id)
		  AND $2::timestamptz IS NOT NULL`},
	{"stays that are not the present one", `
		UPDATE release r SET ` + restoredColumns + `
		FROM import_before k CROSS JOIN LATERAL jsonb_populate_recordset(NULL::release, k.releases) b
		WHERE k.import_id = $1 AND k.known AND r.id = b.id AND NOT b.is_current`},
	{"present stays", `
		UPDATE release r SET ` + restoredColumns + `
		FROM import_before k CROSS JOIN LATERAL jsonb_populate_recordset(NULL::release, k.releases) b
		WHERE k.import_id = $1 AND k.known AND r.id = b.id AND b.is_current`},
	{"dates that only the import told", `
		UPDATE release_date d SET superseded_at = $2
		FROM import_before k, release r
		WHERE k.import_id = $1 AND r.person_id = k.person_id AND d.release_id = r.id AND d.superseded_at IS NULL
		  AND NOT EXISTS (SELECT 1 FROM jsonb_populate_recordset(NULL::release_date, coalesce(k.dates, '[]')) b
		                  WHERE b.release_id = d.release_id AND b.type = d.type AND b.kind = d.kind AND b.day = d.day)`},
	{"dates", `
		INSERT INTO release_date (release_id, type, kind, day, source, learnt_at)
		SELECT b.release_id, b.type, b.kind, b.day, b.source, $2
		FROM import_before k CROSS JOIN LATERAL jsonb_populate_recordset(NULL::release_date, k.dates) b
		WHERE k.import_id = $1 AND k.known ORDER BY b.id
		ON CONFLICT (release_id, type, kind) WHERE superseded_at IS NULL DO NOTHING`},
	{"consents that only the import told", `
		UPDATE consent c SET withdrawn_at = $2
		FROM import_before k
		WHERE k.import_id = $1 AND c.person_id = k.person_id AND c.withdrawn_at IS NULL
		  AND NOT EXISTS (SELECT 1 FROM jsonb_populate_recordset(NULL::consent, coalesce(k.consents, '[]')) b WHERE b.kind = c.kind)`},
	{"consents", `
		INSERT INTO consent (person_id, kind, given_on, recorded_at, source)
		SELECT b.person_id, b.kind, b.given_on, $2, b.source
		FROM import_before k CROSS JOIN LATERAL jsonb_populate_recordset(NULL::consent, k.consents) b
		WHERE k.import_id = $1 AND k.known
		ON CONFLICT (person_id, kind) WHERE withdrawn_at IS NULL
		DO UPDATE SET given_on = excluded.given_on WHERE consent.given_on IS DISTINCT FROM excluded.given_on`},
	{"what the import told of movements", `
		UPDATE life_event e SET superseded_at = $2
		FROM import_before k
		WHERE k.import_id = $1 AND e.person_id = k.person_id AND e.external_id IS NULL AND e.superseded_at IS NULL
		  AND NOT e.id = ANY(k.events)`},
	{"movements that it took back", `
		UPDATE life_event e SET superseded_at = NULL
		FROM import_before k
		WHERE k.import_id = $1 AND e.person_id = k.person_id AND e.id = ANY(k.events) AND e.superseded_at IS NOT NULL
		  AND $2::timestamptz IS NOT NULL`},
	{"rows that were told for the first time", `
		DELETE FROM extract_row x USING import_before k
		WHERE k.import_id = $1 AND k.told IS NULL AND x.person_id = k.person_id AND x.import_id = $1
		  AND $2::timestamptz IS NOT NULL`},
	{"rows as they were told before", `
		UPDATE extract_row x SET row_hash = b.row_hash, cells = b.cells, as_of = b.as_of, import_id = b.import_id, written_as = b.written_as
		FROM import_before k CROSS JOIN LATERAL jsonb_populate_record(NULL::extract_row, k.told) b
		WHERE k.import_id = $1 AND k.told IS NOT NULL AND x.person_id = b.person_id AND x.source = b.source
		  AND $2::timestamptz IS NOT NULL`},
}

// restoredColumns of release r from its image b. A hold of an import that has
// been dealt with meanwhile is not put back.
const restoredColumns = `episode = b.episode, is_current = b.is_current, prison = b.prison, legal_status = b.legal_status,
	custody_status = b.custody_status, movement_reason = b.movement_reason, custody_as_of = b.custody_as_of, received_on = b.received_on,
	received_day = b.received_day, sentence_start = b.sentence_start, out_of_area = b.out_of_area, miles = b.miles, watched = b.watched,
	state = b.state, deciding_type = b.deciding_type, statutory_date = b.statutory_date, working_day = b.working_day,
	friday_scheme_day = b.friday_scheme_day, planned_day = b.planned_day, supervised = b.supervised, reasons = b.reasons,
	explanation = b.explanation, released_on = b.released_on, release_learnt_at = b.release_learnt_at, decided_at = $2,
	judged_on = b.judged_on, planned_for = b.planned_for, opened_at = b.opened_at, opened_by = b.opened_by, place = b.place,
	left_on = b.left_on, left_by = b.left_by, requests_at = b.requests_at, withheld = b.withheld, scheme = b.scheme,
	scheme_for = b.scheme_for, scheme_reason = b.scheme_reason, scheme_at = b.scheme_at, scheme_by = b.scheme_by, presumed = b.presumed,
	missing_since = b.missing_since, undone_by = b.undone_by, version = r.version + 1,
	held_by = (SELECT h.id FROM import h WHERE h.id = b.held_by AND h.brake <> '' AND h.sent_at IS NULL AND h.undone_at IS NULL)`

// restore puts the people back who were known before the import.
func restore(ctx context.Context, tx pgx.Tx, now time.Time, importID int64) error {
	if _, err := tx.Exec(ctx, `SET CONSTRAINTS release_person_id_episode_key DEFERRED`); err != nil {
		return fmt.Errorf("put back: number stays: %w", err)
	}
	for _, step := range restoreSteps {
		if _, err := tx.Exec(ctx, step.sql, importID, now); err != nil {
			return fmt.Errorf("put back: %s: %w", step.doing, err)
		}
	}
	_, err := tx.Exec(ctx, `
		UPDATE task t SET review = false FROM release r, import_before k
		WHERE k.import_id = $1 AND r.person_id = k.person_id AND t.release_id = r.id AND t.review
		  AND (r.held_by IS NULL OR r.held_by = $1)`, importID)
	if err != nil {
		return fmt.Errorf("put back: tasks of the review: %w", err)
	}
	return nil
}

// goneSteps make the people vanish who were new in the import: no number finds
// them, no list has them, and what the file told of them is wiped. Their rows
// and the audit stay. $1 the import, $2 the instant, $3 who.
var goneSteps = []restoring{
	{"dates", `UPDATE release_date d SET superseded_at = $2 FROM release r, import_before k
		WHERE ` + newIn + ` AND r.person_id = k.person_id AND d.release_id = r.id AND d.superseded_at IS NULL AND $3::text <> ''`},
	{"stays", `UPDATE release r SET is_current = false, undone_by = $1, held_by = NULL, requests_at = NULL, missing_since = NULL,
		version = r.version + 1 FROM import_before k WHERE ` + newIn + ` AND r.person_id = k.person_id AND $2::timestamptz IS NOT NULL AND $3::text <> ''`},
	{"consents", `UPDATE consent c SET withdrawn_at = $2 FROM import_before k
		WHERE ` + newIn + ` AND c.person_id = k.person_id AND c.withdrawn_at IS NULL AND $3::text <> ''`},
	{"lists", `UPDATE attention a SET closed_at = $2, closed_by = $3 FROM import_before k
		WHERE ` + newIn + ` AND a.person_id = k.person_id AND a.closed_at IS NULL`},
	{"what was told", `DELETE FROM extract_row x USING import_before k
		WHERE ` + newIn + ` AND x.person_id = k.person_id AND $2::timestamptz IS NOT NULL AND $3::text <> ''`},
	{"numbers", `DELETE FROM person_number n USING import_before k
		WHERE ` + newIn + ` AND n.person_id = k.person_id AND $2::timestamptz IS NOT NULL AND $3::text <> ''`},
	{"names", `UPDATE person p SET surname = 'import undone', forenames = 'import undone', date_of_birth = '1900-01-01', sex = '', pnc_id = '', crn = '',
		mobile_told = '', mobile = '', text_ok = 'unknown', text_agreed_on = NULL, text_agreed_number = '', phone_shared = 'unknown', iom = '',
		flags = '{}', needs_assessed = false, needs = '{}', needs_unknown = '{}', purpose = '', com_name = '', com_email = '', pom_name = '', pom_email = '', police_om_name = '',
		police_om_email = '', next_court_on = NULL, told_notes = '{}', pom_gone_name = '', pom_gone_email = '', updated_at = $2
		FROM import_before k WHERE ` + newIn + ` AND p.id = k.person_id AND $3::text <> ''`},
}

const newIn = `k.import_id = $1 AND NOT k.known`

func vanish(ctx context.Context, tx pgx.Tx, who access.Actor, now time.Time, importID int64) error {
	for _, step := range goneSteps {
		if _, err := tx.Exec(ctx, step.sql, importID, now, who.Key()); err != nil {
			return fmt.Errorf("take new people back: %s: %w", step.doing, err)
		}
	}
	return nil
}

// unlist forgets whom the import listed, takes its held rows off the list, and
// puts on it again what the import had settled.
func unlist(ctx context.Context, tx pgx.Tx, who access.Actor, now time.Time, importID int64) error {
	for _, step := range []restoring{
		{"whom it listed", `DELETE FROM import_listing WHERE import_id = $1 AND $2::timestamptz IS NOT NULL AND $3::text <> ''`},
		{"held rows", `UPDATE attention a SET closed_at = $2, closed_by = $3 FROM import i
			WHERE i.id = $1 AND a.kind = 'held_row' AND a.closed_at IS NULL AND a.opened_at >= i.started_at
			  AND a.about_key IN (SELECT p.cells[1] FROM import_problem p WHERE p.import_id = $1 AND p.kind = 'held')`},
		{"rows that it had settled", `UPDATE attention a SET closed_at = NULL, closed_by = '' FROM import i
			WHERE i.id = $1 AND a.kind = 'held_row' AND a.closed_at = i.started_at AND a.closed_by = i.actor AND a.close_note = ''
			  AND a.opened_at < i.started_at AND $2::timestamptz IS NOT NULL AND $3::text <> ''
			  AND NOT EXISTS (SELECT 1 FROM attention o WHERE o.kind = 'held_row' AND o.about_key = a.about_key AND o.closed_at IS NULL)`},
		{"the import", `UPDATE import SET undone_at = $2, undone_by = $3, keeps_before = false WHERE id = $1`},
	} {
		if _, err := tx.Exec(ctx, step.sql, importID, now, who.Key()); err != nil {
			return fmt.Errorf("undo import %d: %s: %w", importID, step.doing, err)
		}
	}
	return nil
}
