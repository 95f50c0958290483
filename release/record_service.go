package release

import (
	"context"
	"fmt"
	"slices"

	"github.com/jackc/pgx/v5"

	"throughgate/access"
	"throughgate/pathways"
)

// Record stores what an event file tells of these people and makes everything
// follow from it, in the caller's transaction: movements are told over again
// from the beginning, decisions and ticks are noted. An event whose id is
// recorded already changes nothing; late and out of order, the end is the same
// as in order (domain rule 4). It tells of each event what became of it, and
// how many messages were queued.
func (s *Service) Record(ctx context.Context, tx pgx.Tx, who access.Actor, src Source, list []LifeEvent) ([]Recorded, int, error) {
	if len(list) == 0 {
		return nil, 0, nil
	}
	if err := waitForWatch(ctx, tx); err != nil {
		return nil, 0, err
	}
	c, err := s.newCause(ctx, tx, who, src, fmt.Sprintf("import:%d", src.ImportID))
	if err != nil {
		return nil, 0, err
	}
	r := &recording{Service: s, cause: c, tx: tx, seen: map[string]LifeEvent{}}
	if err := r.read(ctx, list); err != nil {
		return nil, 0, err
	}
	out := make([]Recorded, len(list))
	for i, e := range list {
		e.At = e.At.UTC()
		if out[i], err = r.one(ctx, e); err != nil {
			return nil, 0, err
		}
	}
	queued, err := r.finish(ctx)
	return out, queued, err
}

// recording is one event file under way.
type recording struct {
	*Service
	cause
	tx     pgx.Tx
	seen   map[string]LifeEvent // events recorded before or by this file, by their sender's id
	moves  []LifeEvent          // still to be stored
	people []int64              // whom to settle
	died   []int64              // whose next of kin have been told
	lost   []pathways.Taken     // requests that another one stands for since two records were joined
	audit  []access.Entry
}

// read locks the people, in order of their releases, and finds the ids that are
// recorded already.
func (r *recording) read(ctx context.Context, list []LifeEvent) error {
	var people []int64
	var ids, numbers []string
	for _, e := range list {
		people, ids = append(people, e.PersonID), append(ids, e.ExternalID)
		if e.Word == Merged {
			numbers = append(numbers, e.About)
		}
	}
	remain, err := peopleOf(ctx, r.tx, numbers)
	if err != nil {
		return err
	}
	people = append(people, remain...)
	slices.Sort(people)
	if _, err := lockPeople(ctx, r.tx, slices.Compact(people)); err != nil {
		return err
	}
	rows, err := r.tx.Query(ctx, `SELECT external_id, person_id, at, event, about FROM life_event WHERE external_id = ANY($1)`, ids)
	if err != nil {
		return fmt.Errorf("read events recorded before: %w", err)
	}
	var e LifeEvent
	if _, err = pgx.ForEachRow(rows, []any{&e.ExternalID, &e.PersonID, &e.At, &e.Word, &e.About}, func() error {
		e.At = e.At.UTC()
		r.seen[e.ExternalID] = e
		return nil
	}); err != nil {
		return fmt.Errorf("read events recorded before: %w", err)
	}
	return nil
}

// peopleOf finds the people of these prison numbers.
func peopleOf(ctx context.Context, tx pgx.Tx, numbers []string) ([]int64, error) {
	rows, err := tx.Query(ctx, `SELECT person_id FROM person_number WHERE prison_number = ANY($1)`, numbers)
	if err != nil {
		return nil, fmt.Errorf("find people by their numbers: %w", err)
	}
	ids, err := pgx.CollectRows(rows, pgx.RowTo[int64])
	if err != nil {
		return nil, fmt.Errorf("find people by their numbers: %w", err)
	}
	return ids, nil
}

