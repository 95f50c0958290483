package notify

import "slices"

// News is a kind of news of the morning list that an officer may leave out.
type News string

// The kinds that may be left out. NewsAlways may not: an officer's own work, and
// what is told at once besides.
const (
	NewsAlways   News = ""
	NewsComings  News = "comings"   // new in custody, released, in court tomorrow, moving
	NewsDays     News = "days"      // days that moved, this week's gates and their itineraries
	NewsPrison   News = "prison"    // what the prison is to be asked
	NewsServices News = "services"  // no answer, no, full, nobody to send to
	NewsNotReady News = "not_ready" // red, no address, consents and needs
	NewsMessages News = "messages"  // undelivered, replies, places that texts do not name
)

// LeaveOut lists what may be left out, in the order of a page.
var LeaveOut = []News{NewsComings, NewsDays, NewsPrison, NewsServices, NewsNotReady, NewsMessages}

// Choice is what one officer wants to be told every morning. The zero value of
// LeftOut and a true Digest, which hold until somebody chooses, mean everything.
// What is told at once cannot be chosen (domain rule 8, officers).
type Choice struct {
	Digest  bool   // false: no morning list but of their own late tasks
	LeftOut []News // of LeaveOut
	Version int    // 0: never chosen
}

// Wants tells whether a choice lets a line into the morning list. ownLate says
// that it is a task of an officer's own that is past its day: nobody can choose
// not to hear of those.
func (c Choice) Wants(kind ItemKind, ownLate bool) bool {
	switch {
	case ownLate:
		return true
	case !c.Digest:
		return false
	}
	news := NewsOf(kind)
	return news == NewsAlways || !slices.Contains(c.LeftOut, news)
}

// NewsOf is the kind of news that a line belongs to.
func NewsOf(k ItemKind) News {
	switch k {
	case ItemNewInCustody, ItemReleased, ItemRemoved, ItemMovedArea, ItemTransferred, ItemHearing, ItemFirstWeeks:
		return NewsComings
	case ItemNewDate, ItemGate, ItemItinerary:
		return NewsDays
	case ItemAskPrison, ItemDatePassed, ItemGone, ItemNoNews:
		return NewsPrison
	case ItemNotAnswering, ItemDeclined, ItemNoCapacity, ItemNobody:
		return NewsServices
	case ItemRed, ItemNoAddress, ItemConsentWanted, ItemWaitingTooLong, ItemNeedUnknown, ItemToldData:
		return NewsNotReady
	case ItemUndelivered, ItemReply, ItemPlaceBlocked:
		return NewsMessages
	case ItemTask, ItemOverdue, ItemToClear, ItemImportHeld, ItemAppointment, ItemUnexpectedRelease, ItemAtLarge, ItemLeftUnknown,
		ItemDied, ItemNotDied, ItemReleasedInError, ItemNotConfirmed, ItemNotAtGate, ItemMissed, ItemMoved, ItemWithdrawn, ItemMeetingInside, ItemCalledOff, ItemQuestion, ItemAnswered,
		ItemAgreementEnding, ItemAgreementEnded, ItemPaused, ItemResumed, ItemOpened, ItemOpeningAsked:
		return NewsAlways
	}
	return NewsAlways
}
