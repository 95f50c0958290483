package notify

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
)

// Scope says which messages are meant. Those named by every member that is set
// are; a scope with nothing set means none.
type Scope struct {
	MessageIDs    []int64
	ReleaseIDs    []int64 // those of any of these releases
	PersonID      int64
	AppointmentID int64 // messages about this appointment and nothing else
	Number        string
	Channel       Channel
	Kinds         []Kind
}

func (s Scope) empty() bool {
	return s.MessageIDs == nil && s.ReleaseIDs == nil && s.PersonID == 0 && s.AppointmentID == 0 && s.Number == ""
}

// Cancel withdraws the messages of the scope that have not left, with the
// reason in words an officer understands. It gives how many. What is being sent
// at this moment is not among them.
func (o *Outbox) Cancel(ctx context.Context, tx pgx.Tx, now time.Time, what Scope, reason string) (int, error) {
	if what.empty() {
		return 0, nil
	}
	var kinds []string
	for _, k := range what.Kinds {
		kinds = append(kinds, string(k))
	}
	tag, err := tx.Exec(ctx, `
		UPDATE message SET state = 'cancelled', reason = $2, settled_at = $1
		 WHERE state IN ('queued', 'held')
		   AND ($3::bigint[] IS NULL OR id = ANY ($3))
		   AND ($4::bigint[] IS NULL OR release_id = ANY ($4))
		   AND ($5::bigint = 0 OR person_id = $5)
		   AND ($6::bigint = 0 OR (EXISTS (SELECT FROM message_item i WHERE i.message_id = message.id AND NOT i.dropped AND i.appointment_id = $6)
		              AND NOT EXISTS (SELECT FROM message_item i
		                               WHERE i.message_id = message.id AND NOT i.dropped AND i.appointment_id IS DISTINCT FROM $6)))
		   AND ($7::text = '' OR (channel = 'text' AND recipient = $7))
		   AND ($8::text = '' OR channel = $8)
		   AND ($9::text[] IS NULL OR kind = ANY ($9))`,
		now, reason, what.MessageIDs, what.ReleaseIDs, what.PersonID, what.AppointmentID, what.Number,
		string(what.Channel), kinds)
	if err != nil {
		return 0, fmt.Errorf("cancel messages: %w", err)
	}
	return int(tag.RowsAffected()), nil
}

// reasonTooLate is why a message that outlived its use was not sent.
const reasonTooLate = "it could no longer be sent in time"

// Expire settles queued and held messages that are of no use any more. It gives
// how many.
func (o *Outbox) Expire(ctx context.Context, tx pgx.Tx, now time.Time) (int, error) {
	tag, err := tx.Exec(ctx, `
		UPDATE message
		   SET state = 'not_sent', settled_at = $1,
		       reason = $2 || CASE WHEN reason = '' THEN '' ELSE ': ' || reason END
		 WHERE state IN ('queued', 'held') AND deadline <= $1`, now, reasonTooLate)
	if err != nil {
		return 0, fmt.Errorf("settle messages past their deadline: %w", err)
	}
	return int(tag.RowsAffected()), nil
}
