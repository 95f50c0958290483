package main

import (
	"errors"
	"path"
	"strings"
	"sync"
	"time"

	"throughgate/internal/testkit/smtpd"
	"throughgate/internal/testkit/twiliod"
)

// The account at the pretended Twilio.
const (
	phoneAccount = "AC0123456789abcdef0123456789abcdef"
	phoneToken   = "0123456789abcdef0123456789abcdef"
)

// Calls take a little, so that kills find some under way.
const (
	stageTakes = 10 * time.Millisecond // each of an e-mail's four
	textTakes  = 30 * time.Millisecond
)

// sinks are the providers, and their journal of what they have taken.
type sinks struct {
	mail  *smtpd.Server
	phone *twiliod.Listening

	mu      sync.Mutex
	journal map[string]int // how often each was taken, by an e-mail's reference or a text's token
}

func openSinks(c *clock) (*sinks, error) {
	s := &sinks{journal: map[string]int{}}
	var err error
	s.mail, err = smtpd.Listen(smtpd.Config{Now: c.now, KeepMails: 10, OnMessage: func(m smtpd.Mail) {
		ref, _, _ := strings.Cut(m.MessageID, "@")
		s.note(ref)
	}})
	if err != nil {
		return nil, err
	}
	s.mail.SetDelay(func(smtpd.Stage) { time.Sleep(stageTakes) })
	s.phone, err = twiliod.Listen("127.0.0.1:0", twiliod.Config{AccountSID: phoneAccount, AuthToken: phoneToken, Now: c.now,
		OnText: func(t twiliod.Text) {
			s.note(path.Base(t.StatusCallback))
			time.Sleep(textTakes)
		}})
	return s, err
}

func (s *sinks) note(key string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.journal[key]++
}

// taken is the journal so far.
func (s *sinks) taken() map[string]int {
	s.mu.Lock()
	defer s.mu.Unlock()
	out := make(map[string]int, len(s.journal))
	for key, n := range s.journal {
		out[key] = n
	}
	return out
}

func (s *sinks) close() error {
	if s == nil {
		return nil
	}
	var err error
	if s.mail != nil {
		err = s.mail.Close()
	}
	if s.phone != nil {
		s.phone.Close()
	}
	return errors.Join(err)
}
