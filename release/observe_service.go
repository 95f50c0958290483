package release

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"throughgate/access"
	"throughgate/internal/calendar"
	"throughgate/notify"
	"throughgate/pathways"
)

// Observe stores what a source tells of these people and makes everything
// follow from it: dates with their history, the planned day and why, the plan,
// and for a release what must go at once. It works on the whole batch with one
// statement a table, inside the caller's transaction. It returns what became of
// each and how many messages were queued.
func (s *Service) Observe(ctx context.Context, tx pgx.Tx, who access.Actor, src Source, batch []Observation) ([]Applied, int, error) {
	if err := waitForWatch(ctx, tx); err != nil {
		return nil, 0, err
	}
	now := s.Now()
	ref, err := pathways.LoadReference(ctx, tx, s.Unit.Contact())
	if err != nil {
		return nil, 0, err
	}
	list, err := s.readObserved(ctx, tx, ref.Calendar, src, now, batch)
	if err != nil {
		return nil, 0, err
	}
	if err := storeObserved(ctx, tx, ref.Calendar, src, now, list); err != nil {
		return nil, 0, err
	}
	applied := make([]Applied, len(list))
	audit := make([]access.Entry, len(list))
	for i, o := range list {
		applied[i] = Applied{Line: o.Line, PersonID: o.personID, New: o.stored == nil, Changed: o.stored != nil}
		audit[i] = access.Entry{Action: access.Alter, ObjectKind: "person", ObjectID: o.personID, Detail: fmt.Sprintf("import %d", src.ImportID)}
		if o.stored == nil {
			audit[i].Action = access.Collect
		}
	}
	if err := access.Record(ctx, tx, now, who, audit...); err != nil {
		return nil, 0, err
	}
	queued, err := s.follow(ctx, tx, who, now, ref, list)
	return applied, queued, err
}

// readObserved puts beside each observation what is stored, and works out what
// follows.
func (s *Service) readObserved(ctx context.Context, tx pgx.Tx, cal *calendar.Calendar, src Source, now time.Time, batch []Observation) ([]*observed, error) {
	where, err := loadPlaces(ctx, tx)
	if err != nil {
		return nil, err
	}
	var known []int64
	fresh := 0
	for _, b := range batch {
		if b.PersonID != 0 {
			known = append(known, b.PersonID)
		} else {
			fresh++
		}
	}
	stored, before := map[int64]storedPerson{}, map[int64][]TypedDate{}
	if len(known) > 0 {
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
	}
	people, err := reserve(ctx, tx, "person", fresh)
	if err != nil {
		return nil, err
	}
	releases, err := reserve(ctx, tx, "release", fresh)
	if err != nil {
		return nil, err
	}
	today := calendar.DayOf(now)
	list := make([]*observed, len(batch))
	for i, b := range batch {
		o := &observed{Observation: b, ref: newRef()}
		if b.PersonID != 0 {
			st, ok := stored[b.PersonID]
			if !ok {
				return nil, fmt.Errorf("person %d has no current release", b.PersonID)
			}
			o.stored, o.personID, o.releaseID, o.before = &st, st.PersonID, st.ReleaseID, before[st.ReleaseID]
		} else {
			o.personID, people = people[0], people[1:]
			o.releaseID, releases = releases[0], releases[1:]
		}
		o.outOfArea, o.miles = where.away(o.Prison, o.HomeArea)
		o.prepare(cal, src, s.Unit, today)
		list[i] = o
	}
	return list, nil
}

