package simulation

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"throughgate/internal/calendar"
	"throughgate/internal/oracle"
	"throughgate/pathways"
)

// check is the night's: the tables beside the oracle, and beside themselves.
func (w *world) check(ctx context.Context, day calendar.Date) error {
	if w.o.meddle != nil {
		if err := w.o.meddle(w, day); err != nil {
			return err
		}
	}
	if err := w.checkReleases(ctx); err != nil {
		return err
	}
	if err := w.checkTasks(ctx, day); err != nil {
		return err
	}
	w.oracle.DayEnds(w.clock.now())
	if err := w.checkInvariants(ctx, day); err != nil {
		return err
	}
	if err := w.writeTasks(ctx); err != nil {
		return err
	}
	w.found = append(w.found, w.oracle.Violations()...)
	return nil
}

func (w *world) checkReleases(ctx context.Context) error {
	rows, err := w.house.eyes.Query(ctx, `
		SELECT n.prison_number, r.state, coalesce(r.statutory_date::text, ''), coalesce(r.working_day::text, ''), coalesce(r.friday_scheme_day::text, ''),
		       coalesce(r.planned_day::text, ''), coalesce(r.released_on::text, ''), r.presumed, r.supervised, r.watched
		FROM release r JOIN person_number n ON n.person_id = r.person_id AND n.is_current
		WHERE r.is_current ORDER BY n.prison_number`)
	if err != nil {
		return err
	}
	seen, err := pgx.CollectRows(rows, pgx.RowToStructByPos[oracle.SeenRelease])
	if err != nil {
		return err
	}
	w.oracle.Releases(seen)
	return nil
}

// everyNth of the people has all requests looked at each night; those whose
// story changed always.
const everyNth = 7

func (w *world) checkTasks(ctx context.Context, day calendar.Date) error {
	var numbers []string
	for i, s := range w.cast.souls {
		if s.listed && (len(w.cast.souls) < 1000 || i%everyNth == day.Sub(w.o.From)%everyNth) {
			numbers = append(numbers, s.number)
		}
	}
	rows, err := w.house.eyes.Query(ctx, `
		SELECT n.prison_number, t.standard, t.state, coalesce(t.hand_off_on::text, ''), coalesce(t.handed_off_on::text, ''), t.contact_email
		FROM person_number n JOIN release r ON r.person_id = n.person_id AND r.is_current JOIN task t ON t.release_id = r.id
		WHERE n.prison_number = ANY($1) ORDER BY n.prison_number, t.standard`, numbers)
	if err != nil {
		return err
	}
	list, err := pgx.CollectRows(rows, pgx.RowToStructByPos[oracle.SeenTask])
	if err != nil {
		return err
	}
	by := map[string][]oracle.SeenTask{}
	for _, t := range list {
		by[t.Number] = append(by[t.Number], t)
	}
	for _, n := range numbers {
		w.oracle.Tasks(n, by[n])
	}
	return nil
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

// answer lets those who were asked answer: at once, after days, with a no, or
// never. Officers see to their own.
func (w *world) answer(ctx context.Context, day calendar.Date) error {
	if !w.o.has("answer") {
		return nil
	}
	rows, err := w.house.eyes.Query(ctx, `
		SELECT t.ref, t.version, t.standard, t.state, t.contact_email, n.prison_number, s.found_by IN ('com', 'unit'), p.home_area, t.handed_off_on
		FROM task t JOIN standard s ON s.code = t.standard JOIN release r ON r.id = t.release_id AND r.is_current
		JOIN person p ON p.id = r.person_id JOIN person_number n ON n.person_id = r.person_id AND n.is_current
		WHERE t.state IN ('handed_off', 'acknowledged', 'accepted') ORDER BY n.prison_number, t.standard`)
	if err != nil {
		return err
	}
	type open struct {
		ref, standard, state, contact, number, area string
		version                                     int
		officers                                    bool
		asked                                       calendar.Date
	}
	list, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (t open, err error) {
		err = row.Scan(&t.ref, &t.version, &t.standard, &t.state, &t.contact, &t.number, &t.officers, &t.area, &t.asked)
		return t, err
	})
	if err != nil {
		return err
	}
	for _, t := range list {
		habit := chanceOf(w.o.Seed, "habit", t.contact).IntN(100)
		c := chanceOf(w.o.Seed, "answer", t.number, t.standard, day.String())
		if habit < 15 || habit < 40 && !c.of(1000) || !c.of(3000) { // never looks; dawdles
			continue
		}
		to, who := w.says(t.state, t.officers, habit, c), w.house.spoc
		if t.officers {
			who = w.house.officer
		}
		authority := ""
		switch to {
		case pathways.Acknowledged:
			err = w.house.tasks.Acknowledge(ctx, who, t.ref, t.version)
		case pathways.Accepted:
			err = w.house.tasks.Accept(ctx, who, t.ref, t.version)
		case pathways.Declined:
			err = w.house.tasks.Decline(ctx, who, t.ref, t.version, "not for us")
		case pathways.NoCapacity:
			err = w.house.tasks.NoCapacity(ctx, who, t.ref, t.version, day.AddDays(14), "full")
		case pathways.NotWanted:
			err = w.house.tasks.NotWanted(ctx, who, t.ref, t.version, "Kay", "")
		default:
			f := pathways.Finish{Reason: "done as agreed"}
			if t.standard == "ACC-DTR" {
				authority = t.area
				f.Evidence, f.HousingAuthority = []string{pathways.AuthorityChosen}, authority
			}
			err = w.house.tasks.Finish(ctx, who, t.ref, t.version, f)
		}
		if err != nil {
			return fmt.Errorf("answer %s: %w", t.standard, err)
		}
		w.journal.write(w.clock.now(), t.number, fmt.Sprintf("answered: %s %s", t.standard, to))
		w.oracle.Answered(w.clock.now(), t.number, t.standard, string(to), authority)
	}
	return nil
}

func (w *world) says(state string, officers bool, habit int, c chance) pathways.State {
	switch {
	case officers:
		return pathways.Done
	case state == "handed_off" && habit >= 90:
		return pathways.State(pickOf(c, "declined", "no_capacity", "not_wanted"))
	case state == "handed_off":
		return pathways.State(pickOf(c, "acknowledged", "accepted", "done"))
	case state == "acknowledged":
		return pathways.State(pickOf(c, "accepted", "done"))
	}
	return pathways.Done
}
