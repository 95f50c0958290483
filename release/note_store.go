package release

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"throughgate/access"
	"throughgate/internal/fault"
)

func noteKnown(ctx context.Context, tx pgx.Tx, key string) (known bool, err error) {
	if err = tx.QueryRow(ctx, `SELECT EXISTS (SELECT 1 FROM note WHERE form_key = $1)`, key).Scan(&known); err != nil {
		return false, fmt.Errorf("look for the note: %w", err)
	}
	return known, nil
}

// readNoteToCorrect reads a note of a person; of one that is corrected already,
// who did so and when.
func readNoteToCorrect(ctx context.Context, tx pgx.Tx, personID int64, ref string) (noteRow, error) {
	var n noteRow
	err := tx.QueryRow(ctx, `
		SELECT n.id, n.kind, c.id IS NOT NULL, coalesce(c.at, n.at), coalesce(a.name, c.actor, '')
		FROM note n LEFT JOIN note c ON c.replaces = n.id LEFT JOIN account a ON c.actor = 'account:' || a.id
		WHERE n.person_id = $1 AND n.ref = $2`, personID, ref).Scan(&n.ID, &n.Kind, &n.Replaced, &n.At, &n.By)
	if errors.Is(err, pgx.ErrNoRows) {
		return n, fault.NotFound("note")
	}
	if err != nil {
		return n, fmt.Errorf("read the note: %w", err)
	}
	return n, nil
}

func insertNote(ctx context.Context, tx pgx.Tx, who access.Actor, now time.Time, personID int64, n NewNote, replaces int64) (id int64, err error) {
	err = tx.QueryRow(ctx, `
		INSERT INTO note (ref, person_id, kind, body, at, actor, form_key, replaces)
		VALUES ($1, $2, $3, $4, $5, $6, $7, nullif($8::bigint, 0)) RETURNING id`,
		newRef(), personID, string(n.Kind), n.Text, now, who.Key(), n.Key, replaces).Scan(&id)
	if err != nil {
		return 0, fmt.Errorf("write the note: %w", err)
	}
	return id, nil
}

// ReadNotes reads the notes about the person of a release, newest first. The
// caller has looked whether the reader may see the person.
func ReadNotes(ctx context.Context, tx pgx.Tx, releaseID int64) ([]StoryNote, error) {
	rows, err := tx.Query(ctx, `
		SELECT n.id, coalesce(n.replaces, 0), EXISTS (SELECT 1 FROM note c WHERE c.replaces = n.id), n.ref, n.kind, n.body, n.at,
		       coalesce(a.name, n.actor)
		FROM release r JOIN note n ON n.person_id = r.person_id LEFT JOIN account a ON n.actor = 'account:' || a.id
		WHERE r.id = $1 ORDER BY n.id DESC`, releaseID)
	if err != nil {
		return nil, fmt.Errorf("read notes: %w", err)
	}
	var list []noteRow
	var n noteRow
	if _, err = pgx.ForEachRow(rows, []any{&n.ID, &n.Replaces, &n.Replaced, &n.Ref, &n.Kind, &n.Text, &n.At, &n.By}, func() error {
		n.By = actorWords(n.By, nil)
		list = append(list, n)
		return nil
	}); err != nil {
		return nil, fmt.Errorf("read notes: %w", err)
	}
	return withEarlier(list), nil
}
