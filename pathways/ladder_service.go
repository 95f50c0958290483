package pathways

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"throughgate/internal/calendar"
)

// Climbed is a task that reached a rung at this watch.
type Climbed struct {
	TaskID    int64
	ReleaseID int64
	ServiceID int64 // 0: held by an officer
	Standard  string
	Contact   Contact
	Rung      int
	FirstLoad bool
}

// ReasonStandsSQL: somebody has written why the day of release r passed, or why
// the person left, and the planned day is the one it was written for: what was
// paused goes on (domain rule 2).
const ReasonStandsSQL = `(r.reason_written <> '' AND r.reason_for IS NOT DISTINCT FROM r.planned_day)`

// ClimbLadder moves every task whose next rung is due to the rung it should
// stand on (domain rule 6, ladder). Releases whose day passed, is not confirmed
// or unknown do not climb until somebody has written why, nor those whose import waits for somebody to press
// send; what a service holds of somebody released in error does not, until
// services may be told, nor what one holds that may be told nothing for want of a
// sharing agreement, nor what a consent that was taken back has stopped. The caller says what each rung tells to whom. A reminder
// changes nothing that is asked: a form that is open stays good.
func (r *Reference) ClimbLadder(ctx context.Context, tx pgx.Tx, now time.Time) ([]Climbed, error) {
	rows, err := tx.Query(ctx, `
		SELECT t.id, t.release_id, coalesce(t.service_id, 0), t.standard, t.contact_name, t.contact_email, t.state,
		       t.handed_off_on, t.acknowledge_by, t.due_on, t.rung, t.rung_at, t.first_load, s.found_by
		FROM task t JOIN release r ON r.id = t.release_id JOIN standard s ON s.code = t.standard
		WHERE t.next_rung_at <= $1 AND t.state IN ('handed_off', 'acknowledged', 'accepted', 'declined', 'no_capacity', 'passed_on')
		  AND (r.state IN ('planned', 'released', 'could_leave_any_day', 'awaiting_parole', 'recalled_no_date', 'no_dates')
		       OR r.state IN ('date_passed', 'not_confirmed', 'left_unknown') AND `+ReasonStandsSQL+`)
		  AND r.held_by IS NULL AND NOT (r.withheld AND t.service_id IS NOT NULL)
		  AND coalesce(t.service_id, 0) <> ALL ($2) AND t.stopped_at IS NULL
		ORDER BY t.id`, now, r.Directory.Lacking(calendar.DayOf(now)))
	if err != nil {
		return nil, fmt.Errorf("read the ladder: %w", err)
	}
	var (
		out              []Climbed
		ids              []int64
		rungs            []int16
		next             []*time.Time
		c                Climbed
		t                Climber
		answerBy, rungAt *time.Time
		rung             int
		foundBy          FoundBy
	)
	_, err = pgx.ForEachRow(rows, []any{&c.TaskID, &c.ReleaseID, &c.ServiceID, &c.Standard, &c.Contact.Name, &c.Contact.Email,
		&t.State, &t.HandedOffOn, &answerBy, &t.DueOn, &rung, &rungAt, &c.FirstLoad, &foundBy}, func() error {
		t.OfficersOwn = (&Standard{FoundBy: foundBy}).OfficersOwn()
		t.AnswerBy, t.Rung, t.RungOn = time.Time{}, rung, calendar.Date{}
		if answerBy != nil {
			t.AnswerBy = *answerBy
		}
		if rungAt != nil {
			t.RungOn = calendar.DayOf(*rungAt)
		}
		c.Rung = t.Climb(r.Calendar, r.Catalogue.Settings, now)
		if c.Rung == t.Rung {
			return nil
		}
		t.Rung, t.RungOn = c.Rung, calendar.DayOf(now)
		out, ids, rungs = append(out, c), append(ids, c.TaskID), append(rungs, int16(c.Rung))
		next = append(next, instant(t.Next(r.Calendar, r.Catalogue.Settings)))
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("read the ladder: %w", err)
	}
	if len(ids) == 0 {
		return nil, nil
	}
	_, err = tx.Exec(ctx, `
		UPDATE task t SET rung = u.rung, rung_at = $1, next_rung_at = u.next
		FROM unnest($2::bigint[], $3::smallint[], $4::timestamptz[]) AS u(id, rung, next) WHERE t.id = u.id`,
		now, ids, rungs, next)
	if err != nil {
		return nil, fmt.Errorf("climb the ladder: %w", err)
	}
	return out, nil
}

// Unanswered is what a service has not answered.
type Unanswered struct {
	ServiceID int64
	Count     int           // past their time, first lists left out
	Oldest    calendar.Date // day of the oldest of them
}

// judgeAnsweringSQL looks at what waits for an answer at $1, which has an index of its
// own, and at what was answered since $4: whose task that was is asked for each answer
// alone. A join would read every task that there has ever been, each day more. NOT IN,
// of what is never null, is looked up; NOT EXISTS would go through the list for each.
const judgeAnsweringSQL = `
	WITH answered AS MATERIALIZED (
		SELECT DISTINCT (SELECT a.service_id FROM task a WHERE a.id = e.task_id) AS service_id
		FROM (SELECT DISTINCT task_id FROM task_event
		      WHERE at >= $4 AND reason NOT IN ($6, $7) AND state IN ('acknowledged', 'accepted', 'declined', 'no_capacity', 'done')) e),
	     again AS MATERIALIZED (SELECT DISTINCT e.task_id FROM task_event e WHERE e.reason = '` + ReasonAgain + `' AND e.at >= $4),
	     judged AS (
		SELECT s.id, s.not_answering_since IS NOT NULL AS marked,
		       count(t.id) FILTER (WHERE t.acknowledge_by < $1) >= $2
		       OR (count(t.id) FILTER (WHERE t.handed_off_on <= $3 AND t.id NOT IN (SELECT task_id FROM again)) > 0
		          AND s.id NOT IN (SELECT service_id FROM answered WHERE service_id IS NOT NULL)) AS silent
		FROM service s LEFT JOIN task t ON t.service_id = s.id AND t.state IN ('handed_off', 'passed_on')
		     AND NOT t.first_load AND t.acknowledge_by IS NOT NULL
		GROUP BY s.id, marked)
	UPDATE service s SET not_answering_since = CASE WHEN j.silent THEN $5::date END
	FROM judged j WHERE j.id = s.id AND j.silent <> j.marked
	RETURNING s.id, s.not_answering_since IS NOT NULL`

// JudgeAnswering marks the services that do not answer and clears those that do
// again: five or more requests unanswered past their time, or none answered in
// 10 working days while one asked that long ago waits (domain rule 6). First
// lists do not count against a service; an answer to one counts for it. A
// request that is to be answered again waits from that day on. It returns the
// services newly marked.
func (r *Reference) JudgeAnswering(ctx context.Context, tx pgx.Tx, now time.Time) ([]int64, error) {
	today, set := calendar.DayOf(now), r.Catalogue.Settings
	since := r.Calendar.Add(today, -set.NotAnsweringDays)
	rows, err := tx.Query(ctx, judgeAnsweringSQL,
		now, set.NotAnsweringCount, since, since.At(0, 0), today, ReasonMoved, ReasonChanged)
	if err != nil {
		return nil, fmt.Errorf("judge which services answer: %w", err)
	}
	var marked []int64
	var id int64
	var silent bool
	if _, err = pgx.ForEachRow(rows, []any{&id, &silent}, func() error {
		if silent {
			marked = append(marked, id)
		}
		return nil
	}); err != nil {
		return nil, fmt.Errorf("judge which services answer: %w", err)
	}
	return marked, nil
}

// CountUnanswered counts, for these services, the requests past their time.
func CountUnanswered(ctx context.Context, tx pgx.Tx, services []int64) (map[int64]Unanswered, error) {
	rows, err := tx.Query(ctx, `
		SELECT service_id, count(*), min(handed_off_on) FROM task
		WHERE service_id = ANY($1) AND state IN ('handed_off', 'passed_on', 'acknowledged') AND rung > 0
		GROUP BY service_id`, services)
	if err != nil {
		return nil, fmt.Errorf("count unanswered requests: %w", err)
	}
	out := map[int64]Unanswered{}
	var u Unanswered
	if _, err = pgx.ForEachRow(rows, []any{&u.ServiceID, &u.Count, &u.Oldest}, func() error {
		out[u.ServiceID] = u
		return nil
	}); err != nil {
		return nil, fmt.Errorf("count unanswered requests: %w", err)
	}
	return out, nil
}

// ManagersTold notes that the managers of these services were told today: at
// most one message a week per service.
func ManagersTold(ctx context.Context, tx pgx.Tx, services []int64, today calendar.Date) error {
	if len(services) == 0 {
		return nil
	}
	if _, err := tx.Exec(ctx, `UPDATE service SET manager_told_on = $2 WHERE id = ANY($1)`, services, today); err != nil {
		return fmt.Errorf("note that managers were told: %w", err)
	}
	return nil
}
