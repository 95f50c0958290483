package pathways

import "throughgate/internal/calendar"

// earlierBy is by how many working days earlier than its holder was last told a
// planned day re-opens the answer.
const earlierBy = 3

// answerAgain tells whether what a service answered no longer counts: the
// planned day is earlier by 3 or more working days than it was last told (domain
// rule 6, when the planned day moves). A no, or "full until", was said of
// another day too. A task that waits for its answer has none to re-open, so
// planning twice asks once; officers' own tasks need none.
func (t *Task) answerAgain(cal *calendar.Calendar, c *Case, s *Standard) bool {
	if s.Anchor != OnPlanned || s.OfficersOwn() || c.Released() || c.PlannedDay.IsZero() || t.ToldDay.IsZero() {
		return false
	}
	switch t.State {
	case Acknowledged, Accepted, Declined, NoCapacity:
		return cal.Between(c.PlannedDay, t.ToldDay) >= earlierBy
	case Planned, HandedOff, PassedOn, Done, NotWanted, NotEligible, TooLate, Withdrawn:
	}
	return false
}
