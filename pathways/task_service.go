package pathways

import (
	"context"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"throughgate/access"
	"throughgate/internal/calendar"
	"throughgate/internal/fault"
	"throughgate/internal/pg"
)

// Releases is what a task asks of the release it belongs to; the release
// package answers it.
type Releases interface {
	// TaskAnswered is called in the transaction of an answer, with the release
	// row held: it tells officers of a refusal and plans again what the answer
	// opens.
	TaskAnswered(ctx context.Context, tx pgx.Tx, who access.Actor, now time.Time, answered Answered) error
	// TaskAsked is called in the transaction in which a person has a request
	// made anew, of another service or of the same one: it hands the task off
	// and tells whoever has to know.
	TaskAsked(ctx context.Context, tx pgx.Tx, who access.Actor, now time.Time, releaseID int64, anew Anew) error
	// QuestionAnswered is called in the transaction in which the unit answers a
	// service's question: it tells the service's contact.
	QuestionAnswered(ctx context.Context, tx pgx.Tx, now time.Time, taskID, question int64) error
}

// Answered is an answer that has been stored.
type Answered struct {
	ReleaseID, TaskID int64
	To                State

	// Opens: the authority that the task records is another than before. Nothing
	// else that is asked for the person hangs on how a request is answered: what
	// needs it first goes on its own day all the same (domain rule 6).
	Opens bool
}

// TaskService holds the use cases of whoever holds a task.
type TaskService struct {
	Pool     *pgxpool.Pool
	Now      func() time.Time
	Releases Releases

	// AgreementsFirst: production, where a service without a sharing agreement in
	// force sees nothing from the first day.
	AgreementsFirst bool
}

// Acknowledge says "we have it".
func (s *TaskService) Acknowledge(ctx context.Context, who access.Actor, ref string, version int) error {
	return s.answer(ctx, who, ref, version, Answer{To: Acknowledged})
}

// Accept says "we will do it".
func (s *TaskService) Accept(ctx context.Context, who access.Actor, ref string, version int) error {
	return s.answer(ctx, who, ref, version, Answer{To: Accepted})
}

// Decline says no, with a reason; the link officer is told at once.
func (s *TaskService) Decline(ctx context.Context, who access.Actor, ref string, version int, reason string) error {
	return s.answer(ctx, who, ref, version, Answer{To: Declined, Reason: reason})
}

// NoCapacity says that the service is full until a day; the link officer is
// told at once.
func (s *TaskService) NoCapacity(ctx context.Context, who access.Actor, ref string, version int, fullUntil calendar.Date, reason string) error {
	return s.answer(ctx, who, ref, version, Answer{To: NoCapacity, FullUntil: fullUntil, Reason: reason})
}

// NotWanted says that the person themselves does not want it, and who heard them
// say so; they are asked once more 14 days before (domain rule 6, states).
func (s *TaskService) NotWanted(ctx context.Context, who access.Actor, ref string, version int, heardBy, reason string) error {
	return s.answer(ctx, who, ref, version, Answer{To: NotWanted, HeardBy: heardBy, Reason: reason})
}

// NotEligible says that the person cannot have it, with the reason.
func (s *TaskService) NotEligible(ctx context.Context, who access.Actor, ref string, version int, reason string) error {
	return s.answer(ctx, who, ref, version, Answer{To: NotEligible, Reason: reason})
}

// Finish says that it is done, with its evidence.
func (s *TaskService) Finish(ctx context.Context, who access.Actor, ref string, version int, f Finish) error {
	return s.answer(ctx, who, ref, version, Answer{To: Done, Reason: f.Reason, Finish: f})
}

// answer is one transaction: it locks the release, then the task, refuses a
// stale form, a state it cannot be given in and an actor whose task it is not.
// Errors: fault.NotFound, fault.Conflict, fault.Invalid, fault.Refused.
func (s *TaskService) answer(ctx context.Context, who access.Actor, ref string, version int, a Answer) error {
	return s.held(ctx, who, ref, version, func(tx pgx.Tx, now time.Time, t *lockedTask, std *Standard) error {
		if err := a.Check(std, t.state, t.ticked(), calendar.DayOf(now)); err != nil {
			return err
		}
		if err := checkAuthority(ctx, tx, a.Finish.HousingAuthority); err != nil {
			return err
		}
		if err := storeAnswer(ctx, tx, who, now, std, t, a); err != nil {
			return err
		}
		return s.Releases.TaskAnswered(ctx, tx, who, now, Answered{ReleaseID: t.releaseID, TaskID: t.id, To: a.To,
			Opens: a.To == Done && a.Finish.HousingAuthority != t.authority})
	})
}

// held does something about a task as [TaskService.about] does, for an actor who
// has seen it as it is.
func (s *TaskService) held(ctx context.Context, who access.Actor, ref string, version int, do func(pgx.Tx, time.Time, *lockedTask, *Standard) error) error {
	return s.locked(ctx, who, ref, &version, do)
}

// about does something about a task in one transaction, with the release and the
// task locked, for an actor whose task it is; whatever has become of it since.
func (s *TaskService) about(ctx context.Context, who access.Actor, ref string, do func(pgx.Tx, time.Time, *lockedTask, *Standard) error) error {
	return s.locked(ctx, who, ref, nil, do)
}

// locked is about, and held where seen is the version that the actor has seen.
func (s *TaskService) locked(ctx context.Context, who access.Actor, ref string, seen *int, do func(pgx.Tx, time.Time, *lockedTask, *Standard) error) error {
	now := s.Now()
	return pg.InRepeatedTx(ctx, s.Pool, who, func(tx pgx.Tx) error {
		t, std, err := lockTask(ctx, tx, ref)
		if err != nil {
			return err
		}
		if err := mayAnswer(who, t); err != nil {
			return err
		}
		if seen != nil && t.version != *seen {
			return changedMeanwhile(ctx, tx, t)
		}
		if err := access.Follow(ctx, tx, who); err != nil {
			return err
		}
		return do(tx, now, t, std)
	})
}

// mayAnswer: a service's people answer what was asked of their services, in the
// area the service serves, or the person's where it serves a prison or all;
// officers answer for the people of their areas.
func mayAnswer(who access.Actor, t *lockedTask) error {
	area := t.homeArea
	switch who.Role {
	case access.InformationLead, access.Administrator:
		return fault.Refused("Your role does not answer requests")
	case access.SPOC:
		if t.service == "" || !slices.Contains(who.Services, t.service) {
			return fault.Refused("This request belongs to another service")
		}
		if slices.Contains(who.Barred, t.serviceID) {
			return fault.Refused("Your service has no sharing agreement in force: ring the unit")
		}
		if t.areaKind == "authority" {
			area = t.serviceArea
		}
	case access.LinkOfficer, access.OffenderManager, access.Coordinator:
	}
	if !slices.Contains(who.Areas, area) {
		return fault.Refused("This request belongs to another area")
	}
	return nil
}
