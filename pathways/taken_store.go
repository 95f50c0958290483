package pathways

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"
)

// Taken is a request that was asked of a service and is withdrawn there now: its
// holder is to be told once.
type Taken struct {
	TaskID    int64
	ReleaseID int64
	ServiceID int64
	Contact   Contact
	Reason    string
}

// withdrawTasks takes back open tasks and gives those that a service held.
func withdrawTasks(ctx context.Context, tx pgx.Tx, list []Withdrawal) ([]Taken, error) {
	if len(list) == 0 {
		return nil, nil
	}
	ids, reasons, asked := make([]int64, len(list)), make([]string, len(list)), make([]bool, len(list))
	for i, w := range list {
		ids[i], reasons[i], asked[i] = w.ID, w.Reason, w.State.Asked()
	}
	rows, err := tx.Query(ctx, `
		WITH gone AS (
			UPDATE task t SET state = 'withdrawn', reason = u.reason, waiting_for = '{}', nobody = false,
			       next_rung_at = NULL, version = t.version + 1
			FROM unnest($1::bigint[], $2::text[], $3::bool[]) AS u(id, reason, asked) WHERE t.id = u.id
			RETURNING t.id, t.release_id, t.service_id, t.contact_name, t.contact_email, t.reason, u.asked)
		SELECT id, release_id, service_id, contact_name, contact_email, reason FROM gone
		WHERE asked AND service_id IS NOT NULL ORDER BY id`, ids, reasons, asked)
	if err != nil {
		return nil, fmt.Errorf("withdraw tasks: %w", err)
	}
	var out []Taken
	var t Taken
	_, err = pgx.ForEachRow(rows, []any{&t.TaskID, &t.ReleaseID, &t.ServiceID, &t.Contact.Name, &t.Contact.Email, &t.Reason}, func() error {
		out = append(out, t)
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("withdraw tasks: %w", err)
	}
	return out, nil
}

// takenBack gives those of the tasks planned again that a service holds still;
// it is read before they are stored.
func takenBack(ctx context.Context, tx pgx.Tx, list []Update) ([]Taken, error) {
	var ids []int64
	why := map[int64]string{}
	for _, u := range list {
		if u.Reopen && u.From.Asked() {
			ids = append(ids, u.ID)
			why[u.ID] = u.why()
		}
	}
	if len(ids) == 0 {
		return nil, nil
	}
	rows, err := tx.Query(ctx, `
		SELECT id, release_id, service_id, contact_name, contact_email FROM task
		WHERE id = ANY($1) AND service_id IS NOT NULL ORDER BY id`, ids)
	if err != nil {
		return nil, fmt.Errorf("find what is taken back: %w", err)
	}
	var out []Taken
	var t Taken
	_, err = pgx.ForEachRow(rows, []any{&t.TaskID, &t.ReleaseID, &t.ServiceID, &t.Contact.Name, &t.Contact.Email}, func() error {
		t.Reason = why[t.TaskID]
		out = append(out, t)
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("find what is taken back: %w", err)
	}
	return out, nil
}
