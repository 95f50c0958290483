package intake

import (
	"errors"
	"fmt"
	"strings"

	"throughgate/internal/fault"
)

// Problem is what is wrong with one row, and what to do about it. Column is the
// name as in the header; empty where the whole line is meant. The words never
// repeat a cell: a name or a birth date may stand in the wrong column.
type Problem struct {
	Line    int    `json:"line"`
	Column  string `json:"column"`
	Problem string `json:"problem"`
}

func (p Problem) String() string {
	if p.Column == "" {
		return fmt.Sprintf("line %d: %s", p.Line, p.Problem)
	}
	return fmt.Sprintf("line %d, column %s: %s", p.Line, p.Column, p.Problem)
}

// RefusedFile says that a file was refused whole: nothing was changed. It is a
// fault of the kind invalid.
type RefusedFile struct {
	Text     string    // why, and what to do
	Problems []Problem // the rows to blame, where rows are to blame
}

func refuse(format string, args ...any) *RefusedFile {
	return &RefusedFile{Text: fmt.Sprintf(format, args...)}
}

// shownProblems is how many rows an error text names; the rest are counted.
const shownProblems = 10

func (r *RefusedFile) Error() string {
	var b strings.Builder
	b.WriteString(r.Text)
	for i, p := range r.Problems {
		if i == shownProblems {
			fmt.Fprintf(&b, "\n  and %d more", len(r.Problems)-shownProblems)
			break
		}
		b.WriteString("\n  " + p.String())
	}
	return b.String()
}

// Unwrap gives the fault, so that callers need not know this type.
func (r *RefusedFile) Unwrap() error { return fault.Invalid("%s", r.Text) }

// The exit codes of interface.md that an import may end with.
const (
	exitDone    = 0
	exitFailed  = 1
	exitRefused = 2
	exitInPart  = 3
)

// ExitCode is the exit code of an import (interface.md, its first paragraph): 0
// done, 1 failed, 2 refused and nothing was changed, 3 done in part.
func ExitCode(r Report, err error) int {
	var f *fault.Error
	switch {
	case err == nil && len(r.Rejected)+len(r.Held) == 0 && r.MessagesHeld == 0 && r.Brake == "":
		return exitDone
	case err == nil:
		return exitInPart
	case errors.As(err, &f) && f.Kind != fault.KindNotFound:
		return exitRefused
	}
	return exitFailed
}
