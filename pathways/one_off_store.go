package pathways

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"throughgate/access"
	"throughgate/internal/calendar"
	"throughgate/internal/fault"
)

// StoredOneOff is a one-off request as it stands.
type StoredOneOff struct {
	OneOff
	Code      string
	Version   int // of what is asked: a form carries it
	AddedBy   string
	TaskID    int64
	TaskRef   string
	State     State
	Asked     calendar.Date // the day on which it was asked; zero: not yet
	TakenBack bool

	releaseID int64
}

// OneOffKnown tells whether a form has been sent before.
func OneOffKnown(ctx context.Context, tx pgx.Tx, key string) (known bool, err error) {
	if err = tx.QueryRow(ctx, `SELECT EXISTS (SELECT 1 FROM standard WHERE form_key = $1)`, key).Scan(&known); err != nil {
		return false, fmt.Errorf("look for the request: %w", err)
	}
	return known, nil
}

// ReadOneOff reads a one-off request of a release by the reference of its task.
// fault.NotFound.
func ReadOneOff(ctx context.Context, tx pgx.Tx, releaseID int64, taskRef string) (StoredOneOff, error) {
	o := StoredOneOff{TaskRef: taskRef, releaseID: releaseID}
	var foundBy FoundBy
	err := tx.QueryRow(ctx, `
		SELECT s.title, s.why, s.pathway, s.service, s.found_by, s.after_release, s.code, s.version, s.added_by, s.retired_at IS NOT NULL,
		       t.id, t.state, t.hand_off_on, t.due_on, CASE WHEN t.state <> 'planned' THEN t.handed_off_on END
		FROM task t JOIN standard s ON s.code = t.standard AND s.release_id = t.release_id
		WHERE t.ref = $1 AND t.release_id = $2`, taskRef, releaseID).
		Scan(&o.Title, &o.Ask, &o.Pathway, &o.Who, &foundBy, &o.AfterRelease, &o.Code, &o.Version, &o.AddedBy, &o.TakenBack,
			&o.TaskID, &o.State, &o.AskOn, &o.DueOn, &o.Asked)
	if errors.Is(err, pgx.ErrNoRows) {
		return StoredOneOff{}, fault.NotFound("Request")
	}
	if err != nil {
		return StoredOneOff{}, fmt.Errorf("read a one-off request: %w", err)
	}
	switch foundBy {
	case ByCOM:
		o.Who = AskManager
	case ByUnit:
		o.Who = AskLinkOfficer
	case ByArea, ByPrison:
	}
	return o, nil
}

func insertOneOff(ctx context.Context, tx pgx.Tx, who access.Actor, now time.Time, s *Standard, key string) error {
	var number int
	if err := tx.QueryRow(ctx, `SELECT nextval('one_off_number')`).Scan(&number); err != nil {
		return fmt.Errorf("number a one-off request: %w", err)
	}
	s.Code, s.Position = oneOffCode(number), oneOffPosition+number
	// edited_at: it is the unit's own, and no load of the catalogue retires it.
	_, err := tx.Exec(ctx, `
		INSERT INTO standard (code, position, pathway, title, mail_words, service, found_by, anchor, hand_off_offset, due_offset,
			due_day_kind, required, after_release, applies_when, needs_first, before_telling, evidence, why, edited_at, release_id, added_by, form_key)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, false, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21)`,
		s.Code, s.Position, s.Pathway, s.Title, s.MailWords, s.Service, string(s.FoundBy), string(s.Anchor), s.HandOffOffset, s.DueOffset,
		string(s.DueDayKind), s.AfterRelease, s.AppliesWhen, s.NeedsFirst, s.BeforeTelling, s.Evidence, s.Why, now, s.ReleaseID, who.Key(), key)
	if err != nil {
		return fmt.Errorf("add a one-off request: %w", err)
	}
	return nil
}

// updateOneOff writes what is asked from now on, and notes in the task's history
// that it changed: an answer to a form that showed the old words is stale.
func updateOneOff(ctx context.Context, tx pgx.Tx, who access.Actor, now time.Time, was StoredOneOff, s *Standard) error {
	_, err := tx.Exec(ctx, `
		UPDATE standard SET title = $2, why = $3, pathway = $4, service = $5, found_by = $6, anchor = $7, hand_off_offset = $8, due_offset = $9,
		       due_day_kind = $10, after_release = $11, before_telling = $12, version = version + 1, edited_at = $13 WHERE code = $1`,
		was.Code, s.Title, s.Why, s.Pathway, s.Service, string(s.FoundBy), string(s.Anchor), s.HandOffOffset, s.DueOffset,
		string(s.DueDayKind), s.AfterRelease, s.BeforeTelling, now)
	if err != nil {
		return fmt.Errorf("change a one-off request: %w", err)
	}
	return noteOneOff(ctx, tx, who, now, was, ReasonChanged)
}

// retireOneOff takes a one-off request back, or makes it stand again: the next
// re-plan, which the caller does, withdraws its task or plans it.
func retireOneOff(ctx context.Context, tx pgx.Tx, who access.Actor, now time.Time, was StoredOneOff, back bool) error {
	_, err := tx.Exec(ctx, `
		UPDATE standard SET retired_at = CASE WHEN $2 THEN $3::timestamptz END, version = version + 1, edited_at = $3 WHERE code = $1`, was.Code, back, now)
	if err != nil {
		return fmt.Errorf("take a one-off request back: %w", err)
	}
	return nil
}

func noteOneOff(ctx context.Context, tx pgx.Tx, who access.Actor, now time.Time, was StoredOneOff, reason string) error {
	if _, err := tx.Exec(ctx, `UPDATE task SET version = version + 1 WHERE id = $1`, was.TaskID); err != nil {
		return fmt.Errorf("note that a one-off request changed: %w", err)
	}
	return insertEvents(ctx, tx, who.Key(), now, []event{{task: was.TaskID, state: was.State, reason: reason}})
}
