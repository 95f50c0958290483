package release

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"throughgate/access"
	"throughgate/internal/fault"
)

// TakeBack takes back a movement that was recorded by hand by mistake: the story
// is told over again without it, and what services and officers were told of it
// is told anew. The event stays in the history, with who took it back and why.
// key is that of the form which recorded it. A death is undone by two people
// alone ([Service.AskNotDied]), a merge by nobody (domain rule 4). Errors: fault.NotFound,
// fault.Invalid, fault.Refused.
func (s *Service) TakeBack(ctx context.Context, who access.Actor, ref, key, why string) error {
	why = strings.TrimSpace(why)
	switch {
	case why == "":
		return fault.Invalid("Say why it is taken back")
	case len([]rune(why)) > LongestReason:
		return fault.Invalid("Say it in at most 500 characters")
	}
	return s.withPerson(ctx, who, ref, "", func(tx pgx.Tx, now time.Time, head, _ headRow) error {
		e, done, err := readTakeable(ctx, tx, head.PersonID, key)
		if err != nil || done {
			return err
		}
		if err := head.mayChange(); err != nil {
			return err
		}
		if e.Word == HasDied {
			return fault.Refused("A death is taken back by two people: ask on the release's page, and somebody else confirms it")
		}
		if !e.Word.MayTakeBack() || head.State == Died {
			return fault.Refused("This cannot be taken back here. Ring the unit's administrator")
		}
		c, err := s.newCause(ctx, tx, who, Source{Name: ByHandSource, AsOf: now}, fmt.Sprintf("taken_back:%d", e.ID))
		if err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `UPDATE life_event SET superseded_at = $2, taken_back_by = $3, taken_back_why = $4 WHERE id = $1`,
			e.ID, now, who.Key(), why); err != nil {
			return fmt.Errorf("take back an event: %w", err)
		}
		r := &recording{Service: s, cause: c, tx: tx, people: []int64{head.PersonID}, audit: []access.Entry{
			{Action: access.Alter, ObjectKind: "person", ObjectID: head.PersonID, Detail: "taken back: event " + string(e.Word)}}}
		_, err = r.finish(ctx)
		return err
	})
}

// MayTakeBack tells whether a movement of this kind, recorded by mistake, can be
// taken back by one person.
func (w Word) MayTakeBack() bool {
	return w.Movement() && !slices.Contains([]Word{HasDied, Merged}, w)
}

// readTakeable reads an event that was recorded by hand; done where it is taken
// back already.
func readTakeable(ctx context.Context, tx pgx.Tx, personID int64, key string) (e LifeEvent, done bool, err error) {
	err = tx.QueryRow(ctx, `SELECT id, event, superseded_at IS NOT NULL FROM life_event WHERE person_id = $1 AND external_id = $2 AND source = $3`,
		personID, "page:"+key, ByHandSource).Scan(&e.ID, &e.Word, &done)
	if errors.Is(err, pgx.ErrNoRows) {
		return e, false, fault.NotFound("event")
	}
	if err != nil {
		return e, false, fmt.Errorf("read the event: %w", err)
	}
	return e, done, nil
}
