package pathways

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"throughgate/internal/calendar"
)

// loadToldTasks reads those of the tasks whose holder knows the planned day that
// holds now, with their histories. Once the person is out the due days are those
// of the release.
func (r *Reference) loadToldTasks(ctx context.Context, tx pgx.Tx, ids []int64) ([]*toldTask, error) {
	rows, err := tx.Query(ctx, `
		SELECT t.id, t.standard, t.state, t.hand_off_on, t.usual_due_on, t.latest_start_on, t.due_on, t.short_notice, t.handed_off_on,
		       t.acknowledge_by, t.rung, t.rung_at, t.told_due, r.planned_day,
		       (SELECT max(m.queued_at) FROM message_item i JOIN message m ON m.id = i.message_id
		        WHERE i.task_id = t.id AND i.kind = 'moved' AND NOT i.dropped AND m.state NOT IN ('cancelled', 'not_sent'))
		FROM task t JOIN release r ON r.id = t.release_id
		WHERE t.id = ANY($1) AND t.told_day = r.planned_day AND r.released_on IS NULL
		  AND NOT (r.state = 'left_unknown' AND r.requests_at IS NULL)
		  AND t.state IN ('handed_off', 'acknowledged', 'accepted', 'declined', 'no_capacity', 'passed_on') ORDER BY t.id`, ids)
	if err != nil {
		return nil, fmt.Errorf("load tasks whose day is back: %w", err)
	}
	var out []*toldTask
	byID := map[int64]*toldTask{}
	var t toldTask
	var answerBy, rungAt, toldAt *time.Time
	_, err = pgx.ForEachRow(rows, []any{&t.ID, &t.Standard, &t.State, &t.Usual.HandOff, &t.Usual.Due, &t.Usual.LatestStart, &t.DueOn,
		&t.ShortNotice, &t.HandedOffOn, &answerBy, &t.Rung, &rungAt, &t.ToldDue, &t.Planned, &toldAt}, func() error {
		t.standard = r.Catalogue.Get(t.Standard) // a one-off's too: their releases have been planned again
		if t.standard == nil || t.standard.Anchor != OnPlanned {
			return nil
		}
		one := t
		one.AnswerBy, one.ToldAt = orZero(answerBy), orZero(toldAt)
		if rungAt != nil {
			one.RungOn = calendar.DayOf(*rungAt)
		}
		out, byID[one.ID] = append(out, &one), &one
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("load tasks whose day is back: %w", err)
	}
	return out, loadSteps(ctx, tx, ids, byID)
}

// loadSteps reads the histories of tasks, oldest first.
func loadSteps(ctx context.Context, tx pgx.Tx, ids []int64, tasks map[int64]*toldTask) error {
	rows, err := tx.Query(ctx, `SELECT task_id, at, state, reason, due_on FROM task_event WHERE task_id = ANY($1) ORDER BY id`, ids)
	if err != nil {
		return fmt.Errorf("load the histories of tasks: %w", err)
	}
	var id int64
	var s pastStep
	_, err = pgx.ForEachRow(rows, []any{&id, &s.at, &s.state, &s.reason, &s.due}, func() error {
		if t := tasks[id]; t != nil {
			t.steps = append(t.steps, s)
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("load the histories of tasks: %w", err)
	}
	return nil
}

func storeAsTold(ctx context.Context, tx pgx.Tx, list []asTold) error {
	if len(list) == 0 {
		return nil
	}
	n := len(list)
	ids, due, short, rungs, next := make([]int64, n), make([]calendar.Date, n), make([]bool, n), make([]int16, n), make([]*time.Time, n)
	again, states, reasons := make([]bool, n), make([]string, n), make([]string, n)
	answer, acknowledged, accepted := make([]*time.Time, n), make([]*time.Time, n), make([]*time.Time, n)
	for i, a := range list {
		ids[i], due[i], short[i], rungs[i], next[i] = a.ID, a.To, a.Short, int16(a.Rung), instant(a.NextRung)
		states[i] = string(a.State)
		if a.Answer != nil {
			again[i], reasons[i], answer[i] = true, a.Answer.Reason, instant(a.AnswerBy)
			acknowledged[i], accepted[i] = instant(a.Answer.AcknowledgedAt), instant(a.Answer.AcceptedAt)
		}
	}
	_, err := tx.Exec(ctx, `
		UPDATE task t SET due_on = u.due, short_notice = u.short, rung = u.rung, next_rung_at = u.next, version = t.version + 1,
		       state = u.state, reason = CASE WHEN u.again THEN u.reason ELSE t.reason END,
		       acknowledge_by = CASE WHEN u.again THEN u.answer ELSE t.acknowledge_by END,
		       acknowledged_at = CASE WHEN u.again THEN u.acknowledged ELSE t.acknowledged_at END,
		       accepted_at = CASE WHEN u.again THEN u.accepted ELSE t.accepted_at END
		FROM unnest($1::bigint[], $2::date[], $3::bool[], $4::smallint[], $5::timestamptz[], $6::bool[], $7::text[], $8::text[],
		            $9::timestamptz[], $10::timestamptz[], $11::timestamptz[])
		     AS u(id, due, short, rung, next, again, state, reason, answer, acknowledged, accepted)
		WHERE t.id = u.id`, ids, due, short, rungs, next, again, states, reasons, answer, acknowledged, accepted)
	if err != nil {
		return fmt.Errorf("put tasks back as they were told: %w", err)
	}
	return nil
}

func orZero(at *time.Time) time.Time {
	if at == nil {
		return time.Time{}
	}
	return *at
}
