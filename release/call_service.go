package release

import (
	"context"
	"errors"

	"github.com/jackc/pgx/v5"

	"throughgate/access"
	"throughgate/internal/calendar"
	"throughgate/internal/pg"
)

// callSource names a call in what is recorded of it.
const callSource = "call"

// errCallProblems rolls a call back: nothing of it is recorded until all of it
// can be.
var errCallProblems = errors.New("answers that cannot be recorded")

// RecordCall records what one call to a prison has answered about several
// people, in one transaction and with everything that follows, as an event file
// would. Where an answer cannot be recorded nothing is, and the problems say
// which and why. The same call sent twice changes nothing the second time.
func (s *Service) RecordCall(ctx context.Context, who access.Actor, c Call) ([]CallProblem, error) {
	var problems []CallProblem
	now := s.Now()
	for _, a := range c.Answers {
		if p := a.problem(calendar.DayOf(now)); p.Text != "" {
			problems = append(problems, p)
		}
	}
	if len(problems) > 0 {
		return problems, nil
	}
	err := pg.InTx(ctx, s.Pool, who, func(tx pgx.Tx) error {
		people, err := peopleAtPrison(ctx, tx, s.Unit.For(who), c.Prison)
		if err != nil {
			return err
		}
		known, err := recordedOfCall(ctx, tx, c)
		if err != nil {
			return err
		}
		var list []LifeEvent
		var of []CallProblem
		for _, a := range c.Answers {
			if known[a.Ref] {
				continue
			}
			person, here := people[a.Ref]
			if !here {
				problems = append(problems, CallProblem{Ref: a.Ref, Field: CallStill,
					Text: "Somebody has recorded something of this person meanwhile: look at the page again"})
				continue
			}
			events, fields := a.events(c, person, now)
			for i, e := range events {
				e.Line = len(of)
				list, of = append(list, e), append(of, CallProblem{Ref: a.Ref, Field: fields[i]})
			}
		}
		if err := access.Follow(ctx, tx, who); err != nil {
			return err
		}
		answers, _, err := s.Record(ctx, tx, who, Source{Name: callSource, AsOf: now}, list)
		if err != nil {
			return err
		}
		for _, answer := range answers {
			if answer.Problem != "" {
				problem := of[answer.Line]
				problem.Text = capitalised(answer.Problem)
				problems = append(problems, problem)
			}
		}
		if len(problems) > 0 {
			return errCallProblems
		}
		return nil
	})
	if err != nil && !errors.Is(err, errCallProblems) {
		return nil, err
	}
	return problems, nil
}
