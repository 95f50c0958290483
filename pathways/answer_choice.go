package pathways

import "slices"

// Answers lists what a holder can say to a task in that state, in the order in
// which a page offers it. An officer's own task is only ever finished: nobody
// waits for their answer.
func Answers(from State, officersOwn bool) []State {
	var can []State
	for _, to := range []State{Acknowledged, Accepted, Done, NoCapacity, Declined} {
		if officersOwn && to != Done {
			continue
		}
		if slices.Contains(answerable[to], from) {
			can = append(can, to)
		}
	}
	return can
}
