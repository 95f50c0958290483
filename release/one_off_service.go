package release

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"throughgate/access"
	"throughgate/internal/calendar"
	"throughgate/internal/fault"
	"throughgate/internal/pg"
	"throughgate/notify"
	"throughgate/pathways"
)

// AddOneOff adds a request that is in no standard to a release, and asks for it
// at once where no later day is given. key is the form's own: sent twice it is
// one request. Errors: *pathways.BadEdit, fault.NotFound, fault.Conflict,
// fault.Invalid, fault.Refused.
func (s *Service) AddOneOff(ctx context.Context, who access.Actor, release, key string, o pathways.OneOff) error {
	return s.withPerson(ctx, who, release, "", func(tx pgx.Tx, now time.Time, head, _ headRow) error {
		known, err := pathways.OneOffKnown(ctx, tx, key)
		if err != nil || known {
			return err
		}
		if err := head.mayAsk(who, o.Pathway); err != nil {
			return err
		}
		ref, c, err := s.planningOf(ctx, tx, head.ID)
		if err != nil {
			return err
		}
		code, err := ref.AddOneOff(ctx, tx, who, now, c, o, key)
		if err != nil {
			return err
		}
		if err := s.plan(ctx, tx, who, now, ref, []int64{head.ID}); err != nil {
			return err
		}
		return s.askNow(ctx, tx, who, now, ref, c, code)
	})
}

// OneOffEdit is a one-off request as a form came back: Version is of what the
// form showed.
type OneOffEdit struct {
	pathways.OneOff
	Task    string // its reference
	Version int
}

// ChangeOneOff changes a one-off request: its days move, and a service that
// holds it is told to go by the page. Errors: as for AddOneOff.
func (s *Service) ChangeOneOff(ctx context.Context, who access.Actor, release string, e OneOffEdit) error {
	return s.withOneOff(ctx, who, release, e.Task, func(tx pgx.Tx, now time.Time, head headRow, was pathways.StoredOneOff) error {
		if err := head.mayAsk(who, e.Pathway); err != nil {
			return err
		}
		ref, c, err := s.planningOf(ctx, tx, head.ID)
		if err != nil {
			return err
		}
		changed, err := ref.ChangeOneOff(ctx, tx, who, now, c, was, e.Version, e.OneOff)
		if err != nil || !changed {
			return err
		}
		if err := s.plan(ctx, tx, who, now, ref, []int64{head.ID}); err != nil {
			return err
		}
		return s.tellChanged(ctx, tx, now, ref, head.ID, was.TaskID)
	})
}

// TakeBackOneOff takes a one-off request back: whoever was asked is told once to
// do nothing more. Again makes it stand after all; the next watch asks for it.
// Errors: as for AddOneOff.
func (s *Service) TakeBackOneOff(ctx context.Context, who access.Actor, release, task string, version int, again bool) error {
	return s.withOneOff(ctx, who, release, task, func(tx pgx.Tx, now time.Time, head headRow, was pathways.StoredOneOff) error {
		if err := pathways.TakeBackOneOff(ctx, tx, who, now, was, version, again); err != nil {
			return err
		}
		ref, _, err := s.planningOf(ctx, tx, head.ID)
		if err != nil {
			return err
		}
		done, err := s.planCounted(ctx, tx, who, now, ref, []int64{head.ID})
		if err != nil {
			return err
		}
		return s.writeAsked(ctx, tx, now, ref, head.ID, nil, done.Taken, fmt.Sprintf("one-off:%d", was.TaskID))
	})
}

// withOneOff runs one change of a one-off request of a release.
func (s *Service) withOneOff(ctx context.Context, who access.Actor, release, task string, change func(tx pgx.Tx, now time.Time, head headRow, was pathways.StoredOneOff) error) error {
	return s.withPerson(ctx, who, release, "", func(tx pgx.Tx, now time.Time, head, _ headRow) error {
		was, err := pathways.ReadOneOff(ctx, tx, head.ID, task)
		if err != nil {
			return err
		}
		if err := head.mayAsk(who, was.Pathway); err != nil {
			return err
		}
		return change(tx, now, head, was)
	})
}

