package release

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"throughgate/access"
	"throughgate/internal/calendar"
	"throughgate/internal/fault"
	"throughgate/internal/pg"
	"throughgate/pathways"
)

// The use cases of whoever keeps a person's appointments on the pages. Each is
// one transaction: it holds the release, then the appointment, refuses a stale
// form, writes the change with its step in the history and the audit, and sets
// the person's waiting texts right. Errors: fault.NotFound, fault.Conflict,
// fault.Invalid, fault.Refused.

// AddAppointment books one. The time may be past: it is stored, and nothing is
// sent for it.
func (s *Service) AddAppointment(ctx context.Context, who access.Actor, release string, v pathways.Visit) error {
	if err := v.Check(); err != nil {
		return err
	}
	return s.withVisits(ctx, who, release, func(tx pgx.Tx, now time.Time, stay visitsOf) error {
		if err := stay.mayBook(); err != nil {
			return err
		}
		_, err := pathways.AddVisit(ctx, tx, who, now, stay.ReleaseID, v)
		return err
	})
}

// MoveAppointment gives one another time or place: waiting texts go with it, and
// where one has gone the person gets a correction (domain rule 8).
func (s *Service) MoveAppointment(ctx context.Context, who access.Actor, release, ref string, version int, to pathways.Visit, why string) error {
	if err := to.Check(); err != nil {
		return err
	}
	return s.changeVisit(ctx, who, release, ref, version, func(tx pgx.Tx, now time.Time, stay visitsOf, v *pathways.LockedVisit) error {
		if err := stay.mayBook(); err != nil {
			return err
		}
		if err := v.State.CheckChange(why); err != nil {
			return err
		}
		return pathways.MoveVisit(ctx, tx, who, now, v, to, why)
	})
}

// CancelAppointment calls one off: its waiting texts go, and none is sent about
// it any more. Whoever was reminded already is rung.
func (s *Service) CancelAppointment(ctx context.Context, who access.Actor, release, ref string, version int, why string) error {
	return s.changeVisit(ctx, who, release, ref, version, func(tx pgx.Tx, now time.Time, _ visitsOf, v *pathways.LockedVisit) error {
		if err := v.State.CheckChange(why); err != nil {
			return err
		}
		return pathways.SetVisit(ctx, tx, who, now, v, pathways.VisitCancelled, why)
	})
}

// RecordOutcome says what became of one: attended, missed or not needed; or, of
// one that was said to be over or off by mistake, that it stands (VisitBooked).
// One missed today is told at once to the offender manager (domain rule 8).
func (s *Service) RecordOutcome(ctx context.Context, who access.Actor, release, ref string, version int, outcome pathways.VisitState, why string) error {
	return s.changeVisit(ctx, who, release, ref, version, func(tx pgx.Tx, now time.Time, stay visitsOf, v *pathways.LockedVisit) error {
		if err := v.State.CheckOutcome(outcome, v.StartsAt, now, why); err != nil {
			return err
		}
		if err := pathways.SetVisit(ctx, tx, who, now, v, outcome, why); err != nil {
			return err
		}
		if outcome != pathways.VisitMissed || calendar.DayOf(v.StartsAt) != calendar.DayOf(now) || stay.State.ended() {
			return nil
		}
		return s.tellMissed(ctx, tx, now, stay, v)
	})
}

// changeVisit is withVisits for one appointment, at the version that the form
// was made from.
func (s *Service) changeVisit(ctx context.Context, who access.Actor, release, ref string, version int,
	change func(pgx.Tx, time.Time, visitsOf, *pathways.LockedVisit) error) error {
	return s.withVisits(ctx, who, release, func(tx pgx.Tx, now time.Time, stay visitsOf) error {
		v, err := pathways.LockVisit(ctx, tx, stay.ReleaseID, ref)
		if err != nil {
			return err
		}
		if IsHealthService(v.Service) && !healthBasis(who, stay.HealthConsent) {
			return fault.Refused("This appointment is changed by those with a recorded basis")
		}
		if v.Version != version {
			return fault.Conflict("%s changed this appointment at %s, while you had it open. Look at it again before you change it.",
				v.LastActor, v.LastAt.In(calendar.London).Format("15:04 on Monday 2 January"))
		}
		return change(tx, now, stay, v)
	})
}

// visitsOf is the stay in custody whose appointments are changed.
type visitsOf struct {
	ReleaseID     int64
	IsCurrent     bool
	State         State
	HealthConsent bool
}

// mayBook refuses what nobody is to come to.
func (v visitsOf) mayBook() error {
	switch {
	case v.State == Died:
		return fault.Invalid("Please make no contact. Ring the unit")
	case !v.IsCurrent:
		return fault.Invalid("This is an earlier stay in custody: make the appointment on the person's newer record")
	case v.State.ended():
		return fault.Invalid("Nothing more is planned for this person here: no appointment can be made")
	}
	return nil
}

// withVisits runs one change of the appointments of a release that the actor may
// see, and sets the waiting texts right after it.
func (s *Service) withVisits(ctx context.Context, who access.Actor, ref string, change func(pgx.Tx, time.Time, visitsOf) error) error {
	if !slices.Contains([]access.Role{access.LinkOfficer, access.OffenderManager, access.Coordinator}, who.Role) {
		return fault.Refused("Your role does not keep appointments")
	}
	now := s.Now()
	return pg.InTx(ctx, s.Pool, who, func(tx pgx.Tx) error {
		if err := waitForWatch(ctx, tx); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `SELECT id FROM release WHERE ref = $1 FOR NO KEY UPDATE`, ref); err != nil {
			return fmt.Errorf("lock release: %w", err)
		}
		head, err := readHead(ctx, tx, s.Unit.For(who), Find{Ref: ref})
		if err != nil {
			return err
		}
		if err := head.mayLookAt(ctx, tx, who, now, "This is a restricted record: open it with a reason first"); err != nil {
			return err
		}
		if err := access.Follow(ctx, tx, who); err != nil {
			return err
		}
		if err := change(tx, now, visitsOf{head.ID, head.IsCurrent, head.State, head.HealthConsent}); err != nil {
			return err
		}
		_, err = s.remind(ctx, tx, now, []int64{head.ID})
		return err
	})
}
