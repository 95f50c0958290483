package release

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"throughgate/access"
	"throughgate/internal/calendar"
	"throughgate/internal/pg"
)

// reserve takes n ids of a table's identity column, so that rows that belong
// together can be written in one go each.
func reserve(ctx context.Context, tx pgx.Tx, table string, n int) ([]int64, error) {
	rows, err := tx.Query(ctx, `SELECT nextval(pg_get_serial_sequence($1, 'id')) FROM generate_series(1, $2)`, table, n)
	if err != nil {
		return nil, fmt.Errorf("reserve ids of %s: %w", table, err)
	}
	ids, err := pgx.CollectRows(rows, pgx.RowTo[int64])
	if err != nil {
		return nil, fmt.Errorf("reserve ids of %s: %w", table, err)
	}
	return ids, nil
}

// writePeople inserts new people and overwrites the told facts of known ones,
// in one statement.
func writePeople(ctx context.Context, tx pgx.Tx, now time.Time, list []*observed) error {
	n := len(list)
	ids := make([]int64, n)
	births, agreed, court, first := make([]calendar.Date, n), make([]calendar.Date, n), make([]calendar.Date, n), make([]calendar.Date, n)
	received, released := make([]calendar.Date, n), make([]calendar.Date, n)
	assessed := make([]bool, n)
	seen := make([]time.Time, n)
	text := make([][]string, 31)
	for i := range text {
		text[i] = make([]string, n)
	}
	for i, o := range list {
		ids[i], births[i], agreed[i], court[i] = o.personID, o.BirthDate, o.TextAgreedOn, o.NextCourtOn
		first[i], assessed[i], seen[i] = o.firstStored, o.NeedsAssessed, o.seenAt
		received[i], released[i] = o.ReceivedOn, o.ReleasedOn
		pom, gone := o.prisonOfficer()
		for k, v := range []string{o.ref, o.Surname, o.Forenames, o.Sex, o.PNC, o.CRN, o.homeArea, o.Language, o.MobileTold,
			o.Mobile, o.TextOK, o.agreedNumber, o.PhoneShared, o.IOM, strings.Join(o.Flags, " "), strings.Join(o.Needs, " "),
			o.COM.Name, o.COM.Email, pom.Name, pom.Email, o.PoliceOM.Name, o.PoliceOM.Email, strings.Join(o.Notes, " "),
			o.Prison, string(o.Status), string(o.LegalStatus), o.MovementReason, o.HomeArea, gone.Name, gone.Email, strings.Join(o.NeedsUnknown, " ")} {
			text[k][i] = v
		}
	}
	args := []any{ids, births, agreed, court, first, assessed, now, received, released, seen}
	for _, t := range text {
		args = append(args, t)
	}
	_, err := tx.Exec(ctx, `
		INSERT INTO person (id, ref, surname, forenames, date_of_birth, sex, pnc_id, crn, home_area, language, mobile_told,
		       mobile, text_ok, text_agreed_on, text_agreed_number, phone_shared, iom, flags, needs_assessed, needs,
		       com_name, com_email, pom_name, pom_email, police_om_name, police_om_email, next_court_on, told_notes,
		       first_stored_on, created_at, updated_at, told_at, told_received_on, told_released_on, told_prison, told_status,
		       told_legal_status, told_movement, told_home_area, pom_gone_name, pom_gone_email, needs_unknown)
		OVERRIDING SYSTEM VALUE
		SELECT id, ref, surname, forenames, born, sex, pnc, crn, area, lang, told, mobile, text_ok, agreed, agreed_number,
		       shared, iom, string_to_array(flags, ' '), assessed, string_to_array(needs, ' '), com_name, com_email,
		       pom_name, pom_email, pol_name, pol_email, court, string_to_array(notes, ' '), first, $7, $7, seen, received,
		       released, told_prison, told_status, told_legal, told_movement, told_area, gone_name, gone_email, string_to_array(unknown, ' ')
		FROM unnest($1::bigint[], $2::date[], $3::date[], $4::date[], $5::date[], $6::bool[], $8::date[], $9::date[],
		     $10::timestamptz[], $11::text[], $12::text[], $13::text[], $14::text[], $15::text[], $16::text[], $17::text[],
		     $18::text[], $19::text[], $20::text[], $21::text[], $22::text[], $23::text[], $24::text[], $25::text[],
		     $26::text[], $27::text[], $28::text[], $29::text[], $30::text[], $31::text[], $32::text[], $33::text[],
		     $34::text[], $35::text[], $36::text[], $37::text[], $38::text[], $39::text[], $40::text[], $41::text[])
		     AS u(id, born, agreed, court, first, assessed, received, released, seen, ref, surname, forenames, sex, pnc, crn, area, lang, told, mobile,
		          text_ok, agreed_number, shared, iom, flags, needs, com_name, com_email, pom_name, pom_email, pol_name,
		          pol_email, notes, told_prison, told_status, told_legal, told_movement, told_area, gone_name, gone_email, unknown)
		ON CONFLICT (id) DO UPDATE SET surname = excluded.surname, forenames = excluded.forenames,
		       date_of_birth = excluded.date_of_birth, sex = excluded.sex, pnc_id = excluded.pnc_id, crn = excluded.crn,
		       home_area = excluded.home_area, language = excluded.language, mobile_told = excluded.mobile_told,
		       mobile = excluded.mobile, text_ok = excluded.text_ok, text_agreed_on = excluded.text_agreed_on,
		       text_agreed_number = excluded.text_agreed_number, phone_shared = excluded.phone_shared, iom = excluded.iom,
		       flags = excluded.flags, needs_assessed = excluded.needs_assessed, needs = excluded.needs,
		       needs_unknown = excluded.needs_unknown,
		       com_name = excluded.com_name, com_email = excluded.com_email, pom_name = excluded.pom_name,
		       pom_email = excluded.pom_email, police_om_name = excluded.police_om_name,
		       police_om_email = excluded.police_om_email, next_court_on = excluded.next_court_on,
		       told_notes = excluded.told_notes, updated_at = excluded.updated_at, told_at = excluded.told_at,
		       told_received_on = excluded.told_received_on, told_released_on = excluded.told_released_on,
		       told_prison = excluded.told_prison, told_status = excluded.told_status,
		       told_legal_status = excluded.told_legal_status, told_movement = excluded.told_movement,
		       told_home_area = excluded.told_home_area, pom_gone_name = excluded.pom_gone_name,
		       pom_gone_email = excluded.pom_gone_email`, args...)
	if err != nil {
		return fmt.Errorf("write people: %w", err)
	}
	return nil
}

