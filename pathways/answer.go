package pathways

import (
	"slices"
	"strings"

	"throughgate/internal/calendar"
	"throughgate/internal/fault"
)

// Answer is what a holder says to a request.
type Answer struct {
	To        State // acknowledged, accepted, declined, no_capacity, done, not_wanted or not_eligible
	Reason    string
	FullUntil calendar.Date // no capacity
	Finish    Finish        // done
	HeardBy   string        // not wanted: who heard the person's own no
}

// answerable says from which states each answer can be given. A service that
// said no, or was full, can still change its mind.
var answerable = map[State][]State{
	Acknowledged: {HandedOff, PassedOn},
	Accepted:     {HandedOff, PassedOn, Acknowledged, Declined, NoCapacity},
	Declined:     {HandedOff, PassedOn, Acknowledged, Accepted, NoCapacity},
	NoCapacity:   {HandedOff, PassedOn, Acknowledged, Accepted, Declined},
	Done:         {Planned, HandedOff, PassedOn, Acknowledged, Accepted, Declined, NoCapacity},
	NotWanted:    {Planned, HandedOff, PassedOn, Acknowledged, Accepted, Declined, NoCapacity},
	NotEligible:  {Planned, HandedOff, PassedOn, Acknowledged, Accepted, Declined, NoCapacity},
}

// ended are the states that an answer ends a task in; it can be opened again.
var ended = []State{Done, NotWanted, NotEligible}

// longestName is how many characters a name may have.
const longestName = 100

// longestReason is how many characters a reason may have.
const longestReason = 500

// Check says what is wrong with an answer to a task in that state. ticked are
// the items of evidence that stored facts already tick.
func (a Answer) Check(s *Standard, from State, ticked []string, today calendar.Date) error {
	if !slices.Contains(Answers(from, s.OfficersOwn()), a.To) {
		return fault.Conflict("This request is %s and cannot be changed to %s. Go back and look at it again.", words(from), words(a.To))
	}
	if len([]rune(a.Reason)) > longestReason || len([]rune(a.Finish.Reason)) > longestReason {
		return fault.Invalid("The reason is too long: use %d characters or fewer", longestReason)
	}
	switch a.To {
	case Declined:
		if strings.TrimSpace(a.Reason) == "" {
			return fault.Invalid("Say why the service cannot do this")
		}
	case NoCapacity:
		if a.FullUntil.IsZero() {
			return fault.Invalid("Give the day until which the service is full")
		}
		if a.FullUntil.Before(today) {
			return fault.Invalid("The day until which the service is full must be today or later")
		}
	case Done:
		return a.Finish.check(s, ticked)
	case NotWanted:
		if n := len([]rune(strings.TrimSpace(a.HeardBy))); n == 0 || n > longestName {
			return fault.Invalid("Say who heard the person say no, in up to %d characters", longestName)
		}
	case NotEligible:
		if strings.TrimSpace(a.Reason) == "" {
			return fault.Invalid("Say why the person is not eligible")
		}
	case Planned, HandedOff, Acknowledged, Accepted, PassedOn, TooLate, Withdrawn:
	}
	return nil
}

// why is the reason as the history says it.
func (a Answer) why() string {
	switch {
	case a.To != NotWanted:
		return a.Reason
	case a.Reason == "":
		return "heard by " + a.HeardBy
	}
	return "heard by " + a.HeardBy + ": " + a.Reason
}

func (f Finish) check(s *Standard, ticked []string) error {
	for _, e := range f.Evidence {
		if !slices.Contains(s.Evidence, e) {
			return fault.Invalid("%q is not an item of this request's checklist", e)
		}
	}
	if slices.Contains(f.Evidence, AuthorityChosen) != (f.HousingAuthority != "") {
		return fault.Invalid("Choose the housing authority, and tick that it was chosen")
	}
	for _, e := range s.Evidence {
		if !slices.Contains(f.Evidence, e) && !slices.Contains(ticked, e) && strings.TrimSpace(f.Reason) == "" {
			return fault.Invalid("Not everything on the checklist is ticked: say why it is finished all the same")
		}
	}
	return nil
}

// words is a state as pages say it.
func words(s State) string {
	switch s {
	case Planned:
		return "not asked yet"
	case HandedOff:
		return "asked"
	case Acknowledged:
		return "acknowledged"
	case Accepted:
		return "agreed"
	case Done:
		return "done"
	case Declined:
		return "declined"
	case NoCapacity:
		return "full"
	case PassedOn:
		return "passed on"
	case NotWanted:
		return "not wanted"
	case NotEligible:
		return "not eligible"
	case TooLate:
		return "too late"
	case Withdrawn:
		return "withdrawn"
	}
	return string(s)
}
