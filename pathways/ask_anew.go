package pathways

import (
	"slices"

	"throughgate/internal/fault"
)

// Anew is a request that a person has made anew: passed on to another service,
// or opened again.
type Anew struct {
	TaskID int64
	To     Holder // found: passed on to it; else whoever holds such a task today
	From   Taken  // who held it; no service: nobody has to be told
	Reason string
}

// passable are the states in which a request can be passed on.
var passable = []State{HandedOff, PassedOn, Acknowledged, Accepted, Declined, NoCapacity}

// CanPassOn tells whether a request in that state can be passed on; officers'
// own cannot.
func CanPassOn(from State, officersOwn bool) bool {
	return !officersOwn && slices.Contains(passable, from)
}

// CanReopen tells whether a task in that state can be opened again.
func CanReopen(from State) bool { return slices.Contains(ended, from) }

func checkReason(reason string) error {
	switch n := len([]rune(reason)); {
	case n == 0:
		return fault.Invalid("Give a reason")
	case n > longestReason:
		return fault.Invalid("The reason is too long: use %d characters or fewer", longestReason)
	}
	return nil
}
