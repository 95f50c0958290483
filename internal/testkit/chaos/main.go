// Command chaos breaks everything that the program stands on while it runs, and
// counts afterwards: real processes of the built program, two workers and a web
// server, on a private PostgreSQL of their own and with a mail server and a
// Twilio-shaped server that keep journals. Workers are killed, the leader is
// killed around the watch, the database is restarted in the middle of things,
// providers and the disk give out, one node's clock is wrong, and the next
// version begins while this one works. In the end the journals are held against
// the tables and against what was planned before: lost, doubled, unknown, late.
//
// CHAOS_KILLS, CHAOS_LEADERS and CHAOS_RESTARTS say how often (200, 10, 20),
// CHAOS_ONLY names the faults to bring about (kills, leaders, restarts, outages,
// disk, clock, sigterm, upgrade), CHAOS_SEED draws the moments, CHAOS_MINUTES
// bounds the run (18, and the counting after it).
//
// It ends with 1 where a message was lost or doubled, where more are unknown
// than were in the hands of what was killed, or where not everything planned
// was done; 2 where it could not be run.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"syscall"
	"time"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	o, err := readOptions(os.Args[1:])
	if errors.Is(err, flag.ErrHelp) {
		return
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "chaos:", err)
		os.Exit(2)
	}
	report, err := run(ctx, o)
	if err != nil {
		fmt.Fprintln(os.Stderr, "chaos:", err)
		os.Exit(2)
	}
	if err := report.print(os.Stdout, o.json); err != nil {
		fmt.Fprintln(os.Stderr, "chaos:", err)
		os.Exit(2)
	}
	if !report.Sound {
		os.Exit(1)
	}
}

// run goes from an empty database to the report, and stops what it started.
func run(ctx context.Context, o options) (r *report, err error) {
	began := time.Now()
	s, err := setUp(ctx, o)
	if s != nil {
		defer func() { err = errors.Join(err, s.takeDown(context.WithoutCancel(ctx), r != nil && r.Sound)) }()
	}
	if err != nil {
		return nil, err
	}
	limit, cancel := context.WithDeadlineCause(ctx, began.Add(o.most), errOutOfTime)
	defer cancel()
	if err := s.breakThings(limit); err != nil && context.Cause(limit) != errOutOfTime {
		return nil, err
	}
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	s.cut = limit.Err() != nil
	s.say("counting")
	if err := s.comeToRest(ctx); err != nil {
		return nil, err
	}
	if r, err = s.count(ctx); err != nil {
		return nil, err
	}
	r.Seconds = time.Since(began).Round(100 * time.Millisecond).Seconds()
	return r, nil
}

// errOutOfTime is why faults are broken off: what was done is counted all the
// same.
var errOutOfTime = errors.New("the time is up")
