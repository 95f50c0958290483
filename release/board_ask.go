package release

import (
	"slices"

	"throughgate/internal/calendar"
)

// Ask is why the prison has to be asked about a person.
type Ask string

// The reasons to ask the prison (domain rules 2, 3 and 4). The first two are
// asked from ten working days before the planned day on.
const (
	AskScheme       Ask = "scheme"        // is the Friday scheme applied?
	AskPapers       Ask = "papers"        // immigration hold: are papers served?
	AskPassed       Ask = "passed"        // the day passed, the person is still held, nobody wrote why
	AskQuiet        Ask = "quiet"         // the day passed and no newer extract has come
	AskNotConfirmed Ask = "not_confirmed" // the day passed, and the person is not listed any more
	AskLeft         Ask = "left"          // left, reason unknown
	AskAtLarge      Ask = "at_large"
	AskGone         Ask = "gone" // missing from two later files of one source
)

// asks are the reasons to ask the prison about a release. missing is since when
// the person is gone from the file; written says that somebody wrote why the
// day passed; near is the tenth working day after today. It says the same as
// askSQL, by which the list is found.
func asks(r StoryRelease, missing calendar.Date, written bool, today, near calendar.Date) []Ask {
	var list []Ask
	switch r.State {
	case Planned:
		if r.PlannedDay.IsZero() {
			break
		}
		soon := !r.PlannedDay.After(near)
		if r.PlannedDay.Before(today) {
			list = append(list, AskQuiet)
		}
		if soon && r.Presumed {
			list = append(list, AskScheme)
		}
		if soon && slices.Contains(r.Reasons, string(ReasonImmigrationHold)) {
			list = append(list, AskPapers)
		}
	case DatePassed:
		if !written {
			list = append(list, AskPassed)
		}
	case NotConfirmed:
		list = append(list, AskNotConfirmed)
	case LeftUnknown:
		list = append(list, AskLeft)
	case AtLarge:
		list = append(list, AskAtLarge)
	case Released, Removed, Died, MovedAway:
		return nil
	case CouldLeaveAnyDay, AwaitingParole, RecalledNoDate, NoDates:
	}
	if !missing.IsZero() {
		list = append(list, AskGone)
	}
	return list
}
