package release

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"throughgate/internal/calendar"
	"throughgate/pathways"
)

// takenWhileWithheld finds what was withdrawn from services by a release in
// error: they may be told of it only now.
func takenWhileWithheld(ctx context.Context, tx pgx.Tx, freed []int64) ([]pathways.Taken, error) {
	if len(freed) == 0 {
		return nil, nil
	}
	rows, err := tx.Query(ctx, `
		SELECT t.id, t.release_id, t.service_id, t.contact_name, t.contact_email FROM task t
		WHERE t.release_id = ANY($1) AND t.state = 'withdrawn' AND t.handed_off_at IS NOT NULL AND t.service_id IS NOT NULL
		  AND NOT EXISTS (SELECT 1 FROM message_item i JOIN message m ON m.id = i.message_id
		                  WHERE i.task_id = t.id AND i.kind = 'withdrawn' AND NOT i.dropped AND m.state NOT IN ('cancelled', 'not_sent'))
		ORDER BY t.release_id, t.id`, freed)
	if err != nil {
		return nil, fmt.Errorf("find what was withdrawn: %w", err)
	}
	var out []pathways.Taken
	var t pathways.Taken
	if _, err = pgx.ForEachRow(rows, []any{&t.TaskID, &t.ReleaseID, &t.ServiceID, &t.Contact.Name, &t.Contact.Email}, func() error {
		out = append(out, t)
		return nil
	}); err != nil {
		return nil, fmt.Errorf("find what was withdrawn: %w", err)
	}
	return out, nil
}

// movedTask is a task whose holder was last told of another day than the one
// that holds now.
type movedTask struct {
	TaskID, ReleaseID, ServiceID int64
	Name, Email                  string
	From, To                     calendar.Date
}

func movedTasks(ctx context.Context, tx pgx.Tx, releases []int64) ([]movedTask, error) {
	rows, err := tx.Query(ctx, `
		SELECT t.id, t.release_id, t.service_id, t.contact_name, t.contact_email, t.told_day, coalesce(r.released_on, r.planned_day)
		FROM task t JOIN release r ON r.id = t.release_id JOIN standard s ON s.code = t.standard
		WHERE t.release_id = ANY($1) AND r.is_current AND t.service_id IS NOT NULL AND s.found_by NOT IN ('com', 'unit')
		  AND s.anchor = 'planned' AND t.state IN `+askedStates+` AND r.state IN ('planned', 'released')
		  AND NOT r.withheld AND t.told_day IS DISTINCT FROM coalesce(r.released_on, r.planned_day)
		ORDER BY t.release_id, t.id`, releases)
	if err != nil {
		return nil, fmt.Errorf("find tasks whose day moved: %w", err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowToStructByPos[movedTask])
	if err != nil {
		return nil, fmt.Errorf("find tasks whose day moved: %w", err)
	}
	return list, nil
}

// noteTold notes for which day each holder has been told.
func noteTold(ctx context.Context, tx pgx.Tx, tasks []int64, days []calendar.Date) error {
	if len(tasks) == 0 {
		return nil
	}
	_, err := tx.Exec(ctx, `
		UPDATE task t SET told_day = u.day FROM unnest($1::bigint[], $2::date[]) AS u(id, day) WHERE t.id = u.id`, tasks, days)
	if err != nil {
		return fmt.Errorf("note what holders are told: %w", err)
	}
	return nil
}
