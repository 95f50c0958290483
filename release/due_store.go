package release

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"throughgate/internal/calendar"
)

// reader is a pool, or a transaction of one.
type reader interface {
	Query(ctx context.Context, sql string, args ...any) (pgx.Rows, error)
}

// dueRow is a release for which something is due.
type dueRow struct {
	ReleaseID int64
	MessageID int64         // a text that cannot arrive
	Day       calendar.Date // on which they left, or were to leave
}

func releasesOf(list []dueRow) []int64 {
	out := make([]int64, len(list))
	for i, d := range list {
		out[i] = d.ReleaseID
	}
	return out
}

// dueRequests finds who left for a reason that is still unknown after the time
// given for an answer. A release whose import waits for somebody waits too.
func (s *Service) dueRequests(ctx context.Context, db reader, now time.Time) ([]dueRow, error) {
	lock := ""
	if _, ok := db.(pgx.Tx); ok {
		lock = ` FOR NO KEY UPDATE OF r`
	}
	return due(ctx, db, `
		SELECT r.id, 0, r.left_on FROM release r JOIN person p ON p.id = r.person_id
		WHERE `+unitSQL+` AND r.requests_at <= $3 AND r.state = 'left_unknown' AND r.is_current AND r.held_by IS NULL
		ORDER BY r.id`+lock, s.Unit.All, s.Unit.Areas, now)
}

// answeredNoMore: the requests have gone.
func answeredNoMore(ctx context.Context, tx pgx.Tx, releases []int64) error {
	if _, err := tx.Exec(ctx, `UPDATE release SET requests_at = NULL, version = version + 1 WHERE id = ANY($1)`, releases); err != nil {
		return fmt.Errorf("note that requests have gone: %w", err)
	}
	return nil
}

// dueAtGate finds who was to leave today, has something that hangs on it (a
// bed, an appointment, a prescription, MAPPA or IOM), and is not confirmed by
// 15:00; each day once.
func (s *Service) dueAtGate(ctx context.Context, db reader, now time.Time) ([]dueRow, error) {
	today := calendar.DayOf(now)
	if now.Before(today.At(gateHour, 0)) {
		return nil, nil
	}
	return due(ctx, db, `
		SELECT r.id, 0, r.planned_day FROM release r JOIN person p ON p.id = r.person_id
		WHERE `+unitSQL+` AND r.is_current AND r.watched AND r.held_by IS NULL AND r.state = 'planned' AND r.planned_day = $3
		  AND (p.iom <> '' OR p.flags && ARRAY['mappa1', 'mappa2', 'mappa3', 'approved_premises']
		       OR EXISTS (SELECT 1 FROM appointment a WHERE a.release_id = r.id AND a.state IN ('booked', 'moved')
		                  AND a.starts_at >= $4 AND a.starts_at < $5)
		       OR EXISTS (SELECT 1 FROM task t WHERE t.release_id = r.id AND (
		                  t.standard IN ('ACC-CAS3', 'DA-NALOX') AND t.state IN ('handed_off', 'acknowledged', 'accepted', 'passed_on', 'done')
		                  OR t.standard = 'MH-MEDS' AND t.state = 'done' AND p.needs && ARRAY['mental_health', 'drugs_and_alcohol'])))
		  AND NOT EXISTS (SELECT 1 FROM message_item i WHERE i.release_id = r.id AND i.kind = 'not_at_gate' AND i.to_day = r.planned_day)
		ORDER BY r.id`, s.Unit.All, s.Unit.Areas, today, today.At(0, 0), today.AddDays(1).At(0, 0))
}

// dueUndelivered finds texts that did not arrive, or may not have, while their
// appointment is still to come; each once.
func (s *Service) dueUndelivered(ctx context.Context, db reader, now time.Time) ([]dueRow, error) {
	return due(ctx, db, `
		SELECT DISTINCT r.id, m.id, NULL::date FROM attention x
		JOIN message m ON m.id = x.message_id AND m.channel = 'text' AND m.kind = 'appointment_reminder'
		JOIN release r ON r.id = m.release_id JOIN person p ON p.id = r.person_id
		WHERE `+unitSQL+` AND x.kind IN ('undelivered', 'unknown_outcome') AND x.closed_at IS NULL AND r.is_current AND r.held_by IS NULL
		  AND EXISTS (SELECT 1 FROM message_item i JOIN appointment a ON a.id = i.appointment_id
		              WHERE i.message_id = m.id AND a.state IN ('booked', 'moved') AND a.starts_at > $3)
		  AND NOT EXISTS (SELECT 1 FROM message_item i JOIN message n ON n.id = i.message_id
		                  WHERE i.release_id = r.id AND i.about_message = m.id AND n.kind = 'alert')
		ORDER BY r.id, m.id`, s.Unit.All, s.Unit.Areas, now)
}

func due(ctx context.Context, db reader, sql string, args ...any) ([]dueRow, error) {
	rows, err := db.Query(ctx, sql, args...)
	if err != nil {
		return nil, fmt.Errorf("look for what is due: %w", err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowToStructByPos[dueRow])
	if err != nil {
		return nil, fmt.Errorf("look for what is due: %w", err)
	}
	return list, nil
}
