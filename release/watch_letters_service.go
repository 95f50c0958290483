package release

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"throughgate/notify"
	"throughgate/pathways"
)

// managerEvery is how many days pass between two messages to a service's
// managers.
const managerEvery = 7

// writeToServices queues the requests, the reminders of rung 1 (to the contact
// and the deputy, one each a working day) and those of rung 2 to managers.
func (w *watch) writeToServices(ctx context.Context) error {
	list := requestIntents(w.hand, w.occasion, w.timing.services)
	rows := directoryRows(w.ref.Directory)
	reminders := newLetters(notify.Reminder)
	for _, c := range w.climbed {
		if row := rows[c.ServiceID]; row != nil && c.Rung == 1 {
			item := notify.Item{Kind: notify.ItemTask, TaskID: c.TaskID, ReleaseID: c.ReleaseID}
			reminders.add([]pathways.Contact{c.Contact, {Email: row.DeputyEmail}}, item)
		}
	}
	list = append(list, reminders.intents(w.occasion, w.timing.services)...)
	managers, err := w.managerLetters(ctx, rows)
	if err != nil {
		return err
	}
	_, err = w.queue(ctx, append(list, managers...))
	return err
}

// managerLetters is one message a service that has requests on rung 2 of which
// its manager has not been told: how many have no answer, and the oldest. At
// most one a week a service; what climbs in between waits for the next. A
// service that does not answer any more gets none.
func (w *watch) managerLetters(ctx context.Context, rows map[int64]*pathways.Row) ([]notify.Intent, error) {
	services, err := w.servicesToEscalate(ctx)
	if err != nil || len(services) == 0 {
		return nil, err
	}
	counts, err := pathways.CountUnanswered(ctx, w.tx, services)
	if err != nil {
		return nil, err
	}
	var out []notify.Intent
	for _, id := range services {
		row, n := rows[id], counts[id]
		out = append(out, notify.Intent{
			Channel: notify.Email, Kind: notify.Escalation, To: row.ManagerEmail, ServiceID: id,
			DedupeKey: fmt.Sprintf("escalation:%s:%d", w.occasion, id), NotBefore: w.timing.services,
			Items: []notify.Item{{Kind: notify.ItemNotAnswering, ServiceID: id, Count: n.Count, From: n.Oldest}},
		})
	}
	return out, pathways.ManagersTold(ctx, w.tx, services, w.day)
}

func (w *watch) servicesToEscalate(ctx context.Context) ([]int64, error) {
	rows, err := w.tx.Query(ctx, `
		SELECT DISTINCT s.id
		FROM task t JOIN service s ON s.id = t.service_id JOIN release r ON r.id = t.release_id
		WHERE t.rung = 2 AND t.state IN ('handed_off', 'passed_on', 'acknowledged') AND r.is_current
		  AND r.held_by IS NULL AND (r.state IN ('planned', 'released', 'could_leave_any_day', 'awaiting_parole', 'recalled_no_date', 'no_dates')
		       OR r.state IN ('date_passed', 'not_confirmed', 'left_unknown') AND `+pathways.ReasonStandsSQL+`)
		  AND s.manager_email <> '' AND s.not_answering_since IS NULL
		  AND (s.manager_told_on IS NULL OR s.manager_told_on + $2::int <= $1::date
		       AND s.manager_told_on < (t.rung_at AT TIME ZONE 'Europe/London')::date)
		  AND s.id <> ALL ($3)
		ORDER BY s.id`, w.day, managerEvery, w.ref.Directory.Lacking(w.day))
	if err != nil {
		return nil, fmt.Errorf("find services whose managers are told: %w", err)
	}
	ids, err := pgx.CollectRows(rows, pgx.RowTo[int64])
	if err != nil {
		return nil, fmt.Errorf("find services whose managers are told: %w", err)
	}
	return ids, nil
}

func directoryRows(d *pathways.Directory) map[int64]*pathways.Row {
	out := map[int64]*pathways.Row{}
	for r := range d.Rows() {
		out[r.ID] = r
	}
	return out
}

// writeDigests queues one digest an officer, only where there is something to
// say: their new tasks, what climbed, and the news.
func (w *watch) writeDigests(ctx context.Context) error {
	digests := newLetters(notify.Digest)
	if err := w.newsInto(ctx, digests); err != nil {
		return err
	}
	if err := w.silentServices(ctx, digests); err != nil {
		return err
	}
	for _, say := range []func(context.Context, *letters) error{w.aboutNobody, w.heldImports, w.noNews, w.itineraries} {
		if err := say(ctx, digests); err != nil {
			return err
		}
	}
	if err := w.asChosen(ctx, digests); err != nil {
		return err
	}
	n, err := w.queue(ctx, digests.intents(w.occasion, w.timing.digests))
	w.done.Digests = n
	return err
}

// noonBefore: who leaves on the next working day without an address for the
// night is told of at noon (domain rule 8, officers).
const noonBefore = 12

// writeAlerts tells at once of people who leave today with no address for
// tonight, and at noon of those who leave on the next working day.
func (w *watch) writeAlerts(ctx context.Context) error {
	found, told, err := w.news(ctx, newsNoAddress)
	if err != nil {
		return err
	}
	today, next := newLetters(notify.Alert), newLetters(notify.Alert)
	eve := w.ref.Calendar.Add(w.day, 1)
	for _, n := range found[0] {
		letters := today
		switch {
		case n.PlannedDay == w.day:
		case w.working && !n.PlannedDay.After(eve):
			letters = next
		default:
			continue
		}
		letters.add(told[n.ReleaseID].both(w.Unit.Contact()), n.item(notify.ItemNoAddress))
	}
	noon := w.clock
	if at := w.day.At(noonBefore, 0); at.After(noon) && w.timing.services.After(w.clock) {
		noon = at
	}
	n, err := w.queue(ctx, append(today.intents(w.occasion, w.clock), next.intents(w.occasion+":eve", noon)...))
	w.done.Alerts += n
	return err
}
