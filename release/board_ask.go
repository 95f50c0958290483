package release

import "throughgate/internal/calendar"

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

// askedOf is what the prison has answered already, and when the person was last
// in the file.
type askedOf struct {
	missing calendar.Date // gone from the file since
	written bool          // somebody wrote why the day passed, or why they are not in the file
	papers  bool          // immigration papers have to be asked about for this day
}

// asks are the reasons to ask the prison about a release; near is the tenth
// working day after today. It says the same as askSQL, by which the list is
// found.
func asks(r StoryRelease, known askedOf, today, near calendar.Date) []Ask {
	var list []Ask
	switch r.State {
	case Planned:
		if r.PlannedDay.IsZero() {
			break
		}
		soon := !r.PlannedDay.After(near)
		if r.PlannedDay.Before(today) && !known.written {
			list = append(list, AskQuiet)
		}
		if soon && r.Presumed {
			list = append(list, AskScheme)
		}
		if soon && known.papers {
			list = append(list, AskPapers)
		}
	case DatePassed:
		if !known.written {
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
	if !known.missing.IsZero() && !known.written {
		list = append(list, AskGone)
	}
	return list
}
