package notify

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
)

// settleSQL asks what a message was of the row that it has locked: asked of the
// message as it is written, the planner would sooner go through all that are being
// sent, and those that no longer are and stand in the index until it is cleaned.
const settleSQL = `
	WITH told AS (
		SELECT id, attempt, state, reason, ref, code, sent_at, settled_at, next_try
		  FROM unnest($1::bigint[], $2::int[], $3::text[], $4::text[], $5::text[], $6::text[],
		                     $7::timestamptz[], $8::timestamptz[], $9::timestamptz[])
		       AS t (id, attempt, state, reason, ref, code, sent_at, settled_at, next_try)
	), before AS (
		SELECT m.id, m.state FROM message m JOIN told ON told.id = m.id ORDER BY m.id FOR UPDATE OF m
	), written AS (
		UPDATE message m
		   SET state = told.state, reason = told.reason, provider_code = told.code,
		       provider_ref = CASE WHEN told.ref = '' THEN m.provider_ref ELSE told.ref END,
		       sent_at = coalesce(told.sent_at, m.sent_at), settled_at = told.settled_at,
		       not_before = coalesce(told.next_try, m.not_before)
		  FROM told, before
		 WHERE m.id = told.id AND before.id = m.id AND m.attempts = told.attempt
		   AND before.state IN ('sending', 'unknown')
		RETURNING m.id, m.state, m.settled_at, before.state = 'unknown' AND m.state <> 'unknown' AS listed
	), unlisted AS (
		UPDATE attention a SET closed_at = $10, closed_by = $11
		  FROM written
		 WHERE written.listed AND a.kind = 'unknown_outcome' AND a.closed_at IS NULL
		   AND a.about_key = 'message:' || written.id
	)
	SELECT id FROM written`

// writeSettlements writes the outcomes in one statement and tells which were
// written. An outcome is written only to the attempt it belongs to, and never
// over a final state: a receipt may have come before the answer. One that had
// been listed as unknown in the meantime is settled after all.
func writeSettlements(ctx context.Context, tx pgx.Tx, batch []*settled) ([]bool, error) {
	var (
		ids                        = make([]int64, len(batch))
		attempts                   = make([]int32, len(batch))
		state, reason, ref, code   = make([]string, len(batch)), make([]string, len(batch)), make([]string, len(batch)), make([]string, len(batch))
		sentAt, settledAt, nextTry = make([]*time.Time, len(batch)), make([]*time.Time, len(batch)), make([]*time.Time, len(batch))
	)
	place := make(map[int64]int, len(batch))
	for i, what := range batch {
		m, s := what.claim.message, what.settlement
		place[m.ID] = i
		ids[i], attempts[i] = m.ID, int32(m.Attempts)
		state[i], reason[i], ref[i], code[i] = string(s.State), s.Reason, s.ProviderRef, s.ProviderCode
		nextTry[i] = instantOrNull(s.NextTry)
		if s.State == Sent {
			sentAt[i] = &what.at
		}
		if s.State == Failed || (s.State == Sent && m.Channel == Email) {
			settledAt[i] = &what.at
		}
	}
	rows, err := tx.Query(ctx, settleSQL,
		ids, attempts, state, reason, ref, code, sentAt, settledAt, nextTry, batch[0].at, delivering().Key())
	if err != nil {
		return nil, fmt.Errorf("settle messages: %w", err)
	}
	written := make([]bool, len(batch))
	var id int64
	_, err = pgx.ForEachRow(rows, []any{&id}, func() error {
		written[place[id]] = true
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("settle messages: %w", err)
	}
	return written, nil
}
