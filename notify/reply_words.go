package notify

import (
	"slices"
	"strings"
	"unicode"
)

// replyMeaning is what a text that came in says, as far as the program may
// understand it. Everything else goes to a person.
type replyMeaning string

const (
	replyOK            replyMeaning = "reply" // "a reply came from this number", never a promise
	replyChange        replyMeaning = "change"
	replyStop          replyMeaning = "stop"
	replyStart         replyMeaning = "start"
	replyHelp          replyMeaning = "help"
	replyWrongNumber   replyMeaning = "wrong_number"
	replyNotUnderstood replyMeaning = "not_understood"
)

// Words that mean something as the whole message, English and Welsh. The first
// three lists hold what the provider itself acts on.
var (
	stopWords   = []string{"stop", "stopall", "stop all", "unsubscribe", "cancel", "end", "quit", "revoke", "optout", "opt out", "stopio", "stopiwch", "atal", "diwedd"}
	startWords  = []string{"start", "unstop", "dechrau", "ailddechrau"}
	helpWords   = []string{"help", "info", "cymorth", "gwybodaeth"}
	yesWords    = []string{"1", "yes", "y", "ok", "okay", "ie", "iawn", "ydw", "oes", "byddaf"}
	changeWords = []string{"2", "change", "newid"}
	// wrongNumberWords may stand anywhere in the message.
	wrongNumberWords = []string{"wrong number", "wrong person", "wrong phone", "rhif anghywir", "rhif anghywyr", "person anghywir"}
)

// startAgainWords mean START from a number that has opted out, and a plain yes
// from any other.
var startAgainWords = []string{"yes", "ie", "ydw"}

// meaningOfReply reads a text that came in. optedOut tells whether its number
// gets no texts: only then does YES, or START, start anything.
func meaningOfReply(body string, optedOut bool) replyMeaning {
	words := plainWords(body)
	switch {
	case slices.Contains(stopWords, words):
		return replyStop
	case optedOut && slices.Contains(slices.Concat(startWords, startAgainWords), words):
		return replyStart
	case slices.Contains(helpWords, words):
		return replyHelp
	case slices.Contains(yesWords, words), slices.Contains(startWords, words):
		return replyOK
	case slices.Contains(changeWords, words):
		return replyChange
	}
	for _, wrong := range wrongNumberWords {
		if strings.Contains(" "+words+" ", " "+wrong+" ") {
			return replyWrongNumber
		}
	}
	return replyNotUnderstood
}

// plainWords is the message in small letters, without signs, with single spaces.
func plainWords(body string) string {
	plain := strings.Map(func(r rune) rune {
		switch {
		case unicode.IsLetter(r), unicode.IsDigit(r), unicode.Is(unicode.Mn, r):
			return unicode.ToLower(r)
		case invisible(r) && !unicode.IsSpace(r), isApostrophe(r):
			return -1
		}
		return ' '
	}, body)
	return strings.Join(strings.Fields(plain), " ")
}
