package release

import (
	"context"
	"fmt"
	"slices"

	"github.com/jackc/pgx/v5"

	"throughgate/notify"
	"throughgate/pathways"
)

// How many releases are planned, and handed off, together. What is due is found
// by its day, and anew for each part: small parts of many people would go
// through all that is due over and over.
const (
	atOnceInWatch   = 5000
	handedOffAtOnce = 25_000
)

// unitSQL restricts a query on person p to the unit's areas, unitsSQL one on
// release r, which has the area of its person.
const (
	unitSQL  = `($1 OR p.home_area = ANY($2))`
	unitsSQL = `($1 OR r.home_area = ANY($2))`
)

// refreshWatched follows a change of THROUGHGATE_WATCH; an import sets it for
// the people it changes. Whoever is no longer watched loses the open tasks,
// whoever is now gets them. Whoever is watched and out of area stays so, which
// is nearly everybody: the others are found in indexes alone.
func (w *watch) refreshWatched(ctx context.Context) error {
	ids, err := w.releases(ctx, `
		UPDATE release r SET watched = NOT r.watched
		WHERE `+unitsSQL+` AND r.is_current AND r.id IN (
			SELECT c.id FROM release c WHERE c.is_current AND (NOT c.watched OR c.out_of_area = 'no')
			   AND c.watched <> ($3 OR c.out_of_area <> 'no' OR c.person_id IN (SELECT id FROM person WHERE iom <> '')))
		RETURNING r.id`, w.Unit.WatchEveryone)
	if err != nil {
		return err
	}
	return w.planThese(ctx, ids)
}

// planWindow plans those who enter the window. Somebody without a planned day
// has tasks from the day they are stored, unless their area is new to the unit.
func (w *watch) planWindow(ctx context.Context) error {
	ids, err := w.releases(ctx, `
		SELECT r.id FROM release r
		WHERE `+unitsSQL+` AND r.is_current AND r.watched AND r.planned_for IS NULL AND r.released_on IS NULL
		  AND (r.planned_day <= $3 AND r.state IN ('planned', 'date_passed', 'not_confirmed')
		       OR r.planned_day IS NULL AND r.state IN ('could_leave_any_day', 'awaiting_parole', 'recalled_no_date', 'no_dates')
		          AND NOT EXISTS (SELECT 1 FROM task t WHERE t.release_id = r.id))
		ORDER BY r.id FOR NO KEY UPDATE OF r`, w.day.AddDays(pathways.Reach))
	if err != nil {
		return err
	}
	return w.planThese(ctx, ids)
}

// planThese makes the tasks of these releases the wanted ones and counts new ones.
func (w *watch) planThese(ctx context.Context, ids []int64) error {
	slices.Sort(ids)
	for part := range slices.Chunk(ids, atOnceInWatch) {
		n, err := w.planCounted(ctx, w.tx, w.who, w.now, w.ref, part)
		if err != nil {
			return err
		}
		w.done.Planned += n.Added
		w.taken = append(w.taken, n.Taken...)
	}
	return nil
}

func (w *watch) judgeTooLate(ctx context.Context) error {
	_, err := pathways.JudgeTooLate(ctx, w.tx, w.who, w.now, w.day)
	return err
}

// handOff hands off every task whose hand-off day is reached or passed. The
// watch of a non-working day writes to no service.
func (w *watch) handOff(ctx context.Context) error {
	// What is due is read apart from the rows that are locked: so the index alone will do.
	ids, err := w.releases(ctx, `
		WITH due AS MATERIALIZED (SELECT DISTINCT release_id FROM task WHERE state = 'planned' AND hand_off_on <= $3)
		SELECT r.id FROM release r
		WHERE `+unitsSQL+` AND r.is_current AND r.watched AND r.held_by IS NULL AND r.id IN (SELECT release_id FROM due)
		ORDER BY r.id FOR NO KEY UPDATE OF r`, w.day)
	if err != nil {
		return err
	}
	for part := range slices.Chunk(ids, handedOffAtOnce) {
		cases, err := loadCases(ctx, w.tx, w.ref.Calendar, part)
		if err != nil {
			return err
		}
		hand, err := w.ref.HandOffDue(ctx, w.tx, w.who, w.handing(), cases)
		if err != nil {
			return err
		}
		w.hand = append(w.hand, hand...)
	}
	w.done.HandedOff = len(w.hand)
	return nil
}

// releases runs a query of release ids for the unit's people.
func (w *watch) releases(ctx context.Context, sql string, more ...any) ([]int64, error) {
	rows, err := w.tx.Query(ctx, sql, append([]any{w.Unit.All, w.Unit.Areas}, more...)...)
	if err != nil {
		return nil, fmt.Errorf("find releases: %w", err)
	}
	ids, err := pgx.CollectRows(rows, pgx.RowTo[int64])
	if err != nil {
		return nil, fmt.Errorf("find releases: %w", err)
	}
	return ids, nil
}

func (w *watch) climb(ctx context.Context) error {
	var err error
	if w.climbed, err = w.ref.ClimbLadder(ctx, w.tx, w.now); err != nil {
		return err
	}
	for _, c := range w.climbed {
		if c.Rung == 1 {
			w.done.Reminded++
		} else {
			w.done.Escalated++
		}
	}
	return nil
}

// judgeAnswering marks services that do not answer, opens one item each for the
// unit coordinator, and closes those of services that answer again. From then
// on, this watch included, rungs to the managers of a silent service stop.
func (w *watch) judgeAnswering(ctx context.Context) error {
	marked, err := w.ref.JudgeAnswering(ctx, w.tx, w.now)
	if err != nil {
		return err
	}
	_, err = w.tx.Exec(ctx, `
		INSERT INTO attention (kind, about_key, role, service_id, opened_at)
		SELECT 'not_answering', 'service:' || id, 'coordinator', id, $2 FROM unnest($1::bigint[]) AS u(id)
		ON CONFLICT (kind, about_key) WHERE closed_at IS NULL DO NOTHING`, marked, w.clock)
	if err != nil {
		return fmt.Errorf("open items for the coordinator: %w", err)
	}
	_, err = w.tx.Exec(ctx, `
		UPDATE attention a SET closed_at = $1, closed_by = $2 FROM service s
		WHERE s.id = a.service_id AND a.kind = 'not_answering' AND a.closed_at IS NULL AND s.not_answering_since IS NULL`,
		w.clock, w.who.Key())
	if err != nil {
		return fmt.Errorf("close items of services that answer again: %w", err)
	}
	return nil
}

// firstSeen marks the services that no watch had written to before.
func (w *watch) firstSeen(ctx context.Context) error {
	return pathways.FirstWatchSeen(ctx, w.tx, w.day)
}

// queue adds messages and counts those that are to be sent.
func (w *watch) queue(ctx context.Context, list []notify.Intent) (int, error) {
	ids, err := w.Outbox.Add(ctx, w.tx, w.clock, list)
	w.done.MessagesQueued += len(ids)
	return len(ids), err
}

// blankWords wipes the words of old messages, once a day.
func (w *watch) blankWords(ctx context.Context) error {
	_, err := w.Outbox.Blank(ctx, w.tx, w.clock)
	return err
}
