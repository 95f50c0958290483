package oracle

import "slices"

// step is what has become of a request, or what its holder has said of it; they
// stand in the order of how far a request has come.
type step uint8

const (
	silent step = iota // nothing is said yet
	withdrawn
	tooLate
	toAsk // planned
	asked
	acknowledged
	declined
	noCapacity
	accepted
	notWanted
	done
)

var steps = []string{"", "withdrawn", "too_late", "planned", "asked", "acknowledged", "declined", "no_capacity", "accepted", "not_wanted", "done"}

func (s step) String() string { return steps[s] }

// stepOf is the step of a word; what nobody knows says nothing.
func stepOf(word string) step { return step(max(slices.Index(steps, word), int(silent))) }

// far is how far a request has come.
func (t *task) far() step {
	if t.state == asked && t.said != silent {
		return t.said
	}
	return t.state
}
