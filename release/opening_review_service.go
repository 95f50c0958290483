package release

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"throughgate/access"
	"throughgate/internal/fault"
	"throughgate/internal/pg"
	"throughgate/notify"
	"throughgate/pathways"
)

// AskAboutOpening asks whoever opened a record; they are told by e-mail that
// there is a question. Errors: fault.NotFound, fault.Conflict, fault.Invalid,
// fault.Refused.
func (s *Service) AskAboutOpening(ctx context.Context, who access.Actor, ref, question string) error {
	question, err := checkRemark(question, "Write what you want to know")
	if err != nil {
		return err
	}
	if who.Role != access.InformationLead {
		return fault.Refused("The information lead reviews openings")
	}
	return s.withOpening(ctx, who, ref, func(tx pgx.Tx, now time.Time, o lockedOpening) (string, error) {
		if err := o.mayAsk(); err != nil {
			return "", err
		}
		if err := setOpeningQuestion(ctx, tx, who, now, o.ID, question); err != nil {
			return "", err
		}
		asked := newLetters(notify.Alert)
		asked.add([]pathways.Contact{{Name: o.By, Email: o.Email}}, notify.Item{Kind: notify.ItemOpeningAsked, ReleaseID: o.ReleaseID})
		_, err := s.Outbox.Add(ctx, tx, now, asked.intents("opening-asked:"+o.Ref, now))
		return "asked about", err
	})
}

// ReviewOpening says what the information lead found: not in order only with a
// note. Errors as in AskAboutOpening.
func (s *Service) ReviewOpening(ctx context.Context, who access.Actor, ref string, finding Finding, note string) error {
	note, err := finding.check(note)
	if err != nil {
		return err
	}
	if who.Role != access.InformationLead {
		return fault.Refused("The information lead reviews openings")
	}
	return s.withOpening(ctx, who, ref, func(tx pgx.Tx, now time.Time, o lockedOpening) (string, error) {
		if err := o.mayReview(); err != nil {
			return "", err
		}
		return "reviewed, " + string(finding), setOpeningFinding(ctx, tx, who, now, o.ID, finding, note)
	})
}

// AnswerAboutOpening answers the information lead's question, by who opened it.
// Errors as in AskAboutOpening.
func (s *Service) AnswerAboutOpening(ctx context.Context, who access.Actor, ref, answer string) error {
	answer, err := checkRemark(answer, "Write the answer")
	if err != nil {
		return err
	}
	return s.withOpening(ctx, who, ref, func(tx pgx.Tx, now time.Time, o lockedOpening) (string, error) {
		if o.AccountID != who.AccountID {
			return "", fault.Refused("Whoever opened the record answers")
		}
		if err := o.mayAnswer(); err != nil {
			return "", err
		}
		return "answered about", setOpeningAnswer(ctx, tx, now, o.ID, answer)
	})
}

// withOpening changes one opening that the actor may see, and writes down what
// was done.
func (s *Service) withOpening(ctx context.Context, who access.Actor, ref string, change func(pgx.Tx, time.Time, lockedOpening) (string, error)) error {
	now := s.Now()
	return pg.InTx(ctx, s.Pool, who, func(tx pgx.Tx) error {
		if who.Role == access.InformationLead { // reviews openings of every area, and sees no case
			if err := access.Follow(ctx, tx, who); err != nil {
				return err
			}
		}
		o, err := lockOpening(ctx, tx, s.Unit.Scope, who, ref)
		if err != nil {
			return err
		}
		if err := access.Follow(ctx, tx, who); err != nil {
			return err
		}
		done, err := change(tx, now, o)
		if err != nil {
			return err
		}
		return access.Record(ctx, tx, now, who, access.Entry{Action: access.Alter, ObjectKind: "opening", ObjectID: o.ID, Detail: done})
	})
}
