package release

import (
	"encoding/csv"
	"io"
	"strings"

	"throughgate/internal/calendar"
	"throughgate/pathways"
)

// ReviewTask is one task of a go-live review: its day came before the start, and
// somebody has to say whether it is in hand.
type ReviewTask struct {
	Prison       string // name
	Reference    string // of the release, as in addresses and e-mails
	PrisonNumber string // "" for a restricted record, as are the initials
	Initials     string
	Code         string
	Title        string
	PlannedDay   calendar.Date // no day: could leave any day
	HandOffOn    calendar.Date // the day it should have been asked
	Service      string
	Contact      string // e-mail address of whoever would be told today
	Ref          string // of the task
}

// reviewColumns are the columns of a review's file; the last is filled in and
// the one before it finds the task again.
var reviewColumns = []string{"prison", "reference", "prison_number", "initials", "task", "what", "for_day", "asked_by", "service",
	"contact", ReviewTaskColumn, ReviewAnswerColumn}

// The columns of a review that are read back.
const (
	ReviewTaskColumn   = "task_id"
	ReviewAnswerColumn = "answer"
)

// WriteReview writes a review as CSV, in the order given. It is opened in a
// spreadsheet: a cell that would be taken for a formula gets an apostrophe.
func WriteReview(w io.Writer, list []ReviewTask) error {
	out := csv.NewWriter(w)
	if err := out.Write(reviewColumns); err != nil {
		return err
	}
	for _, t := range list {
		cells := []string{t.Prison, t.Reference, t.PrisonNumber, t.Initials, t.Code, t.Title, dayOrNothing(t.PlannedDay),
			dayOrNothing(t.HandOffOn), t.Service, t.Contact, t.Ref, ""}
		for i := range cells {
			cells[i] = inert(cells[i])
		}
		if err := out.Write(cells); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}

func dayOrNothing(d calendar.Date) string {
	if d.IsZero() {
		return ""
	}
	return d.String()
}

// inert makes a cell that a spreadsheet would calculate plain text.
func inert(cell string) string {
	if cell != "" && strings.ContainsRune("=+-@\t\r", rune(cell[0])) {
		return "'" + cell
	}
	return cell
}

// ReviewLine is one line of a review that was read back.
type ReviewLine struct {
	Line   int
	Ref    string // of the task
	Answer string // as written; "": none yet
}

// ReviewProblem says which line of a review was not taken and what to do.
type ReviewProblem struct {
	Line    int
	Column  string
	Problem string
}

// reviewAnswers are the words of the answer column (domain rule 6, go-live).
var reviewAnswers = map[string]pathways.ReviewWord{
	"already in hand": pathways.ReviewInHand,
	"send":            pathways.ReviewSend,
	"not needed":      pathways.ReviewNotNeeded,
}

// readReviewAnswer reads an answer without regard to case, spaces and
// underscores.
func readReviewAnswer(text string) (pathways.ReviewWord, bool) {
	words := strings.Fields(strings.ToLower(strings.ReplaceAll(strings.TrimPrefix(text, "'"), "_", " ")))
	a, ok := reviewAnswers[strings.Join(words, " ")]
	return a, ok
}
