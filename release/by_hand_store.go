package release

import (
	"context"
	"errors"
	"fmt"
	"unicode"
	"unicode/utf8"

	"github.com/jackc/pgx/v5"
)

// eventKnown tells whether an event of this id is recorded: the form was sent
// twice.
func eventKnown(ctx context.Context, tx pgx.Tx, externalID string) (known bool, err error) {
	if err = tx.QueryRow(ctx, `SELECT EXISTS (SELECT 1 FROM life_event WHERE external_id = $1)`, externalID).Scan(&known); err != nil {
		return false, fmt.Errorf("look for the event: %w", err)
	}
	return known, nil
}

// newerMatter finds the newest event about the matter of e that was recorded
// after the one seen.
func newerMatter(ctx context.Context, tx pgx.Tx, e LifeEvent, seen int64) (newer StoryEvent, found bool, err error) {
	err = tx.QueryRow(ctx, `
		SELECT coalesce(c.name, l.recorded_by), l.recorded_at
		FROM life_event l LEFT JOIN account c ON l.recorded_by = 'account:' || c.id
		WHERE l.person_id = $1 AND l.id > $2 AND l.superseded_at IS NULL AND l.event = ANY($3) AND ($4 OR l.about = $5)
		ORDER BY l.id DESC LIMIT 1`, e.PersonID, seen, e.Word.about(), !e.Word.aboutOne(), e.About).Scan(&newer.By, &newer.RecordedAt)
	if errors.Is(err, pgx.ErrNoRows) {
		return StoryEvent{}, false, nil
	}
	if err != nil {
		return StoryEvent{}, false, fmt.Errorf("look for somebody else's record: %w", err)
	}
	newer.By = capitalised(actorWords(newer.By, nil))
	return newer, true, nil
}

// capitalised begins a sentence with somebody's name, or with what did it.
func capitalised(text string) string {
	if text == "" {
		return ""
	}
	first, size := utf8.DecodeRuneInString(text)
	return string(unicode.ToUpper(first)) + text[size:]
}

// readNewestEvent is the newest event of a person: what a form has seen.
func readNewestEvent(ctx context.Context, tx pgx.Tx, personID int64) (id int64, err error) {
	if err = tx.QueryRow(ctx, `SELECT coalesce(max(id), 0) FROM life_event WHERE person_id = $1`, personID).Scan(&id); err != nil {
		return 0, fmt.Errorf("read the newest event: %w", err)
	}
	return id, nil
}
