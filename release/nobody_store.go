package release

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"throughgate/internal/calendar"
)

// nobodyTasks are the tasks that have nobody to send them to, or whose holder our
// e-mail does not reach, with the values of the conditions: $1 is the London day.
// Each condition has an index of its own, and the second one for some areas alone;
// these hold all that it asks of a task.
func nobodyTasks(scope Scope, today calendar.Date) (string, []any) {
	c := &conditions{args: []any{today}}
	c.scope(scope)
	theirs := c.theirs()
	return `(
	SELECT t.id, t.release_id, false AS bounced, false AS authority FROM task t WHERE ` + nobodySQL + theirs + `
	UNION ALL
	SELECT t.id, t.release_id, false, true FROM task t
	 WHERE t.state = 'planned' AND NOT t.nobody AND t.waiting_for <> '{}' AND t.hand_off_on <= $1::date` + theirs + `
	   AND t.waiting_for && ARRAY(SELECT code FROM standard WHERE 'authority_chosen' = ANY (evidence))
	UNION ALL
	SELECT DISTINCT t.id, t.release_id, true, false FROM attention x JOIN message m ON m.id = x.message_id
	  JOIN message_item i ON i.message_id = m.id AND NOT i.dropped JOIN task t ON t.id = i.task_id
	 WHERE x.kind = 'undelivered' AND x.closed_at IS NULL AND m.channel = 'email' AND m.state = 'failed'
	   AND m.kind IN ('request', 'reminder', 'told', 'digest', 'alert') AND NOT t.nobody` + theirs + `
	   AND t.state IN ` + askedStates + ` AND lower(t.contact_email) = lower(m.recipient)
	) n JOIN release r ON r.id = n.release_id
	WHERE r.is_current AND r.watched AND ` + c.sql() + ` AND r.state NOT IN ('removed', 'died', 'moved_away', 'at_large')`, c.args
}

// CountNobody counts the requests that have nobody to send them to.
func CountNobody(ctx context.Context, tx pgx.Tx, scope Scope, today calendar.Date) (int, error) {
	var n int
	tasks, args := nobodyTasks(scope, today)
	if err := tx.QueryRow(ctx, `SELECT count(*) FROM `+tasks, args...).Scan(&n); err != nil {
		return 0, fmt.Errorf("count requests with nobody to send to: %w", err)
	}
	return n, nil
}

// ReadNobody reads what has nobody to send it to, with why.
func ReadNobody(ctx context.Context, tx pgx.Tx, q NobodyQuery) (NobodyList, error) {
	tasks, args := nobodyTasks(q.Scope, q.Today)
	rows, err := tx.Query(ctx, `
		SELECT t.ref, r.ref AS release_ref, t.standard, s.title, s.pathway, s.service, s.found_by, t.state, t.hand_off_on,
		       coalesce(t.due_on, t.usual_due_on) AS due_on, p.surname, p.forenames, 'restricted' = ANY (p.flags) AS restricted,
		       EXISTS (SELECT FROM consent c WHERE c.person_id = p.id AND c.kind = 'consent_to_share_health' AND c.withdrawn_at IS NULL) AS health_consent,
		       a.name AS area_name, w.name AS prison_name, coalesce(h.name, '') AS authority_name, n.authority AS waits_authority,
		       coalesce(r.released_on, r.planned_day, $1::date) < p.date_of_birth + interval '18 years' AS under18,
		       r.supervised, 'com_email' = ANY (p.told_notes) AS bad_address, n.bounced,
		       'agreement' = ANY (t.waiting_for) OR t.nobody AND t.state <> 'planned' AND t.service_id IS NOT NULL AND s.found_by IN ('area', 'prison') AS lacks,
		       coalesce(v.name, '') AS holder
		FROM (SELECT n.* FROM `+tasks+`) n
		JOIN task t ON t.id = n.id JOIN standard s ON s.code = t.standard
		JOIN release r ON r.id = t.release_id JOIN person p ON p.id = r.person_id
		JOIN authority a ON a.gss_code = p.home_area JOIN prison w ON w.code = r.prison
		LEFT JOIN authority h ON h.gss_code = t.housing_authority LEFT JOIN service v ON v.id = t.service_id
		ORDER BY t.hand_off_on NULLS LAST, t.id`, args...)
	if err != nil {
		return NobodyList{}, fmt.Errorf("read requests with nobody to send to: %w", err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowToStructByName[NobodyRow])
	if err != nil {
		return NobodyList{}, fmt.Errorf("read requests with nobody to send to: %w", err)
	}
	return nobodyList(list, q), nil
}
