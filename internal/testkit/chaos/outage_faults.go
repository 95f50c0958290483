package main

import (
	"context"
	"time"

	"throughgate/internal/testkit/smtpd"
	"throughgate/internal/testkit/twiliod"
)

// outage is a way in which a provider fails for a while.
type outage struct {
	name     string
	from, to func(*stage) error
}

var outages = []outage{
	{"the mail server is down", func(s *stage) error { s.sinks.mail.Down(); return nil }, func(s *stage) error { return s.sinks.mail.Up() }},
	{"the mail server is closing (421)", mailFault(smtpd.Closing), mailFault(smtpd.Healthy)},
	{"the mail server cannot keep it (451)", mailFault(smtpd.BusyData), mailFault(smtpd.Healthy)},
	{"three lines drop before the letter", func(s *stage) error {
		s.sinks.mail.Next(smtpd.DropAtRcpt, smtpd.DropAtRcpt, smtpd.DropAtRcpt)
		return nil
	}, mailFault(smtpd.Healthy)},
	{"Twilio is down", func(s *stage) error { s.sinks.phone.Down(); return nil }, func(s *stage) error { return s.sinks.phone.Up() }},
	{"Twilio has an error (500)", textFault(twiliod.ServerError), textFault(twiliod.Healthy)},
	{"Twilio is busy (429)", textFault(twiliod.TooManyRequests), textFault(twiliod.Healthy)},
	{"three answers of Twilio are lost", func(s *stage) error {
		s.sinks.phone.Next(twiliod.AcceptThenDrop, twiliod.AcceptThenDrop, twiliod.AcceptThenDrop)
		return nil
	}, textFault(twiliod.Healthy)},
}

func mailFault(f smtpd.Fault) func(*stage) error {
	return func(s *stage) error { s.sinks.mail.SetFault(f); return nil }
}

func textFault(f twiliod.Fault) func(*stage) error {
	return func(s *stage) error { s.sinks.phone.SetFault(f); return nil }
}

// outageLasts is how long a provider is away.
const outageLasts = 2 * time.Second

// outages has both providers fail in turn while messages go out. What they put
// off is sent later, when the clock has moved on.
func (s *stage) outages(ctx context.Context) error {
	l := s.line("a provider gives out", len(outages), 0)
	for _, o := range outages {
		if err := s.feed.add(ctx, burst); err != nil {
			return err
		}
		pause(ctx, s.moment(60*time.Millisecond))
		// Nothing of the workers moves while it begins: so it is known which calls
		// it cuts off.
		for _, p := range s.nodes {
			if err := p.freeze(ctx); err != nil {
				return err
			}
		}
		inCalls, err := s.sending(ctx)
		if err == nil {
			err = o.from(s)
		}
		for _, p := range s.nodes {
			p.thaw()
		}
		if err != nil {
			return err
		}
		l.InCalls += len(inCalls)
		s.strike(inCalls, o.name)
		err = s.feed.add(ctx, burst)
		pause(ctx, outageLasts)
		if up := o.to(s); up != nil {
			return up
		}
		if err != nil {
			return err
		}
		l.Done++
	}
	return nil
}
