package notify

import (
	"time"

	"throughgate/internal/calendar"
)

// step is what is to be done with a message that is due.
type step string

const (
	stepClaim  step = "claim"
	stepSkip   step = "skip"
	stepRefuse step = "refuse"
	stepPutOff step = "put_off"
	stepWait   step = "wait" // until it is woken
)

// readiness is the answer of the rules that notify itself knows; what only the
// domain knows is asked of the Composer afterwards.
type readiness struct {
	Step   step
	Reason string
	Until  time.Time // put off: when to look again
	Tell   bool      // refused: somebody has to find another way
}

// Texts go out from 08:00 to 20:00 London time (domain rule 8).
const (
	textsFrom  = 8
	textsUntil = 20
)

// A text that waits for a reply to be read is looked at again after this time.
const lookAgainAfter = 30 * time.Minute

// reasonReplyUnread is why a text waits until somebody has read a reply.
const reasonReplyUnread = "a reply from this number has not been read yet"

// reasonAlarm is why messages wait while an alarm of their channel is open.
const reasonAlarm = "sending on this channel is paused: the provider refuses our account"

// waitingPrefix begins the reason of a queued message that waits to be woken.
const waitingPrefix = "waiting: "

// mayLeave decides whether a message may be claimed now.
func mayLeave(now time.Time, m stored, s Settings, haveSender bool) readiness {
	refuse := func(reason string) readiness { return readiness{Step: stepRefuse, Reason: reason} }
	putOff := func(until time.Time, reason string) readiness { return m.later(until, reason) }
	switch {
	case m.State != Queued:
		return readiness{Step: stepSkip}
	case !m.Deadline.IsZero() && !now.Before(m.Deadline):
		return refuse(reasonTooLate)
	case m.NotBefore.After(now):
		return putOff(m.NotBefore, "not due yet")
	case !s.MaySendTo(m.Recipient):
		return refuse("not on the allow-list")
	case m.OptedOut != "":
		return readiness{Step: stepRefuse, Reason: optOutWords(m.OptedOut), Tell: m.Kind != AutoReply}
	case switchedOff(m) != "":
		return readiness{Step: stepWait, Reason: switchedOff(m)}
	case !haveSender:
		return putOff(now.Add(pauseAfterAlarm), "sending on this channel is not set up")
	case m.PausedUntil != nil:
		return putOff(*m.PausedUntil, reasonAlarm)
	case m.ReplyUnread && m.Kind != AutoReply:
		return putOff(now.Add(lookAgainAfter), reasonReplyUnread)
	}
	if opens := textsOpen(now); m.Channel == Text && m.Kind != AutoReply && opens.After(now) {
		return putOff(opens, "texts go out from 08:00 to 20:00")
	}
	return readiness{Step: stepClaim}
}

// later puts a message off, or refuses one that would be of no use by then.
func (m stored) later(until time.Time, reason string) readiness {
	if !m.Deadline.IsZero() && !until.Before(m.Deadline) {
		return readiness{Step: stepRefuse, Reason: reasonTooLate + ": " + reason}
	}
	return readiness{Step: stepPutOff, Until: until, Reason: reason}
}

// textsOpen is now inside the hours for texts, else when they next begin.
func textsOpen(now time.Time) time.Time {
	today := calendar.DayOf(now)
	switch {
	case now.Before(today.At(textsFrom, 0)):
		return today.At(textsFrom, 0)
	case !now.Before(today.At(textsUntil, 0)):
		return today.AddDays(1).At(textsFrom, 0)
	}
	return now
}

// validFor is how long the words of a text are of use, within what providers
// take.
func validFor(now time.Time, m Message) time.Duration {
	const longest = 10 * time.Hour
	until := now.Add(longest)
	if evening := calendar.DayOf(now).At(textsUntil, 0); evening.After(now) && evening.Before(until) {
		until = evening
	}
	if !m.Deadline.IsZero() && m.Deadline.Before(until) {
		until = m.Deadline
	}
	return max(until.Sub(now), time.Second)
}

func optOutWords(reason string) string {
	switch reason {
	case optOutStop, optOutProvider:
		return "this number has asked for no texts"
	case optOutWrongNumber:
		return "this is the wrong number"
	case optOutBadNumber:
		return "this number takes no texts"
	}
	return "no texts go to this number"
}
