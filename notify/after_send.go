package notify

import (
	"time"
)

// Reasons for which a number gets no texts.
const (
	optOutStop        = "stop"
	optOutWrongNumber = "wrong_number"
	optOutBadNumber   = "bad_number"
	optOutProvider    = "provider"
)

// pauseAfterAlarm is how long a channel rests after the provider refused our
// account; then one message tries again.
const pauseAfterAlarm = 15 * time.Minute

// maxAttempts is how often a message is tried when the provider says "later":
// with the pauses below, for a little more than a day.
const maxAttempts = 30

// retryPauses are the waits after the first tries; then it is an hour.
var retryPauses = []time.Duration{time.Minute, 2 * time.Minute, 5 * time.Minute, 10 * time.Minute, 20 * time.Minute, 30 * time.Minute}

func retryPause(attempt int) time.Duration {
	if attempt >= 1 && attempt <= len(retryPauses) {
		return retryPauses[attempt-1]
	}
	return time.Hour
}

// codeInterrupted marks a message that was sent again because its connection
// had dropped: that happens once.
const codeInterrupted = "interrupted"

// settlement is what an attempt came to, for the row and for people.
type settlement struct {
	State        State
	Reason       string
	NextTry      time.Time // queued again
	ProviderRef  string
	ProviderCode string
	OptOut       string
	Attention    attentionKind // "" for nobody
	Note         string
	AccountAlarm bool
}

// afterSend decides what becomes of a message after one attempt (libraries.md
// tables, domain rule 8: a text is never sent again blindly, an e-mail whose
// connection dropped before its final dot is sent once more).
func afterSend(now time.Time, m Message, before string, r Result) settlement {
	s := settlement{ProviderRef: r.ProviderRef, ProviderCode: r.Code}
	switch r.Outcome {
	case Accepted:
		s.State = Sent
	case Refused:
		s.fail(refusedWords(r))
		s.OptOut = optOutOf(r.Fault)
		s.AccountAlarm = r.Fault == FaultAccountAlarm
	case Later:
		s.tryLater(now, m, before, r)
	case Interrupted:
		if before == codeInterrupted || m.Channel == Text {
			s.doubt("the connection dropped twice while it was sent")
			break
		}
		s.State, s.NextTry, s.ProviderCode = Queued, now, codeInterrupted
		s.Reason = "the connection dropped: sent once more"
	case Unknown:
		s.doubt("the provider gave no clear answer")
	default:
		s.doubt("the provider gave no clear answer")
	}
	return s
}

func (s *settlement) fail(reason string) {
	s.State, s.Reason = Failed, reason
	s.Attention, s.Note = attentionUndelivered, reason
}

func (s *settlement) doubt(reason string) {
	s.State, s.Reason = Unsettled, reason
	s.Attention, s.Note = attentionUnknownOutcome, reason
}

func (s *settlement) tryLater(now time.Time, m Message, before string, r Result) {
	if r.Fault == FaultAccountAlarm {
		s.AccountAlarm = true
		s.NextTry = now.Add(pauseAfterAlarm)
	} else {
		s.NextTry = now.Add(retryPause(m.Attempts))
		if m.Attempts >= maxAttempts {
			s.fail("the provider could not take it in many tries")
			return
		}
	}
	if !m.Deadline.IsZero() && !s.NextTry.Before(m.Deadline) {
		s.fail("the provider could not take it in time")
		return
	}
	if r.Fault == FaultLaterTellWorker {
		s.Attention, s.Note = attentionUndelivered, "the phone cannot be reached at the moment: it is tried again"
	}
	s.State, s.Reason = Queued, "the provider could not take it: tried again later"
	if before == codeInterrupted {
		s.ProviderCode = before // the one sending again is used up
	}
}

func refusedWords(r Result) string {
	words := "the provider refused it"
	switch r.Fault {
	case FaultBadNumber:
		words = "this number takes no texts"
	case FaultOptedOut:
		words = "this number has asked for no texts"
	case FaultBadAddress:
		words = "this address takes no mail"
	case FaultNone, FaultAccountAlarm, FaultLaterTellWorker, FaultTimeout, FaultUnknownCode:
	}
	if r.Code != "" {
		words += " (" + r.Code + ")"
	}
	return words
}

func optOutOf(f Fault) string {
	switch f {
	case FaultBadNumber:
		return optOutBadNumber
	case FaultOptedOut:
		return optOutProvider
	case FaultNone, FaultAccountAlarm, FaultBadAddress, FaultLaterTellWorker, FaultTimeout, FaultUnknownCode:
	}
	return ""
}
