package pathways

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"throughgate/access"
	"throughgate/internal/calendar"
	"throughgate/internal/fault"
)

// lockedTask is a task as the one who answers it finds it.
type lockedTask struct {
	id, releaseID         int64
	standard              string
	state                 State
	version               int
	handedOffOn, dueOn    calendar.Date
	answerBy              time.Time
	comNamed              bool
	homeArea              string
	serviceArea, areaKind string
	serviceID             int64  // the row that holds it, 0 for an officer
	service               string // of the row that holds it, "" for an officer
	rung                  int
	authority             string // that it records, "" for none

	cal *calendar.Calendar
	set Settings
}

// ticked lists the evidence that stored facts tick.
func (t *lockedTask) ticked() []string {
	if t.comNamed {
		return []string{"com_named"}
	}
	return []string{}
}

// tickedOf are those of them that the standard's checklist asks for.
func (t *lockedTask) tickedOf(s *Standard) []string {
	return slices.DeleteFunc(t.ticked(), func(item string) bool { return !slices.Contains(s.Evidence, item) })
}

// lockTask locks the release first, then the task: one order everywhere. It asks
// for both in one round trip, and for what any answer needs beside them: the task's
// standard, the calendar and the unit's settings.
func lockTask(ctx context.Context, tx pgx.Tx, ref string) (*lockedTask, *Standard, error) {
	var t lockedTask
	var answerBy *time.Time
	batch := &pgx.Batch{}
	batch.Queue(`SELECT id, release_id FROM task WHERE ref = $1`, ref).QueryRow(func(row pgx.Row) error {
		err := row.Scan(&t.id, &t.releaseID)
		if errors.Is(err, pgx.ErrNoRows) {
			return fault.NotFound("Request")
		}
		if err != nil {
			return fmt.Errorf("find task: %w", err)
		}
		return nil
	})
	batch.Queue(`SELECT id FROM release WHERE id = (SELECT release_id FROM task WHERE ref = $1) FOR NO KEY UPDATE`, ref)
	batch.Queue(`
		SELECT t.standard, t.state, t.version, t.handed_off_on, t.due_on, t.acknowledge_by, p.com_email <> '', p.home_area,
		       coalesce(s.area, ''), coalesce(s.area_kind, ''), coalesce(s.id, 0), coalesce(s.service, ''), t.rung, coalesce(t.housing_authority, '')
		FROM task t JOIN release r ON r.id = t.release_id JOIN person p ON p.id = r.person_id
		LEFT JOIN service s ON s.id = t.service_id
		WHERE t.ref = $1 FOR NO KEY UPDATE OF t`, ref).QueryRow(func(row pgx.Row) error {
		err := row.Scan(&t.standard, &t.state, &t.version, &t.handedOffOn, &t.dueOn,
			&answerBy, &t.comNamed, &t.homeArea, &t.serviceArea, &t.areaKind, &t.serviceID, &t.service, &t.rung, &t.authority)
		if err != nil {
			return fmt.Errorf("lock task: %w", err)
		}
		return nil
	})
	std := askForStandard(batch, `(SELECT standard FROM task WHERE ref = $1)`, ref)
	cal, set := askForCalendar(batch), askForSettings(batch)
	if err := tx.SendBatch(ctx, batch).Close(); err != nil {
		return nil, nil, err
	}
	if answerBy != nil {
		t.answerBy = *answerBy
	}
	t.cal, t.set = *cal, *set
	return &t, *std, nil
}

// changedMeanwhile is the fault of a form that is older than the task: it says who
// changed it last, and when.
func changedMeanwhile(ctx context.Context, tx pgx.Tx, t *lockedTask) error {
	var who string
	var at time.Time
	if err := tx.QueryRow(ctx, `SELECT last.who, last.at FROM task t CROSS JOIN LATERAL (`+lastChangeSQL+`) last WHERE t.id = $1`, t.id).Scan(&who, &at); err != nil {
		return fmt.Errorf("see who changed a task: %w", err)
	}
	return fault.Conflict("%s changed this request at %s, while you had it open. Look at it again before you answer.",
		who, at.In(calendar.London).Format("15:04 on Monday 2 January"))
}

