package notify

import "time"

// Seen is one message that a provider, or a mail server's log, knows of.
type Seen struct {
	ProviderRef string    // of a text: its Message SID
	Ref         string    // of an e-mail: our reference, from its Message-ID
	To          string    // of a text
	At          time.Time // when the provider took it, UTC; zero: the log does not say
	Status      string    // the provider's word
	Line        int       // of the log, where it was first seen
}

// NotKnown is a message that a provider has seen and the tables do not know to
// have left. Message is the one that it is, or may be (texts: all to that number
// of which it is not known); none: the tables hold no such message, which was
// written after the backup. To is masked.
type NotKnown struct {
	Channel     Channel     `json:"channel"`
	ProviderRef string      `json:"provider_ref,omitempty"`
	To          string      `json:"to,omitempty"`
	At          *time.Time  `json:"at,omitempty"`
	Status      string      `json:"status,omitempty"`
	Line        int         `json:"line,omitempty"`
	Messages    []MayBeThat `json:"messages"`
}

// MayBeThat is a message of the tables and its state.
type MayBeThat struct {
	Ref   string `json:"ref"`
	State State  `json:"state"`
}

// Compared is what a provider has seen beside what the tables know.
type Compared struct {
	Seen     int        `json:"seen"`
	Known    int        `json:"known"`
	NotKnown []NotKnown `json:"not_known"`
}

// storedText is a text of the tables, as far as it is compared.
type storedText struct {
	Ref         string
	ProviderRef string
	Recipient   string
	State       State
}

// compareTexts finds the texts whose provider's reference stands nowhere, and
// for each those to its number of which nobody knows whether they left.
func compareTexts(seen []Seen, stored []storedText) Compared {
	known := map[string]bool{}
	open := map[string][]MayBeThat{}
	for _, s := range stored {
		if s.ProviderRef != "" {
			known[s.ProviderRef] = true
		} else {
			open[s.Recipient] = append(open[s.Recipient], MayBeThat{s.Ref, s.State})
		}
	}
	c := Compared{Seen: len(seen), NotKnown: []NotKnown{}}
	for _, s := range seen {
		if known[s.ProviderRef] {
			c.Known++
			continue
		}
		n := NotKnown{Channel: Text, ProviderRef: s.ProviderRef, To: Mask(s.To), Status: s.Status, Messages: open[s.To]}
		if n.Messages == nil {
			n.Messages = []MayBeThat{}
		}
		if !s.At.IsZero() {
			n.At = &s.At
		}
		c.NotKnown = append(c.NotKnown, n)
	}
	return c
}

// compareMails finds the e-mails of a log that the tables do not know to have
// left: states by reference.
func compareMails(seen []Seen, states map[string]State) Compared {
	c := Compared{Seen: len(seen), NotKnown: []NotKnown{}}
	for _, s := range seen {
		state, here := states[s.Ref]
		n := NotKnown{Channel: Email, Line: s.Line, Messages: []MayBeThat{}}
		switch {
		case here && leftAs(state):
			c.Known++
			continue
		case here:
			n.Messages = append(n.Messages, MayBeThat{s.Ref, state})
		default:
			n.ProviderRef = s.Ref
		}
		c.NotKnown = append(c.NotKnown, n)
	}
	return c
}

// leftAs tells whether the tables know that a message in this state was given to
// its provider, or is in its hands now.
func leftAs(s State) bool {
	switch s {
	case Sending, Sent, Delivered, Failed:
		return true
	case Held, Queued, Unsettled, Cancelled, NotSent:
		return false
	}
	return false
}
