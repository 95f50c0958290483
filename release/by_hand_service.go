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
)

// RecordByHand records one event of the person of a release, as an event file
// would: everything that follows stands in the same transaction. Somebody
// else's record of the same matter since the form was made is a conflict.
// Errors: fault.NotFound, fault.Conflict, fault.Invalid, fault.Refused.
func (s *Service) RecordByHand(ctx context.Context, who access.Actor, ref string, h ByHand) error {
	if err := CheckByHand(h.Event, s.Now()); err != nil {
		return err
	}
	return s.withPerson(ctx, who, ref, h.Other, func(tx pgx.Tx, now time.Time, head headRow, other headRow) error {
		e := h.Event
		e.PersonID, e.ExternalID, e.Source = head.PersonID, "page:"+h.Key, ByHandSource
		if e.Word == Merged { // the other record goes, the one of the page stays
			e.PersonID, e.About = other.PersonID, head.PrisonNumber
		}
		known, err := eventKnown(ctx, tx, e.ExternalID)
		if err != nil || known {
			return err
		}
		if e.Word == Merged && other.PersonID == head.PersonID {
			return fault.Invalid("Both numbers belong to one person already: there is nothing to join")
		}
		if err := head.mayRecord(e.Word); err != nil {
			return err
		}
		if err := refuseStale(ctx, tx, e, h.Seen); err != nil {
			return err
		}
		done, _, err := s.Record(ctx, tx, who, Source{Name: ByHandSource, AsOf: now}, []LifeEvent{e})
		if err != nil {
			return err
		}
		if done[0].Problem != "" {
			return fault.Invalid("It cannot be recorded: %s", done[0].Problem)
		}
		return nil
	})
}

// mayRecord refuses what cannot be so of somebody who has died, but for what
// follows from a death and for what puts a mistake right elsewhere.
func (h headRow) mayRecord(w Word) error {
	if err := h.mayChange(); err != nil {
		return err
	}
	if h.State == Died && w != RecordNextOfKin && w != Merged {
		return fault.Invalid("Please make no contact. Ring the unit")
	}
	if h.State != Died && w == RecordNextOfKin {
		return fault.Invalid("No death is recorded for this person")
	}
	return nil
}

// mayChange refuses what is recorded on an earlier stay.
func (h headRow) mayChange() error {
	if !h.IsCurrent {
		return fault.Invalid("This is an earlier stay in custody: record it on the person's newer record")
	}
	return nil
}

// OtherRestricted refuses to join a record with one that is restricted and closed.
const OtherRestricted = "The other of the two is a restricted record: open it with a reason first"

// mayKeepRecords are the roles that record what happened.
var mayKeepRecords = []access.Role{access.LinkOfficer, access.OffenderManager, access.Coordinator}

// withPerson runs one change of what is known of the person of a release whom
// the actor may see, and of a second person where number names one: both are
// locked, in order of their releases. A restricted record is changed by who has it
// open. change asks mayChange once it knows that the form was not sent
// before: what it did may have closed the stay.
func (s *Service) withPerson(ctx context.Context, who access.Actor, ref, number string, change func(tx pgx.Tx, now time.Time, head, other headRow) error) error {
	if !slices.Contains(mayKeepRecords, who.Role) {
		return fault.Refused("Your role does not record this")
	}
	now := s.Now()
	return pg.InTx(ctx, s.Pool, who, func(tx pgx.Tx) error {
		if err := waitForWatch(ctx, tx); err != nil {
			return err
		}
		if err := lockBoth(ctx, tx, ref, number); err != nil {
			return err
		}
		scope := s.Unit.For(who)
		head, err := readHead(ctx, tx, scope, Find{Ref: ref})
		if err != nil {
			return err
		}
		if err := head.mayLookAt(ctx, tx, who, now, "This is a restricted record: open it with a reason first"); err != nil {
			return err
		}
		var other headRow
		if number != "" {
			other, err = readHead(ctx, tx, scope, Find{PrisonNumber: number})
			switch {
			case fault.Is(err, fault.KindNotFound):
				return fault.Invalid("Nobody of your areas has this prison number: check it, and import the release extract first if they are new")
			case err != nil:
				return err
			}
			if err := other.mayLookAt(ctx, tx, who, now, OtherRestricted); err != nil {
				return err
			}
		}
		if err := access.Follow(ctx, tx, who); err != nil {
			return err
		}
		return change(tx, now, head, other)
	})
}

// lockBoth locks the release of a reference, and the present one of a prison
// number where there is one, in order of id.
func lockBoth(ctx context.Context, tx pgx.Tx, ref, number string) error {
	_, err := tx.Exec(ctx, `
		SELECT r.id FROM release r
		WHERE r.ref = $1 OR r.is_current AND r.person_id = (SELECT person_id FROM person_number WHERE prison_number = nullif($2, ''))
		ORDER BY r.id FOR NO KEY UPDATE`, ref, number)
	if err != nil {
		return fmt.Errorf("lock release: %w", err)
	}
	return nil
}

// refuseStale: somebody recorded the same matter after the form was made.
func refuseStale(ctx context.Context, tx pgx.Tx, e LifeEvent, seen int64) error {
	newer, found, err := newerMatter(ctx, tx, e, seen)
	if err != nil || !found {
		return err
	}
	return fault.Conflict("%s recorded something about this at %s, while you had the form open. Look at it before you record yours.",
		newer.By, newer.RecordedAt.In(calendar.London).Format("15:04 on Monday 2 January"))
}
