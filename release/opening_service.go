package release

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"throughgate/access"
	"throughgate/internal/fault"
	"throughgate/internal/pg"
	"throughgate/notify"
)

// mayOpen are the roles that open a restricted record, which is masked for each
// of them.
var mayOpen = []access.Role{access.LinkOfficer, access.OffenderManager, access.Coordinator}

// OpenRestricted opens the restricted record of a release for who asks, for
// OpenFor; the information lead is told at once, by reference. Whoever has it
// open already keeps it as it is: a form that is sent twice opens once. Errors:
// fault.NotFound, fault.Invalid (the reason), fault.Refused.
func (s *Service) OpenRestricted(ctx context.Context, who access.Actor, ref, reason string) error {
	if !slices.Contains(mayOpen, who.Role) {
		return fault.Refused("Your role does not open restricted records")
	}
	reason, err := CheckReason(reason)
	if err != nil {
		return err
	}
	now := s.Now()
	return pg.InTx(ctx, s.Pool, who, func(tx pgx.Tx) error {
		if err := lockBoth(ctx, tx, ref, ""); err != nil {
			return err
		}
		head, err := readHead(ctx, tx, s.Unit.For(who), Find{Ref: ref})
		if err != nil {
			return err
		}
		if !isRestricted(head.Flags) {
			return nil // it is no longer restricted: nothing has to be opened
		}
		until, err := OpenUntil(ctx, tx, who, head.ID, now)
		if err != nil || !until.IsZero() {
			return err
		}
		_, opening, err := insertOpening(ctx, tx, who, now, head, reason)
		if err != nil {
			return err
		}
		if err := access.Follow(ctx, tx, who); err != nil {
			return err
		}
		if err := s.tellOfOpening(ctx, tx, now, head.ID, opening); err != nil {
			return err
		}
		return access.Record(ctx, tx, now, who, access.Entry{Action: access.Consult, ObjectKind: "release", ObjectID: head.ID,
			Detail: "limited access opened: " + opening})
	})
}

// CloseRestricted masks it again for who has it open. Errors: fault.NotFound.
func (s *Service) CloseRestricted(ctx context.Context, who access.Actor, ref string) error {
	now := s.Now()
	return pg.InTx(ctx, s.Pool, who, func(tx pgx.Tx) error {
		head, err := readHead(ctx, tx, s.Unit.For(who), Find{Ref: ref})
		if err != nil {
			return err
		}
		ended, err := closeOpenings(ctx, tx, who, now, head.PersonID)
		if err != nil || ended == 0 {
			return err
		}
		return access.Record(ctx, tx, now, who, access.Entry{Action: access.Consult, ObjectKind: "release", ObjectID: head.ID,
			Detail: "limited access closed"})
	})
}

// tellOfOpening tells the information lead, and the unit's mailbox, at once
// (domain rule 8): the reference, and where who, when and why are read.
func (s *Service) tellOfOpening(ctx context.Context, tx pgx.Tx, now time.Time, releaseID int64, opening string) error {
	var area string
	if err := tx.QueryRow(ctx, `SELECT p.home_area FROM release r JOIN person p ON p.id = r.person_id WHERE r.id = $1`, releaseID).Scan(&area); err != nil {
		return fmt.Errorf("find whose information lead is told: %w", err)
	}
	leads, err := informationLeads(ctx, tx, area)
	if err != nil {
		return err
	}
	alerts := newLetters(notify.Alert)
	alerts.add(append(leads, s.Unit.Contact()), notify.Item{Kind: notify.ItemOpened, ReleaseID: releaseID})
	_, err = s.Outbox.Add(ctx, tx, now, alerts.intents("opened:"+opening, now))
	return err
}
