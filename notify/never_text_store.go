package notify

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"throughgate/internal/calendar"
	"throughgate/internal/fault"
)

// NeverTexted tells which of these E.164 numbers are on the never-text list. It
// fails with refused where the list holds numbers under a key that is not given:
// then nobody can say who may be texted.
func NeverTexted(ctx context.Context, tx pgx.Tx, keys NeverTextKeys, numbers []string) (map[string]bool, error) {
	var hashes [][]byte
	var of []string
	for _, number := range numbers {
		for _, h := range keys.hashes(number) {
			hashes, of = append(hashes, h), append(of, number)
		}
	}
	if hashes == nil {
		hashes, of = [][]byte{}, []string{}
	}
	var listed []string
	var unreadable bool
	err := tx.QueryRow(ctx, `
		SELECT coalesce((SELECT array_agg(DISTINCT u.number) FROM unnest($1::bytea[], $2::text[]) AS u(hash, number)
		                 JOIN never_text n ON n.hash = u.hash), '{}'),
		       EXISTS (SELECT FROM never_text WHERE key_id <> ALL ($3))`, hashes, of, keys.ids()).Scan(&listed, &unreadable)
	if err != nil {
		return nil, fmt.Errorf("ask the never-text list: %w", err)
	}
	if unreadable {
		return nil, unreadableNeverText()
	}
	out := make(map[string]bool, len(listed))
	for _, number := range listed {
		out[number] = true
	}
	return out, nil
}

func unreadableNeverText() error {
	return fault.Refused("THROUGHGATE_NEVER_TEXT_KEY: the list of numbers that are never texted was made with a key that is not given. " +
		"Give that key too, with a comma between: without it no text may go")
}

// neverTextAdd keeps the numbers under the first key and tells how many of them
// were not on the list under any.
func neverTextAdd(ctx context.Context, tx pgx.Tx, keys NeverTextKeys, today calendar.Date, numbers []string) (added int, err error) {
	listed, err := NeverTexted(ctx, tx, keys, numbers)
	if err != nil {
		return 0, err
	}
	var hashes [][]byte
	for _, number := range numbers {
		if !listed[number] {
			hashes = append(hashes, keys.hashes(number)[0])
		}
	}
	tag, err := tx.Exec(ctx, `
		INSERT INTO never_text (hash, key_id, added_on) SELECT hash, $2, $3 FROM unnest($1::bytea[]) AS u(hash)
		ON CONFLICT (hash) DO NOTHING`, hashes, keys.keys[0].id, today)
	if err != nil {
		return 0, fmt.Errorf("add to the never-text list: %w", err)
	}
	return int(tag.RowsAffected()), nil
}

func neverTextRemove(ctx context.Context, tx pgx.Tx, keys NeverTextKeys, numbers []string) (removed int, err error) {
	var hashes [][]byte
	for _, number := range numbers {
		hashes = append(hashes, keys.hashes(number)...)
	}
	tag, err := tx.Exec(ctx, `DELETE FROM never_text WHERE hash = ANY ($1)`, hashes)
	if err != nil {
		return 0, fmt.Errorf("take off the never-text list: %w", err)
	}
	return int(tag.RowsAffected()), nil
}

// waitingTexts are the texts to these numbers that have not left.
func waitingTexts(ctx context.Context, tx pgx.Tx, numbers []string) ([]Message, error) {
	rows, err := tx.Query(ctx, `
		SELECT id, ref, channel, kind, recipient, recipient_name, coalesce(person_id, 0) AS person_id,
		       coalesce(release_id, 0) AS release_id, coalesce(service_id, 0) AS service_id, state, queued_at, not_before,
		       coalesce(deadline, '0001-01-01Z') AS deadline, attempts, coalesce(token, '') AS token
		  FROM message WHERE channel = 'text' AND state IN ('queued', 'held') AND recipient = ANY ($1) ORDER BY id FOR UPDATE`, numbers)
	if err != nil {
		return nil, fmt.Errorf("find waiting texts: %w", err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowToStructByName[Message])
	if err != nil {
		return nil, fmt.Errorf("find waiting texts: %w", err)
	}
	return list, nil
}
