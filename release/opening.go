package release

import (
	"strings"
	"time"
	"unicode/utf8"

	"throughgate/internal/fault"
)

// OpenFor is how long a restricted record stays open for who has opened it
// (domain rule 9).
const OpenFor = 60 * time.Minute

// The length of a reason, in characters: a word is not one.
const (
	shortestReason = 10
	longestReason  = 500
)

// Finding is what the information lead says of an opening.
type Finding string

// The findings; "" as long as it is not reviewed.
const (
	InOrder    Finding = "in_order"
	NotInOrder Finding = "not_in_order"
)

// OpeningState is how far the review of an opening is.
type OpeningState string

// The states.
const (
	OpeningToReview OpeningState = "to_review"
	OpeningAsked    OpeningState = "asked"    // whoever opened it has been asked, and has not answered
	OpeningAnswered OpeningState = "answered" // and still is to be reviewed
	OpeningReviewed OpeningState = "reviewed"
)

// Opening is one time that somebody opened a restricted record.
type Opening struct {
	Ref, ReleaseRef string
	AccountID       int64
	By, Role        string // who opened it
	Reason          string
	OpenedAt        time.Time
	ClosesAt        time.Time
	Question        string
	AskedBy         string
	AskedAt         *time.Time
	Answer          string
	AnsweredAt      *time.Time
	Finding         Finding
	Note            string
	ReviewedBy      string
	ReviewedAt      *time.Time
}

// State tells how far its review is.
func (o Opening) State() OpeningState {
	switch {
	case o.ReviewedAt != nil:
		return OpeningReviewed
	case o.AnsweredAt != nil:
		return OpeningAnswered
	case o.AskedAt != nil:
		return OpeningAsked
	}
	return OpeningToReview
}

// CheckReason tidies why somebody opens a restricted record. Errors:
// fault.Invalid.
func CheckReason(typed string) (string, error) {
	reason := strings.Join(strings.Fields(typed), " ")
	switch n := utf8.RuneCountInString(reason); {
	case n == 0:
		return "", fault.Invalid("Write why you open this record")
	case n < shortestReason:
		return "", fault.Invalid("Write why in a few words more: the information lead reads it")
	case n > longestReason:
		return "", fault.Invalid("Write it in at most %d characters", longestReason)
	}
	return reason, nil
}

// checkRemark tidies what is asked, answered or noted about an opening. Errors:
// fault.Invalid, with what to write.
func checkRemark(typed, missing string) (string, error) {
	text := strings.Join(strings.Fields(typed), " ")
	switch n := utf8.RuneCountInString(text); {
	case n == 0:
		return "", fault.Invalid("%s", missing)
	case n > longestReason:
		return "", fault.Invalid("Write it in at most %d characters", longestReason)
	}
	return text, nil
}

// check tidies the note that goes with a finding: only with one is an opening not
// in order. Errors: fault.Invalid.
func (f Finding) check(note string) (string, error) {
	switch f {
	case InOrder:
		if strings.TrimSpace(note) == "" {
			return "", nil
		}
	case NotInOrder:
	default:
		return "", fault.Invalid("Choose whether the opening is in order")
	}
	return checkRemark(note, "Write what is not in order, and what follows")
}

// mayAsk, mayAnswer and mayReview refuse what has been dealt with meanwhile.
func (o Opening) mayAsk() error {
	switch o.State() {
	case OpeningToReview:
		return nil
	case OpeningAsked, OpeningAnswered:
		return fault.Conflict("%s has asked about this opening already. Look at it again.", o.AskedBy)
	case OpeningReviewed:
	}
	return o.reviewedAlready()
}

func (o Opening) mayAnswer() error {
	switch o.State() {
	case OpeningAsked:
		return nil
	case OpeningToReview, OpeningAnswered:
		return fault.Conflict("There is no question to answer about this opening any more. Look at it again.")
	case OpeningReviewed:
	}
	return o.reviewedAlready()
}

func (o Opening) mayReview() error {
	if o.State() == OpeningReviewed {
		return o.reviewedAlready()
	}
	return nil
}

func (o Opening) reviewedAlready() error {
	return fault.Conflict("%s has reviewed this opening already. Look at it again.", o.ReviewedBy)
}
