package pathways

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"throughgate/internal/calendar"
)

// moveDueDays gives handed-off tasks their new due days, and asks again what is
// to be answered again. Until when a service is full stays beside it, and says
// nothing unless that answer stands again ([Reference.BackAsTold]); the next
// answer writes over it.
func moveDueDays(ctx context.Context, tx pgx.Tx, list []Move) error {
	if len(list) == 0 {
		return nil
	}
	n := len(list)
	ids, short, rungs, next := make([]int64, n), make([]bool, n), make([]int16, n), make([]*time.Time, n)
	hand, usual, latest, due := make([]calendar.Date, n), make([]calendar.Date, n), make([]calendar.Date, n), make([]calendar.Date, n)
	again, answer := make([]bool, n), make([]*time.Time, n)
	for i, m := range list {
		ids[i], short[i], rungs[i], next[i] = m.ID, m.Short, int16(m.Rung), instant(m.NextRung)
		hand[i], usual[i], latest[i], due[i] = m.Usual.HandOff, m.Usual.Due, m.Usual.LatestStart, m.To
		again[i], answer[i] = m.Again, instant(m.AnswerBy)
	}
	_, err := tx.Exec(ctx, `
		UPDATE task t SET hand_off_on = u.hand, usual_due_on = u.usual, latest_start_on = u.latest, due_on = u.due,
		       short_notice = u.short, rung = u.rung, next_rung_at = u.next, version = t.version + 1,
		       state = CASE WHEN u.again THEN 'handed_off' ELSE t.state END,
		       reason = CASE WHEN u.again THEN '' ELSE t.reason END,
		       acknowledge_by = CASE WHEN u.again THEN u.answer ELSE t.acknowledge_by END,
		       acknowledged_at = CASE WHEN u.again THEN NULL ELSE t.acknowledged_at END,
		       accepted_at = CASE WHEN u.again THEN NULL ELSE t.accepted_at END,
		       rung_at = CASE WHEN u.again THEN NULL ELSE t.rung_at END,
		       first_load = t.first_load AND NOT u.again
		FROM unnest($1::bigint[], $2::date[], $3::date[], $4::date[], $5::date[], $6::bool[], $7::smallint[], $8::timestamptz[],
		            $9::bool[], $10::timestamptz[])
		     AS u(id, hand, usual, latest, due, short, rung, next, again, answer)
		WHERE t.id = u.id`, ids, hand, usual, latest, due, short, rungs, next, again, answer)
	if err != nil {
		return fmt.Errorf("move due days: %w", err)
	}
	return nil
}

// step is what a move leaves in the task's history; false where it leaves
// nothing: its due day stands and no answer is asked for again.
func (m Move) step() (event, bool) {
	switch {
	case m.Again:
		return event{task: m.ID, state: HandedOff, reason: ReasonAgain, due: m.To}, true
	case m.From != m.To:
		return event{task: m.ID, state: m.State, reason: ReasonMoved, due: m.To}, true
	}
	return event{}, false
}
