package pathways

import (
	"context"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"throughgate/access"
	"throughgate/internal/fault"
)

// PassOn gives a request to another service of the directory: the same task goes
// back to handed off with a new request and a new clock, and the old holder is
// told once (domain rule 6, states). to is the service's reference. Errors: as
// for an answer; fault.Invalid also for a service that it cannot go to.
func (s *TaskService) PassOn(ctx context.Context, who access.Actor, ref string, version int, to, reason string) error {
	return s.held(ctx, who, ref, version, func(tx pgx.Tx, now time.Time, t *lockedTask, std *Standard) error {
		if !CanPassOn(t.state, std.OfficersOwn()) {
			return fault.Conflict("This request is %s and cannot be passed on. Go back and look at it again.", words(t.state))
		}
		if err := checkReason(reason); err != nil {
			return err
		}
		choices, err := othersFor(ctx, tx, ref)
		if err != nil {
			return err
		}
		i := slices.IndexFunc(choices, func(o Other) bool { return o.Ref == to })
		if i < 0 {
			return fault.Invalid("Choose the service from the list")
		}
		from, err := holderOf(ctx, tx, t.id)
		if err != nil {
			return err
		}
		return s.Releases.TaskAsked(ctx, tx, who, now, t.releaseID, Anew{TaskID: t.id, To: choices[i].holder(), From: from, Reason: reason})
	})
}

// Reopen opens a task again that was ended by mistake, or whose answer does not
// hold any more: whoever holds it is asked anew. Officers only.
func (s *TaskService) Reopen(ctx context.Context, who access.Actor, ref string, version int, reason string) error {
	if who.Role == access.SPOC {
		return fault.Refused("Ask the unit to open this request again")
	}
	return s.held(ctx, who, ref, version, func(tx pgx.Tx, now time.Time, t *lockedTask, _ *Standard) error {
		if !CanReopen(t.state) {
			return fault.Conflict("This request is %s and cannot be opened again. Go back and look at it again.", words(t.state))
		}
		if err := checkReason(reason); err != nil {
			return err
		}
		return s.Releases.TaskAsked(ctx, tx, who, now, t.releaseID, Anew{TaskID: t.id, Reason: reason})
	})
}
