package notify

import "strings"

// BounceAction is what a mail server reports of an e-mail after it was taken
// over (RFC 3464, section 2.3.3). The set is closed.
type BounceAction string

// The actions.
const (
	BounceFailed    BounceAction = "failed"    // given up: it will not arrive
	BounceDelayed   BounceAction = "delayed"   // still being tried
	BounceRelayed   BounceAction = "relayed"   // passed on to where nothing is reported
	BounceDelivered BounceAction = "delivered" // in the recipient's mailbox
)

// Bounce is a mail server's report about one message. It holds no address and no
// words, and may be logged.
type Bounce struct {
	Ref    string // of the message
	Action BounceAction
	Code   string // status such as "5.1.1" (RFC 3463), or "550"; empty if none was given
}

// status is the report as a receipt is.
func (b Bounce) status() StatusReport {
	return StatusReport{Status: string(b.Action), Code: b.Code, Fault: faultOfStatus(b.Code)}
}

// meaning is what the report says of the message. What was given up has failed,
// whether the server calls the reason permanent (5.x.x) or ran out of time
// (4.x.x); anything less only says that a server has it.
func (b Bounce) meaning() meaning {
	switch b.Action {
	case BounceFailed:
		return meaningLost
	case BounceDelivered:
		return meaningArrived
	case BounceDelayed, BounceRelayed:
		return meaningOnItsWay
	}
	return meaningUnknown
}

// faultOfStatus tells an address that takes no mail from other troubles (RFC
// 3463, sections 3.2 and 3.3).
func faultOfStatus(code string) Fault {
	switch {
	case strings.HasPrefix(code, "5.1."), code == "5.2.1", code == "5.4.4":
		return FaultBadAddress
	}
	return FaultNone
}
