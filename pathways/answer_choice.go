package pathways

import "slices"

// Answers lists what a holder can say to a task in that state, in the order in
// which a page offers it. An officer's own task is only ever ended: nobody
// waits for their answer.
func Answers(from State, officersOwn bool) []State {
	var can []State
	for _, to := range []State{Acknowledged, Accepted, Done, NoCapacity, Declined, NotWanted, NotEligible} {
		if officersOwn && !slices.Contains(ended, to) {
			continue
		}
		if slices.Contains(answerable[to], from) {
			can = append(can, to)
		}
	}
	return can
}
