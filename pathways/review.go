package pathways

import (
	"time"

	"throughgate/internal/fault"
)

// ReviewAnswer is what somebody says, in the go-live review, of a task whose day
// came before the start (domain rule 6, go-live).
type ReviewAnswer struct {
	TaskID int64
	Answer ReviewWord
}

// ReviewWord is one of the answers of the go-live review.
type ReviewWord string

// The answers of the go-live review.
const (
	ReviewSend      ReviewWord = "send"       // the next watch hands it off
	ReviewInHand    ReviewWord = "in_hand"    // already in hand: no request goes
	ReviewNotNeeded ReviewWord = "not_needed" // nothing goes, for good
)

// check says what is wrong with an answer.
func (a ReviewAnswer) check() error {
	switch a.Answer {
	case ReviewSend, ReviewInHand, ReviewNotNeeded:
		return nil
	}
	return fault.Invalid("The answer %q is not known: use send, in_hand or not_needed", string(a.Answer))
}

// reviewed is what the answers make of the tasks they are given for.
type reviewed struct {
	send, notNeeded []int64
	inHand          []HandOff
}

// reviewed sorts the answers to the tasks of one release. A task that waits for
// no answer any more is passed over: the same file may be read back twice. What
// is in hand, also where it was judged too late meanwhile, has its due day fixed as at a hand-off, and whoever would be asked
// for its holder, where there is one; nobody is asked to answer.
func (r *Reference) reviewed(c *Case, tasks []Task, answers map[int64]ReviewWord, on Occasion) reviewed {
	var out reviewed
	given := r.given(c, tasks, on.Today)
	for i := range tasks {
		t := &tasks[i]
		s := r.Catalogue.Get(t.Standard)
		word, told := answers[t.ID]
		if !told || s == nil || !t.Review || t.State != Planned && t.State != TooLate {
			continue
		}
		switch word {
		case ReviewSend:
			out.send = append(out.send, t.ID)
		case ReviewNotNeeded:
			out.notNeeded = append(out.notNeeded, t.ID)
		case ReviewInHand:
			h := r.Directory.HolderOf(r.Catalogue, s, c, given(s.Code).Authority, on.Today)
			out.inHand = append(out.inHand, HandOff{TaskID: t.ID, ReleaseID: c.ReleaseID, Standard: s, Holder: h, Case: c})
		}
	}
	r.setDays(c, tasks, out.inHand, on)
	for i := range out.inHand {
		h := &out.inHand[i]
		h.AnswerBy, h.NextRung, h.FirstLoad = time.Time{}, time.Time{}, false
	}
	return out
}
