package release

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"throughgate/internal/calendar"
)

// passedRow is a release whose planned day is past, with what decides it again.
type passedRow struct {
	ReleaseID     int64
	LegalStatus   LegalStatus
	Status        CustodyStatus
	BirthDate     calendar.Date
	SentenceStart calendar.Date
	ReceivedOn    calendar.Date
	JudgedOn      calendar.Date
	Immigration   bool
	PlannedDay    calendar.Date
	State         State
	Explanation   string
	ListedAt      time.Time // as-of of the newest extract that lists the person
}

// judgePassed decides again about everybody whose planned day is past while a
// newer extract still lists them: a row that says nothing new is not stored, so
// no import does it (domain rule 2: date passed, still held; stale dates).
func (w *watch) judgePassed(ctx context.Context) error {
	list, err := w.passed(ctx)
	if err != nil || len(list) == 0 {
		return err
	}
	ids := make([]int64, len(list))
	for i, r := range list {
		ids[i] = r.ReleaseID
	}
	dates, err := datesInForceOf(ctx, w.tx, ids)
	if err != nil {
		return err
	}
	var changed []*observed
	var again []int64
	for _, r := range list {
		a := Decide(w.ref.Calendar, r.question(w.day, dates[r.ReleaseID]))
		if a.State == r.State && a.PlannedDay == r.PlannedDay && a.Explanation == r.Explanation {
			continue
		}
		changed = append(changed, &observed{releaseID: r.ReleaseID, answer: a, stored: &storedPerson{PlannedDay: r.PlannedDay}})
		again = append(again, r.ReleaseID)
	}
	if len(changed) == 0 {
		return nil
	}
	if err := w.storeDecided(ctx, changed); err != nil {
		return err
	}
	if err := recordChanges(ctx, w.tx, w.ref.Calendar, Source{Name: "watch"}, w.clock, changed); err != nil {
		return err
	}
	if err := w.planThese(ctx, again); err != nil {
		return err
	}
	_, err = w.remind(ctx, w.tx, w.clock, again)
	return err
}

func (r *passedRow) question(today calendar.Date, dates []TypedDate) Question {
	q := Question{Today: today, LegalStatus: r.LegalStatus, BirthDate: r.BirthDate, SentenceStart: r.SentenceStart,
		Dates: dates, JudgedOn: r.JudgedOn, ImmigrationHold: r.Immigration, ListedAsOf: calendar.DayOf(r.ListedAt)}
	if r.LegalStatus == Recall {
		q.ReturnedOn = r.ReceivedOn
	}
	if r.Status == ActiveIn {
		q.HeldAsOf = q.ListedAsOf
	}
	return q
}

// passed finds the releases whose planned day is past and whose person was not
// said to have left. A person is listed by the newest extract of each source.
func (w *watch) passed(ctx context.Context) ([]passedRow, error) {
	rows, err := w.tx.Query(ctx, `
		WITH newest AS (
			SELECT DISTINCT ON (source) id, as_of FROM import WHERE kind = 'releases' ORDER BY source, as_of DESC, id DESC),
		listed AS (
			SELECT u.person_id, max(n.as_of) AS as_of
			FROM newest n JOIN import_listing l ON l.import_id = n.id CROSS JOIN unnest(l.person_ids) AS u(person_id)
			GROUP BY u.person_id)
		SELECT r.id, r.legal_status, r.custody_status, p.date_of_birth, r.sentence_start, r.received_on, r.judged_on,
		       'immigration_hold' = ANY(p.flags), r.planned_day, r.state, r.explanation, greatest(r.custody_as_of, l.as_of)
		FROM release r JOIN person p ON p.id = r.person_id LEFT JOIN listed l ON l.person_id = p.id
		WHERE `+unitSQL+` AND r.is_current AND r.state IN ('planned', 'date_passed') AND r.planned_day < $3
		  AND r.custody_status IN ('ACTIVE IN', 'ACTIVE OUT')
		ORDER BY r.id FOR NO KEY UPDATE OF r`, w.Unit.All, w.Unit.Areas, w.day)
	if err != nil {
		return nil, fmt.Errorf("find planned days that are past: %w", err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowToStructByPos[passedRow])
	if err != nil {
		return nil, fmt.Errorf("find planned days that are past: %w", err)
	}
	return list, nil
}

// storeDecided stores what was decided again, in one statement.
func (w *watch) storeDecided(ctx context.Context, list []*observed) error {
	n := len(list)
	ids, supervised := make([]int64, n), make([]bool, n)
	days := [4][]calendar.Date{}
	text := [4][]string{}
	for k := range days {
		days[k], text[k] = make([]calendar.Date, n), make([]string, n)
	}
	for i, o := range list {
		a := &o.answer
		ids[i], supervised[i] = o.releaseID, a.Supervised
		for k, d := range []calendar.Date{a.Statutory, a.WorkingDay, a.FridaySchemeDay, a.PlannedDay} {
			days[k][i] = d
		}
		for k, t := range []string{string(a.State), string(a.DecidingType), strings.Join(reasonsText(a.Reasons), " "), a.Explanation} {
			text[k][i] = t
		}
	}
	_, err := w.tx.Exec(ctx, `
		UPDATE release r SET state = u.state, deciding_type = u.type, statutory_date = u.statutory, working_day = u.working,
		       friday_scheme_day = u.scheme, planned_day = u.planned, supervised = u.supervised,
		       reasons = string_to_array(u.reasons, ' '), explanation = u.explanation, decided_at = $1, version = r.version + 1
		FROM unnest($2::bigint[], $3::bool[], $4::date[], $5::date[], $6::date[], $7::date[], $8::text[], $9::text[], $10::text[],
		            $11::text[]) AS u(id, supervised, statutory, working, scheme, planned, state, type, reasons, explanation)
		WHERE r.id = u.id`,
		w.clock, ids, supervised, days[0], days[1], days[2], days[3], text[0], text[1], text[2], text[3])
	if err != nil {
		return fmt.Errorf("store what was decided again: %w", err)
	}
	return nil
}
