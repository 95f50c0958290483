package release

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"throughgate/access"
	"throughgate/internal/calendar"
	"throughgate/notify"
	"throughgate/pathways"
)

// TaskAsked hands off a request that a person passes on or opens again: the new
// request goes at once, in working hours, and the service that held it is told
// once (domain rule 6, hand-off and states). Implements pathways.Releases.
func (s *Service) TaskAsked(ctx context.Context, tx pgx.Tx, who access.Actor, now time.Time, releaseID int64, anew pathways.Anew) error {
	ref, err := pathways.LoadReferenceFor(ctx, tx, s.Unit.Contact(), s.Unit.AgreementsFirst, releaseID)
	if err != nil {
		return err
	}
	cases, err := loadCases(ctx, tx, ref.Calendar, []int64{releaseID})
	if err != nil {
		return err
	}
	on := pathways.Occasion{Now: now, Today: calendar.DayOf(now), Services: true, BothDays: true}
	hand, _, err := ref.AskAnew(ctx, tx, who, on, cases[0], anew)
	if err != nil {
		return err
	}
	var taken []pathways.Taken
	if anew.From.ServiceID != 0 {
		taken = append(taken, anew.From)
	}
	if err := s.writeAsked(ctx, tx, now, ref, releaseID, hand, taken, fmt.Sprintf("anew:%d", anew.TaskID)); err != nil {
		return err
	}
	return s.plan(ctx, tx, who, now, ref, []int64{releaseID})
}

// writeAsked writes to whoever a person asks for something of one release now,
// and tells those it was taken from: services in working hours, officers at once.
func (s *Service) writeAsked(ctx context.Context, tx pgx.Tx, now time.Time, ref *pathways.Reference, releaseID int64, hand []pathways.HandOff, taken []pathways.Taken, occasion string) error {
	officers, err := s.officersOf(ctx, tx, ref, []int64{releaseID})
	if err != nil {
		return err
	}
	occasion += ":" + now.UTC().Format(time.RFC3339Nano)
	intents := requestIntents(hand, occasion, inWorkingHours(ref.Calendar, ref.Catalogue.Settings, now))
	alerts, told := newLetters(notify.Alert), newLetters(notify.Told)
	alerts.officersTasks(hand, officers, s.Unit.Contact())
	told.withdrawn(taken)
	intents = append(intents, alerts.intents(occasion, now)...)
	intents = append(intents, told.intents(occasion, toldAt(ref.Calendar, ref.Catalogue.Settings, now))...)
	_, err = s.Outbox.Add(ctx, tx, now, intents)
	return err
}

// tellEnded tells the service that holds a task that it is no longer asked for:
// an officer has recorded why.
func (s *Service) tellEnded(ctx context.Context, tx pgx.Tx, now time.Time, taskID int64) error {
	var t pathways.Taken
	err := tx.QueryRow(ctx, `
		SELECT id, release_id, CASE WHEN handed_off_at IS NULL THEN 0 ELSE coalesce(service_id, 0) END, contact_name, contact_email FROM task WHERE id = $1`,
		taskID).Scan(&t.TaskID, &t.ReleaseID, &t.ServiceID, &t.Contact.Name, &t.Contact.Email)
	if err != nil {
		return fmt.Errorf("find who holds a task: %w", err)
	}
	if t.ServiceID == 0 {
		return nil
	}
	cal, set, err := pathways.LoadTimes(ctx, tx)
	if err != nil {
		return err
	}
	told := newLetters(notify.Told)
	told.withdrawn([]pathways.Taken{t})
	_, err = s.Outbox.Add(ctx, tx, now, told.intents(fmt.Sprintf("ended:%d:%s", taskID, now.UTC().Format(time.RFC3339Nano)), toldAt(cal, set, now)))
	return err
}

// askOnceMore opens again what people did not want, 14 days before they leave.
func (w *watch) askOnceMore(ctx context.Context) error {
	ids, err := pathways.AskOnceMore(ctx, w.tx, w.who, w.now, w.day)
	if err != nil {
		return err
	}
	return w.planThese(ctx, ids)
}
