package pathways

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"throughgate/access"
)

// ChangeHands hands what was asked of the prison, or area, left behind to the new
// holders ([Reference.Transfers]) and stores it: the same tasks, with their
// history. It returns the new requests, and what the old holders are to be told
// once; one who holds it still, by the same address, is told nothing of the old
// one. The caller holds the release rows and writes the messages in the same
// transaction. Called twice it changes nothing.
func (r *Reference) ChangeHands(ctx context.Context, tx pgx.Tx, who access.Actor, on Occasion, cases []*Case) ([]HandOff, []Taken, error) {
	holders, err := holdersLeftBehind(ctx, tx, cases)
	if err != nil || len(holders) == 0 {
		return nil, nil, err
	}
	tasks, err := r.loadTasks(ctx, tx, releasesOf(holders))
	if err != nil {
		return nil, nil, err
	}
	var (
		hand    []HandOff
		back    []Update
		history []event
		taken   []Taken
		nobody  = map[int64]bool{}
	)
	for _, c := range cases {
		h, b := r.Transfers(c, tasks[c.ReleaseID], on)
		hand, back = append(hand, h...), append(back, b...)
	}
	for _, h := range hand {
		history = append(history, event{task: h.TaskID, state: HandedOff, reason: reasonTransferred, to: h.Holder.Contact.Email, due: h.Due})
		if old := holders[h.TaskID]; old.ServiceID != 0 && old.Contact.Email != h.Holder.Contact.Email {
			taken = append(taken, old)
		}
	}
	for _, b := range back {
		nobody[b.ID] = len(b.Want.Waiting) == 0
		history = append(history, event{task: b.ID, state: Planned, reason: reasonTransferred})
		if old := holders[b.ID]; old.ServiceID != 0 { // officers hear in their digest
			taken = append(taken, old)
		}
	}
	if err := storeHandOffs(ctx, tx, on, hand); err != nil {
		return nil, nil, err
	}
	if err := updatePlanned(ctx, tx, back, nobody); err != nil {
		return nil, nil, err
	}
	if err := insertEvents(ctx, tx, who.Key(), on.Now, history); err != nil {
		return nil, nil, err
	}
	return hand, taken, nil
}

// holdersLeftBehind finds, by task, who was asked for another prison than the
// one the person is in, or for another home area.
func holdersLeftBehind(ctx context.Context, tx pgx.Tx, cases []*Case) (map[int64]Taken, error) {
	ids, prisons, areas := make([]int64, len(cases)), make([]string, len(cases)), make([]string, len(cases))
	for i, c := range cases {
		ids[i], prisons[i], areas[i] = c.ReleaseID, c.Prison, c.HomeArea
	}
	rows, err := tx.Query(ctx, `
		SELECT t.id, t.release_id, coalesce(t.service_id, 0), t.contact_name, t.contact_email
		FROM task t JOIN unnest($1::bigint[], $2::text[], $3::text[]) AS u(id, prison, area) ON u.id = t.release_id
		WHERE t.asked_where NOT IN ('', u.prison, u.area)
		  AND t.state IN ('handed_off', 'acknowledged', 'accepted', 'declined', 'no_capacity', 'passed_on')`, ids, prisons, areas)
	if err != nil {
		return nil, fmt.Errorf("find what was asked elsewhere: %w", err)
	}
	out := map[int64]Taken{}
	t := Taken{Reason: WithdrawnTransferred}
	_, err = pgx.ForEachRow(rows, []any{&t.TaskID, &t.ReleaseID, &t.ServiceID, &t.Contact.Name, &t.Contact.Email}, func() error {
		out[t.TaskID] = t
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("find what was asked elsewhere: %w", err)
	}
	return out, nil
}

func releasesOf(holders map[int64]Taken) []int64 {
	out := make([]int64, 0, len(holders))
	for _, t := range holders {
		out = append(out, t.ReleaseID)
	}
	return out
}
