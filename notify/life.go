package notify

import (
	"cmp"
	"slices"
	"time"
)

// LifeStep is one thing that happened to a message.
type LifeStep struct {
	What   LifeEvent
	At     time.Time
	Number int    // of an attempt
	By     string // name of a person; "" for the program
	Note   string // in words; of a receipt the provider's
	Code   string // of a receipt
}

// LifeEvent is what happened to a message.
type LifeEvent string

// The events, in the order in which those of one instant are told.
const (
	LifeQueued   LifeEvent = "queued"
	LifeClaimed  LifeEvent = "claimed"
	LifeTried    LifeEvent = "tried" // an attempt that did not end in the provider's yes
	LifeSent     LifeEvent = "sent"
	LifeReceipt  LifeEvent = "receipt"
	LifeListed   LifeEvent = "listed"           // put on somebody's list
	LifeArrived  LifeEvent = "arrived"          // a person says so
	LifeToldElse LifeEvent = "told_another_way" // a person says so
	LifeAgain    LifeEvent = "sent_again"       // by a person
	LifeUnlisted LifeEvent = "unlisted"         // dealt with
	LifeSettled  LifeEvent = "settled"          // its end, as it is stored
	LifeBlanked  LifeEvent = "blanked"
)

var lifeOrder = []LifeEvent{LifeQueued, LifeClaimed, LifeTried, LifeSent, LifeReceipt, LifeListed, LifeArrived, LifeToldElse,
	LifeAgain, LifeUnlisted, LifeSettled, LifeBlanked}

// lifeOf tells a message's life from its row, its receipts and what else is
// stored of it, in the order in which it happened.
func lifeOf(m Opened, claimedAt *time.Time, noted []LifeStep) []LifeStep {
	steps := append([]LifeStep{{What: LifeQueued, At: m.QueuedAt}}, noted...)
	add := func(at *time.Time, s LifeStep) {
		if at != nil {
			s.At = *at
			steps = append(steps, s)
		}
	}
	add(claimedAt, LifeStep{What: LifeClaimed, Number: m.Attempts})
	if m.SentAt != nil && !decided(noted, LifeArrived) { // else nobody knows when it left
		add(m.SentAt, LifeStep{What: LifeSent})
	}
	if ends(m.State) && !decided(noted, LifeArrived) && !decided(noted, LifeToldElse) {
		add(m.SettledAt, LifeStep{What: LifeSettled, Note: m.Reason})
	}
	add(m.BlankedAt, LifeStep{What: LifeBlanked})
	for _, r := range m.Receipts {
		steps = append(steps, LifeStep{What: LifeReceipt, At: r.At, Note: r.Status, Code: r.Code})
	}
	slices.SortStableFunc(steps, func(a, b LifeStep) int {
		return cmp.Or(a.At.Compare(b.At), cmp.Compare(slices.Index(lifeOrder, a.What), slices.Index(lifeOrder, b.What)))
	})
	return steps
}

func decided(noted []LifeStep, what LifeEvent) bool {
	return slices.ContainsFunc(noted, func(s LifeStep) bool { return s.What == what })
}

// ends tells of the states after which nothing more happens by itself; being
// sent is told by a step of its own.
func ends(s State) bool {
	switch s {
	case Delivered, Failed, Cancelled, NotSent:
		return true
	case Held, Queued, Sending, Sent, Unsettled:
		return false
	}
	return false
}
