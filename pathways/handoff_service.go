package pathways

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"throughgate/access"
	"throughgate/internal/calendar"
)

// HandOffDue hands off what is due for these releases and stores it: state, due
// day, clock, holder and history, one statement a kind. The caller holds the
// release rows and writes the messages in the same transaction.
func (r *Reference) HandOffDue(ctx context.Context, tx pgx.Tx, who access.Actor, on Occasion, cases []*Case) ([]HandOff, error) {
	ids := make([]int64, len(cases))
	for i, c := range cases {
		ids[i] = c.ReleaseID
	}
	tasks, err := r.loadTasksToHandOff(ctx, tx, ids, on.Today)
	if err != nil {
		return nil, err
	}
	var hand []HandOff
	var wait []Wait
	var nobody, chained []int64
	for _, c := range cases {
		h, w, n := r.HandOffs(c, tasks[c.ReleaseID], on)
		hand, wait, nobody = append(hand, h...), append(wait, w...), append(nobody, n...)
		if slices.ContainsFunc(h, func(h HandOff) bool { return len(r.Catalogue.NeededBy(h.Standard.Code)) > 0 }) {
			chained = append(chained, c.ReleaseID)
		}
	}
	if err := r.pull(ctx, tx, tasks, hand, chained, on); err != nil {
		return nil, err
	}
	if err := storeHandOffs(ctx, tx, on, hand); err != nil {
		return nil, err
	}
	history := make([]event, len(hand))
	for i, h := range hand {
		history[i] = event{task: h.TaskID, state: HandedOff, to: h.Holder.Contact.Email, due: h.Due}
	}
	if err := insertEvents(ctx, tx, who.Key(), on.Now, history); err != nil {
		return nil, err
	}
	if err := storeWaits(ctx, tx, wait); err != nil {
		return nil, err
	}
	if err := markNobody(ctx, tx, nobody, true); err != nil {
		return nil, err
	}
	return hand, nil
}

// pull fixes the due days again in releases that hand off something that other
// tasks need first, those tasks included.
func (r *Reference) pull(ctx context.Context, tx pgx.Tx, tasks map[int64][]Task, hand []HandOff, releases []int64, on Occasion) error {
	if err := r.loadNeeders(ctx, tx, tasks, hand, on.Today); err != nil {
		return err
	}
	for _, id := range releases {
		from := slices.IndexFunc(hand, func(h HandOff) bool { return h.ReleaseID == id })
		to := from
		for to < len(hand) && hand[to].ReleaseID == id {
			to++
		}
		r.setDays(hand[from].Case, tasks[id], hand[from:to], on)
		hand = hand[to:] // both are in the order of the cases
	}
	return nil
}

func storeHandOffs(ctx context.Context, tx pgx.Tx, on Occasion, list []HandOff) error {
	if len(list) == 0 {
		return nil
	}
	n := len(list)
	var (
		ids, services      = make([]int64, n), make([]*int64, n)
		due                = make([]calendar.Date, n)
		answer, next       = make([]*time.Time, n), make([]*time.Time, n)
		short, first, none = make([]bool, n), make([]bool, n), make([]bool, n)
		name, email, note  = make([]string, n), make([]string, n), make([]string, n)
		told, other        = make([]calendar.Date, n), make([]calendar.Date, n)
		prison             = make([]string, n)
	)
	for i := range list {
		h := &list[i]
		ids[i], due[i], short[i], first[i] = h.TaskID, h.Due, h.Short, h.FirstLoad
		answer[i], next[i] = instant(h.AnswerBy), instant(h.NextRung)
		name[i], email[i], note[i] = h.Holder.Contact.Name, h.Holder.Contact.Email, h.Holder.Note
		none[i] = h.Holder.Mailbox
		told[i], other[i], prison[i] = h.Case.leaveDay(), h.Case.OtherDay, h.Where
		if h.Holder.ServiceID != 0 {
			services[i] = &h.Holder.ServiceID
		}
	}
	_, err := tx.Exec(ctx, `
		UPDATE task t SET state = 'handed_off', handed_off_at = $1, handed_off_on = $2, due_on = u.due,
		       acknowledge_by = u.answer, next_rung_at = u.next, short_notice = u.short, first_load = u.first,
		       nobody = u.nobody, service_id = u.service, contact_name = u.name, contact_email = u.email,
		       contact_note = u.note, told_day = u.told, told_or = CASE WHEN $16 THEN u.other ELSE t.told_or END, told_due = u.due, asked_where = u.prison, waiting_for = '{}', stopped_at = NULL, rung = 0, rung_at = NULL,
		       acknowledged_at = NULL, accepted_at = NULL, full_until = NULL, reason = '', version = t.version + 1
		FROM unnest($3::bigint[], $4::date[], $5::timestamptz[], $6::timestamptz[], $7::bool[], $8::bool[], $9::bool[],
		            $10::bigint[], $11::text[], $12::text[], $13::text[], $14::date[], $15::text[], $17::date[])
		     AS u(id, due, answer, next, short, first, nobody, service, name, email, note, told, prison, other)
		WHERE t.id = u.id`,
		on.Now, on.Today, ids, due, answer, next, short, first, none, services, name, email, note, told, prison, on.BothDays, other)
	if err != nil {
		return fmt.Errorf("hand off tasks: %w", err)
	}
	return nil
}

func storeWaits(ctx context.Context, tx pgx.Tx, list []Wait) error {
	if len(list) == 0 {
		return nil
	}
	ids, waiting, since := make([]int64, len(list)), make([]string, len(list)), make([]calendar.Date, len(list))
	for i, w := range list {
		ids[i], waiting[i], since[i] = w.TaskID, strings.Join(w.Waiting, " "), w.Since
	}
	_, err := tx.Exec(ctx, `
		UPDATE task t SET waiting_for = string_to_array(u.waiting, ' '), waiting_since = u.since
		FROM unnest($1::bigint[], $2::text[], $3::date[]) AS u(id, waiting, since) WHERE t.id = u.id`, ids, waiting, since)
	if err != nil {
		return fmt.Errorf("store what tasks wait for: %w", err)
	}
	return nil
}

// JudgeTooLate marks every planned task whose latest start has passed: counted
// as notice lost, nobody is chased (domain rule 6, step 1). It returns how many.
func JudgeTooLate(ctx context.Context, tx pgx.Tx, who access.Actor, now time.Time, today calendar.Date) (int, error) {
	tag, err := tx.Exec(ctx, `
		WITH late AS (
			UPDATE task SET state = 'too_late', waiting_for = '{}', nobody = false, version = version + 1
			WHERE state = 'planned' AND latest_start_on < $1 RETURNING id)
		INSERT INTO task_event (task_id, state, at, actor, reason)
		SELECT id, 'too_late', $2, $3, $4 FROM late`, today, now, who.Key(), reasonTooLate)
	if err != nil {
		return 0, fmt.Errorf("judge what is too late: %w", err)
	}
	return int(tag.RowsAffected()), nil
}
