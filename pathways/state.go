package pathways

// State of a task (interface.md 4).
type State string

// The states of a task.
const (
	Planned      State = "planned"
	HandedOff    State = "handed_off"
	Acknowledged State = "acknowledged"
	Accepted     State = "accepted"
	Done         State = "done"
	Declined     State = "declined"
	NoCapacity   State = "no_capacity"
	PassedOn     State = "passed_on"
	NotWanted    State = "not_wanted"
	NotEligible  State = "not_eligible"
	TooLate      State = "too_late"
	Withdrawn    State = "withdrawn"
)

// Open tells whether something is still to be done.
func (s State) Open() bool {
	switch s {
	case Planned, HandedOff, Acknowledged, Accepted, Declined, NoCapacity, PassedOn:
		return true
	case Done, NotWanted, NotEligible, TooLate, Withdrawn:
		return false
	}
	return false
}

// Asked tells whether the task was handed off and is still open.
func (s State) Asked() bool { return s.Open() && s != Planned }

// Blocks tells whether a task in this state keeps back those that need it
// first: it applies and is not done.
func (s State) Blocks() bool {
	switch s {
	case Done, Withdrawn, NotEligible, NotWanted:
		return false
	case Planned, HandedOff, Acknowledged, Accepted, Declined, NoCapacity, PassedOn, TooLate:
		return true
	}
	return true
}
