package pathways

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"throughgate/access"
	"throughgate/internal/calendar"
)

// askOnceMoreDays before the planned day the person is asked once more about
// what they did not want (domain rule 6, states).
const askOnceMoreDays = 14

// AskOnceMore opens what was not wanted again, once, 14 calendar days before the
// planned day, where there is still time for it by the day that holds now (the
// task's own days stood still when it moved). A no that was heard within those
// days stands: the person was asked only just now. It gives the releases: they
// are to be planned.
func AskOnceMore(ctx context.Context, tx pgx.Tx, who access.Actor, now time.Time, today calendar.Date) ([]int64, error) {
	rows, err := tx.Query(ctx, `
		WITH again AS (
			UPDATE task t SET state = 'planned', reason = '', version = t.version + 1, handed_off_at = NULL, handed_off_on = NULL,
			       acknowledge_by = NULL, acknowledged_at = NULL, accepted_at = NULL, full_until = NULL, first_load = false, short_notice = false,
			       rung = 0, rung_at = NULL, next_rung_at = NULL, waiting_since = NULL, service_id = NULL, contact_name = '', contact_email = '',
			       contact_note = '', told_day = NULL, told_or = NULL, told_due = NULL, asked_where = '' FROM release r, standard s
			WHERE r.id = t.release_id AND s.code = t.standard AND r.is_current AND r.watched AND r.state = 'planned' AND r.held_by IS NULL AND t.state = 'not_wanted'
			  AND r.planned_day BETWEEN $1 AND $1::date + $5::integer AND r.planned_day - coalesce(s.latest_start, 0) >= $1
			  AND NOT EXISTS (SELECT 1 FROM task_event e WHERE e.task_id = t.id AND (e.reason = $4
			      OR e.state = 'not_wanted' AND e.at >= (r.planned_day - $5::integer)::timestamp AT TIME ZONE 'Europe/London'))
			RETURNING t.id, t.release_id),
		history AS (
			INSERT INTO task_event (task_id, state, at, actor, reason) SELECT id, 'planned', $2, $3, $4 FROM again)
		SELECT DISTINCT release_id FROM again ORDER BY release_id`, today, now, who.Key(), reasonOnceMore, askOnceMoreDays)
	if err != nil {
		return nil, fmt.Errorf("ask once more: %w", err)
	}
	ids, err := pgx.CollectRows(rows, pgx.RowTo[int64])
	if err != nil {
		return nil, fmt.Errorf("ask once more: %w", err)
	}
	return ids, nil
}
