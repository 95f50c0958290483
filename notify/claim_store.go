package notify

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"throughgate/internal/calendar"
)

// stored is a message as it is found when it is to be sent, with what else the
// database knows that could forbid it.
type stored struct {
	Message
	ProviderCode string
	OptedOut     string     // why this number gets no texts
	ReplyUnread  bool       // a text came from this number that nobody has read
	AlarmOpen    bool       // the account of this channel is in trouble
	PausedUntil  *time.Time // the next try on this channel, by another message
	SwitchedOff  bool       // somebody paused this channel
	Restored     bool       // the database was restored and nobody has resumed sending
	Items        []Item     `db:"-"`

	RecipientAway bool // today, by their account
}

// recipientsOfTexts are the numbers that texts go to, each once.
func recipientsOfTexts(list []stored) []string {
	var numbers []string
	for _, m := range list {
		if m.Channel == Text && !slices.Contains(numbers, m.Recipient) {
			numbers = append(numbers, m.Recipient)
		}
	}
	return numbers
}

func messagesOf(list []stored) []Message {
	out := make([]Message, len(list))
	for i, m := range list {
		out[i] = m.Message
	}
	return out
}

// lockForSendingSQL locks the messages $1 at an instant $2 of the London day $3.
// Whether the account is in trouble is asked of its alarm, and then of the message
// that tries it: of all that waits for later, any might be that message, and each
// that leaves would have looked through them.
const lockForSendingSQL = `
	SELECT m.id, m.ref, m.channel, m.kind, m.recipient, m.recipient_name,
	       coalesce(m.person_id, 0) AS person_id, coalesce(m.release_id, 0) AS release_id,
	       coalesce(m.service_id, 0) AS service_id, m.state, m.queued_at, m.not_before,
	       coalesce(m.deadline, '0001-01-01Z') AS deadline, m.attempts, coalesce(m.token, '') AS token,
	       m.provider_code,
	       CASE WHEN m.channel = 'text'
	            THEN coalesce((SELECT o.reason FROM opt_out o WHERE o.number = m.recipient), '')
	            ELSE '' END AS opted_out,
	       m.channel = 'text' AND EXISTS (
	            SELECT FROM inbound_text i JOIN attention a ON a.inbound_id = i.id
	             WHERE i.number = m.recipient AND a.closed_at IS NULL
	               AND i.meaning IN ` + pausingSQL + `) AS reply_unread,
	       EXISTS (SELECT FROM attention a
	                WHERE a.kind = 'account_alarm' AND a.about_key = 'channel:' || m.channel AND a.closed_at IS NULL) AS alarm_open,
	       (SELECT CASE WHEN p.id <> m.id AND p.state = 'queued' AND p.not_before > $2 THEN p.not_before END
	          FROM message p WHERE p.id = (SELECT a.message_id FROM attention a
	                WHERE a.kind = 'account_alarm' AND a.about_key = 'channel:' || m.channel AND a.closed_at IS NULL)) AS paused_until,
	       EXISTS (SELECT FROM sending_switch w WHERE w.channel = m.channel AND w.why <> '') AS switched_off,
	       EXISTS (SELECT FROM sending_home h
	                WHERE h.restored_at IS NOT NULL OR h.own_table <> h.tableoid::bigint) AS restored,
	       m.channel = 'email' AND EXISTS (
	            SELECT FROM absence x JOIN account a ON a.id = x.account_id
	             WHERE lower(a.email) = m.recipient_key AND a.disabled_at IS NULL
	               AND x.ended_at IS NULL AND x.from_day <= $3 AND x.to_day >= $3) AS recipient_away
	  FROM message m WHERE m.id = ANY ($1) ORDER BY m.id FOR UPDATE OF m SKIP LOCKED`

// lockForSending reads messages and their items, by id, and keeps them locked
// until the transaction ends. Those for which there is nothing to do are left
// out: they are gone, or somebody else is at them.
func lockForSending(ctx context.Context, tx pgx.Tx, now time.Time, ids []int64) (list []stored, err error) {
	batch := &pgx.Batch{}
	batch.Queue(lockForSendingSQL, ids, now, calendar.DayOf(now))
	batch.Queue(`
		SELECT message_item.message_id AS of, `+itemColumns+`
		  FROM message_item WHERE message_item.message_id = ANY ($1) AND NOT dropped ORDER BY message_item.message_id, position`, ids)
	results := tx.SendBatch(ctx, batch)
	defer func() { err = errors.Join(err, results.Close()) }()

	rows, err := results.Query()
	if err != nil {
		return nil, fmt.Errorf("lock %d messages: %w", len(ids), err)
	}
	list, err = pgx.CollectRows(rows, pgx.RowToStructByName[stored])
	if err != nil {
		return nil, fmt.Errorf("lock %d messages: %w", len(ids), err)
	}
	place := make(map[int64]int, len(list))
	for i, m := range list {
		place[m.ID] = i
	}
	rows, err = results.Query()
	if err != nil {
		return nil, fmt.Errorf("read what %d messages are about: %w", len(ids), err)
	}
	type row struct {
		Of int64
		Item
	}
	items, err := pgx.CollectRows(rows, pgx.RowToStructByName[row])
	if err != nil {
		return nil, fmt.Errorf("read what %d messages are about: %w", len(ids), err)
	}
	for _, r := range items {
		if i, ok := place[r.Of]; ok {
			list[i].Items = append(list[i].Items, r.Item)
		}
	}
	return list, nil
}

