package pathways

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"throughgate/access"
	"throughgate/internal/calendar"
	"throughgate/internal/fault"
)

// AskQuestion asks the unit something about a request: it stands on the link
// officers' list until the next working day. It is no answer to the request: the
// ladder goes on. Errors: as for an answer.
func (s *TaskService) AskQuestion(ctx context.Context, who access.Actor, ref, asked string) error {
	asked, err := checkWords(asked, "Write what you want to know")
	if err != nil {
		return err
	}
	return s.about(ctx, who, ref, func(tx pgx.Tx, now time.Time, t *lockedTask, std *Standard) error {
		if !CanAskQuestion(who, t.state, std.OfficersOwn()) {
			return fault.Conflict("This request is %s: ring the unit if you want to know something", words(t.state))
		}
		if err := storeQuestion(ctx, tx, who, now, t, asked, t.cal.Add(calendar.DayOf(now), 1)); err != nil {
			return err
		}
		return access.Record(ctx, tx, now, who, access.Entry{Action: access.Collect, ObjectKind: "task", ObjectID: t.id, Detail: "question"})
	})
}

// AnswerQuestion answers it for the unit: the service's contact gets an e-mail
// that there is an answer, with the reference only. Errors: as for an answer;
// fault.Conflict where somebody was first.
func (s *TaskService) AnswerQuestion(ctx context.Context, who access.Actor, ref, question, reply string) error {
	reply, err := checkWords(reply, "Write the answer")
	if err != nil {
		return err
	}
	if !CanAnswerQuestion(who) {
		return fault.Refused("The unit answers questions about requests")
	}
	return s.about(ctx, who, ref, func(tx pgx.Tx, now time.Time, t *lockedTask, _ *Standard) error {
		id, err := storeReply(ctx, tx, who, now, t.id, question, reply)
		if err != nil {
			return err
		}
		if err := s.Releases.QuestionAnswered(ctx, tx, now, t.id, id); err != nil {
			return err
		}
		return access.Record(ctx, tx, now, who, access.Entry{Action: access.Disclose, ObjectKind: "task", ObjectID: t.id, Detail: "question answered"})
	})
}
