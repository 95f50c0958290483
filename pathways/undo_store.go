package pathways

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"throughgate/access"
	"throughgate/internal/calendar"
)

// KeepBefore keeps, for an import, how the tasks of these releases stand before
// it touches them. Planned ones are not kept: they are worked out again from the
// facts, but for since when they have waited. What is done stays done.
func KeepBefore(ctx context.Context, tx pgx.Tx, importID int64, releases []int64) error {
	_, err := tx.Exec(ctx, `
		INSERT INTO import_before_task (import_id, task_id, task, version)
		SELECT $1, t.id, to_jsonb(t), t.version FROM task t
		WHERE t.release_id = ANY($2) AND t.state <> 'done' AND (t.state <> 'planned' OR t.waiting_since IS NOT NULL)
		ON CONFLICT DO NOTHING`, importID, releases)
	if err != nil {
		return fmt.Errorf("keep how tasks stood: %w", err)
	}
	return nil
}

// KeepAfter notes, once the import is done with these releases, which of their
// tasks it handed off or found to wait, and forgets those that it left alone.
func KeepAfter(ctx context.Context, tx pgx.Tx, importID int64, releases []int64) error {
	for _, sql := range []string{
		`INSERT INTO import_before_task (import_id, task_id)
		 SELECT $1, t.id FROM task t WHERE t.release_id = ANY($2) AND (t.state IN ` + askedSQL + ` OR t.state = 'planned' AND t.waiting_since IS NOT NULL)
		 ON CONFLICT DO NOTHING`,
		// Of these releases, not of all that the import has kept so far. What is kept is
		// found by lists of ids, and a task by its own: the planner has seen no row of this
		// import yet, expects one, and would join the two by looking at each pair.
		`WITH kept AS MATERIALIZED (
			SELECT k.task_id, coalesce(k.version, (k.task ->> 'version')::integer) = t.version AS same
			FROM task t JOIN import_before_task k ON k.import_id = $1 AND k.task_id = t.id WHERE t.release_id = ANY($2)),
		 gone AS (DELETE FROM import_before_task k WHERE k.import_id = $1 AND k.task_id = ANY (ARRAY(SELECT task_id FROM kept WHERE same)))
		 UPDATE import_before_task k SET after_version = (SELECT t.version FROM task t WHERE t.id = k.task_id)
		 WHERE k.import_id = $1 AND k.task_id = ANY (ARRAY(SELECT task_id FROM kept WHERE same IS NOT TRUE))`,
	} {
		if _, err := tx.Exec(ctx, sql, importID, releases); err != nil {
			return fmt.Errorf("keep what became of tasks: %w", err)
		}
	}
	return nil
}

// askedSQL are the states of a task that was handed off and is open.
const askedSQL = `('handed_off', 'acknowledged', 'accepted', 'declined', 'no_capacity', 'passed_on')`

// RestoreTasks puts the tasks that an import changed back as they stood before
// it, with a step in their history: those that somebody holds keep their due day
// and their answer, those that only the import handed off are planned again. One
// that something else has changed since is left to be planned again. What holders
// know of the day is not put back: it is what they were really told. The caller
// holds the release rows, has put the releases back, and plans them again
// afterwards. It gives the tasks that it put back.
func RestoreTasks(ctx context.Context, tx pgx.Tx, who access.Actor, now time.Time, importID int64) ([]int64, error) {
	var ids []int64
	for _, sql := range []string{putBack, planAgain} {
		rows, err := tx.Query(ctx, sql, importID)
		if err != nil {
			return nil, fmt.Errorf("put tasks back: %w", err)
		}
		var history []event
		var e event
		if _, err = pgx.ForEachRow(rows, []any{&e.task, &e.state, &e.due}, func() error {
			e.reason = ReasonUndone
			history, ids = append(history, e), append(ids, e.task)
			return nil
		}); err != nil {
			return nil, fmt.Errorf("put tasks back: %w", err)
		}
		if err := insertEvents(ctx, tx, who.Key(), now, history); err != nil {
			return nil, err
		}
	}
	return ids, nil
}

// toldByTheImport: nobody held the task t before, of which b is kept, and what is
// noted as told was told with the hand-off that is undone; or nothing was told.
const toldByTheImport = `(t.told_day IS NULL OR b.state NOT IN ` + askedSQL + `)`

