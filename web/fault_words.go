package web

import (
	"errors"

	"throughgate/internal/fault"
	"throughgate/internal/wording"
)

// faultWords is what a reader may read of an error, in the reader's language: the
// catalogue holds the format of every fault.
func faultWords(err error) wording.Text {
	var chosen *fault.Error
	switch {
	case !errors.As(err, &chosen):
		return ProblemWords
	case chosen.Format == "":
		return wording.Data(chosen.Text)
	}
	return wording.Formatted(chosen.Format, chosen.Args...)
}