// mayAsk refuses what can be asked of nobody any more, and requests about health
// by those who may not know of them (domain rule 9).
func (h headRow) mayAsk(who access.Actor, pathway string) error {
	switch {
	case h.mayChange() != nil:
		return h.mayChange()
	case h.State == Died:
		return fault.Invalid("Please make no contact. Ring the unit")
	case IsHealth(pathway) && !healthBasis(who, h.HealthConsent):
		return fault.Refused("Requests about health are made by those with a recorded basis")
	}
	return nil
}

// planningOf reads what planning one release leans on, and its case.
func (s *Service) planningOf(ctx context.Context, tx pgx.Tx, releaseID int64) (*pathways.Reference, *pathways.Case, error) {
	ref, err := pathways.LoadReference(ctx, tx, s.Unit.Contact(), s.Unit.AgreementsFirst)
	if err != nil {
		return nil, nil, err
	}
	cases, err := loadCases(ctx, tx, ref.Calendar, []int64{releaseID})
	if err != nil {
		return nil, nil, err
	}
	if len(cases) == 0 {
		return nil, nil, fault.NotFound("Release")
	}
	return ref, cases[0], nil
}

// askNow hands off a one-off request whose day to ask has come, and writes to
// whoever holds it. A day on which services are not written to is not one.
func (s *Service) askNow(ctx context.Context, tx pgx.Tx, who access.Actor, now time.Time, ref *pathways.Reference, c *pathways.Case, code string) error {
	on := pathways.Occasion{Now: now, Today: calendar.DayOf(now), Services: true, BothDays: true, Only: func(std *pathways.Standard) bool { return std.Code == code }}
	hand, err := ref.HandOffDue(ctx, tx, who, on, []*pathways.Case{c})
	if err != nil || len(hand) == 0 {
		return err
	}
	return s.writeAsked(ctx, tx, now, ref, c.ReleaseID, hand, nil, "one-off:"+code)
}

// tellChanged tells the service that holds a task, if one does, by when it is
// needed now: the rest stands on the page. What was to be told of the release and
// has not left travels with it: several changes make one message.
func (s *Service) tellChanged(ctx context.Context, tx pgx.Tx, now time.Time, ref *pathways.Reference, releaseID, task int64) error {
	dropped, err := s.Outbox.DropTold(ctx, tx, now, []int64{releaseID})
	if err != nil {
		return err
	}
	letters, tasks, known := newLetters(notify.Told), []int64{task}, []toldDays{}
	for _, d := range dropped {
		if d.Kind == notify.ItemMoved {
			tasks, known = append(tasks, d.TaskID), append(known, knownBefore(d.From, d.Version, d.Count))
			continue
		}
		letters.addFor(d.ServiceID, pathways.Contact{Name: d.RecipientName, Email: d.Recipient},
			notify.Item{Kind: d.Kind, TaskID: d.TaskID, ReleaseID: d.ReleaseID, AppointmentID: d.AppointmentID})
	}
	if err := noteTold(ctx, tx, tasks[1:], known); err != nil {
		return err
	}
	held, err := heldByServices(ctx, tx, tasks)
	if err != nil {
		return err
	}
	if err := letters.moved(ctx, tx, held); err != nil {
		return err
	}
	occasion := fmt.Sprintf("one-off:%d:%s", task, now.UTC().Format(time.RFC3339Nano))
	_, err = s.Outbox.Add(ctx, tx, now, letters.intents(occasion, toldAt(ref.Calendar, ref.Catalogue.Settings, now)))
	return err
}

// ReadOneOff reads a one-off request of a release, and of whom one can be asked.
// task may be empty: a new one. Errors: fault.NotFound.
func (s *Service) ReadOneOff(ctx context.Context, who access.Actor, release, task string) (was pathways.StoredOneOff, services []Choice, err error) {
	err = pg.ReadTx(ctx, s.Pool, who, func(tx pgx.Tx) error {
		head, err := readHead(ctx, tx, s.Unit.For(who), Find{Ref: release})
		if err != nil {
			return err
		}
		if task != "" {
			if was, err = pathways.ReadOneOff(ctx, tx, head.ID, task); err != nil {
				return err
			}
			if IsHealth(was.Pathway) && !healthBasis(who, head.HealthConsent) {
				return fault.NotFound("Request")
			}
		}
		ref, c, err := s.planningOf(ctx, tx, head.ID)
		if err != nil {
			return err
		}
		for _, row := range ref.OneOffServices(c) {
			services = append(services, Choice{Code: row.Service, Name: row.Name})
		}
		return nil
	})
	return was, services, err
}