const (
	putBack = `
		UPDATE task t SET state = b.state, hand_off_on = b.hand_off_on, due_on = b.due_on, usual_due_on = b.usual_due_on,
		       latest_start_on = b.latest_start_on, waiting_for = b.waiting_for, nobody = b.nobody, waiting_since = b.waiting_since,
		       short_notice = b.short_notice, first_load = b.first_load, service_id = b.service_id, contact_name = b.contact_name,
		       contact_email = b.contact_email, contact_note = b.contact_note, handed_off_at = b.handed_off_at,
		       handed_off_on = b.handed_off_on, acknowledge_by = b.acknowledge_by, acknowledged_at = b.acknowledged_at,
		       accepted_at = b.accepted_at, full_until = b.full_until, reason = b.reason, rung = b.rung, rung_at = b.rung_at,
		       next_rung_at = b.next_rung_at, asked_where = b.asked_where, done_before = b.done_before, stopped_at = b.stopped_at, version = t.version + 1,
		       told_day = CASE WHEN ` + toldByTheImport + ` THEN b.told_day ELSE t.told_day END,
		       told_or = CASE WHEN ` + toldByTheImport + ` THEN b.told_or ELSE t.told_or END,
		       told_due = CASE WHEN ` + toldByTheImport + ` THEN b.told_due ELSE t.told_due END
		FROM import_before_task k CROSS JOIN LATERAL jsonb_populate_record(NULL::task, k.task) b
		WHERE k.import_id = $1 AND k.task IS NOT NULL AND t.id = k.task_id AND t.version = k.after_version
		RETURNING t.id, t.state, CASE WHEN t.state IN ` + askedSQL + ` THEN t.due_on END`
	planAgain = `
		UPDATE task t SET state = 'planned', due_on = t.usual_due_on, reason = '', short_notice = false, first_load = false,
		       waiting_since = NULL, handed_off_at = NULL, handed_off_on = NULL, acknowledge_by = NULL, acknowledged_at = NULL,
		       accepted_at = NULL, full_until = NULL, rung = 0, rung_at = NULL, next_rung_at = NULL, service_id = NULL,
		       contact_name = '', contact_email = '', contact_note = '', told_day = NULL, told_or = NULL, told_due = NULL,
		       asked_where = '', stopped_at = NULL, version = t.version + 1
		FROM import_before_task k
		WHERE k.import_id = $1 AND k.task IS NULL AND t.id = k.task_id
		  AND (t.state IN ` + askedSQL + ` OR t.state = 'planned' AND t.version = k.after_version)
		RETURNING t.id, t.state, NULL::date`
)

// StillAsked gives those of the tasks that somebody holds.
func StillAsked(ctx context.Context, tx pgx.Tx, ids []int64) (map[int64]bool, error) {
	rows, err := tx.Query(ctx, `SELECT id FROM task WHERE id = ANY($1) AND state IN `+askedSQL, ids)
	if err != nil {
		return nil, fmt.Errorf("see which tasks are asked: %w", err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowTo[int64])
	if err != nil {
		return nil, fmt.Errorf("see which tasks are asked: %w", err)
	}
	asked := make(map[int64]bool, len(list))
	for _, id := range list {
		asked[id] = true
	}
	return asked, nil
}

// WithdrawUndone withdraws every open task of releases that an undone import
// alone had told of. Nobody was asked. It gives how many.
func WithdrawUndone(ctx context.Context, tx pgx.Tx, who access.Actor, now time.Time, releases []int64) (int, error) {
	rows, err := tx.Query(ctx, `
		UPDATE task SET state = 'withdrawn', reason = $2, waiting_for = '{}', nobody = false, review = false, next_rung_at = NULL,
		       version = version + 1
		WHERE release_id = ANY($1) AND state NOT IN ('withdrawn', 'done')
		RETURNING id`, releases, ReasonUndone)
	if err != nil {
		return 0, fmt.Errorf("withdraw tasks of an undone import: %w", err)
	}
	ids, err := pgx.CollectRows(rows, pgx.RowTo[int64])
	if err != nil {
		return 0, fmt.Errorf("withdraw tasks of an undone import: %w", err)
	}
	history := make([]event, len(ids))
	for i, id := range ids {
		history[i] = event{task: id, state: Withdrawn, reason: ReasonUndone, due: calendar.Date{}}
	}
	return len(ids), insertEvents(ctx, tx, who.Key(), now, history)
}
