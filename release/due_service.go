package release

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"throughgate/access"
	"throughgate/internal/calendar"
	"throughgate/internal/pg"
	"throughgate/notify"
	"throughgate/pathways"
)

// gateHour: who was to leave today and is not confirmed by then is told of at
// once (domain rule 8, officers).
const gateHour = 15

// dueLock is the advisory lock of DueNow: what several processes see at once is
// done by one.
const dueLock int64 = 0x7467_6475_65 // "tgdue"

// DueNow does what has come due since it was last asked, whatever was missed in
// between: the requests of people who left for a reason unknown, and the alerts
// of who is not confirmed at the gate by 15:00 and of texts that cannot arrive
// before their appointment; and it closes imports that died half-way. It is
// asked every minute by every process and before a drain; where nothing is due
// it reads by index and writes nothing. Each thing is done once, in a transaction of its own.
func (s *Service) DueNow(ctx context.Context) error {
	now := s.Now()
	failed := []error{s.SettleDeadImports(ctx, access.System("watch"))}
	for _, thing := range []struct {
		find func(context.Context, reader, time.Time) ([]dueRow, error)
		do   func(context.Context, pgx.Tx, access.Actor, time.Time, []dueRow) error
	}{
		{s.dueRequests, s.sendUnknownRequests},
		{s.dueAtGate, s.alertDue(notify.ItemNotAtGate)},
		{s.dueUndelivered, s.alertDue(notify.ItemUndelivered)},
	} {
		if err := s.doDue(ctx, now, thing.find, thing.do); err != nil {
			failed = append(failed, err)
		}
	}
	return errors.Join(failed...)
}

func (s *Service) doDue(ctx context.Context, now time.Time, find func(context.Context, reader, time.Time) ([]dueRow, error),
	do func(context.Context, pgx.Tx, access.Actor, time.Time, []dueRow) error) error {
	who := access.System("watch")
	var waiting []dueRow
	if err := pg.InTx(ctx, s.Pool, who, func(tx pgx.Tx) (err error) {
		waiting, err = find(ctx, tx, now)
		return err
	}); err != nil || len(waiting) == 0 {
		return err
	}
	return pg.InTx(ctx, s.Pool, who, func(tx pgx.Tx) error {
		if err := waitForWatch(ctx, tx); err != nil {
			return err
		}
		var mine bool
		if err := tx.QueryRow(ctx, `SELECT pg_try_advisory_xact_lock($1)`, dueLock).Scan(&mine); err != nil {
			return fmt.Errorf("take the lock of what is due: %w", err)
		}
		if !mine {
			return nil // somebody else is at it
		}
		list, err := find(ctx, tx, now) // as it is now that nobody else is
		if err != nil || len(list) == 0 {
			return err
		}
		return do(ctx, tx, who, now, list)
	})
}

// alertDue tells officers at once of these releases, one message each.
func (s *Service) alertDue(kind notify.ItemKind) func(context.Context, pgx.Tx, access.Actor, time.Time, []dueRow) error {
	return func(ctx context.Context, tx pgx.Tx, _ access.Actor, now time.Time, list []dueRow) error {
		ref, err := pathways.LoadReference(ctx, tx, s.Unit.Contact(), s.Unit.AgreementsFirst)
		if err != nil {
			return err
		}
		officers, err := s.officersOf(ctx, tx, ref, releasesOf(list))
		if err != nil {
			return err
		}
		alerts := newLetters(notify.Alert)
		for _, d := range list {
			alerts.add(officers[d.ReleaseID].both(s.Unit.Contact()),
				notify.Item{Kind: kind, ReleaseID: d.ReleaseID, MessageID: d.MessageID, To: d.Day})
		}
		_, err = s.Outbox.Add(ctx, tx, now, alerts.intents(fmt.Sprintf("%s:%s", kind, now.UTC().Format(time.RFC3339Nano)), now))
		return err
	}
}

// sendUnknownRequests: an hour of working time has passed, and nobody knows yet
// why these people left. The requests of an unexpected release go as short
// notice (domain rule 4, reason unknown).
func (s *Service) sendUnknownRequests(ctx context.Context, tx pgx.Tx, who access.Actor, now time.Time, list []dueRow) error {
	ref, err := pathways.LoadReference(ctx, tx, s.Unit.Contact(), s.Unit.AgreementsFirst)
	if err != nil {
		return err
	}
	ids := releasesOf(list)
	if err := answeredNoMore(ctx, tx, ids); err != nil {
		return err
	}
	cases, err := loadCases(ctx, tx, ref.Calendar, ids)
	if err != nil {
		return err
	}
	today := calendar.DayOf(now)
	cases = leftCases(cases, list, today)
	planned, err := ref.Replan(ctx, tx, who, now, cases)
	if err != nil {
		return err
	}
	hand, err := ref.HandOffDue(ctx, tx, who, pathways.Occasion{Now: now, Today: today, Services: true}, cases)
	if err != nil {
		return err
	}
	officers, err := s.officersOf(ctx, tx, ref, ids)
	if err != nil {
		return err
	}
	occasion := "left_unknown:" + now.UTC().Format(time.RFC3339Nano)
	alerts, told := newLetters(notify.Alert), newLetters(notify.Told)
	alerts.officersTasks(hand, officers, s.Unit.Contact())
	told.withdrawn(planned.Taken)
	if err := tellMoved(ctx, tx, told, ids); err != nil {
		return err
	}
	intents := requestIntents(hand, occasion, inWorkingHours(ref.Calendar, ref.Catalogue.Settings, now))
	intents = append(intents, alerts.intents(occasion, now)...)
	intents = append(intents, told.intents(occasion, toldAt(ref.Calendar, ref.Catalogue.Settings, now))...)
	if _, err := s.Outbox.Add(ctx, tx, now, intents); err != nil {
		return err
	}
	audit := make([]access.Entry, len(ids))
	for i, id := range ids {
		audit[i] = access.Entry{Action: access.Alter, ObjectKind: "release", ObjectID: id, Detail: "left, reason unknown: the requests went"}
	}
	return access.Record(ctx, tx, now, who, audit...)
}

// leftCases are the cases as those of an unexpected release on the day the
// people left; those who left so long ago that nothing is of use are left out.
func leftCases(cases []*pathways.Case, list []dueRow, today calendar.Date) []*pathways.Case {
	left := make(map[int64]calendar.Date, len(list))
	for _, d := range list {
		left[d.ReleaseID] = d.Day
	}
	out := cases[:0]
	for _, c := range cases {
		c.ActualDay, c.Unexpected, c.Paused = left[c.ReleaseID], true, false
		if c.ActualDay.IsZero() {
			c.ActualDay = today
		}
		c.LearntDay = c.ActualDay
		if today.Sub(c.ActualDay) <= watchedAfterRelease {
			out = append(out, c)
		}
	}
	return out
}
