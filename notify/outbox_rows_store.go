package notify

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"throughgate/access"
)

// messageColumns are the rows of message as arrays: one statement for all.
type messageColumns struct {
	position                                     []int32
	ref, channel, kind, recipient, recipientName []string
	dedupeKey, state, reason                     []string
	token                                        []*string
	ofPeople                                     []bool
	personID, releaseID, serviceID, importID     []*int64
	queuedAt                                     time.Time
	notBefore                                    []time.Time
	deadline, settledAt                          []*time.Time
}

func newMessageColumns(now time.Time, intents []Intent) (*messageColumns, error) {
	c := &messageColumns{queuedAt: now}
	for i, intent := range intents {
		if intent.DedupeKey == "" {
			return nil, fmt.Errorf("queue messages: the intent at %d has no dedupe key", i)
		}
		if intent.To == "" {
			return nil, fmt.Errorf("queue messages: the intent at %d has no recipient", i)
		}
		state, settled := intent.State, (*time.Time)(nil)
		switch state {
		case "":
			state = Queued
		case Queued, Held:
		case NotSent:
			settled = &now
		default:
			return nil, fmt.Errorf("queue messages: a new message cannot be %q", state)
		}
		notBefore := intent.NotBefore
		if notBefore.Before(now) {
			notBefore = now
		}
		c.position = append(c.position, int32(i))
		c.ref = append(c.ref, access.NewRef())
		c.channel = append(c.channel, string(intent.Channel))
		c.kind = append(c.kind, string(intent.Kind))
		c.recipient = append(c.recipient, intent.To)
		c.recipientName = append(c.recipientName, intent.ToName)
		c.dedupeKey = append(c.dedupeKey, intent.DedupeKey)
		c.state = append(c.state, string(state))
		c.reason = append(c.reason, intent.Reason)
		c.token = append(c.token, newToken128(intent.Channel, intent.Kind))
		c.ofPeople = append(c.ofPeople, slices.ContainsFunc(intent.Items, Item.ofPeople))
		c.personID = append(c.personID, idOrNull(intent.PersonID))
		c.releaseID = append(c.releaseID, idOrNull(intent.ReleaseID))
		c.serviceID = append(c.serviceID, idOrNull(intent.ServiceID))
		c.importID = append(c.importID, idOrNull(intent.ImportID))
		c.notBefore = append(c.notBefore, notBefore)
		c.deadline = append(c.deadline, instantOrNull(intent.Deadline))
		c.settledAt = append(c.settledAt, settled)
	}
	return c, nil
}

// newToken128 is the unguessable part of a text's callback address, and of the
// page on which a service says that it has what an e-mail asks for. Other
// e-mails have none.
func newToken128(channel Channel, kind Kind) *string {
	if channel != Text && !kind.asks() {
		return nil
	}
	token := access.NewRef() + access.NewRef()
	return &token
}

// insert gives the ids of the rows added, by position.
func (c *messageColumns) insert(ctx context.Context, tx pgx.Tx) (map[int]int64, error) {
	const statement = `
		WITH told AS (
			SELECT DISTINCT ON (dedupe_key)
			       position, ref, channel, kind, recipient, recipient_name, dedupe_key, state,
			       reason, token, person_id, release_id, service_id, not_before,
			       deadline, settled_at, import_id, of_people
			  FROM unnest($2::int[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[],
			              $10::text[], $11::text[], $12::bigint[], $13::bigint[], $14::bigint[], $15::timestamptz[],
			              $16::timestamptz[], $17::timestamptz[], $18::bigint[], $19::boolean[])
			       AS t (position, ref, channel, kind, recipient, recipient_name, dedupe_key, state,
			             reason, token, person_id, release_id, service_id, not_before,
			             deadline, settled_at, import_id, of_people)
			 ORDER BY dedupe_key, position
		), added AS (
			INSERT INTO message (ref, channel, kind, recipient, recipient_name, dedupe_key, state,
			                     reason, token, person_id, release_id, service_id, queued_at, not_before,
			                     deadline, settled_at, import_id, of_people)
			SELECT ref, channel, kind, recipient, recipient_name, dedupe_key, state,
			       reason, token, person_id, release_id, service_id, $1, not_before,
			       deadline, settled_at, import_id, of_people
			  FROM told ORDER BY position
			ON CONFLICT (dedupe_key) DO NOTHING
			RETURNING id, ref
		)
		SELECT told.position, added.id FROM added JOIN told USING (ref)`
	rows, err := tx.Query(ctx, statement, c.queuedAt, c.position, c.ref, c.channel, c.kind, c.recipient, c.recipientName,
		c.dedupeKey, c.state, c.reason, c.token, c.personID, c.releaseID, c.serviceID, c.notBefore, c.deadline, c.settledAt, c.importID, c.ofPeople)
	if err != nil {
		return nil, fmt.Errorf("queue messages: %w", err)
	}
	added := make(map[int]int64, len(c.ref))
	var position int32
	var id int64
	_, err = pgx.ForEachRow(rows, []any{&position, &id}, func() error {
		added[int(position)] = id
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("queue messages: %w", err)
	}
	return added, nil
}

func idOrNull(id int64) *int64 {
	if id == 0 {
		return nil
	}
	return &id
}

func instantOrNull(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}
