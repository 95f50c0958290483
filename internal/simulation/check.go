package simulation

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"throughgate/internal/calendar"
	"throughgate/internal/oracle"
)

// check is the night's: the tables beside the oracle, and beside themselves.
func (w *world) check(ctx context.Context, day calendar.Date) error {
	if w.o.meddle != nil {
		if err := w.o.meddle(w, day); err != nil {
			return err
		}
	}
	numbers := w.lookedAt(day)
	var releases []oracle.SeenRelease
	var tasks map[string][]oracle.SeenTask
	if err := inHands(2, []func() error{
		func() (err error) { releases, err = w.readReleases(ctx); return err },
		func() (err error) { tasks, err = w.readTasks(ctx, numbers); return err },
	}, func(read func() error) error { return read() }); err != nil {
		return err
	}
	if err := beside(func() {
		w.oracle.Releases(releases)
		for _, n := range numbers {
			w.oracle.Tasks(n, tasks[n])
		}
		w.oracle.DayEnds(w.clock.now())
	}, func() error {
		if err := w.checkInvariants(ctx, day); err != nil {
			return err
		}
		return w.writeTasks(ctx)
	}); err != nil {
		return err
	}
	w.found = append(w.found, w.oracle.Violations()...)
	return w.keepLive(ctx)
}

func (w *world) readReleases(ctx context.Context) ([]oracle.SeenRelease, error) {
	rows, err := w.house.eyes.Query(ctx, `
		SELECT n.prison_number, r.state, coalesce(r.statutory_date::text, ''), coalesce(r.working_day::text, ''), coalesce(r.friday_scheme_day::text, ''),
		       coalesce(r.planned_day::text, ''), coalesce(r.released_on::text, ''), r.presumed, r.supervised, r.watched
		FROM release r JOIN person_number n ON n.person_id = r.person_id AND n.is_current
		WHERE r.is_current ORDER BY n.prison_number`)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowToStructByPos[oracle.SeenRelease])
}

// everyNth of the people has all requests looked at each night; those whose
// story changed always.
const everyNth = 7

func (w *world) lookedAt(day calendar.Date) []string {
	var numbers []string
	for i, s := range w.cast.souls {
		if s.listed && (len(w.cast.souls) < 1000 || i%everyNth == day.Sub(w.o.From)%everyNth) {
			numbers = append(numbers, s.number)
		}
	}
	return numbers
}

// readTasks gives the requests of these people, by their number.
func (w *world) readTasks(ctx context.Context, numbers []string) (map[string][]oracle.SeenTask, error) {
	rows, err := w.house.eyes.Query(ctx, `
		SELECT n.prison_number, t.standard, t.state, coalesce(t.hand_off_on::text, ''), coalesce(t.handed_off_on::text, ''), t.contact_email
		FROM person_number n JOIN release r ON r.person_id = n.person_id AND r.is_current JOIN task t ON t.release_id = r.id
		WHERE n.prison_number = ANY($1) ORDER BY n.prison_number, t.standard`, numbers)
	if err != nil {
		return nil, err
	}
	list, err := pgx.CollectRows(rows, pgx.RowToStructByPos[oracle.SeenTask])
	if err != nil {
		return nil, err
	}
	by := map[string][]oracle.SeenTask{}
	for _, t := range list {
		by[t.Number] = append(by[t.Number], t)
	}
	return by, nil
}

// writeTasks puts the day's steps of requests into the journal.
func (w *world) writeTasks(ctx context.Context) error {
	rows, err := w.house.eyes.Query(ctx, `
		SELECT e.id, e.at, n.prison_number, t.standard, e.state, e.sent_to
		FROM task_event e JOIN task t ON t.id = e.task_id JOIN release r ON r.id = t.release_id
		JOIN person_number n ON n.person_id = r.person_id AND n.is_current
		WHERE e.id > $1`, w.lastTask)
	if err != nil {
		return err
	}
	var id int64
	var at time.Time
	var number, standard, state, to string
	_, err = pgx.ForEachRow(rows, []any{&id, &at, &number, &standard, &state, &to}, func() error {
		w.lastTask = max(w.lastTask, id)
		w.journal.write(at, number, strings.TrimSpace(fmt.Sprintf("task %s %s %s", standard, state, to)))
		return nil
	})
	return err
}
