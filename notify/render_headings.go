package notify

// headingOf names a section in words that may travel by e-mail: nothing of
// offences, health, prisons or risk. What the page says outright, the e-mail
// leaves to the page.
func headingOf(k ItemKind) string {
	switch k {
	case ItemTask:
		return "New for you"
	case ItemAppointment:
		return "Appointments"
	case ItemOverdue:
		return "Past its day and not done"
	case ItemToClear:
		return "To clear: waits for you"
	case ItemNewDate:
		return "Days that moved"
	case ItemNewInCustody:
		return "New on the board"
	case ItemGate:
		return "Leaving this week"
	case ItemReleased:
		return "Left since the last list"
	case ItemUnexpectedRelease:
		return "Left unexpectedly"
	case ItemDeclined:
		return "Service said no"
	case ItemNoCapacity:
		return "Service is full"
	case ItemUndelivered:
		return "Messages that did not, or cannot, arrive"
	case ItemReply:
		return "Replies to read"
	case ItemNobody:
		return "Nobody to send to"
	case ItemConsentWanted:
		return "Consent wanted"
	case ItemNeedUnknown:
		return "Needs not known yet"
	case ItemRed:
		return "Red"
	case ItemNotAnswering:
		return "Not answering: ring"
	case ItemDatePassed:
		return "Day passed: ring and ask"
	case ItemWaitingTooLong:
		return "Waiting too long"
	case ItemNoAddress:
		return "No address yet"
	case ItemToldData:
		return "Details to correct"
	case ItemPlaceBlocked:
		return "Texts that go without the place"
	case ItemTransferred, ItemAtLarge, ItemLeftUnknown, ItemRemoved, ItemDied, ItemNotDied, ItemReleasedInError, ItemMovedArea,
		ItemHearing, ItemNotConfirmed, ItemNotAtGate, ItemGone, ItemFirstWeeks, ItemMissed, ItemItinerary:
		return headingOfEvent(k)
	case ItemAskPrison:
		return "Ring and ask"
	case ItemNoNews:
		return "No news"
	case ItemImportHeld:
		return "Messages that wait for you to press send"
	case ItemQuestion:
		return "Questions to answer"
	case ItemOpened:
		return "To review"
	case ItemOpeningAsked:
		return "A question to you"
	case ItemAgreementEnding:
		return "Sharing agreements that end soon"
	case ItemAgreementEnded:
		return "Sharing agreements that ended"
	case ItemPaused, ItemResumed, ItemMoved, ItemWithdrawn, ItemMeetingInside, ItemCalledOff, ItemAnswered:
		return "Changes"
	}
	return "To look at"
}

// headingOfEvent names what happened to somebody, or did not.
func headingOfEvent(k ItemKind) string {
	switch k {
	case ItemTransferred:
		return "Now at another place"
	case ItemAtLarge:
		return "Not where expected: open the page now"
	case ItemLeftUnknown:
		return "Has left, reason unknown: ring and ask"
	case ItemRemoved:
		return "Will not be coming"
	case ItemDied:
		return "Please make no contact"
	case ItemNotDied:
		return "Taken back: it was a mistake"
	case ItemReleasedInError:
		return "Left by mistake: tell nobody yet"
	case ItemMovedArea:
		return "Home area changed"
	case ItemHearing:
		return "Could walk out: is the sheet ready?"
	case ItemNotConfirmed:
		return "Day passed, nobody has confirmed it: ring and ask"
	case ItemNotAtGate:
		return "Leaves today, not confirmed by 3pm: ring and ask"
	case ItemGone:
		return "Gone from the file: ring and ask"
	case ItemFirstWeeks:
		return "First four weeks: check today"
	case ItemMissed:
		return "Appointments missed"
	case ItemItinerary:
		return "The day itself: times and travel to look at"
	default:
		return "To look at"
	}
}
