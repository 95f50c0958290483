package release

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
)

// anyCalendars tells whether anybody wants calendar files, or ever got one about
// these releases: mostly nobody does, and then nothing else is read.
func anyCalendars(ctx context.Context, tx pgx.Tx, releases []int64) (bool, error) {
	var some bool
	err := tx.QueryRow(ctx, `
		SELECT EXISTS (SELECT 1 FROM service WHERE calendar) OR EXISTS (SELECT 1 FROM account WHERE calendar AND disabled_at IS NULL)
		    OR EXISTS (SELECT 1 FROM message WHERE release_id = ANY($1) AND kind = 'calendar')`, releases).Scan(&some)
	if err != nil {
		return false, fmt.Errorf("see whether anybody wants calendar files: %w", err)
	}
	return some, nil
}

// loadMeetings reads the appointments still to come of these releases, or those
// with these ids whenever they are.
func loadMeetings(ctx context.Context, tx pgx.Tx, now time.Time, releases, ids []int64) ([]meetingRow, error) {
	rows, err := tx.Query(ctx, `
		SELECT a.id, a.ref, a.version, a.state, a.starts_at, coalesce(a.minutes, 0), a.place, a.place_safe, a.service,
		       EXISTS (SELECT 1 FROM standard s WHERE s.service = a.service AND s.pathway IN ('mental_health', 'drugs_and_alcohol')),
		       r.id, r.ref, r.state, r.is_current, r.withheld, r.licence_checked_at IS NOT NULL, r.legal_status,
		       (SELECT max(day) FROM release_date d WHERE d.release_id = r.id AND d.type = 'ERSED' AND d.superseded_at IS NULL),
		       p.forenames, p.surname, p.flags, p.home_area,
		       ARRAY(SELECT c.kind FROM consent c WHERE c.person_id = p.id AND c.withdrawn_at IS NULL), p.com_email, p.pom_email,
		       coalesce(v.id, 0), coalesce(v.name, ''), coalesce(v.email, ''), coalesce(v.calendar, false)
		FROM appointment a JOIN release r ON r.id = a.release_id JOIN person p ON p.id = a.person_id
		LEFT JOIN LATERAL (SELECT id, coalesce(nullif(spoc_name, ''), name) AS name, spoc_email AS email, calendar FROM service
		                   WHERE service = a.service AND area IN (p.home_area, '*') ORDER BY area = '*' LIMIT 1) v ON true
		WHERE a.release_id = ANY($1) AND a.starts_at > $3 OR a.id = ANY($2)
		ORDER BY a.id`, releases, ids, now)
	if err != nil {
		return nil, fmt.Errorf("read appointments for calendars: %w", err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowToStructByPos[meetingRow])
	if err != nil {
		return nil, fmt.Errorf("read appointments for calendars: %w", err)
	}
	return list, nil
}

// loadWanting reads the officers who chose to get calendar files.
func loadWanting(ctx context.Context, tx pgx.Tx) ([]wanting, error) {
	rows, err := tx.Query(ctx, `
		SELECT a.email, a.name, a.role, ARRAY(SELECT area FROM account_area x WHERE x.account_id = a.id)
		FROM account a WHERE a.calendar AND a.disabled_at IS NULL ORDER BY a.id`)
	if err != nil {
		return nil, fmt.Errorf("read who wants calendar files: %w", err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowToStructByPos[wanting])
	if err != nil {
		return nil, fmt.Errorf("read who wants calendar files: %w", err)
	}
	return list, nil
}

// loadAsked reads what the services of these meetings were asked for their
// people, in the order in which it was.
func loadAsked(ctx context.Context, tx pgx.Tx, meetings []meetingRow) ([]askedTask, error) {
	releases, services := make([]int64, len(meetings)), make([]string, len(meetings))
	for i := range meetings {
		releases[i], services[i] = meetings[i].ReleaseID, meetings[i].Service
	}
	rows, err := tx.Query(ctx, `
		SELECT t.release_id, t.ref, s.code, s.service, s.found_by, s.before_telling, t.state, t.contact_email,
		       t.om_cleared_at IS NOT NULL, t.om_released_at IS NOT NULL
		FROM task t JOIN standard s ON s.code = t.standard
		WHERE t.release_id = ANY($1) AND s.service = ANY($2) AND t.handed_off_at IS NOT NULL
		ORDER BY t.handed_off_at, t.id`, releases, services)
	if err != nil {
		return nil, fmt.Errorf("read what services were asked: %w", err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowToStructByPos[askedTask])
	if err != nil {
		return nil, fmt.Errorf("read what services were asked: %w", err)
	}
	return list, nil
}

// loadFiles reads the calendar messages about these meetings, oldest first.
func loadFiles(ctx context.Context, tx pgx.Tx, meetings []meetingRow) ([]sentFile, error) {
	ids := make([]int64, len(meetings))
	for i := range meetings {
		ids[i] = meetings[i].ID
	}
	rows, err := tx.Query(ctx, `
		SELECT m.id, i.appointment_id, m.recipient_name, m.recipient, coalesce(m.service_id, 0), m.state, m.reason, i.kind, coalesce(i.version, 0)
		FROM message_item i JOIN message m ON m.id = i.message_id
		WHERE i.appointment_id = ANY($1) AND m.kind = 'calendar' ORDER BY m.id`, ids)
	if err != nil {
		return nil, fmt.Errorf("read calendar files sent before: %w", err)
	}
	var list []sentFile
	var f sentFile
	if _, err = pgx.ForEachRow(rows, []any{&f.ID, &f.AppointmentID, &f.To.Name, &f.To.Email, &f.ServiceID, &f.State, &f.Reason, &f.Kind, &f.Version}, func() error {
		list = append(list, f)
		return nil
	}); err != nil {
		return nil, fmt.Errorf("read calendar files sent before: %w", err)
	}
	return list, nil
}
