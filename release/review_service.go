package release

import (
	"context"
	"maps"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"throughgate/access"
	"throughgate/internal/calendar"
	"throughgate/internal/pg"
	"throughgate/pathways"
)

// askForReview makes the tasks of a go-live import whose day came before the
// start wait for somebody's answer, and lists them.
func (s *Service) askForReview(ctx context.Context, tx pgx.Tx, now time.Time, importID int64) ([]ReviewTask, error) {
	if err := s.markForReview(ctx, tx, calendar.DayOf(now), importID); err != nil {
		return nil, err
	}
	return s.review(ctx, tx, now, importID)
}

// WaitingReview lists every task of the unit that still waits for an answer of a
// review: its file can be written again.
func (s *Service) WaitingReview(ctx context.Context, who access.Actor) ([]ReviewTask, error) {
	var list []ReviewTask
	err := pg.ReadTx(ctx, s.Pool, who, func(tx pgx.Tx) (err error) {
		list, err = s.review(ctx, tx, s.Now(), 0)
		return err
	})
	return list, err
}

// review puts beside each task whoever would be told today.
func (s *Service) review(ctx context.Context, tx pgx.Tx, now time.Time, importID int64) ([]ReviewTask, error) {
	rows, err := s.readReview(ctx, tx, importID)
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	ref, err := pathways.LoadReference(ctx, tx, s.Unit.Contact(), s.Unit.AgreementsFirst)
	if err != nil {
		return nil, err
	}
	ids := map[int64]bool{}
	for i := range rows {
		ids[rows[i].ReleaseID] = true
	}
	list, err := loadCases(ctx, tx, ref.Calendar, slices.Sorted(maps.Keys(ids)))
	if err != nil {
		return nil, err
	}
	cases := make(map[int64]*pathways.Case, len(list))
	for _, c := range list {
		cases[c.ReleaseID] = c
	}
	today := calendar.DayOf(now)
	out := make([]ReviewTask, len(rows))
	for i := range rows {
		r := &rows[i]
		var holder pathways.Holder
		if standard := ref.Catalogue.Get(r.Code); standard != nil {
			holder = ref.Directory.HolderOf(ref.Catalogue, standard, cases[r.ReleaseID], "", today)
		}
		out[i] = r.task(holder.Contact)
	}
	return out, nil
}

// ReviewRead is what became of the lines of a review: the lines are Answered +
// Unchanged + rejected + waiting.
type ReviewRead struct {
	Answered  int // taken now
	Unchanged int // said already, or asked for no more
	Rejected  []ReviewProblem
	Waiting   []int // lines without an answer
	Queued    int   // messages that go because a hold has ended
}

// AnswerReview takes the answers of a go-live review (domain rule 6). A line
// that cannot be used is rejected and the others taken; a line read before
// changes nothing. The first answers of an import end its hold: its messages
// go, and the next watch hands off whatever no answer is wanted for. A task
// without an answer waits on, alone: somebody who answers prison by prison keeps
// no other prison waiting.
func (s *Service) AnswerReview(ctx context.Context, tx pgx.Tx, who access.Actor, lines []ReviewLine) (ReviewRead, error) {
	if err := waitForWatch(ctx, tx); err != nil {
		return ReviewRead{}, err
	}
	now := s.Now()
	sorted := sortReview(lines)
	tasks, err := s.lockReviewed(ctx, tx, sorted.refs())
	if err != nil {
		return ReviewRead{}, err
	}
	read, taken := sorted.against(tasks)
	if len(taken) == 0 {
		return read, nil
	}
	if err := s.takeAnswers(ctx, tx, who, now, taken); err != nil {
		return ReviewRead{}, err
	}
	imports := map[int64]bool{}
	for _, t := range taken {
		if t.row.HeldBy != 0 {
			imports[t.row.HeldBy] = true
		}
	}
	for _, id := range slices.Sorted(maps.Keys(imports)) {
		_, messages, err := s.letGo(ctx, tx, now, id)
		if err != nil {
			return ReviewRead{}, err
		}
		read.Queued += messages
		if err := noteSent(ctx, tx, who, now, id); err != nil {
			return ReviewRead{}, err
		}
	}
	return read, nil
}

// TakeReview takes answers that were ticked on a page, in a transaction of its
// own. A task that somebody has answered meanwhile is left as it is and counts
// as unchanged, or as rejected where the answers differ.
func (s *Service) TakeReview(ctx context.Context, who access.Actor, lines []ReviewLine) (ReviewRead, error) {
	var read ReviewRead
	err := pg.InTx(ctx, s.Pool, who, func(tx pgx.Tx) (err error) {
		if err := access.Follow(ctx, tx, who); err != nil {
			return err
		}
		read, err = s.AnswerReview(ctx, tx, who, lines)
		return err
	})
	return read, err
}

// takeAnswers stores the answers of the tasks that wait for one.
func (s *Service) takeAnswers(ctx context.Context, tx pgx.Tx, who access.Actor, now time.Time, taken []takenAnswer) error {
	ref, err := pathways.LoadReference(ctx, tx, s.Unit.Contact(), s.Unit.AgreementsFirst)
	if err != nil {
		return err
	}
	ids, answers := map[int64]bool{}, make([]pathways.ReviewAnswer, len(taken))
	for i, t := range taken {
		ids[t.row.ReleaseID] = true
		answers[i] = pathways.ReviewAnswer{TaskID: t.row.ID, Answer: t.answer}
	}
	cases, err := loadCases(ctx, tx, ref.Calendar, slices.Sorted(maps.Keys(ids)))
	if err != nil {
		return err
	}
	return ref.ReviewAnswered(ctx, tx, who, now, cases, answers)
}
