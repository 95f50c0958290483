package pathways

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"throughgate/access"
	"throughgate/internal/calendar"
	"throughgate/internal/fault"
)

// ReviewAnswered stores the answers of the go-live review. The caller holds the
// release rows and gives the case of each release that has one of the tasks.
// Errors: fault.Invalid for an answer that is not known, fault.NotFound for a
// task of none of the cases.
func (r *Reference) ReviewAnswered(ctx context.Context, tx pgx.Tx, who access.Actor, now time.Time, cases []*Case, answers []ReviewAnswer) error {
	ids := make([]int64, len(cases))
	for i, c := range cases {
		ids[i] = c.ReleaseID
	}
	tasks, err := r.loadTasks(ctx, tx, ids)
	if err != nil {
		return err
	}
	words, err := reviewWords(tasks, answers)
	if err != nil {
		return err
	}
	on := Occasion{Now: now, Today: calendar.DayOf(now)}
	var all reviewed
	for _, c := range cases {
		one := r.reviewed(c, tasks[c.ReleaseID], words, on)
		all.send, all.notNeeded = append(all.send, one.send...), append(all.notNeeded, one.notNeeded...)
		all.inHand = append(all.inHand, one.inHand...)
	}
	return all.store(ctx, tx, who, on)
}

func reviewWords(tasks map[int64][]Task, answers []ReviewAnswer) (map[int64]ReviewWord, error) {
	known := map[int64]bool{}
	for _, list := range tasks {
		for i := range list {
			known[list[i].ID] = true
		}
	}
	words := make(map[int64]ReviewWord, len(answers))
	for _, a := range answers {
		if err := a.check(); err != nil {
			return nil, err
		}
		if !known[a.TaskID] {
			return nil, fault.NotFound("Request")
		}
		words[a.TaskID] = a.Answer
	}
	return words, nil
}

func (r reviewed) store(ctx context.Context, tx pgx.Tx, who access.Actor, on Occasion) error {
	if err := storeHandOffs(ctx, tx, on, r.inHand); err != nil {
		return err
	}
	taken := make([]int64, len(r.inHand))
	var history []event
	var audit []access.Entry
	entry := func(id int64, detail string) {
		audit = append(audit, access.Entry{Action: access.Alter, ObjectKind: "task", ObjectID: id, Detail: detail})
	}
	for i, h := range r.inHand {
		taken[i] = h.TaskID
		history = append(history, event{task: h.TaskID, state: Accepted, reason: reasonInHand, due: h.Due})
		entry(h.TaskID, string(Accepted))
	}
	for _, id := range r.notNeeded {
		history = append(history, event{task: id, state: NotEligible, reason: reasonNotNeeded})
		entry(id, string(NotEligible))
	}
	for _, id := range r.send {
		entry(id, string(ReviewSend))
	}
	_, err := tx.Exec(ctx, `
		UPDATE task SET review = false, version = version + 1,
		       state = CASE WHEN id = ANY($2) THEN 'accepted' WHEN id = ANY($3) THEN 'not_eligible' ELSE state END,
		       reason = CASE WHEN id = ANY($2) THEN $4 WHEN id = ANY($3) THEN $5 ELSE reason END,
		       acknowledged_at = CASE WHEN id = ANY($2) THEN $6 ELSE acknowledged_at END,
		       accepted_at = CASE WHEN id = ANY($2) THEN $6 ELSE accepted_at END,
		       nobody = nobody AND id = ANY($1),
		       waiting_for = CASE WHEN id = ANY($1) THEN waiting_for ELSE '{}' END
		WHERE id = ANY($1::bigint[] || $2::bigint[] || $3::bigint[])`, orNone(r.send), taken, orNone(r.notNeeded), reasonInHand, reasonNotNeeded, on.Now)
	if err != nil {
		return fmt.Errorf("store the answers of the review: %w", err)
	}
	if err := insertEvents(ctx, tx, who.Key(), on.Now, history); err != nil {
		return err
	}
	return access.Record(ctx, tx, on.Now, who, audit...)
}

// orNone is an empty list in place of none, which would be NULL.
func orNone(ids []int64) []int64 {
	if ids == nil {
		return []int64{}
	}
	return ids
}
