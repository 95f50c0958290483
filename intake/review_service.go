package intake

import (
	"context"
	"errors"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"throughgate/access"
	"throughgate/release"
)

// Reviewer takes the answers of a go-live review.
type Reviewer interface {
	AnswerReview(ctx context.Context, tx pgx.Tx, who access.Actor, lines []release.ReviewLine) (release.ReviewRead, error)
}

// noAnswerYet is why a line of a review is held.
const noAnswerYet = "no answer yet: write already in hand, send or not needed, and read the file again"

// Review reads the file of a go-live review back (domain rule 6). Of its columns
// task_id and answer count. A line that cannot be used is rejected and the
// others taken; a line without an answer is held, and its task waits on. The
// same file again changes nothing.
func (im *Importer) Review(ctx context.Context, who access.Actor, file io.Reader, o FileOptions) (Report, error) {
	return im.wholeFile(ctx, who, ReviewKind, file, o, func(_ pgx.Tx, in io.Reader, r *Report, now time.Time) (reading, error) {
		lines, rejected, s, err := readReview(in)
		if err != nil {
			return nil, err
		}
		r.Rows, r.Rejected = s.rows, rejected
		return func(tx pgx.Tx, r Report) (Report, error) {
			id, err := openImport(ctx, tx, who, string(r.Kind), r, now)
			if err != nil {
				return r, err
			}
			read, err := im.Reviewer.AnswerReview(ctx, tx, who, lines)
			if err != nil {
				return r, err
			}
			r.reviewed(read, s.header)
			return r, closeImport(ctx, tx, who, id, r, nil, now)
		}, nil
	})
}

// reviewed lays what became of a review's lines into the shape of a report.
func (r *Report) reviewed(read release.ReviewRead, h header) {
	r.Changed, r.Unchanged, r.MessagesQueued = read.Answered, read.Unchanged, read.Queued
	for _, p := range read.Rejected {
		column := h.called(reviewColumns, reviewTask)
		if p.Column == release.ReviewAnswerColumn {
			column = h.called(reviewColumns, reviewAnswer)
		}
		r.Rejected = append(r.Rejected, Problem{p.Line, column, p.Problem})
	}
	slices.SortFunc(r.Rejected, func(a, b Problem) int { return a.Line - b.Line })
	for _, line := range read.Waiting {
		r.Held = append(r.Held, HeldRow{line, noAnswerYet})
	}
}

// The columns of a review that are read. The answer need not stand in every
// row: a spreadsheet leaves empty cells at the end of a line out.
const (
	reviewTask = iota
	reviewAnswer
)

var reviewColumns = []column{{release.ReviewTaskColumn, true}, {release.ReviewAnswerColumn, false}}

func readReview(in io.Reader) (lines []release.ReviewLine, rejected []Problem, s *sheet, err error) {
	if s, err = openSheet(in, reviewColumns); err != nil {
		return nil, nil, nil, err
	}
	if s.header.position[reviewAnswer] < 0 {
		return nil, nil, nil, refuse("line 1: the column %s is missing: it holds the answers", release.ReviewAnswerColumn)
	}
	rejected = []Problem{}
	for {
		problem, err := s.next()
		if errors.Is(err, io.EOF) {
			return lines, rejected, s, nil
		}
		if err != nil {
			return nil, nil, nil, err
		}
		if problem != nil {
			rejected = append(rejected, *problem)
			continue
		}
		lines = append(lines, release.ReviewLine{Line: s.line, Ref: strings.ToLower(clean(s.cells[reviewTask])), Answer: clean(s.cells[reviewAnswer])})
	}
}
