package simulation

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"throughgate/internal/calendar"
	"throughgate/pathways"
)

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
