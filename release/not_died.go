package release

import (
	"strings"
	"time"

	"throughgate/access"
	"throughgate/internal/fault"
)

// NotDied is a word that a death was recorded by mistake, which somebody else has
// not confirmed yet. By is words, as in StoryStep.
type NotDied struct {
	ByKey string // the actor who says so
	By    string
	At    time.Time
	Why   string
}

// Open tells whether somebody has said so.
func (n NotDied) Open() bool { return n.ByKey != "" }

// Mine tells whether the reader has said so: somebody else has to confirm it.
func (n NotDied) Mine(who access.Actor) bool { return n.ByKey == who.Key() }

// NotDiedAnswer is what somebody says to it.
type NotDiedAnswer string

// The answers. Only whoever has said it takes it back; only somebody else
// confirms it.
const (
	NotDiedAgreed    NotDiedAnswer = "agreed"  // it was a mistake
	NotDiedRefused   NotDiedAnswer = "refused" // the death stands
	NotDiedWithdrawn NotDiedAnswer = "withdrawn"
)

// checkWhy gives the reason without the spaces around it. Errors: fault.Invalid.
func checkWhy(why string) (string, error) {
	why = strings.TrimSpace(why)
	switch {
	case why == "":
		return "", fault.Invalid("Say why it is taken back")
	case len([]rune(why)) > LongestReason:
		return "", fault.Invalid("Say it in at most 500 characters")
	}
	return why, nil
}

// may says whether somebody may give this answer. Errors: fault.Conflict where
// nobody asks any more; fault.Refused; fault.Invalid.
func (n NotDied) may(who access.Actor, answer NotDiedAnswer) error {
	if !n.Open() {
		return fault.Conflict("Nobody says any more that the death was recorded by mistake. Look at the release")
	}
	switch answer {
	case NotDiedAgreed:
		if n.Mine(who) {
			return fault.Refused("You have said so yourself: a death is taken back by two people")
		}
	case NotDiedWithdrawn:
		if !n.Mine(who) {
			return fault.Refused("Only whoever has said so takes it back: say that the death stands")
		}
	case NotDiedRefused:
	default:
		return fault.Invalid("Choose what is right")
	}
	return nil
}
