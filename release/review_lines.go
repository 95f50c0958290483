package release

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"throughgate/pathways"
)

// sortedReview is what the lines of a review say, before anybody looks at the
// tasks.
type sortedReview struct {
	answers  []givenAnswer
	empty    []ReviewLine // no answer yet
	repeated int          // lines that say again what one above says
	rejected []ReviewProblem
}

// givenAnswer is one answer and the line it stands in.
type givenAnswer struct {
	line   int
	ref    string
	answer pathways.ReviewWord
}

// takenAnswer is an answer to a task that waits for one.
type takenAnswer struct {
	row    reviewedRow
	answer pathways.ReviewWord
}

// sortReview reads the answers. Lines that contradict each other are all
// rejected: which of them holds is for whoever wrote them to say.
func sortReview(list []ReviewLine) sortedReview {
	said := map[string]map[pathways.ReviewWord]bool{}
	for _, l := range list {
		if a, ok := readReviewAnswer(l.Answer); ok {
			if said[l.Ref] == nil {
				said[l.Ref] = map[pathways.ReviewWord]bool{}
			}
			said[l.Ref][a] = true
		}
	}
	var s sortedReview
	above := map[string]bool{}
	for _, l := range list {
		a, ok := readReviewAnswer(l.Answer)
		switch {
		case l.Ref == "":
			s.reject(l.Line, ReviewTaskColumn, "empty: leave the task_id of each line as it was written")
		case strings.TrimSpace(l.Answer) == "":
			s.empty = append(s.empty, l)
		case !ok:
			s.reject(l.Line, ReviewAnswerColumn, "no answer we know: write already in hand, send or not needed, or leave it empty")
		case len(said[l.Ref]) > 1:
			s.reject(l.Line, ReviewAnswerColumn, "another line of the same task says something else: keep one")
		case above[l.Ref]:
			s.repeated++
		default:
			above[l.Ref] = true
			s.answers = append(s.answers, givenAnswer{l.Line, l.Ref, a})
		}
	}
	return s
}

func (s *sortedReview) reject(line int, column, problem string) {
	s.rejected = append(s.rejected, ReviewProblem{line, column, problem})
}

// refs are the tasks that the lines name.
func (s *sortedReview) refs() []string {
	named := map[string]bool{}
	for _, a := range s.answers {
		named[a.ref] = true
	}
	for _, l := range s.empty {
		named[l.Ref] = true
	}
	return slices.Sorted(maps.Keys(named))
}

// against lays the lines beside the tasks: which answers are taken, and what
// becomes of the other lines.
func (s *sortedReview) against(tasks map[string]reviewedRow) (ReviewRead, []takenAnswer) {
	read := ReviewRead{Unchanged: s.repeated}
	var taken []takenAnswer
	for _, a := range s.answers {
		t, known := tasks[a.ref]
		switch {
		case !known:
			s.reject(a.line, ReviewTaskColumn, noSuchTask)
		case t.waits():
			taken = append(taken, takenAnswer{t, a.answer})
		case !t.Review && t.Answered == "":
			s.reject(a.line, ReviewTaskColumn, "no review asks about this task: answer it where it stands on the board")
		case !t.Review && t.Answered != storedAnswers[a.answer]:
			s.reject(a.line, ReviewAnswerColumn, "this task was answered before, and otherwise: what is to change is changed on its own page")
		default:
			read.Unchanged++
		}
	}
	for _, l := range s.empty {
		switch t, known := tasks[l.Ref]; {
		case !known:
			s.reject(l.Line, ReviewTaskColumn, noSuchTask)
		case t.waits():
			read.Waiting = append(read.Waiting, l.Line)
		default:
			read.Unchanged++
		}
	}
	read.Answered, read.Rejected = len(taken), s.rejected
	slices.SortStableFunc(read.Rejected, func(a, b ReviewProblem) int { return cmp.Compare(a.Line, b.Line) })
	return read, taken
}

const noSuchTask = "no task has this task_id: leave the task_id of each line as it was written"

// waits tells whether the task wants an answer. One that the plan has withdrawn
// meanwhile wants none.
func (r reviewedRow) waits() bool {
	return r.Review && (r.State == pathways.Planned || r.State == pathways.TooLate)
}

// storedAnswers are the words under which an answer stands in the audit.
var storedAnswers = map[pathways.ReviewWord]string{
	pathways.ReviewSend:      string(pathways.ReviewSend),
	pathways.ReviewInHand:    string(pathways.Accepted),
	pathways.ReviewNotNeeded: string(pathways.NotEligible),
}
