package web

import "throughgate/notify"

// pausedWords says, one sentence a reason, why messages do not leave at the
// moment, and who can change that.
func pausedWords(s notify.SendingState) []string {
	var words []string
	if s.RestoredAt != nil {
		words = append(words, "Nothing is sent since "+instantWords(*s.RestoredAt)+
			": the database was restored from a backup. Whoever looks after the program has to resume sending, after a look at what waits.")
	}
	for _, c := range s.Channels {
		name := "E-mails"
		if c.Channel == notify.Text {
			name = "Texts"
		}
		switch {
		case c.Paused():
			said := name + " are paused since " + instantWords(*c.PausedAt)
			if c.Reason != "" {
				said += ": " + c.Reason
			}
			words = append(words, said+". "+countWords(c.Waiting, "message waits", "messages wait")+" until they are resumed.")
		case c.Refused:
			words = append(words, name+" wait: the provider refuses our account. One is tried every 15 minutes.")
		}
	}
	return words
}
