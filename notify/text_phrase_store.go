package notify

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"throughgate/access"
	"throughgate/internal/calendar"
	"throughgate/internal/fault"
)

// phraseKind is what a phrase of the unit's does to texts.
type phraseKind string

const (
	phraseOwn     phraseKind = "own"     // a word that no text may hold
	phraseCleared phraseKind = "cleared" // a venue that may stand in a text
)

// loadPhrases reads the phrases in force.
func loadPhrases(ctx context.Context, tx pgx.Tx) (own, cleared []string, err error) {
	rows, err := tx.Query(ctx, `SELECT kind, phrase FROM text_phrase WHERE ended_at IS NULL ORDER BY id`)
	if err != nil {
		return nil, nil, fmt.Errorf("read the unit's words: %w", err)
	}
	var kind phraseKind
	var phrase string
	if _, err = pgx.ForEachRow(rows, []any{&kind, &phrase}, func() error {
		if kind == phraseOwn {
			own = append(own, phrase)
		} else {
			cleared = append(cleared, phrase)
		}
		return nil
	}); err != nil {
		return nil, nil, fmt.Errorf("read the unit's words: %w", err)
	}
	return own, cleared, nil
}

// addPhrase writes a phrase. Errors: fault.Conflict where it is in force.
func addPhrase(ctx context.Context, tx pgx.Tx, now time.Time, who access.Actor, kind phraseKind, phrase string) error {
	var id int64
	err := tx.QueryRow(ctx, `
		INSERT INTO text_phrase (kind, phrase, folded, added_at, added_by) VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (kind, folded) WHERE ended_at IS NULL DO NOTHING RETURNING id`,
		string(kind), strings.TrimSpace(phrase), foldPhrase(phrase), now, who.AccountID).Scan(&id)
	if errors.Is(err, pgx.ErrNoRows) {
		return fault.Conflict("%q is on the list already", phrase)
	}
	if err != nil {
		return fmt.Errorf("keep a phrase: %w", err)
	}
	return access.Record(ctx, tx, now, who, access.Entry{Action: access.Collect, ObjectKind: "text_phrase", ObjectID: id, Detail: string(kind)})
}

// endPhrase ends a phrase. Errors: fault.NotFound.
func endPhrase(ctx context.Context, tx pgx.Tx, now time.Time, who access.Actor, kind phraseKind, phrase string) error {
	var id int64
	err := tx.QueryRow(ctx, `
		UPDATE text_phrase SET ended_at = $3, ended_by = $4 WHERE kind = $1 AND folded = $2 AND ended_at IS NULL RETURNING id`,
		string(kind), foldPhrase(phrase), now, who.AccountID).Scan(&id)
	if errors.Is(err, pgx.ErrNoRows) {
		return fault.NotFound(fmt.Sprintf("%q", phrase))
	}
	if err != nil {
		return fmt.Errorf("end a phrase: %w", err)
	}
	return access.Record(ctx, tx, now, who, access.Entry{Action: access.Alter, ObjectKind: "text_phrase", ObjectID: id, Detail: string(kind) + " ended"})
}

func listPhrases(ctx context.Context, tx pgx.Tx, kind phraseKind) ([]TextPhrase, error) {
	rows, err := tx.Query(ctx, `
		SELECT t.phrase, a.name AS by, t.added_at AS at FROM text_phrase t JOIN account a ON a.id = t.added_by
		WHERE t.kind = $1 AND t.ended_at IS NULL ORDER BY t.folded`, string(kind))
	if err != nil {
		return nil, fmt.Errorf("list phrases: %w", err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowToStructByName[TextPhrase])
	if err != nil {
		return nil, fmt.Errorf("list phrases: %w", err)
	}
	return list, nil
}

// openPlaces are the places on the list, as they stand in appointments.
const openPlaces = `
	SELECT DISTINCT ON (x.id) x.id, a.place, x.due_on FROM attention x
	JOIN appointment a ON x.about_key = 'place:' || lower(regexp_replace(btrim(a.place), '\s+', ' ', 'g'))
	WHERE x.kind = 'place_blocked' AND x.closed_at IS NULL ORDER BY x.id`

func waitingPlaces(ctx context.Context, tx pgx.Tx, words *Words) ([]WaitingPlace, error) {
	rows, err := tx.Query(ctx, openPlaces)
	if err != nil {
		return nil, fmt.Errorf("find places that wait to be cleared: %w", err)
	}
	var list []WaitingPlace
	var id int64
	var w WaitingPlace
	if _, err = pgx.ForEachRow(rows, []any{&id, &w.Place, &w.DueOn}, func() error {
		w.Holds = words.blockedAsSent(w.Place)
		list = append(list, w)
		return nil
	}); err != nil {
		return nil, fmt.Errorf("find places that wait to be cleared: %w", err)
	}
	return list, nil
}

// LoadWords reads what may not stand in a text: the rule's words, the names of
// prisons, the unit's own words; without the venues that were cleared by name.
func LoadWords(ctx context.Context, tx pgx.Tx) (*Words, error) {
	rows, err := tx.Query(ctx, `SELECT DISTINCT bare_name FROM prison ORDER BY bare_name`)
	if err != nil {
		return nil, fmt.Errorf("read the names of prisons: %w", err)
	}
	prisons, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return nil, fmt.Errorf("read the names of prisons: %w", err)
	}
	own, cleared, err := loadPhrases(ctx, tx)
	if err != nil {
		return nil, err
	}
	return NewWords(prisons, nil).With(own, cleared), nil
}

// LeftOut is a place that was marked safe to text and is left out of a text
// because of its words.
type LeftOut struct {
	Place     string
	PersonID  int64
	ReleaseID int64
	NeededOn  calendar.Date // the day of the text
}

// ListLeftOut asks the link officer about each such place, once a place until it
// is seen to: the text goes without it meanwhile.
func ListLeftOut(ctx context.Context, tx pgx.Tx, now time.Time, words *Words, list []LeftOut) error {
	for _, l := range list {
		note := fmt.Sprintf("texts go without the place %q: it holds %s. If its name tells nothing, clear it with the command venue clear",
			l.Place, strings.Join(words.blockedAsSent(l.Place), ", "))
		err := openAttention(ctx, tx, now, attention{Kind: attentionPlace, AboutKey: placeKey(l.Place), Role: access.LinkOfficer,
			PersonID: l.PersonID, ReleaseID: l.ReleaseID, Note: note, DueOn: l.NeededOn})
		if err != nil {
			return err
		}
	}
	return nil
}

// placeKey names one place on the list.
func placeKey(place string) string {
	return "place:" + strings.ToLower(strings.Join(strings.Fields(place), " "))
}

// closeFreePlaces takes the places off the list that texts may hold now.
func closeFreePlaces(ctx context.Context, tx pgx.Tx, now time.Time, who access.Actor, words *Words) error {
	rows, err := tx.Query(ctx, openPlaces)
	if err != nil {
		return fmt.Errorf("find places that wait to be cleared: %w", err)
	}
	var free []int64
	var id int64
	var place string
	var due calendar.Date
	if _, err = pgx.ForEachRow(rows, []any{&id, &place, &due}, func() error {
		if words.Neutral(place) != "" {
			free = append(free, id)
		}
		return nil
	}); err != nil {
		return fmt.Errorf("find places that wait to be cleared: %w", err)
	}
	if _, err = tx.Exec(ctx, `UPDATE attention SET closed_at = $2, closed_by = $3 WHERE id = ANY ($1)`, free, now, who.Key()); err != nil {
		return fmt.Errorf("take cleared places off the list: %w", err)
	}
	return nil
}
