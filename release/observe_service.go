package release

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"throughgate/access"
	"throughgate/internal/calendar"
	"throughgate/pathways"
)

// Observe stores what a source tells of these people and makes everything
// follow from it: dates with their history, the planned day and why, the plan,
// and for a release what must go at once. It works on the whole batch with one
// statement a table, inside the caller's transaction. It returns what became of
// each and how many messages were queued; those of an import wait until
// CloseImport.
func (s *Service) Observe(ctx context.Context, tx pgx.Tx, who access.Actor, src Source, batch []Observation) ([]Applied, int, error) {
	if err := waitForWatch(ctx, tx); err != nil {
		return nil, 0, err
	}
	c, err := s.newCause(ctx, tx, who, src, fmt.Sprintf("import:%d", src.ImportID))
	if err != nil {
		return nil, 0, err
	}
	list, err := readObserved(ctx, tx, src, batch)
	if err != nil {
		return nil, 0, err
	}
	before, err := keepBefore(ctx, tx, src, list)
	if err != nil {
		return nil, 0, err
	}
	queued, err := s.settle(ctx, tx, c, list)
	if err != nil {
		return nil, 0, err
	}
	if err := writePurposes(ctx, tx, list); err != nil {
		return nil, 0, err
	}
	if err := before.after(ctx, tx, list); err != nil {
		return nil, 0, err
	}
	applied := make([]Applied, len(list))
	audit := make([]access.Entry, len(list))
	for i, o := range list {
		applied[i] = Applied{Line: o.Line, PersonID: o.personID, New: o.stored == nil, Changed: o.stored != nil, Again: o.overtaken()}
		audit[i] = access.Entry{Action: access.Alter, ObjectKind: "person", ObjectID: o.personID, Detail: fmt.Sprintf("import %d", src.ImportID)}
		if o.stored == nil {
			audit[i].Action = access.Collect
		}
		if src.ImportID == 0 {
			audit[i].Detail = src.Name
		}
	}
	return applied, queued, access.Record(ctx, tx, c.now, who, audit...)
}

// readObserved puts beside each observation what is stored.
func readObserved(ctx context.Context, tx pgx.Tx, src Source, batch []Observation) ([]*observed, error) {
	var known []int64
	fresh := 0
	for _, b := range batch {
		if b.PersonID != 0 {
			known = append(known, b.PersonID)
		} else {
			fresh++
		}
	}
	stored, before, events := map[int64]*storedPerson{}, map[int64][]TypedDate{}, map[int64][]LifeEvent{}
	if len(known) > 0 {
		var err error
		if stored, err = lockPeople(ctx, tx, known); err != nil {
			return nil, err
		}
		ids := make([]int64, 0, len(stored))
		for _, st := range stored {
			ids = append(ids, st.ReleaseID)
		}
		if before, err = datesInForceOf(ctx, tx, ids); err != nil {
			return nil, err
		}
		if events, err = eventsOf(ctx, tx, known); err != nil {
			return nil, err
		}
	}
	people, err := reserve(ctx, tx, "person", fresh)
	if err != nil {
		return nil, err
	}
	list := make([]*observed, len(batch))
	for i, b := range batch {
		o := &observed{Observation: b, ref: newRef(), told: true, seenAt: src.AsOf.UTC()}
		if b.PersonID != 0 {
			st, ok := stored[b.PersonID]
			if !ok {
				return nil, fmt.Errorf("person %d has no current release", b.PersonID)
			}
			o.stored, o.personID, o.releaseID, o.before, o.events = st, st.PersonID, st.ReleaseID, before[st.ReleaseID], events[st.PersonID]
		} else {
			o.personID, people = people[0], people[1:]
		}
		list[i] = o
	}
	return list, nil
}

// plan makes the stored tasks of these releases the wanted ones and notes for
// which day they are planned.
func (s *Service) plan(ctx context.Context, tx pgx.Tx, who access.Actor, now time.Time, ref *pathways.Reference, ids []int64) error {
	_, err := s.planCounted(ctx, tx, who, now, ref, ids)
	return err
}

func (s *Service) planCounted(ctx context.Context, tx pgx.Tx, who access.Actor, now time.Time, ref *pathways.Reference, ids []int64) (pathways.Replanned, error) {
	return s.planMoved(ctx, tx, who, now, ref, ids, nil)
}

// planMoved is planCounted for releases of which some planned days have moved
// from another day.
func (s *Service) planMoved(ctx context.Context, tx pgx.Tx, who access.Actor, now time.Time, ref *pathways.Reference, ids []int64, from map[int64]calendar.Date) (pathways.Replanned, error) {
	cases, err := loadCases(ctx, tx, ref.Calendar, ids)
	if err != nil {
		return pathways.Replanned{}, err
	}
	for _, c := range cases {
		c.MovedFrom = from[c.ReleaseID]
	}
	done, err := ref.Replan(ctx, tx, who, now, cases)
	if err != nil {
		return pathways.Replanned{}, err
	}
	_, err = tx.Exec(ctx, `
		UPDATE release SET planned_for = w.day
		FROM (SELECT id, CASE WHEN planned_day <= $2 THEN planned_day END AS day FROM release WHERE id = ANY($1)) w
		WHERE release.id = w.id AND planned_for IS DISTINCT FROM w.day`, ids, plannedUntil(now))
	if err != nil {
		return pathways.Replanned{}, fmt.Errorf("note what is planned: %w", err)
	}
	return done, nil
}

// plannedUntil is the last day for which anybody is planned at an instant.
func plannedUntil(now time.Time) calendar.Date { return calendar.DayOf(now).AddDays(pathways.Reach) }