// alarmIsTried tells whether a message is on its way by which it will show whether
// the provider takes anything again, or one has just shown that it does not. It
// waits for others who ask the same: of several that come at once one gets no for
// an answer. Once the alarm is closed all do.
func alarmIsTried(ctx context.Context, tx pgx.Tx, now time.Time, channel Channel) (tried bool, err error) {
	if _, err := tx.Exec(ctx, `SELECT FROM attention WHERE kind = 'account_alarm' AND about_key = $1 AND closed_at IS NULL FOR UPDATE`, aboutChannel(channel)); err != nil {
		return false, fmt.Errorf("see whether an alarm is tried: %w", err)
	}
	err = tx.QueryRow(ctx, `
		SELECT EXISTS (SELECT FROM attention a LEFT JOIN message p ON p.id = a.message_id
		                WHERE a.kind = 'account_alarm' AND a.about_key = $2 AND a.closed_at IS NULL
		                  AND (p.state = 'queued' AND p.not_before > $3
		                       OR EXISTS (SELECT FROM message WHERE channel = $1 AND state = 'sending')))`,
		string(channel), aboutChannel(channel), now).Scan(&tried)
	if err != nil {
		return false, fmt.Errorf("see whether an alarm is tried: %w", err)
	}
	return tried, nil
}

// writeClaims marks messages as being sent and keeps their words.
func writeClaims(ctx context.Context, tx pgx.Tx, now time.Time, claims []*claimed) error {
	if len(claims) == 0 {
		return nil
	}
	ids := make([]int64, len(claims))
	subject, text, html := make([]string, len(claims)), make([]string, len(claims)), make([]string, len(claims))
	template, file := make([]string, len(claims)), make([]string, len(claims))
	under := make([]string, len(claims))
	for i, c := range claims {
		ids[i] = c.message.ID
		subject[i], text[i], html[i] = c.words.Subject, c.words.kept(c.words.Text), c.words.kept(c.words.HTML)
		template[i], file[i] = c.words.Template, c.words.Calendar
		under[i] = agreementList(c.agreements)
	}
	batch := &pgx.Batch{}
	batch.Queue(`
		UPDATE message m SET state = 'sending', reason = '', claimed_at = $2, attempts = attempts + 1, agreements = t.under::bigint[]
		  FROM unnest($1::bigint[], $3::text[]) AS t (id, under) WHERE m.id = t.id`, ids, now, under)
	batch.Queue(`
		INSERT INTO message_words (message_id, subject, text, html, template, calendar, written_at)
		SELECT id, subject, text, html, template, calendar, $7
		  FROM unnest($1::bigint[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[]) AS t (id, subject, text, html, template, calendar)
		ON CONFLICT (message_id) DO UPDATE
		   SET subject = excluded.subject, text = excluded.text, html = excluded.html, template = excluded.template, calendar = excluded.calendar,
		       written_at = excluded.written_at, blanked_at = NULL`, ids, subject, text, html, template, file, now)
	if err := tx.SendBatch(ctx, batch).Close(); err != nil {
		return fmt.Errorf("claim %d messages: %w", len(claims), err)
	}
	return nil
}

// writeNotSent settles a message that may not be sent.
func writeNotSent(ctx context.Context, tx pgx.Tx, now time.Time, id int64, reason string) error {
	_, err := tx.Exec(ctx, `UPDATE message SET state = 'not_sent', reason = $3, settled_at = $2 WHERE id = $1`, id, now, reason)
	if err != nil {
		return fmt.Errorf("settle message %d as not sent: %w", id, err)
	}
	return nil
}

// writeWaiting keeps a message queued until somebody wakes it or, with a time,
// until then.
func writeWaiting(ctx context.Context, tx pgx.Tx, id int64, until time.Time, reason string) error {
	_, err := tx.Exec(ctx, `
		UPDATE message SET reason = $2, not_before = coalesce($3, not_before) WHERE id = $1`,
		id, reason, instantOrNull(until))
	if err != nil {
		return fmt.Errorf("put off message %d: %w", id, err)
	}
	return nil
}

// languageOf is the language a person asked for; "" for nobody.
func languageOf(ctx context.Context, tx pgx.Tx, personID int64) (language string, err error) {
	if personID == 0 {
		return "", nil
	}
	if err := tx.QueryRow(ctx, `SELECT language FROM person WHERE id = $1`, personID).Scan(&language); err != nil {
		return "", fmt.Errorf("read the language of a person: %w", err)
	}
	return language, nil
}
