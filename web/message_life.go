package web

import (
	"strings"

	"throughgate/internal/wording"
	"throughgate/notify"
)

// lifeLine is one thing that happened to a message.
type lifeLine struct {
	What, When wording.Text
	Note       wording.Text
}

// newLifeLine puts a step into words. What people wrote is hidden with the words
// of the message.
func newLifeLine(step notify.LifeStep, hidden bool) lifeLine {
	line := lifeLine{What: lifeWords(step), When: instantWords(step.At), Note: wording.Data(step.Note)}
	if hidden && step.By != "" {
		line.Note = "what was written about it is masked"
	}
	switch step.What {
	case notify.LifeReceipt:
		line.Note = ""
	case notify.LifeQueued, notify.LifeClaimed, notify.LifeTried, notify.LifeSent, notify.LifeListed, notify.LifeArrived,
		notify.LifeToldElse, notify.LifeAgain, notify.LifeUnlisted, notify.LifeSettled, notify.LifeBlanked:
	}
	return line
}

// lifeWords is what happened to a message, and who did it.
func lifeWords(step notify.LifeStep) wording.Text {
	by := wording.Data(step.By)
	if by == "" {
		by = "the program"
	}
	switch step.What {
	case notify.LifeQueued:
		return "Put in the queue"
	case notify.LifeClaimed:
		return wording.F("Taken up to be sent, {1} attempt", ordinalWords(step.Number))
	case notify.LifeTried:
		return wording.F("{1} attempt was not accepted", wording.Capital(ordinalWords(step.Number)))
	case notify.LifeSent:
		return "Taken over by the provider"
	case notify.LifeReceipt:
		words := wording.F("The provider said: {1}", strings.ReplaceAll(step.Note, "_", " "))
		if step.Code != "" {
			words = wording.F("{1} ({2})", words, step.Code)
		}
		return words
	case notify.LifeListed:
		return "Put on the list for somebody to see to"
	case notify.LifeArrived:
		return wording.F("{1} wrote down that it arrived", wording.Capital(by))
	case notify.LifeToldElse:
		return wording.F("{1} wrote down that it did not arrive, and told them another way", wording.Capital(by))
	case notify.LifeAgain:
		return wording.F("{1} sent it again as a new message", wording.Capital(by))
	case notify.LifeUnlisted:
		return wording.F("Taken off the list by {1}", by)
	case notify.LifeSettled:
		return "Came to its end"
	case notify.LifeBlanked:
		return "The words were removed"
	}
	return spelled(string(step.What))
}

// ordinalWords is "first" to "third", then "4th".
func ordinalWords(n int) wording.Text {
	switch n {
	case 0, 1:
		return "first"
	case 2:
		return "second"
	case 3:
		return "third"
	}
	return wording.F("{1}th", n)
}
