package release

import (
	"slices"
	"strings"
	"time"

	"throughgate/internal/calendar"
	"throughgate/internal/fault"
)

// How long a record is kept after the last thing known of custody or
// supervision, in years: a unit's rule until it says otherwise, and its bounds.
const (
	UsualYears    = 2
	FewestYears   = 1
	MostYears     = 20
	listedFor     = 30 // days for which the newest extract of a source counts
	mostUnasked   = 50 // people whom one night may erase beyond those that were foreseen
	soonDays      = 90 // the page foresees as far
	erasedAtOnce  = 100
	nightFrom     = 2 // London hours in which people leave by rule
	nightTo       = 5
	keptRowsUntil = 90 // days for which a held row that was decided on keeps its cells
)

// Retention is the rule by which people leave. Without Confirmed nobody does: a
// bulk erasure is never a surprise.
type Retention struct {
	Years       int
	Due         int // how many people were due by it when it was confirmed
	Confirmed   bool
	ConfirmedAt time.Time
	ConfirmedBy string
}

// LeavesOn is the first day on which more than the rule's years have passed
// since a day. Of 29 February the anniversary in a common year is 1 March: a
// record is sooner kept a day too long than erased a day too soon.
func (r Retention) LeavesOn(last calendar.Date) calendar.Date {
	year, month, day := last.Civil()
	return calendar.Day(year+r.Years, month, day).AddDays(1)
}

// lastFrom is the newest last day whose people leave on a day or before it.
func (r Retention) lastFrom(day calendar.Date) calendar.Date {
	year, month, dayOfMonth := day.Civil()
	last := calendar.Day(year-r.Years, month, dayOfMonth)
	for !r.LeavesOn(last).After(day) {
		last = last.AddDays(1)
	}
	for r.LeavesOn(last).After(day) {
		last = last.AddDays(-1)
	}
	return last
}

// tonight says how a night ends that has so many people to erase.
func (r Retention) tonight(due int, erasedSince bool) NightOutcome {
	switch {
	case !r.Confirmed:
		return NightNotConfirmed
	case due > r.MayErase(erasedSince):
		return NightTooMany
	}
	return NightDone
}

// Checked gives the rule, or says what is wrong with it. Errors: fault.Invalid.
func (r Retention) Checked() (Retention, error) {
	if r.Years < FewestYears || r.Years > MostYears {
		return r, fault.Invalid("Write a number of years from %d to %d", FewestYears, MostYears)
	}
	return r, nil
}

// MayErase is how many people one night may erase without asking again: those
// who were due when somebody confirmed the rule, until a night has erased them,
// and a few more.
func (r Retention) MayErase(erasedSince bool) int {
	if erasedSince {
		return mostUnasked
	}
	return r.Due + mostUnasked
}

// Ending is what is known of how somebody's time with the unit ended.
type Ending struct {
	State       State
	Left        calendar.Date // released, removed, died, moved to another area; zero: not known
	Supervised  calendar.Date // the last end of a sentence or of supervision in force; zero: none told
	Appointment calendar.Date // the day of the last appointment; zero: none
}

// LastDay is the day from which the years count: the last thing known of custody
// or supervision (domain rule 4: what ends an episode). Zero where no end is
// known: in custody, at large, left for a reason unknown. Such a person never
// leaves by rule.
func (e Ending) LastDay() calendar.Date {
	last := e.Left
	switch e.State {
	case Released:
		last = later(last, e.Supervised)
	case Removed, Died, MovedAway: // nothing goes on here, whatever the sentence was
	case Planned, CouldLeaveAnyDay, AwaitingParole, RecalledNoDate, NoDates, DatePassed, NotConfirmed, LeftUnknown, AtLarge:
		return calendar.Date{}
	}
	if e.Left.IsZero() {
		return calendar.Date{}
	}
	return later(last, e.Appointment)
}

func later(a, b calendar.Date) calendar.Date {
	if b.After(a) {
		return b
	}
	return a
}

// Staying is why somebody is not erased; "" where nothing keeps them.
type Staying string

// The reasons, the first that holds.
const (
	StaysUnended Staying = "unended" // no end is known
	StaysNotYet  Staying = "not_yet" // not yet as long ago
	StaysHeld    Staying = "held"    // by a named person
	StaysOpen    Staying = "open"    // a request, an appointment to come, a message, something on a list
	StaysListed  Staying = "listed"  // extracts still list them: the next one would bring them back
	Leaves       Staying = ""
)

// Pending counts what is open about somebody.
type Pending struct {
	Tasks        int `json:"requests"`
	Appointments int `json:"appointments"` // to come
	Messages     int `json:"messages"`     // waiting, being sent, of unknown outcome
	Lists        int `json:"lists"`        // on somebody's list, and the person's own request for what is held
	Wipes        int `json:"at_provider"`  // texts whose words are still at the provider
}

// None tells whether nothing is open.
func (p Pending) None() bool { return p == Pending{} }

// Leaver is somebody as the rule looks at them.
type Leaver struct {
	Ending
	Pending
	Held, Listed bool
}

// Stays tells why somebody is not erased by the rule on a London day.
func (r Retention) Stays(l Leaver, today calendar.Date) Staying {
	last := l.LastDay()
	switch {
	case last.IsZero():
		return StaysUnended
	case r.LeavesOn(last).After(today):
		return StaysNotYet
	}
	if why := l.mayGo(); why != Leaves {
		return why
	}
	if l.Listed {
		return StaysListed
	}
	return Leaves
}

// mayGo tells what keeps somebody who is asked to be erased before their time:
// whoever was asked for something has to hear first that it is over.
func (l Leaver) mayGo() Staying {
	switch {
	case l.Held:
		return StaysHeld
	case !l.None():
		return StaysOpen
	}
	return Leaves
}

// ErasureGround is why somebody is erased before their time.
type ErasureGround string

// The grounds.
const (
	GroundPart3 ErasureGround = "dpa_s47"       // Data Protection Act 2018, section 47
	GroundGDPR  ErasureGround = "uk_gdpr_art17" // UK GDPR, Article 17
	GroundWrong ErasureGround = "never_ours"    // should never have been here
)

// ErasureGrounds are all of them, in the order of the form.
var ErasureGrounds = []ErasureGround{GroundPart3, GroundGDPR, GroundWrong}

// checkGround refuses what is no ground. Errors: fault.Invalid.
func (g ErasureGround) check() error {
	if !slices.Contains(ErasureGrounds, g) {
		return fault.Invalid("Choose on what ground they are erased")
	}
	return nil
}

// checkRetentionReason tidies why somebody is kept or erased. Errors:
// fault.Invalid, with what to write.
func checkRetentionReason(typed, missing string) (string, error) {
	reason, err := checkRemark(typed, missing)
	if err == nil && len([]rune(reason)) < shortestReason {
		return "", fault.Invalid("%s in a few words more", strings.TrimSuffix(missing, "."))
	}
	return reason, err
}

// erasesAtNight tells whether people leave by rule at an instant.
func erasesAtNight(now time.Time) bool {
	day := calendar.DayOf(now)
	return !now.Before(day.At(nightFrom, 0)) && now.Before(day.At(nightTo, 0))
}
