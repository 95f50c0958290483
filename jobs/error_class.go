package jobs

import (
	"regexp"
	"strings"

	"throughgate/internal/machine"
)

// What is let through of the texts that scrub writes: an allow-list, so that what
// is stored by another way, or by a later program, shows no words.
var (
	sqlstateText = regexp.MustCompile(`^the database said no \(SQLSTATE ([0-9A-Z]{5})\)$`)
	typeText     = regexp.MustCompile(`^an error of type ([*A-Za-z0-9_.]{1,60})$`)
	statusText   = regexp.MustCompile(`^the other server answered ([1-5][0-9]{2})$`)
)

// classOf is the class of a stored error, and the code that goes with it.
func classOf(text string) (class machine.Class, code string) {
	if found := sqlstateText.FindStringSubmatch(text); found != nil {
		return machine.DatabaseSaidNo, found[1]
	}
	if found := typeText.FindStringSubmatch(text); found != nil {
		return machine.OurType, found[1]
	}
	if found := statusText.FindStringSubmatch(text); found != nil {
		return machine.AnswerWasNo, found[1]
	}
	switch {
	case text == "":
		return machine.NoError, ""
	case text == tooLong:
		return machine.TookTooLong, ""
	case text == wasStopped:
		return machine.Stopped, ""
	case text == notReached:
		return machine.DatabaseAway, ""
	case text == otherNotReached:
		return machine.OtherAway, ""
	case text == notAllowed:
		return machine.NotAllowed, ""
	case text == errPanic.Error():
		return machine.Mistake, ""
	case strings.HasPrefix(text, "Stuck job rescued"): // River's own words
		return machine.WorkerDied, ""
	}
	return machine.OtherError, ""
}
