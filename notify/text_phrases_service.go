package notify

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"throughgate/access"
	"throughgate/internal/calendar"
	"throughgate/internal/fault"
	"throughgate/internal/pg"
)

// TextPhrases keeps the venues that are cleared by name and the unit's own words
// that no text may hold. Each is somebody's decision: who and when are kept, and
// nothing is deleted.
type TextPhrases struct {
	Pool *pgxpool.Pool
	Now  func() time.Time
}

// TextPhrase is a venue or a word in force.
type TextPhrase struct {
	Phrase string    `json:"phrase"`
	By     string    `json:"by"` // the name of who decided it
	At     time.Time `json:"at"` // UTC
}

// WaitingPlace is a place that texts go without until somebody clears it.
type WaitingPlace struct {
	Place string        `json:"place"`
	Holds []string      `json:"holds"`
	DueOn calendar.Date `json:"due_on"`
}

// mayDecideWords are those who answer for what the unit texts.
func mayDecideWords(who access.Actor) error {
	switch who.Role {
	case access.LinkOfficer, access.Coordinator, access.InformationLead, access.Administrator:
		if who.AccountID != 0 {
			return nil
		}
	case access.OffenderManager, access.SPOC:
	}
	return fault.Refused("A venue or a word is decided on by a named person of the unit: a link officer, coordinator, information lead or administrator")
}

// ClearVenue lets the name of a venue stand in texts. It fails with refused for
// somebody who may not, with invalid for a name that cannot be cleared, with
// conflict for one that is.
func (s TextPhrases) ClearVenue(ctx context.Context, who access.Actor, venue string) error {
	return s.change(ctx, who, func(tx pgx.Tx, now time.Time) error {
		words, err := LoadWords(ctx, tx)
		if err != nil {
			return err
		}
		if _, cleared, err := loadPhrases(ctx, tx); err != nil {
			return err
		} else if holdsPhrase(cleared, venue) {
			return fault.Conflict("The venue %q is cleared already", venue)
		}
		if problem := words.ClearingProblem(venue); problem != "" {
			return fault.Invalid("The venue %q %s", venue, problem)
		}
		if err := addPhrase(ctx, tx, now, who, phraseCleared, venue); err != nil {
			return err
		}
		if words, err = LoadWords(ctx, tx); err != nil {
			return err
		}
		return closeFreePlaces(ctx, tx, now, who, words)
	})
}

// UnclearVenue takes it back. It fails with not found for one that is not cleared.
func (s TextPhrases) UnclearVenue(ctx context.Context, who access.Actor, venue string) error {
	return s.change(ctx, who, func(tx pgx.Tx, now time.Time) error {
		return endPhrase(ctx, tx, now, who, phraseCleared, venue)
	})
}

// AddWord adds a word of the unit's own that no text may hold. It fails with
// invalid where no text could go then, or the word is blocked already.
func (s TextPhrases) AddWord(ctx context.Context, who access.Actor, word string) error {
	return s.change(ctx, who, func(tx pgx.Tx, now time.Time) error {
		words, err := LoadWords(ctx, tx)
		if err != nil {
			return err
		}
		set, err := readTemplates(templateFiles, NewWords(nil, nil))
		if err != nil {
			return err
		}
		if problem := words.ownWordProblem(word, set); problem != "" {
			return fault.Invalid("The word %q %s", word, problem)
		}
		return addPhrase(ctx, tx, now, who, phraseOwn, word)
	})
}

// RemoveWord takes a word of the unit's own away. It fails with not found for
// one that is not there.
func (s TextPhrases) RemoveWord(ctx context.Context, who access.Actor, word string) error {
	return s.change(ctx, who, func(tx pgx.Tx, now time.Time) error {
		return endPhrase(ctx, tx, now, who, phraseOwn, word)
	})
}

// Venues lists the cleared venues, and the places that wait.
func (s TextPhrases) Venues(ctx context.Context, who access.Actor) (cleared []TextPhrase, waiting []WaitingPlace, err error) {
	err = pg.ReadTx(ctx, s.Pool, who, func(tx pgx.Tx) error {
		if cleared, err = listPhrases(ctx, tx, phraseCleared); err != nil {
			return err
		}
		words, err := LoadWords(ctx, tx)
		if err != nil {
			return err
		}
		waiting, err = waitingPlaces(ctx, tx, words)
		return err
	})
	return cleared, waiting, err
}

// OwnWords lists the unit's own words.
func (s TextPhrases) OwnWords(ctx context.Context, who access.Actor) (words []TextPhrase, err error) {
	err = pg.ReadTx(ctx, s.Pool, who, func(tx pgx.Tx) error {
		words, err = listPhrases(ctx, tx, phraseOwn)
		return err
	})
	return words, err
}

func (s TextPhrases) change(ctx context.Context, who access.Actor, fn func(pgx.Tx, time.Time) error) error {
	if err := mayDecideWords(who); err != nil {
		return err
	}
	return pg.InTx(ctx, s.Pool, who, func(tx pgx.Tx) error { return fn(tx, s.Now()) })
}