func storeObserved(ctx context.Context, tx pgx.Tx, cal *calendar.Calendar, src Source, now time.Time, list []*observed) error {
	var fresh, known []*observed
	for _, o := range list {
		if o.stored == nil {
			fresh = append(fresh, o)
		} else {
			known = append(known, o)
		}
	}
	for _, write := range []func() error{
		func() error { return writePeople(ctx, tx, now, list) },
		func() error { return insertNumbers(ctx, tx, fresh) },
		func() error { return writeConsents(ctx, tx, now, src.Name, list) },
		func() error { return insertReleases(ctx, tx, src, now, fresh) },
		func() error { return updateReleases(ctx, tx, src, now, known) },
		func() error { return writeDates(ctx, tx, now, src.Name, list) },
		func() error { return recordChanges(ctx, tx, cal, src, now, known) },
	} {
		if err := write(); err != nil {
			return err
		}
	}
	return nil
}

// follow plans the people of the unit again, and does what a release, a death
// or another end asks for at once.
func (s *Service) follow(ctx context.Context, tx pgx.Tx, who access.Actor, now time.Time, ref *pathways.Reference, list []*observed) (int, error) {
	var ids, out, ended []int64
	for _, o := range list {
		if !s.Unit.Covers(Scope{Areas: []string{o.HomeArea}}) {
			continue
		}
		ids = append(ids, o.releaseID)
		switch {
		case o.justOut:
			out = append(out, o.releaseID)
		case o.state.ended():
			ended = append(ended, o.releaseID)
		}
	}
	if len(ids) == 0 {
		return 0, nil
	}
	if err := s.plan(ctx, tx, who, now, ref, ids); err != nil {
		return 0, err
	}
	for _, id := range ended {
		if _, err := s.Outbox.Cancel(ctx, tx, now, notify.Scope{ReleaseID: id}, "nothing more is sent for this person"); err != nil {
			return 0, err
		}
	}
	texts, err := s.remind(ctx, tx, now, ids)
	if err != nil || len(out) == 0 {
		return texts, err
	}
	alerts, err := s.afterRelease(ctx, tx, who, now, ref, out)
	return texts + alerts, err
}

// plan makes the stored tasks of these releases the wanted ones and notes for
// which day they are planned.
func (s *Service) plan(ctx context.Context, tx pgx.Tx, who access.Actor, now time.Time, ref *pathways.Reference, ids []int64) error {
	_, err := s.planCounted(ctx, tx, who, now, ref, ids)
	return err
}

func (s *Service) planCounted(ctx context.Context, tx pgx.Tx, who access.Actor, now time.Time, ref *pathways.Reference, ids []int64) (pathways.Replanned, error) {
	cases, err := loadCases(ctx, tx, ref.Calendar, ids)
	if err != nil {
		return pathways.Replanned{}, err
	}
	done, err := ref.Replan(ctx, tx, who, now, cases)
	if err != nil {
		return pathways.Replanned{}, err
	}
	today := calendar.DayOf(now)
	_, err = tx.Exec(ctx, `
		UPDATE release SET planned_for = w.day
		FROM (SELECT id, CASE WHEN planned_day <= $2 THEN planned_day END AS day FROM release WHERE id = ANY($1)) w
		WHERE release.id = w.id AND planned_for IS DISTINCT FROM w.day`, ids, today.AddDays(pathways.Reach))
	if err != nil {
		return pathways.Replanned{}, fmt.Errorf("note what is planned: %w", err)
	}
	return done, nil
}

// datesInForceOf reads the dates in force of these releases, by release.
func datesInForceOf(ctx context.Context, tx pgx.Tx, ids []int64) (map[int64][]TypedDate, error) {
	rows, err := tx.Query(ctx, `
		SELECT release_id, type, kind, day FROM release_date
		WHERE release_id = ANY($1) AND superseded_at IS NULL ORDER BY learnt_at, id`, ids)
	if err != nil {
		return nil, fmt.Errorf("read dates in force: %w", err)
	}
	out := map[int64][]TypedDate{}
	var id int64
	var d TypedDate
	if _, err = pgx.ForEachRow(rows, []any{&id, &d.Type, &d.Kind, &d.Day}, func() error {
		out[id] = append(out[id], d)
		return nil
	}); err != nil {
		return nil, fmt.Errorf("read dates in force: %w", err)
	}
	return out, nil
}
