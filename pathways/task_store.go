package pathways

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"throughgate/access"
	"throughgate/internal/calendar"
	"throughgate/internal/pg"
)

// loadTasks reads the tasks of these releases, by release, and what the releases
// alone are asked.
func (r *Reference) loadTasks(ctx context.Context, tx pgx.Tx, releases []int64) (map[int64][]Task, error) {
	out := make(map[int64][]Task, len(releases))
	if len(releases) == 0 {
		return out, nil
	}
	batch := &pgx.Batch{}
	r.Catalogue.askForOwn(batch, releases)
	batch.Queue(`
		SELECT t.id, t.release_id, t.standard, t.state, t.hand_off_on, t.usual_due_on, t.latest_start_on, t.due_on, t.waiting_for,
		       t.short_notice, t.nobody, t.handed_off_on, coalesce(t.housing_authority, ''), t.om_cleared_at IS NOT NULL,
		       t.om_released_at IS NOT NULL, t.waiting_since, r.planned_for, t.acknowledge_by, t.rung, t.rung_at,
		       t.told_day, t.asked_where, t.done_before, t.review
		FROM task t JOIN release r ON r.id = t.release_id
		WHERE t.release_id = ANY($1) AND r.id = ANY($1) ORDER BY t.release_id, t.id`, releases).Query(func(rows pgx.Rows) error { return collectTasks(rows, out) })
	if err := tx.SendBatch(ctx, batch).Close(); err != nil {
		return nil, err
	}
	return out, nil
}

func collectTasks(rows pgx.Rows, out map[int64][]Task) error {
	var t Task
	var answerBy, rungAt *time.Time
	_, err := pgx.ForEachRow(rows, []any{&t.ID, &t.ReleaseID, &t.Standard, &t.State, &t.Usual.HandOff, &t.Usual.Due,
		&t.Usual.LatestStart, &t.DueOn, &t.Waiting, &t.ShortNotice, &t.Nobody, &t.HandedOffOn, &t.Authority,
		&t.OMCleared, &t.OMReleased, &t.WaitingSince, &t.PlannedFor, &answerBy, &t.Rung, &rungAt,
		&t.ToldDay, &t.AskedWhere, &t.DoneBefore, &t.Review}, func() error {
		t.AnswerBy, t.RungOn = time.Time{}, calendar.Date{}
		if answerBy != nil {
			t.AnswerBy = *answerBy
		}
		if rungAt != nil {
			t.RungOn = calendar.DayOf(*rungAt)
		}
		out[t.ReleaseID] = append(out[t.ReleaseID], t)
		t.Waiting = nil
		return nil
	})
	if err != nil {
		return fmt.Errorf("load tasks: %w", err)
	}
	return nil
}

// newTask is one task to be stored for the first time.
type newTask struct {
	release int64
	want    Wanted
	nobody  bool
}

func insertTasks(ctx context.Context, tx pgx.Tx, by string, now time.Time, list []newTask) error {
	if len(list) == 0 {
		return nil
	}
	err := pg.Insert(ctx, tx, "task",
		`ref text, release_id bigint, standard text, state text, hand_off_on date, due_on date, usual_due_on date,
		 latest_start_on date, waiting_for text[], nobody boolean, planned_at timestamptz, planned_by text, done_before
		 date`, len(list), func(i int) []any {
			t := &list[i]
			u := t.want.Usual
			return []any{access.NewRef(), t.release, t.want.Standard.Code, string(Planned), u.HandOff, u.Due, u.Due,
				u.LatestStart, t.want.Waiting, t.nobody, now, by, t.want.DoneBefore}
		})
	if err != nil {
		return fmt.Errorf("insert tasks: %w", err)
	}
	return nil
}

// updatePlanned gives planned tasks their days again; reopened ones start over.
func updatePlanned(ctx context.Context, tx pgx.Tx, list []Update, nobody map[int64]bool) error {
	if len(list) == 0 {
		return nil
	}
	n := len(list)
	ids, reopen, none := make([]int64, n), make([]bool, n), make([]bool, n)
	hand, due, latest := make([]calendar.Date, n), make([]calendar.Date, n), make([]calendar.Date, n)
	waiting, before := make([]string, n), make([]calendar.Date, n)
	for i, u := range list {
		ids[i], reopen[i], none[i] = u.ID, u.Reopen, nobody[u.ID]
		hand[i], due[i], latest[i] = u.Want.Usual.HandOff, u.Want.Usual.Due, u.Want.Usual.LatestStart
		waiting[i], before[i] = strings.Join(u.Want.Waiting, " "), u.Want.DoneBefore
	}
	_, err := tx.Exec(ctx, `
		UPDATE task t SET hand_off_on = u.hand, due_on = u.due, usual_due_on = u.due, latest_start_on = u.latest,
		       waiting_for = string_to_array(u.waiting, ' '), nobody = u.nobody, version = t.version + 1,
		       state = 'planned', done_before = u.before,
		       short_notice = t.short_notice AND NOT u.reopen, reason = CASE WHEN u.reopen THEN '' ELSE t.reason END,
		       waiting_since = CASE WHEN u.reopen THEN NULL ELSE t.waiting_since END,
		       handed_off_at = CASE WHEN u.reopen THEN NULL ELSE t.handed_off_at END,
		       handed_off_on = CASE WHEN u.reopen THEN NULL ELSE t.handed_off_on END,
		       acknowledge_by = CASE WHEN u.reopen THEN NULL ELSE t.acknowledge_by END,
		       acknowledged_at = CASE WHEN u.reopen THEN NULL ELSE t.acknowledged_at END,
		       accepted_at = CASE WHEN u.reopen THEN NULL ELSE t.accepted_at END,
		       full_until = CASE WHEN u.reopen THEN NULL ELSE t.full_until END,
		       first_load = t.first_load AND NOT u.reopen,
		       rung = CASE WHEN u.reopen THEN 0 ELSE t.rung END,
		       rung_at = CASE WHEN u.reopen THEN NULL ELSE t.rung_at END, next_rung_at = NULL,
		       service_id = CASE WHEN u.reopen THEN NULL ELSE t.service_id END,
		       contact_name = CASE WHEN u.reopen THEN '' ELSE t.contact_name END,
		       contact_email = CASE WHEN u.reopen THEN '' ELSE t.contact_email END,
		       contact_note = CASE WHEN u.reopen THEN '' ELSE t.contact_note END,
		       told_day = CASE WHEN u.reopen THEN NULL ELSE t.told_day END,
		       told_or = CASE WHEN u.reopen THEN NULL ELSE t.told_or END,
		       told_due = CASE WHEN u.reopen THEN NULL ELSE t.told_due END,
		       asked_where = CASE WHEN u.reopen THEN '' ELSE t.asked_where END
		FROM unnest($1::bigint[], $2::date[], $3::date[], $4::date[], $5::text[], $6::bool[], $7::bool[], $8::date[])
		      AS u(id, hand, due, latest, waiting, reopen, nobody, before)
		WHERE t.id = u.id`, ids, hand, due, latest, waiting, reopen, none, before)
	if err != nil {
		return fmt.Errorf("update planned tasks: %w", err)
	}
	return nil
}

// markNobody notes of planned tasks whether there is nobody to send them to.
func markNobody(ctx context.Context, tx pgx.Tx, ids []int64, nobody bool) error {
	if len(ids) == 0 {
		return nil
	}
	if _, err := tx.Exec(ctx, `UPDATE task SET nobody = $2 WHERE id = ANY($1)`, ids, nobody); err != nil {
		return fmt.Errorf("mark tasks with nobody to send to: %w", err)
	}
	return nil
}
