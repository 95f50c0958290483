package pathways

// Reasons why a task is withdrawn, as its history and its holder read them.
const (
	WithdrawnReleased    = "released"
	WithdrawnNotNeeded   = "no longer applies"
	WithdrawnNotWatched  = "no longer watched"
	WithdrawnDied        = "please make no contact, ring the unit"
	WithdrawnRemoved     = "removed" // from the country, or to another jurisdiction
	WithdrawnClosed      = "closed"  // moved to another home area: never where to
	WithdrawnStopped     = "stopped" // at large: services are not told why
	WithdrawnRetired     = "no longer asked for"
	WithdrawnOutOfWindow = "release is more than 25 weeks away, or has no day"
	WithdrawnTransferred = "moved to another prison"
	WithdrawnNotReleased = "not released after all"
	WithdrawnByHand      = "taken back" // a one-off request, by those who asked
)

// What a task's history says when only the due day moved, its state being the
// one it had; and when the day came so much earlier that its holder is asked
// again.
const (
	ReasonMoved = "due day moved"
	ReasonAgain = "the day moved earlier: answer again"
	// ReasonChanged: somebody has changed a one-off request.
	ReasonChanged = "what is asked was changed"
)

// ReasonUndone stands with a task that is as it was before an import that was
// undone, or that only that import had planned.
const ReasonUndone = "the import was undone"

// Reasons that a step of a task's history gives, where its state does not say
// enough.
const (
	reasonInHand      = "already in hand"
	reasonNotNeeded   = "not needed: go-live review"
	reasonApplies     = "applies again"
	reasonLaterDay    = "the day of release is later"
	reasonTooLate     = "the last day to start had passed"
	reasonTransferred = WithdrawnTransferred
	reasonPassedOn    = "passed on"

	reasonOnceMore = "asked once more"
)

// ReasonReopened begins the reason of a task that somebody opened again.
const ReasonReopened = "opened again: "
