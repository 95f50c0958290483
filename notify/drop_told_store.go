package notify

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"throughgate/internal/calendar"
)

// reasonChangedAgain is why a message of which nothing is left does not go.
const reasonChangedAgain = "the day has changed again"

// Dropped is one thing that a service was to be told and is not: what it was
// told last is From.
type Dropped struct {
	TaskID        int64
	ReleaseID     int64
	AppointmentID int64
	Kind          ItemKind
	From, To      calendar.Date
	Version       int
	Count         int
	Recipient     string
	RecipientName string
	ServiceID     int64 // of the message
}

// DropTold takes back what services were to be told about these releases and
// has not left: a superseded day is told to nobody. A message of which nothing
// is left is cancelled; one that tells of other releases too keeps the rest.
// What is being sent at this moment is not among them. It gives what was taken
// back, by message and position.
func (o *Outbox) DropTold(ctx context.Context, tx pgx.Tx, now time.Time, releaseIDs []int64) ([]Dropped, error) {
	if len(releaseIDs) == 0 {
		return nil, nil
	}
	messages, err := lockTold(ctx, tx, releaseIDs)
	if err != nil || len(messages) == 0 {
		return nil, err
	}
	dropped, err := dropItems(ctx, tx, messages, releaseIDs)
	if err != nil {
		return nil, err
	}
	_, err = tx.Exec(ctx, `
		UPDATE message m SET state = 'cancelled', reason = $2, settled_at = $1
		 WHERE m.id = ANY ($3)
		   AND NOT EXISTS (SELECT FROM message_item i WHERE i.message_id = m.id AND NOT i.dropped)`,
		now, reasonChangedAgain, messages)
	if err != nil {
		return nil, fmt.Errorf("cancel what a service was to be told: %w", err)
	}
	return dropped, nil
}

// telling is what tells services about a day, of the items i.
const telling = `i.kind IN ('moved', 'withdrawn', 'meeting_inside') AND NOT i.dropped`

// waitingToldSQL are the messages that tell services something, have not left and
// tell of a day of one of the releases $1. Of all that services are told little waits
// at any time, and has an index of its own: to begin with the releases would be to
// read all that was ever said of each of their tasks. Within one large import it is
// much, batch after batch: each item is held against a list of the releases' tasks
// that is made once.
const waitingToldSQL = `
	WITH waiting AS MATERIALIZED (SELECT id FROM message WHERE kind = 'told' AND state IN ('queued', 'held'))
	SELECT id FROM message
	 WHERE kind = 'told' AND state IN ('queued', 'held') AND id = ANY (ARRAY(
		SELECT w.id FROM waiting w CROSS JOIN LATERAL (
			SELECT FROM message_item i
			 WHERE i.message_id = w.id AND ` + telling + ` AND (i.release_id = ANY ($1)
			    OR i.task_id IN (SELECT id FROM task WHERE release_id = ANY ($1))
			    OR i.appointment_id IN (SELECT id FROM appointment WHERE release_id = ANY ($1)))
			 LIMIT 1) said))
	 ORDER BY id FOR UPDATE`

// lockTold finds the messages and keeps them from leaving until the transaction
// ends. What is dropped of them is decided afterwards, by a statement of its
// own: somebody else may have dropped the rest while this one waited.
func lockTold(ctx context.Context, tx pgx.Tx, releaseIDs []int64) ([]int64, error) {
	rows, err := tx.Query(ctx, waitingToldSQL, releaseIDs)
	if err != nil {
		return nil, fmt.Errorf("find what services were to be told: %w", err)
	}
	ids, err := pgx.CollectRows(rows, pgx.RowTo[int64])
	if err != nil {
		return nil, fmt.Errorf("find what services were to be told: %w", err)
	}
	return ids, nil
}

func dropItems(ctx context.Context, tx pgx.Tx, messages, releaseIDs []int64) ([]Dropped, error) {
	rows, err := tx.Query(ctx, `
		WITH about AS MATERIALIZED (
			SELECT i.message_id, i.position,
			       CASE WHEN i.release_id = ANY ($1) THEN i.release_id WHEN t.release_id = ANY ($1) THEN t.release_id ELSE a.release_id END AS release_id
			  FROM message_item i LEFT JOIN task t ON t.id = i.task_id LEFT JOIN appointment a ON a.id = i.appointment_id
			 WHERE i.message_id = ANY ($2) AND (i.release_id = ANY ($1) OR t.release_id = ANY ($1) OR a.release_id = ANY ($1)) AND `+telling+`
		), dropped AS (
			UPDATE message_item i SET dropped = true
			  FROM about JOIN message m ON m.id = about.message_id
			 WHERE i.message_id = about.message_id AND i.position = about.position
			RETURNING i.message_id, i.position, i.task_id, i.appointment_id, i.kind, i.from_day, i.to_day, i.version, i.count,
			          about.release_id, m.recipient, m.recipient_name, m.service_id
		)
		SELECT coalesce(task_id, 0) AS task_id, release_id, coalesce(appointment_id, 0) AS appointment_id, kind,
		       from_day AS "from", to_day AS "to", coalesce(version, 0) AS version, coalesce(count, 0) AS count, recipient, recipient_name, coalesce(service_id, 0) AS service_id
		  FROM dropped ORDER BY message_id, position`, releaseIDs, messages)
	if err != nil {
		return nil, fmt.Errorf("take back what services were to be told: %w", err)
	}
	dropped, err := pgx.CollectRows(rows, pgx.RowToStructByName[Dropped])
	if err != nil {
		return nil, fmt.Errorf("take back what services were to be told: %w", err)
	}
	return dropped, nil
}
