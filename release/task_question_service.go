package release

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"throughgate/notify"
	"throughgate/pathways"
)

// QuestionAnswered tells the contact of the service that holds a task that its
// question is answered, in working hours: that and the reference, nothing else.
// Implements pathways.Releases.
func (s *Service) QuestionAnswered(ctx context.Context, tx pgx.Tx, now time.Time, taskID, question int64) error {
	var t pathways.Taken
	err := tx.QueryRow(ctx, `SELECT id, release_id, coalesce(service_id, 0), contact_name, contact_email FROM task WHERE id = $1`,
		taskID).Scan(&t.TaskID, &t.ReleaseID, &t.ServiceID, &t.Contact.Name, &t.Contact.Email)
	if err != nil {
		return fmt.Errorf("find who asked: %w", err)
	}
	if t.ServiceID == 0 {
		return nil
	}
	cal, set, err := pathways.LoadTimes(ctx, tx)
	if err != nil {
		return err
	}
	told := newLetters(notify.Told)
	told.addFor(t.ServiceID, t.Contact, notify.Item{Kind: notify.ItemAnswered, TaskID: t.TaskID, ReleaseID: t.ReleaseID})
	_, err = s.Outbox.Add(ctx, tx, now, told.intents(fmt.Sprintf("answered:%d", question), inWorkingHours(cal, set, now)))
	return err
}
