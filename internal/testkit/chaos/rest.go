package main

import (
	"context"
	"fmt"
	"net"
	"syscall"
	"time"

	"throughgate/internal/calendar"
)

// moveTo asks the workers and the web server to end, sets the clock on, and
// starts the web server again.
func (s *stage) moveTo(ctx context.Context, at time.Time) error {
	if err := s.stopWorkers(ctx); err != nil {
		return err
	}
	s.web.signal(syscall.SIGTERM)
	if err := s.web.awaitEnd(ctx); err != nil {
		return err
	}
	s.clock.set(at)
	return s.startWeb(ctx)
}

// startWeb starts the web server and waits until it takes connections.
func (s *stage) startWeb(ctx context.Context) (err error) {
	if s.web, err = s.start(s.options.binary, webLogin, s.clock.now(), "serve"); err != nil {
		return err
	}
	_, ok, err := s.until(ctx, time.Minute, func() (bool, error) {
		conn, err := net.DialTimeout("tcp", s.webAddr, time.Second)
		if err != nil {
			return false, nil // not yet
		}
		return true, conn.Close()
	})
	if err == nil && !ok {
		err = fmt.Errorf("the web server does not take connections")
	}
	return err
}

// Passes of the end, each a while later by the clock, so that what was put off
// comes due: pauses between tries are at most an hour.
const (
	mostPasses = 20
	passLasts  = 20 * time.Minute
)

// comeToRest has healthy workers send what is left, hears the last receipts, and
// lets them look for what is unknown.
func (s *stage) comeToRest(ctx context.Context) error {
	if err := s.moveTo(ctx, s.clock.now()); err != nil {
		return err
	}
	for range mostPasses {
		if err := s.command(ctx, s.options.binary, mainDB, s.clock.now, "work", "--drain"); err != nil {
			return err
		}
		if err := s.sinks.phone.Settled(ctx); err != nil {
			return err
		}
		left, err := s.number(ctx, `
			SELECT count(*) FROM message WHERE state = 'sending' OR state = 'queued' AND reason NOT LIKE 'waiting: %'
			    OR state = 'unknown' AND channel = 'text' AND looks < 2`)
		if err != nil {
			return err
		}
		if left == 0 {
			return nil
		}
		// Texts and services' mails have hours of the day.
		next := s.clock.now().Add(passLasts)
		if day := calendar.DayOf(next); next.After(day.At(16, 30)) {
			next = day.AddDays(1).At(9, 0)
		}
		s.clock.set(next)
	}
	return nil
}
