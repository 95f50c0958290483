package release

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"throughgate/access"
	"throughgate/internal/fault"
	"throughgate/notify"
	"throughgate/pathways"
)

// AskNotDied says that the death of the person of a release was recorded by
// mistake. Nothing changes until somebody else confirms it (domain rule 4).
// Errors: fault.NotFound, fault.Conflict where somebody has said so already,
// fault.Invalid, fault.Refused.
func (s *Service) AskNotDied(ctx context.Context, who access.Actor, ref, why string) error {
	why, err := checkWhy(why)
	if err != nil {
		return err
	}
	return s.withPerson(ctx, who, ref, "", func(tx pgx.Tx, now time.Time, head, _ headRow) error {
		if err := head.mayChange(); err != nil {
			return err
		}
		if head.State != Died {
			return fault.Invalid("No death is recorded for this person")
		}
		asked, _, err := readNotDied(ctx, tx, head.PersonID)
		switch {
		case err != nil:
			return err
		case asked.Mine(who): // the form was sent twice
			return nil
		case asked.Open():
			return fault.Conflict("%s has said so already. Open the release: you can confirm it", capitalised(asked.By))
		}
		if err := askNotDied(ctx, tx, who, now, head.PersonID, why); err != nil {
			return err
		}
		return access.Record(ctx, tx, now, who, access.Entry{Action: access.Alter, ObjectKind: "person", ObjectID: head.PersonID, Detail: "asked to take back: event died"})
	})
}

// AnswerNotDied confirms, as a second person, that a death was recorded by
// mistake, or says that it stands. Confirmed, the story is told over again
// without it: the release, the plan and what officers may do come back, requests
// are planned anew and go with the next watch, and messages that were cancelled
// do not come back by themselves. Whoever was told of the death is told at once.
// Errors: fault.NotFound, fault.Conflict, fault.Invalid, fault.Refused.
func (s *Service) AnswerNotDied(ctx context.Context, who access.Actor, ref string, answer NotDiedAnswer) error {
	return s.withPerson(ctx, who, ref, "", func(tx pgx.Tx, now time.Time, head, _ headRow) error {
		asked, event, err := readNotDied(ctx, tx, head.PersonID)
		if err != nil {
			return err
		}
		if !asked.Open() {
			if done, err := answeredNotDied(ctx, tx, who, head.PersonID, answer); err != nil || done { // the form was sent twice
				return err
			}
		}
		if err := asked.may(who, answer); err != nil {
			return err
		}
		if err := head.mayChange(); err != nil {
			return err
		}
		if err := decideNotDied(ctx, tx, who, now, head.PersonID, answer); err != nil {
			return err
		}
		if answer != NotDiedAgreed {
			return access.Record(ctx, tx, now, who, access.Entry{Action: access.Alter, ObjectKind: "person", ObjectID: head.PersonID, Detail: "the death stands: " + string(answer)})
		}
		c, err := s.newCause(ctx, tx, who, Source{Name: ByHandSource, AsOf: now}, fmt.Sprintf("taken_back:%d", event))
		if err != nil {
			return err
		}
		if err := takeDeathBack(ctx, tx, asked, now, head.PersonID); err != nil {
			return err
		}
		r := &recording{Service: s, cause: c, tx: tx, people: []int64{head.PersonID}, audit: []access.Entry{
			{Action: access.Alter, ObjectKind: "person", ObjectID: head.PersonID, Detail: "taken back by two people: event died"}}}
		if _, err := r.finish(ctx); err != nil {
			return err
		}
		return r.tellNotDied(ctx, head)
	})
}

// tellNotDied tells at once whoever hears of a death, and whoever was told of
// this one.
func (r *recording) tellNotDied(ctx context.Context, head headRow) error {
	id, state, err := readPresent(ctx, r.tx, head.PersonID)
	if err != nil {
		return err
	}
	if state == Died {
		return fault.Refused("The newest extract tells of the death too. Bring one that no longer does, then confirm it again")
	}
	officers, err := r.officersOf(ctx, r.tx, r.ref, []int64{id})
	if err != nil {
		return err
	}
	told, err := toldOfDeath(ctx, r.tx, []int64{head.ID, id})
	if err != nil {
		return err
	}
	to := officers[id]
	alerts, item := newLetters(notify.Alert), notify.Item{Kind: notify.ItemNotDied, ReleaseID: id}
	for _, list := range [][]pathways.Contact{to.link, to.community(), {r.Unit.Contact()}, told} {
		alerts.add(list, item)
	}
	_, err = r.Outbox.Add(ctx, r.tx, r.now, alerts.intents(r.occasionAt()+":mistake", r.now))
	return err
}
