package release

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"throughgate/internal/calendar"
	"throughgate/notify"
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

// movedTask is a task whose holder was last told of another day, or of other
// days, than hold now.
type movedTask struct {
	TaskID, ReleaseID, ServiceID int64
	Name, Email                  string
	Told, Now                    toldDays
}

// toldDays are what a holder is told of a task: the day, the other one where the
// Friday scheme is presumed, and by when it is needed.
type toldDays struct{ Day, Or, Due calendar.Date }

// dueDayKnown is added to the days from the day to the due day: nothing stored
// means that the due day is not known.
const dueDayKnown = 1000

// item tells of the move. What the holder knew travels with it as days after
// the day they knew, so that it can be taken back.
func (m movedTask) item() notify.Item {
	i := notify.Item{Kind: notify.ItemMoved, TaskID: m.TaskID, ReleaseID: m.ReleaseID, From: m.Told.Day, To: m.Now.Day}
	if !m.Told.Or.IsZero() {
		i.Version = m.Told.Or.Sub(m.Told.Day)
	}
	if !m.Told.Due.IsZero() {
		i.Count = dueDayKnown + m.Told.Due.Sub(m.Told.Day)
	}
	return i
}

// knownBefore is what the holder knew before an item that has not left.
func knownBefore(from calendar.Date, version, count int) toldDays {
	d := toldDays{Day: from}
	if from.IsZero() {
		return d
	}
	if version != 0 {
		d.Or = from.AddDays(version)
	}
	if count != 0 {
		d.Due = from.AddDays(count - dueDayKnown)
	}
	return d
}

// movedTasks finds what holders have to be told. Whoever left for a reason
// unknown is out as far as services go once the requests have gone; a task that
// is about to change hands is the next holder's (of somebody out no prison's is).
func movedTasks(ctx context.Context, tx pgx.Tx, releases []int64) ([]movedTask, error) {
	return readMoved(ctx, tx, `
		FROM task t JOIN release r ON r.id = t.release_id JOIN person p ON p.id = r.person_id JOIN standard s ON s.code = t.standard
		WHERE t.release_id = ANY($1) AND r.is_current AND t.service_id IS NOT NULL AND s.found_by NOT IN ('com', 'unit')
		  AND s.anchor = 'planned' AND t.state IN `+askedStates+` AND (t.asked_where IN ('', r.prison, p.home_area) OR s.found_by = 'prison' AND r.state <> 'planned')
		  AND (r.state IN ('planned', 'released') OR r.state = 'left_unknown' AND r.requests_at IS NULL) AND NOT r.withheld
		  AND (t.told_day, t.told_or) IS DISTINCT FROM (`+leavingDay+`, `+orDay+`)
		ORDER BY t.release_id, t.id`, releases)
}

// heldByServices finds what services were last told of those of the tasks that
// they hold.
func heldByServices(ctx context.Context, tx pgx.Tx, tasks []int64) ([]movedTask, error) {
	return readMoved(ctx, tx, `
		FROM task t JOIN release r ON r.id = t.release_id JOIN standard s ON s.code = t.standard
		WHERE t.id = ANY($1) AND t.service_id IS NOT NULL AND s.found_by NOT IN ('com', 'unit') AND t.state IN `+askedStates+` ORDER BY t.id`, tasks)
}

// readMoved reads what holders were last told of tasks t of releases r, and what
// holds now.
func readMoved(ctx context.Context, tx pgx.Tx, from string, of []int64) ([]movedTask, error) {
	rows, err := tx.Query(ctx, `
		SELECT t.id, t.release_id, t.service_id, t.contact_name, t.contact_email, t.told_day, t.told_or, t.told_due, `+leavingDay+`, `+orDay+`, t.due_on`+from, of)
	if err != nil {
		return nil, fmt.Errorf("find tasks whose day moved: %w", err)
	}
	var list []movedTask
	var m movedTask
	if _, err = pgx.ForEachRow(rows, []any{&m.TaskID, &m.ReleaseID, &m.ServiceID, &m.Name, &m.Email, &m.Told.Day, &m.Told.Or, &m.Told.Due,
		&m.Now.Day, &m.Now.Or, &m.Now.Due}, func() error {
		list = append(list, m)
		return nil
	}); err != nil {
		return nil, fmt.Errorf("find tasks whose day moved: %w", err)
	}
	return list, nil
}

// tellMoved puts what holders have to be told of these releases into their
// letters, and notes that they are told.
func tellMoved(ctx context.Context, tx pgx.Tx, l *letters, releases []int64) error {
	moved, err := movedTasks(ctx, tx, releases)
	if err != nil {
		return err
	}
	return l.moved(ctx, tx, moved)
}

// moved tells the holders of tasks what holds now, and notes that they are told.
func (l *letters) moved(ctx context.Context, tx pgx.Tx, moved []movedTask) error {
	var ids []int64
	var told []toldDays
	for _, m := range moved {
		l.addFor(m.ServiceID, pathways.Contact{Name: m.Name, Email: m.Email}, m.item())
		ids, told = append(ids, m.TaskID), append(told, m.Now)
	}
	return noteTold(ctx, tx, ids, told)
}

// leavingDay is the day that services go by: the actual one, the one on which
// somebody left for a reason unknown once the requests have gone, or the planned
// one; orDay the other one while the Friday scheme is presumed (release r).
const (
	leavingDay = `coalesce(r.released_on, CASE WHEN r.state = 'left_unknown' AND r.requests_at IS NULL THEN r.left_on END, r.planned_day)`
	orDay      = `CASE WHEN r.presumed AND r.state = 'planned' AND r.working_day <> r.planned_day THEN r.working_day END`
)

// noteTold notes what each holder has been told.
func noteTold(ctx context.Context, tx pgx.Tx, tasks []int64, told []toldDays) error {
	if len(tasks) == 0 {
		return nil
	}
	days, ors, dues := make([]calendar.Date, len(told)), make([]calendar.Date, len(told)), make([]calendar.Date, len(told))
	for i, d := range told {
		days[i], ors[i], dues[i] = d.Day, d.Or, d.Due
	}
	_, err := tx.Exec(ctx, `
		UPDATE task t SET told_day = u.day, told_or = u.other, told_due = coalesce(u.due, t.told_due)
		FROM unnest($1::bigint[], $2::date[], $3::date[], $4::date[]) AS u(id, day, other, due) WHERE t.id = u.id`, tasks, days, ors, dues)
	if err != nil {
		return fmt.Errorf("note what holders are told: %w", err)
	}
	return nil
}
