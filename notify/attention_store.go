package notify

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5"

	"throughgate/access"
	"throughgate/internal/calendar"
)

// attentionKind is why a thing is on somebody's list.
type attentionKind string

const (
	attentionUndelivered    attentionKind = "undelivered"
	attentionUnknownOutcome attentionKind = "unknown_outcome"
	attentionReply          attentionKind = "reply"
	attentionAccountAlarm   attentionKind = "account_alarm"
	attentionPlace          attentionKind = "place_blocked" // a place is left out of texts because of its words
)

// attention is a thing for a person to deal with. Notes hold no personal data.
type attention struct {
	Kind      attentionKind
	AboutKey  string // one open item per thing
	Role      access.Role
	PersonID  int64
	ReleaseID int64
	ServiceID int64
	MessageID int64
	InboundID int64
	Note      string
	DueOn     calendar.Date
}

func aboutMessage(id int64) string  { return "message:" + strconv.FormatInt(id, 10) }
func aboutChannel(c Channel) string { return "channel:" + string(c) }

// openAttention puts a thing on the list. A thing that is on it already stays
// as it is, but an account alarm follows the message that will try next.
func openAttention(ctx context.Context, tx pgx.Tx, now time.Time, a attention) error {
	_, err := tx.Exec(ctx, `
		INSERT INTO attention (kind, about_key, role, person_id, release_id, service_id, message_id, inbound_id,
		                       note, due_on, opened_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
		ON CONFLICT (kind, about_key) WHERE closed_at IS NULL
		DO UPDATE SET message_id = excluded.message_id WHERE attention.kind = 'account_alarm'`,
		string(a.Kind), a.AboutKey, string(a.Role), idOrNull(a.PersonID), idOrNull(a.ReleaseID),
		idOrNull(a.ServiceID), idOrNull(a.MessageID), idOrNull(a.InboundID), a.Note, a.DueOn, now)
	if err != nil {
		return fmt.Errorf("put %s %s on the list: %w", a.Kind, a.AboutKey, err)
	}
	return nil
}

// closeAttention takes a thing off the list that has settled itself.
func closeAttention(ctx context.Context, tx pgx.Tx, now time.Time, kind attentionKind, aboutKey, by string) error {
	_, err := tx.Exec(ctx, `
		UPDATE attention SET closed_at = $3, closed_by = $4
		 WHERE kind = $1 AND about_key = $2 AND closed_at IS NULL`, string(kind), aboutKey, now, by)
	if err != nil {
		return fmt.Errorf("take %s %s off the list: %w", kind, aboutKey, err)
	}
	return nil
}

// writeOptOut notes that a number gets no texts, and withdraws those that wait.
func writeOptOut(ctx context.Context, tx pgx.Tx, now time.Time, number, reason string) error {
	_, err := tx.Exec(ctx, `
		INSERT INTO opt_out (number, reason, at) VALUES ($1, $2, $3)
		ON CONFLICT (number) DO UPDATE SET reason = excluded.reason, at = excluded.at
		 WHERE excluded.reason = 'wrong_number'`, number, reason, now)
	if err != nil {
		return fmt.Errorf("note that a number gets no texts: %w", err)
	}
	_, err = tx.Exec(ctx, `
		UPDATE message SET state = 'cancelled', reason = $2, settled_at = $3
		 WHERE channel = 'text' AND recipient = $1 AND state IN ('queued', 'held')`, number, optOutWords(reason), now)
	if err != nil {
		return fmt.Errorf("withdraw texts: %w", err)
	}
	return nil
}

// closeCodeAlarms takes the alarms of receipts off the list: somebody has seen
// to the account.
func closeCodeAlarms(ctx context.Context, tx pgx.Tx, now time.Time, by string) error {
	_, err := tx.Exec(ctx, `
		UPDATE attention SET closed_at = $1, closed_by = $2
		 WHERE kind = 'account_alarm' AND about_key LIKE 'code:%' AND closed_at IS NULL`, now, by)
	if err != nil {
		return fmt.Errorf("take alarms off the list: %w", err)
	}
	return nil
}