// one records one event, or says why it cannot be.
func (r *recording) one(ctx context.Context, e LifeEvent) (Recorded, error) {
	done := Recorded{Line: e.Line, PersonID: e.PersonID}
	if before, ok := r.seen[e.ExternalID]; ok {
		if before.Word == e.Word && before.At.Equal(e.At) && before.About == e.About && (before.PersonID == e.PersonID || e.Word == Merged) {
			done.Known = true
		} else {
			done.Problem = "this id was used for another event: give each event an id of its own"
		}
		return done, nil
	}
	if err := r.settleBefore(ctx, e); err != nil {
		return done, err
	}
	kept, problem, err := r.note(ctx, e)
	if err != nil || problem != "" {
		done.Problem = problem
		return done, err
	}
	r.seen[e.ExternalID] = e
	if e.Source == "" {
		e.Source = r.Name
	}
	goes := e.PersonID
	if e.Word == Merged { // it is part of the life of the one who remains
		e.PersonID = kept
	}
	if e.Word.Movement() && e.Word != Merged {
		r.moves = append(r.moves, e)
	} else if err := storeEvents(ctx, r.tx, r.now, r.who.Key(), []LifeEvent{e}); err != nil {
		return done, err
	}
	r.people = append(r.people, e.PersonID)
	r.audit = append(r.audit, access.Entry{Action: access.Alter, ObjectKind: "person", ObjectID: e.PersonID, Detail: "event " + string(e.Word)})
	if e.Word == Merged {
		for i := range r.moves {
			if r.moves[i].PersonID == goes {
				r.moves[i].PersonID = kept
			}
		}
	}
	return done, nil
}

// settleBefore settles what the file told so far before a record of somebody
// whom it moved: a tick is about a task of the stay that an event has just begun.
func (r *recording) settleBefore(ctx context.Context, e LifeEvent) error {
	if e.Word.Movement() || !slices.ContainsFunc(r.moves, func(m LifeEvent) bool { return m.PersonID == e.PersonID }) {
		return nil
	}
	if err := storeEvents(ctx, r.tx, r.now, r.who.Key(), r.moves); err != nil {
		return err
	}
	var people []int64
	for _, m := range r.moves {
		people = append(people, m.PersonID)
	}
	r.moves = nil
	slices.Sort(people)
	_, err := r.resettle(ctx, r.tx, r.cause, slices.Compact(people))
	return err
}

// finish settles everybody whom the file was about.
func (r *recording) finish(ctx context.Context) (int, error) {
	if len(r.people) == 0 {
		return 0, nil
	}
	if err := storeEvents(ctx, r.tx, r.now, r.who.Key(), r.moves); err != nil {
		return 0, err
	}
	slices.Sort(r.people)
	people := slices.Compact(r.people)
	// The next row of an extract is looked at again, whatever it says: it may
	// know more, or less, than the event.
	if _, err := r.tx.Exec(ctx, `UPDATE extract_row SET row_hash = '' WHERE person_id = ANY($1)`, people); err != nil {
		return 0, fmt.Errorf("look at extracts again: %w", err)
	}
	queued, err := r.resettle(ctx, r.tx, r.cause, people)
	if err != nil {
		return 0, err
	}
	more, err := r.replan(ctx, people)
	if err != nil {
		return 0, err
	}
	kin, err := r.tellDeath(ctx)
	if err != nil {
		return 0, err
	}
	if r.ImportID != 0 { // the file is one change: what it causes waited for its end
		ids, err := r.Outbox.ReleaseHeld(ctx, r.tx, r.now, r.ImportID)
		if err != nil {
			return 0, err
		}
		queued += len(ids)
	}
	return queued + more + kin, access.Record(ctx, r.tx, r.now, r.who, r.audit...)
}

// replan plans these people again though nothing of their release differs: a
// consent, a tick or a written reason opens what waited.
func (r *recording) replan(ctx context.Context, people []int64) (int, error) {
	rows, err := r.tx.Query(ctx, `
		SELECT r.id FROM release r JOIN person p ON p.id = r.person_id
		WHERE `+unitSQL+` AND r.is_current AND r.person_id = ANY($3) ORDER BY r.id`, r.Unit.All, r.Unit.Areas, people)
	if err != nil {
		return 0, fmt.Errorf("find whom to plan again: %w", err)
	}
	ids, err := pgx.CollectRows(rows, pgx.RowTo[int64])
	if err != nil || len(ids) == 0 {
		return 0, err
	}
	done, err := r.planCounted(ctx, r.tx, r.who, r.now, r.ref, ids)
	if err != nil {
		return 0, err
	}
	held, c := r.holdingBack(r.cause), r.cause
	c.occasion += ":planned" // beside what the settling before has told; an import's messages come together
	if r.ImportID != 0 {
		c.occasion = r.occasion
	}
	if _, err := held.remind(ctx, r.tx, r.now, ids); err != nil {
		return 0, err
	}
	return held.tellServices(ctx, r.tx, c, consequences{plan: ids}, append(done.Taken, r.lost...), nil)
}
