package simulation

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

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
	said, err := w.whoAnswers(ctx, day)
	if err != nil {
		return err
	}
	if err := inHands(answerHands, ofOnePerson(said), func(mine []*answered) error {
		for _, a := range mine {
			if err := w.say(ctx, day, a); err != nil {
				return fmt.Errorf("answer %s: %w", a.standard, err)
			}
		}
		return nil
	}); err != nil {
		return err
	}
	for _, a := range said {
		w.journal.write(w.clock.now(), a.number, fmt.Sprintf("answered: %s %s", a.standard, a.to))
		w.oracle.Answered(w.clock.now(), a.number, a.standard, string(a.to), a.authority)
	}
	return nil
}

// whoAnswers goes through all requests that wait for somebody, who are many more
// than those who answer today, and draws.
func (w *world) whoAnswers(ctx context.Context, day calendar.Date) ([]*answered, error) {
	rows, err := w.house.eyes.Query(ctx, `
		SELECT t.ref, t.version, t.standard, t.state, t.contact_email, n.prison_number, s.found_by IN ('com', 'unit'), r.home_area
		FROM task t JOIN standard s ON s.code = t.standard JOIN release r ON r.id = t.release_id AND r.is_current
		JOIN person_number n ON n.person_id = r.person_id AND n.is_current
		WHERE t.state IN ('handed_off', 'acknowledged', 'accepted')`)
	if err != nil {
		return nil, err
	}
	habits, today := map[string]int{}, day.String()
	var said []*answered
	var t asked
	_, err = pgx.ForEachRow(rows, []any{&t.ref, &t.version, &t.standard, &t.state, &t.contact, &t.number, &t.officers, &t.area}, func() error {
		habit, known := habits[t.contact]
		if !known {
			habit = chanceOf(w.o.Seed, "habit", t.contact).IntN(100)
			habits[t.contact] = habit
		}
		if habit < 15 { // never looks
			return nil
		}
		c := chanceOf(w.o.Seed, "answer", t.number, t.standard, today)
		if habit < 40 && !c.of(1000) || !c.of(3000) { // dawdles
			return nil
		}
		said = append(said, &answered{asked: t, to: w.says(t.state, t.officers, habit, c)})
		return nil
	})
	slices.SortFunc(said, func(a, b *answered) int {
		return cmp.Or(strings.Compare(a.number, b.number), strings.Compare(a.standard, b.standard))
	})
	return said, err
}

// answerHands is how many answer at once, as on the pages.
const answerHands = 8

// asked is a request that waits for somebody.
type asked struct {
	ref, standard, state, contact, number, area string
	version                                     int
	officers                                    bool
}

// answered is what they say to it.
type answered struct {
	asked
	to        pathways.State
	authority string
}

// ofOnePerson puts together what is answered about one person: in the order of
// the list, for one answer may plan the next again. What is said of others has
// nothing to do with it, and it is all the same who comes first.
func ofOnePerson(said []*answered) [][]*answered {
	var out [][]*answered
	for from, i := 0, 1; i <= len(said); i++ {
		if i == len(said) || said[i].number != said[from].number {
			out, from = append(out, said[from:i]), i
		}
	}
	return out
}

// say gives one answer as whoever was asked.
func (w *world) say(ctx context.Context, day calendar.Date, a *answered) error {
	who, tasks := w.house.spoc, w.house.tasks
	if a.officers {
		who = w.house.officer
	}
	switch a.to {
	case pathways.Acknowledged:
		return tasks.Acknowledge(ctx, who, a.ref, a.version)
	case pathways.Accepted:
		return tasks.Accept(ctx, who, a.ref, a.version)
	case pathways.Declined:
		return tasks.Decline(ctx, who, a.ref, a.version, "not for us")
	case pathways.NoCapacity:
		return tasks.NoCapacity(ctx, who, a.ref, a.version, day.AddDays(14), "full")
	case pathways.NotWanted:
		return tasks.NotWanted(ctx, who, a.ref, a.version, "Kay", "")
	}
	f := pathways.Finish{Reason: "done as agreed"}
	if a.standard == "ACC-DTR" {
		a.authority = a.area
		f.Evidence, f.HousingAuthority = []string{pathways.AuthorityChosen}, a.authority
	}
	return tasks.Finish(ctx, who, a.ref, a.version, f)
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
