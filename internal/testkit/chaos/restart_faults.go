package main

import (
	"context"
	"time"
)

// restarts cuts all sessions of the database off in the middle of work and has it
// recover. No process of ours dies: nothing may be unknown for that.
func (s *stage) restarts(ctx context.Context) error {
	l := s.line("the database restarts (immediate)", s.options.restarts, databaseWithin)
	for range s.options.restarts {
		if err := s.feed.add(ctx, burst); err != nil {
			return err
		}
		pause(ctx, s.moment(150*time.Millisecond))
		held, err := s.due(ctx)
		if err != nil {
			return err
		}
		inCalls, err := s.sending(ctx)
		if err != nil {
			return err
		}
		began := time.Now()
		if err := s.server.Restart(ctx); err != nil {
			return err
		}
		if _, err := s.awaitSent(ctx, append(held, inCalls...)); err != nil {
			return err
		}
		l.InCalls += len(inCalls)
		l.measured(time.Since(began), len(held))
	}
	return nil
}