func insertNumbers(ctx context.Context, tx pgx.Tx, list []*observed) error {
	err := pg.Insert(ctx, tx, "person_number",
		`prison_number text, person_id bigint`, len(list), func(i int) []any {
			return []any{list[i].PrisonNumber, list[i].personID}
		})
	if err != nil {
		return fmt.Errorf("store prison numbers: %w", err)
	}
	return nil
}

// writeConsents makes the recorded consents those that the extracts name: a new
// one is added, one no longer named is withdrawn, a changed day corrected. An
// observation is the whole of what all extracts told, so whichever of them named
// a consent first does not matter; one recorded otherwise stays. What the person
// is recorded to have taken back does not come back by a file that repeats an
// older consent, or one without a day: only by one given later.
func writeConsents(ctx context.Context, tx pgx.Tx, now time.Time, source string, list []*observed) error {
	people := make([]int64, len(list))
	var of []int64
	var kinds []string
	var given []calendar.Date
	for i, o := range list {
		people[i] = o.personID
		for _, c := range o.Consents {
			of, kinds, given = append(of, o.personID), append(kinds, c.Kind), append(given, c.GivenOn)
		}
	}
	_, err := tx.Exec(ctx, `
		WITH told AS (SELECT person_id, kind, given_on FROM unnest($1::bigint[], $2::text[], $3::date[]) AS u(person_id, kind, given_on)),
		     gone AS (UPDATE consent c SET withdrawn_at = $4, withdrawn_by = current_setting('throughgate.actor')
		              WHERE c.person_id = ANY($6) AND c.withdrawn_at IS NULL
		                AND (c.source = $5 OR EXISTS (SELECT 1 FROM import i WHERE i.kind = 'releases' AND i.source = c.source))
		                AND NOT EXISTS (SELECT 1 FROM told WHERE told.person_id = c.person_id AND told.kind = c.kind))
		INSERT INTO consent (person_id, kind, given_on, recorded_at, source, recorded_by)
		SELECT person_id, kind, given_on, $4, $5, current_setting('throughgate.actor') FROM told
		WHERE NOT EXISTS (SELECT FROM consent w WHERE w.person_id = told.person_id AND w.kind = told.kind
		                     AND w.withdrawn_on >= coalesce(told.given_on, '-infinity'))
		ON CONFLICT (person_id, kind) WHERE withdrawn_at IS NULL
		DO UPDATE SET given_on = excluded.given_on WHERE consent.given_on IS DISTINCT FROM excluded.given_on`,
		of, kinds, given, now, source, people)
	if err != nil {
		return fmt.Errorf("store consents: %w", err)
	}
	return nil
}

// writePurposes notes why the unit holds these people's data, where it is told.
func writePurposes(ctx context.Context, tx pgx.Tx, list []*observed) error {
	var people []int64
	var purposes []string
	for _, o := range list {
		if o.Purpose != "" {
			people, purposes = append(people, o.personID), append(purposes, o.Purpose)
		}
	}
	if len(people) == 0 {
		return nil
	}
	_, err := tx.Exec(ctx, `UPDATE person p SET purpose = u.purpose FROM unnest($1::bigint[], $2::text[]) AS u(id, purpose)
		WHERE p.id = u.id AND p.purpose <> u.purpose`, people, purposes)
	if err != nil {
		return fmt.Errorf("note purposes: %w", err)
	}
	return nil
}

// newRef is an opaque reference for a new person or release.
func newRef() string { return access.NewRef() }
