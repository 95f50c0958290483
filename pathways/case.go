package pathways

import (
	"slices"

	"throughgate/internal/calendar"
)

// Case is all that a plan needs to know of one release. It names nobody.
type Case struct {
	ReleaseID   int64
	Watched     bool          // out of area, in the IOM cohort, or the unit watches everyone
	Ended       bool          // died, removed, moved away: nothing more is planned
	Closed      string        // why it ended, as the reason its tasks are withdrawn with; empty: WithdrawnDied
	Stopped     bool          // at large: nothing is planned, what was asked is withdrawn; open again once back (domain 4)
	Paused      bool          // date passed, not confirmed, left unknown: nothing new is handed off, no rung climbed
	OnHold      bool          // its import waits for somebody to press send: nothing is handed off or changes hands
	Withheld    bool          // released in error: no request leaves but officers' own, until the offender manager says so
	PlannedDay  calendar.Date // zero: none
	OtherDay    calendar.Date // the working day, while the Friday scheme is presumed and has another; zero: none
	MovedFrom   calendar.Date // planned day before the change that is planned now; zero: the one the tasks were planned for
	ActualDay   calendar.Date // zero: not released
	LearntDay   calendar.Date // London day on which the release was recorded
	Unexpected  bool          // released with no planned day, or two or more working days before it
	ReceivedDay calendar.Date // reception as told, else the day of the first extract that has the person
	Received    calendar.Date // reception as told; zero: not told
	ReturnedDay calendar.Date // a recall, or a new reception, that began the episode; zero: the first we know of
	FirstStored calendar.Date
	BirthDate   calendar.Date
	HomeArea    string // GSS code
	Country     string // of the home area
	Prison      string // code
	OutOfArea   bool
	Supervised  bool

	NeedsAssessed bool
	Needs         []string
	NeedsUnknown  []string // of an assessment: those that nobody knows of yet
	Flags         []string
	Consents      []string
	DoneBefore    map[string]calendar.Date // by code: done on that day in an earlier episode, in the last 12 months

	ImmigrationHold bool          // flag or legal status
	ERSED           calendar.Date // removal abroad; zero: none

	COM Contact
}

// Contact is whom a task is sent to.
type Contact struct {
	Name  string
	Email string
}

// Reach is how many days ahead of the planned day planning begins: 25 weeks,
// inclusive (domain rule 5).
const Reach = 175

// InWindow tells whether the planned day is near enough to plan for.
func (c *Case) InWindow(today calendar.Date) bool {
	return !c.PlannedDay.IsZero() && c.PlannedDay.Sub(today) <= Reach
}

// Released tells whether the actual day is known.
func (c *Case) Released() bool { return !c.ActualDay.IsZero() }

// has tells whether a flag is set.
func (c *Case) has(flag string) bool { return slices.Contains(c.Flags, flag) }

// leaveDay is the day of release as far as known: actual, else planned.
func (c *Case) leaveDay() calendar.Date {
	if c.Released() {
		return c.ActualDay
	}
	return c.PlannedDay
}

// Held tells whether every request to the outside waits for the offender
// manager: MAPPA 2 and 3, restricted people, an immigration hold, or a removal
// date that is not past (domain rule 6, before_telling). Today is not past.
func (c *Case) Held(today calendar.Date) bool {
	return c.has("mappa2") || c.has("mappa3") || c.has("restricted") || c.ImmigrationHold ||
		(!c.ERSED.IsZero() && !c.ERSED.Before(today))
}
