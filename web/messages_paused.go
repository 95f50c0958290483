package web

import (
	"throughgate/notify"

	"throughgate/internal/wording"
)

// pausedWords says, one sentence a reason, why messages do not leave at the
// moment, and who can change that.
func pausedWords(s notify.SendingState) []wording.Text {
	var words []wording.Text
	if s.RestoredAt != nil {
		words = append(words, wording.F("Nothing is sent since {1}: the database was restored from a backup. Whoever looks after the program has to resume sending, after a look at what waits.", instantWords(*s.RestoredAt)))
	}
	for _, c := range s.Channels {
		name := wording.Text("E-mails")
		if c.Channel == notify.Text {
			name = "Texts"
		}
		switch {
		case c.Paused():
			said := wording.F("{1} are paused since {2}", name, instantWords(*c.PausedAt))
			if c.Reason != "" {
				said = wording.F("{1}: {2}", said, c.Reason)
			}
			words = append(words, wording.F("{1}. {2} until they are resumed.", said, wording.N(c.Waiting, "{1} message waits", "{1} messages wait")))
		case c.Refused:
			words = append(words, wording.F("{1} wait: the provider refuses our account. One is tried every 15 minutes.", name))
		}
	}
	return words
}
