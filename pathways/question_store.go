package pathways

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5"

	"throughgate/access"
	"throughgate/internal/calendar"
	"throughgate/internal/fault"
)

// ReadQuestions lists what was asked about a task since an instant, the first
// first. A service sees what was asked since it was asked itself.
func ReadQuestions(ctx context.Context, tx pgx.Tx, task int64, since time.Time) ([]Question, error) {
	rows, err := tx.Query(ctx, `
		SELECT q.ref, q.question, a.name, q.asked_at, q.answer, coalesce(b.name, ''), q.answered_at
		  FROM task_question q JOIN account a ON a.id = q.asked_by LEFT JOIN account b ON b.id = q.answered_by
		 WHERE q.task_id = $1 AND q.asked_at >= $2 ORDER BY q.id`, task, since)
	if err != nil {
		return nil, fmt.Errorf("read questions: %w", err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowToStructByPos[Question])
	if err != nil {
		return nil, fmt.Errorf("read questions: %w", err)
	}
	return list, nil
}

func aboutQuestion(id int64) string { return "question:" + strconv.FormatInt(id, 10) }

// storeQuestion stores a question and puts it on the link officers' list until a
// day.
func storeQuestion(ctx context.Context, tx pgx.Tx, who access.Actor, now time.Time, t *lockedTask, words string, due calendar.Date) error {
	var id int64
	err := tx.QueryRow(ctx, `INSERT INTO task_question (ref, task_id, question, asked_by, asked_at) VALUES ($1, $2, $3, $4, $5) RETURNING id`,
		access.NewRef(), t.id, words, who.AccountID, now).Scan(&id)
	if err != nil {
		return fmt.Errorf("store question: %w", err)
	}
	_, err = tx.Exec(ctx, `
		INSERT INTO attention (kind, about_key, role, release_id, task_id, note, due_on, opened_at)
		VALUES ('question', $1, 'link_officer', $2, $3, '', $4, $5)`, aboutQuestion(id), t.releaseID, t.id, due, now)
	if err != nil {
		return fmt.Errorf("put a question on the list: %w", err)
	}
	return nil
}

// storeReply answers a question of a task and takes it off the list. It gives
// its id. fault.NotFound; fault.Conflict where somebody was first.
func storeReply(ctx context.Context, tx pgx.Tx, who access.Actor, now time.Time, task int64, ref, words string) (int64, error) {
	var id int64
	var by string
	err := tx.QueryRow(ctx, `
		SELECT q.id, coalesce(b.name, '') FROM task_question q LEFT JOIN account b ON b.id = q.answered_by
		 WHERE q.ref = $1 AND q.task_id = $2 FOR UPDATE OF q`, ref, task).Scan(&id, &by)
	if errors.Is(err, pgx.ErrNoRows) {
		return 0, fault.NotFound("Question")
	}
	if err != nil {
		return 0, fmt.Errorf("find question: %w", err)
	}
	if by != "" {
		return 0, fault.Conflict("%s has answered this question already. Look at the answer before you write another.", by)
	}
	if _, err = tx.Exec(ctx, `UPDATE task_question SET answer = $2, answered_by = $3, answered_at = $4 WHERE id = $1`, id, words, who.AccountID, now); err != nil {
		return 0, fmt.Errorf("store the answer to a question: %w", err)
	}
	_, err = tx.Exec(ctx, `UPDATE attention SET closed_at = $2, closed_by = $3, close_note = 'answered'
		WHERE kind = 'question' AND about_key = $1 AND closed_at IS NULL`, aboutQuestion(id), now, who.Key())
	if err != nil {
		return 0, fmt.Errorf("take a question off the list: %w", err)
	}
	return id, nil
}
