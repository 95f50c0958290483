package pathways

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"throughgate/access"
	"throughgate/internal/fault"
)

// AskAnew hands one task off again, to the service that it is passed on to or to
// whoever holds such a task today, and stores it with its history. One that has
// nobody to go to, or has to wait, is planned again: asked is false. The caller
// holds the release row and writes the messages. fault.Conflict where nothing is
// handed off for this person now, or the new service may not be told yet.
func (r *Reference) AskAnew(ctx context.Context, tx pgx.Tx, who access.Actor, on Occasion, c *Case, anew Anew) (hand []HandOff, asked bool, err error) {
	if !c.handsOff() {
		return nil, false, fault.Conflict("Nothing is asked for this person now: look at the release first")
	}
	tasks, err := r.loadTasks(ctx, tx, []int64{c.ReleaseID})
	if err != nil {
		return nil, false, err
	}
	have := tasks[c.ReleaseID]
	i := slices.IndexFunc(have, func(t Task) bool { return t.ID == anew.TaskID })
	std := r.Catalogue.Get(have[i].Standard)
	given := r.given(c, have, on.Today)(std.Code)
	if anew.To.Found {
		if given.Lacks = r.Directory.lacksID(anew.To.ServiceID, on.Today); given.Lacks {
			return nil, false, fault.Conflict("No sharing agreement with this service is in force: choose another, or have the coordinator enter the agreement")
		}
	}
	waiting := r.Catalogue.Waiting(std, c, given, on.Today)
	history := []event{{task: anew.TaskID, state: PassedOn, reason: anew.Reason}}
	to := anew.To
	if !to.Found {
		history[0] = event{task: anew.TaskID, state: Planned, reason: ReasonReopened + anew.Reason}
		to = r.Directory.HolderOf(r.Catalogue, std, c, given.Authority, on.Today)
	} else if len(waiting) > 0 {
		return nil, false, fault.Conflict("This request waits for %s: another service may not be told of it yet", strings.Join(waiting, ", "))
	}
	// What ended it holds no more.
	if _, err := tx.Exec(ctx, `UPDATE task SET done_at = NULL, evidence = '{}' WHERE id = $1`, anew.TaskID); err != nil {
		return nil, false, fmt.Errorf("ask anew: %w", err)
	}
	if !to.Found || len(waiting) > 0 || have[i].Usual.HandOff.After(on.Today) {
		return nil, false, r.planAnew(ctx, tx, who, on.Now, &have[i], std, waiting, history)
	}
	hand = []HandOff{{TaskID: anew.TaskID, ReleaseID: c.ReleaseID, Standard: std, Holder: to, Case: c}}
	r.setDays(c, have, hand, on)
	if err := storeHandOffs(ctx, tx, on, hand); err != nil {
		return nil, false, err
	}
	history = append(history, event{task: anew.TaskID, state: HandedOff, to: to.Contact.Email, due: hand[0].Due})
	if err := insertEvents(ctx, tx, who.Key(), on.Now, history); err != nil {
		return nil, false, err
	}
	return hand, true, access.Record(ctx, tx, on.Now, who, access.Entry{Action: access.Alter, ObjectKind: "task", ObjectID: anew.TaskID, Detail: "asked anew"})
}

// planAnew makes a task planned again: the watch hands it off when it can.
func (r *Reference) planAnew(ctx context.Context, tx pgx.Tx, who access.Actor, now time.Time, t *Task, std *Standard, waiting []string, history []event) error {
	again := Update{ID: t.ID, Want: Wanted{Standard: std, Usual: t.Usual, Waiting: waiting, DoneBefore: t.DoneBefore}, From: t.State, Reopen: true}
	if err := updatePlanned(ctx, tx, []Update{again}, map[int64]bool{}); err != nil {
		return err
	}
	if err := insertEvents(ctx, tx, who.Key(), now, history); err != nil {
		return err
	}
	return access.Record(ctx, tx, now, who, access.Entry{Action: access.Alter, ObjectKind: "task", ObjectID: t.ID, Detail: "opened again"})
}
