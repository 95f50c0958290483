package release

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"throughgate/internal/calendar"
	"throughgate/notify"
)

// lineRow is one item of an e-mail with everything that a line may say, and
// what decides whether it may be said.
type lineRow struct {
	Kind          notify.ItemKind
	TaskID        int64
	TaskRef       string
	Standard      string
	MailWords     string
	Service       string
	FoundBy       string
	BeforeTelling []string
	State         string
	ContactEmail  string
	ContactNote   string
	AskedOn       calendar.Date
	DueOn         calendar.Date
	AnswerBy      *time.Time
	ShortNotice   int
	FirstLoad     bool
	Waiting       []string
	Rung          int
	OMCleared     bool
	OMReleased    bool
	BlockedBy     []string
	Reference     string
	ReleaseState  State
	LegalStatus   string
	PlannedDay    calendar.Date
	Forenames     string
	Surname       string
	Flags         []string
	HomeArea      string
	Consents      []string
	ERSED         calendar.Date
	ServiceID     int64
	ServiceName   string
	MessageRef    string
	From, To      calendar.Date
	Count         int
}

// loadLines reads the items of one message in their order. Working days of
// short notice are counted in SQL: from the day of hand-off to the due day.
func loadLines(ctx context.Context, tx pgx.Tx, message int64) ([]lineRow, error) {
	rows, err := tx.Query(ctx, `
		SELECT i.kind, coalesce(t.id, 0), coalesce(t.ref, ''), coalesce(t.standard, ''), coalesce(s.mail_words, ''),
		       coalesce(s.service, ''), coalesce(s.found_by, ''), coalesce(s.before_telling, '{}'), coalesce(t.state, ''),
		       coalesce(t.contact_email, ''), coalesce(t.contact_note, ''), t.handed_off_on, t.due_on, t.acknowledge_by,
		       CASE WHEN t.short_notice THEN (SELECT count(*) FROM generate_series(t.handed_off_on + 1, t.due_on, '1 day') d
		             WHERE extract(isodow FROM d) < 6 AND NOT EXISTS (SELECT 1 FROM bank_holiday b WHERE b.day = d::date)) ELSE 0 END,
		       coalesce(t.first_load, false), coalesce(t.waiting_for, '{}'), coalesce(t.rung, 0),
		       t.om_cleared_at IS NOT NULL, t.om_released_at IS NOT NULL,
		       CASE WHEN s.needs_first <> '{}' THEN ARRAY(SELECT b.standard FROM task b WHERE b.release_id = t.release_id
		             AND b.standard = ANY(s.needs_first) AND b.state NOT IN ('done', 'withdrawn', 'not_eligible', 'not_wanted')
		             ORDER BY b.standard) ELSE '{}' END,
		       coalesce(r.ref, ''), coalesce(r.state, ''), coalesce(r.legal_status, ''), coalesce(r.released_on, r.planned_day),
		       coalesce(p.forenames, ''), coalesce(p.surname, ''), coalesce(p.flags, '{}'), coalesce(p.home_area, ''),
		       CASE WHEN s.before_telling <> '{}' THEN ARRAY(SELECT c.kind FROM consent c WHERE c.person_id = p.id AND c.withdrawn_at IS NULL) ELSE '{}' END,
		       (SELECT max(day) FROM release_date d WHERE d.release_id = r.id AND d.type = 'ERSED' AND d.superseded_at IS NULL),
		       coalesce(v.id, 0), coalesce(v.name, ''), coalesce(b.ref, ''), i.from_day, i.to_day, coalesce(i.count, 0)
		FROM message_item i
		LEFT JOIN task t ON t.id = i.task_id
		LEFT JOIN standard s ON s.code = t.standard
		LEFT JOIN release r ON r.id = coalesce(i.release_id, t.release_id)
		LEFT JOIN person p ON p.id = r.person_id
		LEFT JOIN service v ON v.id = coalesce(i.service_id, t.service_id)
		LEFT JOIN message b ON b.id = i.about_message
		WHERE i.message_id = $1 ORDER BY i.position`, message)
	if err != nil {
		return nil, fmt.Errorf("read the lines of message %d: %w", message, err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowToStructByPos[lineRow])
	if err != nil {
		return nil, fmt.Errorf("read the lines of message %d: %w", message, err)
	}
	return list, nil
}