// lastChangeSQL is what changed task t last: a step of its history, a move of
// the day of release (which may leave its due day), or its planning.
const lastChangeSQL = `
	SELECT who, at FROM (
		SELECT coalesce(a.name, CASE WHEN e.reason IN ('` + ReasonMoved + `', '` + ReasonAgain + `') THEN 'A new day of release' END,
		       CASE e.actor WHEN 'system:watch' THEN 'The daily watch' WHEN 'system:email_link' THEN 'The service' ELSE 'An import' END) AS who, e.at, e.id
		FROM task_event e LEFT JOIN account a ON e.actor = 'account:' || a.id WHERE e.task_id = t.id
		UNION ALL
		SELECT 'A new day of release', c.at, 0 FROM release_change c WHERE c.release_id = t.release_id
		UNION ALL
		SELECT 'The plan', t.planned_at, 0) change
	ORDER BY at DESC, id DESC LIMIT 1`

// checkAuthority refuses an authority that decides on nobody's housing; "" is
// none told.
func checkAuthority(ctx context.Context, tx pgx.Tx, code string) error {
	if code == "" {
		return nil
	}
	var ok bool
	err := tx.QueryRow(ctx, `SELECT EXISTS (SELECT 1 FROM authority WHERE gss_code = $1 AND is_current
		AND kind NOT IN ('county_council', 'combined_authority'))`, code).Scan(&ok)
	if err != nil {
		return fmt.Errorf("find housing authority: %w", err)
	}
	if !ok {
		return fault.Invalid("Choose the housing authority from the list: this one is not there")
	}
	return nil
}

// storeAnswer writes the new state, its step in the history and its row in the
// audit, and sets the ladder: any answer stops rungs 1 and 2; what ends the task
// stops rung 3 too.
func storeAnswer(ctx context.Context, tx pgx.Tx, who access.Actor, now time.Time, s *Standard, t *lockedTask, a Answer) error {
	rung := 0
	if t.rung == 3 && a.To.Asked() {
		rung = t.rung
	}
	next := Climber{State: a.To, OfficersOwn: s.OfficersOwn(), HandedOffOn: t.handedOffOn, AnswerBy: t.answerBy, DueOn: t.dueOn, Rung: rung}.Next(t.cal, t.set)
	evidence := append(t.tickedOf(s), a.Finish.Evidence...)
	slices.Sort(evidence)
	batch := &pgx.Batch{}
	batch.Queue(`
		UPDATE task SET state = $2::text, version = version + 1, reason = $3, rung = $9::smallint, rung_at = CASE WHEN $9::smallint = 0 THEN NULL ELSE rung_at END,
		       next_rung_at = $4,
		       waiting_for = '{}', nobody = false,
		       acknowledged_at = CASE WHEN $2 IN ('acknowledged', 'accepted', 'declined', 'no_capacity', 'done')
		                         THEN coalesce(acknowledged_at, $5) ELSE acknowledged_at END,
		       accepted_at = CASE WHEN $2 = 'accepted' THEN $5 ELSE accepted_at END,
		       done_at = CASE WHEN $2 = 'done' THEN $5 ELSE done_at END,
		       full_until = $6, evidence = CASE WHEN $2 = 'done' THEN $7 ELSE evidence END,
		       housing_authority = CASE WHEN $2 = 'done' THEN nullif($8, '') ELSE housing_authority END
		WHERE id = $1`,
		t.id, string(a.To), a.why(), instant(next), now, a.FullUntil, slices.Compact(evidence), a.Finish.HousingAuthority, rung)
	queueEvents(batch, who.Key(), now, event{task: t.id, state: a.To, reason: a.why()})
	access.QueueRecord(batch, now, who, access.Entry{Action: access.Alter, ObjectKind: "task", ObjectID: t.id, Detail: string(a.To)})
	if err := tx.SendBatch(ctx, batch).Close(); err != nil {
		return fmt.Errorf("store answer: %w", err)
	}
	return nil
}
