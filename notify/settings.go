package notify

import (
	"fmt"
	"strings"
	"time"
)

// Environment is where the program runs.
type Environment string

// The environments. Outside production messages go only to the allow-list, or
// to the built-in catchers.
const (
	Production Environment = "production"
	Demo       Environment = "demo"
	Test       Environment = "test"
)

// Settings are what messages need to know of the unit.
type Settings struct {
	UnitName    string // the plain name under which messages go out
	UnitPhone   string
	UnitMailbox string // Reply-To, copied on every alert
	MailFrom    string // sender address
	PublicURL   string // outside address, without a path: "https://board.example.org"

	Environment     Environment
	AllowRecipients []string // addresses, "@domain.example", numbers; "*" in test
	Catchers        bool     // the built-in mailbox and handset take everything: demo

	Prisons  []string // names of prisons, which no text may hold
	OwnWords []string // the unit's own list of words that no text may hold

	Limits     Limits        // on how many leave
	BlankAfter time.Duration // how long the words of a settled text stay at the provider

	SendTimeout time.Duration // one call to a provider; 0 means 30 s
}

const defaultSendTimeout = 30 * time.Second

func (s Settings) sendTimeout() time.Duration {
	if s.SendTimeout <= 0 {
		return defaultSendTimeout
	}
	return s.SendTimeout
}

// Problems lists everything that is wrong with the settings, each with its
// remedy, so that all can be mended in one go.
func (s Settings) Problems() []string {
	var problems []string
	say := func(format string, args ...any) { problems = append(problems, fmt.Sprintf(format, args...)) }
	if s.UnitName == "" {
		say("THROUGHGATE_UNIT_NAME is empty: give the plain name under which messages go out")
	}
	if hits := NewWords(nil, s.OwnWords).blockedAsSent(s.UnitName); len(hits) > 0 {
		say("THROUGHGATE_UNIT_NAME holds %q, which may not stand in a message: choose a plain name", strings.Join(hits, ", "))
	}
	if s.PublicURL == "" {
		say("THROUGHGATE_PUBLIC_URL is empty: give the outside address of the web pages, which the links in e-mails need")
	}
	if s.Environment == Production && len(s.AllowRecipients) > 0 {
		say("THROUGHGATE_ALLOW_RECIPIENTS has no meaning in production: remove it")
	}
	for _, entry := range s.AllowRecipients {
		switch {
		case s.Environment == Production: // said above
		case strings.TrimSpace(entry) == "*" && s.Environment != Test:
			say("THROUGHGATE_ALLOW_RECIPIENTS: * is for THROUGHGATE_ENV=test only: name addresses, @domains or numbers")
		case allowKey(entry) == "":
			say("THROUGHGATE_ALLOW_RECIPIENTS: %q is no address, @domain or number: mend or remove it", entry)
		}
	}
	return problems
}
