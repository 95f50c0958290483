package main

import (
	"context"
	"time"
)

// The targets.
const (
	survivorWithin = 5 * time.Second
	restartWithin  = 60 * time.Second
	databaseWithin = 30 * time.Second
)

// Of so many kills one takes both workers at once.
const bothEvery = 10

// burst is what is queued before a fault.
const burst = 24

// kills ends workers as power cuts would, at any moment of their work. Whoever
// is left does what the dead one had not begun; after some kills nobody is left,
// and one comes back.
func (s *stage) kills(ctx context.Context) error {
	one := s.line("kill -9 of a worker, another lives", s.options.kills-s.options.kills/bothEvery, survivorWithin)
	both := s.line("kill -9 of both workers, one is started", s.options.kills/bothEvery, restartWithin)
	for i := range s.options.kills {
		if err := s.feed.add(ctx, burst); err != nil {
			return err
		}
		pause(ctx, s.moment(150*time.Millisecond))
		if i%bothEvery == bothEvery-1 {
			if err := s.killBoth(ctx, both); err != nil {
				return err
			}
			continue
		}
		if err := s.killOne(ctx, s.random.IntN(2), one); err != nil {
			return err
		}
	}
	return nil
}

// killOne kills a worker, measures how the other takes over, and starts it anew.
func (s *stage) killOne(ctx context.Context, which int, l *line) error {
	held, err := s.bury(ctx, l, s.nodes[which])
	if err != nil {
		return err
	}
	s.nodes[which] = nil
	took, err := s.awaitSent(ctx, held)
	if err != nil {
		return err
	}
	l.measured(took, len(held))
	return s.startAll(ctx)
}

func (s *stage) killBoth(ctx context.Context, l *line) error {
	held, err := s.bury(ctx, l, s.nodes[0], s.nodes[1])
	if err != nil {
		return err
	}
	s.nodes = [2]*process{}
	began := time.Now()
	if s.nodes[0], err = s.worker(ctx, s.options.binary, nodeLogins[0], s.clock.now()); err != nil {
		return err
	}
	if _, err := s.awaitSent(ctx, held); err != nil {
		return err
	}
	l.measured(time.Since(began), len(held))
	return s.startAll(ctx)
}

// bury freezes processes, so that it is known what they have in hand, and kills
// them. It gives the messages that wait and are in nobody's call.
func (s *stage) bury(ctx context.Context, l *line, who ...*process) ([]int64, error) {
	for _, p := range who {
		if err := p.freeze(ctx); err != nil {
			return nil, err
		}
	}
	inCalls, err := s.inCalls(ctx, who...)
	if err != nil {
		return nil, err
	}
	held, err := s.due(ctx)
	if err != nil {
		return nil, err
	}
	l.InCalls += len(inCalls)
	s.strike(inCalls, l.Fault)
	for _, p := range who {
		p.kill()
	}
	return held, nil
}
