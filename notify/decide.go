package notify

import (
	"unicode/utf8"

	"throughgate/internal/fault"
)

// Decision is what a person says of a message whose fate nobody knows (domain
// rule 8, unknown outcome).
type Decision string

// The decisions.
const (
	ItArrived      Decision = "arrived"
	ToldAnotherWay Decision = "told_another_way" // it did not: they were told in another way
	SendItAgain    Decision = "sent_again"       // it did not: it is sent again
)

// Decisions lists them in the order of a page.
var Decisions = []Decision{ItArrived, ToldAnotherWay, SendItAgain}

// Known tells whether the decision is one of ours.
func (d Decision) Known() bool {
	for _, k := range Decisions {
		if d == k {
			return true
		}
	}
	return false
}

// became is the state that a decision gives to a message, and the reason stored
// with it.
func (d Decision) became() (State, string) {
	switch d {
	case ItArrived:
		return Delivered, "a person has found out that it arrived"
	case ToldAnotherWay:
		return Failed, "it did not arrive: they were told another way"
	case SendItAgain:
		return Failed, "it did not arrive: it was sent again"
	}
	return Unsettled, ""
}

// longestReason bounds what a person writes beside a decision, in characters.
const longestReason = 1000

// whyNotAgain is why a message cannot be sent again by a person; "" where it can.
// What may have arrived is first decided on: nothing goes twice blindly.
func whyNotAgain(state State, kind Kind) string {
	if kind == AutoReply {
		return "an answer to a text is of use only at once"
	}
	switch state {
	case Failed, NotSent, Cancelled:
		return ""
	case Unsettled:
		return "nobody knows whether it arrived: say first what you have found out"
	case Held, Queued, Sending:
		return "it is still on its way"
	case Sent, Delivered:
		return "it has been sent"
	}
	return "it is in no state to be sent"
}

// MaySendAgain tells whether a person may have a message sent again; whether it
// may still leave is asked when they do.
func (m Opened) MaySendAgain() bool {
	return m.AgainRef == "" && whyNotAgain(m.State, m.Kind) == ""
}

// checkReason refuses a decision without its reason.
func checkReason(reason string) error {
	switch {
	case reason == "":
		return fault.Invalid("Say why, or what you found out")
	case utf8.RuneCountInString(reason) > longestReason:
		return fault.Invalid("Write at most %d letters", longestReason)
	}
	return nil
}
