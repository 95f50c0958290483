package release

import (
	"throughgate/internal/calendar"
	"throughgate/notify"
	"throughgate/pathways"
)

// urgentReach is how many calendar days ahead a night without an address is
// urgent: no run of holidays puts more between two working days.
const urgentReach = 7

// noNews tells why a line of an officer's message is no news any more: what it
// says has been dealt with, or has changed since.
func (l *lineRow) noNews(today calendar.Date) string {
	const over = "it has been dealt with"
	state := pathways.State(l.State)
	holds := true
	switch l.Kind {
	case notify.ItemTask, notify.ItemOverdue:
		holds = state.Asked()
	case notify.ItemNotAnswering:
		holds = l.TaskID == 0 || state.Asked() && l.Rung > 0
	case notify.ItemToClear, notify.ItemConsentWanted, notify.ItemWaitingTooLong:
		holds = state == pathways.Planned && len(l.Waiting) > 0
	case notify.ItemNobody:
		holds = state.Open()
	case notify.ItemDeclined:
		holds = state == pathways.Declined
	case notify.ItemNoCapacity:
		holds = state == pathways.NoCapacity
	case notify.ItemNoAddress:
		holds = l.ReleaseState == Planned && state != pathways.Done && state != pathways.Withdrawn &&
			!l.PlannedDay.Before(today) && l.PlannedDay.Sub(today) <= urgentReach
	case notify.ItemNewDate: // a superseded day is not told
		l.To = l.PlannedDay
		holds = l.From != l.To && l.ReleaseState != Released
	case notify.ItemAskPrison:
		holds = l.ReleaseState == Planned && l.mustAsk()
	case notify.ItemHearing:
		holds = l.ReleaseState.inside() && l.NextCourt == l.To && !l.To.Before(today)
	case notify.ItemNotAtGate:
		holds = l.ReleaseState == Planned && l.PlannedDay == l.To
	case notify.ItemNotConfirmed:
		holds = l.ReleaseState == NotConfirmed
	case notify.ItemLeftUnknown:
		holds = l.ReleaseState == LeftUnknown
	case notify.ItemAtLarge:
		holds = l.ReleaseState == AtLarge
	case notify.ItemRemoved:
		holds = l.ReleaseState == Removed
	case notify.ItemDied:
		holds = l.ReleaseState == Died
	case notify.ItemNotDied:
		holds = l.ReleaseState != Died
	case notify.ItemMovedArea:
		holds = l.ReleaseState == MovedAway
	case notify.ItemGone:
		holds = !l.MissingSince.IsZero() && l.ReleaseState.inside()
	case notify.ItemFirstWeeks:
		holds = l.ReleaseState == Released && state != pathways.Done && state != pathways.Withdrawn
	case notify.ItemTransferred:
		holds = l.ReleaseState.inside() || l.ReleaseState == NotConfirmed
	case notify.ItemGate, notify.ItemRed, notify.ItemNeedUnknown:
		holds = l.ReleaseState == Planned
	case notify.ItemMissed:
		holds = l.At == nil || l.VisitState == pathways.VisitMissed
	case notify.ItemQuestion:
		holds = !l.Answered
	case notify.ItemItinerary:
		holds = l.ReleaseState == Planned && l.PlannedDay == l.To
	case notify.ItemAgreementEnding, notify.ItemAgreementEnded, notify.ItemPaused, notify.ItemResumed: // judged as they are told
	case notify.ItemReleased, notify.ItemUnexpectedRelease, notify.ItemReleasedInError:
		holds = l.ReleaseState == Released
	case notify.ItemDatePassed:
		holds = l.ReleaseState.paused()
	case notify.ItemAppointment, notify.ItemNewInCustody, notify.ItemUndelivered, notify.ItemReply, notify.ItemToldData, notify.ItemPlaceBlocked,
		notify.ItemNoNews, notify.ItemImportHeld, notify.ItemMoved, notify.ItemWithdrawn, notify.ItemMeetingInside, notify.ItemCalledOff, notify.ItemAnswered,
		notify.ItemOpened, notify.ItemOpeningAsked: // who opened it has opened it
	}
	if !holds {
		return over
	}
	return ""
}

// mustAsk tells whether what the prison was to be asked is still open.
func (l *lineRow) mustAsk() bool {
	switch asked(l.Version) {
	case askWhichDay:
		return !l.OrDay.IsZero()
	case askPapers:
		return l.caseOf().ImmigrationHold
	case askStale:
		return l.StaleDate
	}
	return false
}

// inside: in custody, as far as anybody knows.
func (s State) inside() bool {
	switch s {
	case Planned, CouldLeaveAnyDay, AwaitingParole, RecalledNoDate, NoDates, DatePassed:
		return true
	case NotConfirmed, LeftUnknown, AtLarge, Released, Removed, Died, MovedAway:
		return false
	}
	return false
}

// comesAgain: the news of a digest that is gathered again until it has been
// said. The rest is news of one morning and stands, though an import holds the
// release back: officers' own work above all.
func comesAgain(k notify.ItemKind) bool {
	switch k {
	case notify.ItemTask, notify.ItemOverdue, notify.ItemNotAnswering, notify.ItemUndelivered, notify.ItemReply, notify.ItemMovedArea:
		return false
	}
	return true
}
