package web

import (
	"strconv"
	"strings"

	"throughgate/notify"
)

// lifeLine is one thing that happened to a message.
type lifeLine struct{ What, When, Note string }

// newLifeLine puts a step into words. What people wrote is hidden with the words
// of the message.
func newLifeLine(step notify.LifeStep, hidden bool) lifeLine {
	line := lifeLine{What: lifeWords(step), When: instantWords(step.At), Note: step.Note}
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
func lifeWords(step notify.LifeStep) string {
	by := step.By
	if by == "" {
		by = "the program"
	}
	switch step.What {
	case notify.LifeQueued:
		return "Put in the queue"
	case notify.LifeClaimed:
		return "Taken up to be sent, " + ordinalWords(step.Number) + " attempt"
	case notify.LifeTried:
		return capital(ordinalWords(step.Number)) + " attempt was not accepted"
	case notify.LifeSent:
		return "Taken over by the provider"
	case notify.LifeReceipt:
		words := "The provider said: " + strings.ReplaceAll(step.Note, "_", " ")
		if step.Code != "" {
			words += " (" + step.Code + ")"
		}
		return words
	case notify.LifeListed:
		return "Put on the list for somebody to see to"
	case notify.LifeArrived:
		return capital(by) + " wrote down that it arrived"
	case notify.LifeToldElse:
		return capital(by) + " wrote down that it did not arrive, and told them another way"
	case notify.LifeAgain:
		return capital(by) + " sent it again as a new message"
	case notify.LifeUnlisted:
		return "Taken off the list by " + by
	case notify.LifeSettled:
		return "Came to its end"
	case notify.LifeBlanked:
		return "The words were removed"
	}
	return spelled(string(step.What))
}

// ordinalWords is "first" to "third", then "4th".
func ordinalWords(n int) string {
	switch n {
	case 0, 1:
		return "first"
	case 2:
		return "second"
	case 3:
		return "third"
	}
	return strconv.Itoa(n) + "th"
}
