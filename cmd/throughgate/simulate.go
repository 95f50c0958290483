package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime/debug"
	"time"

	"throughgate/internal/calendar"
	"throughgate/internal/oracle"
	"throughgate/internal/pg"
	"throughgate/internal/simulation"
)

// simulateCmd runs the real services on a private PostgreSQL of its own, which
// is gone afterwards. It needs no settings and touches no other database.
type simulateCmd struct {
	People  int    `help:"How many invented people; half of them are there on the first day." default:"200" placeholder:"N"`
	From    string `help:"The first London day." default:"2026-11-23" placeholder:"YYYY-MM-DD"`
	Days    int    `help:"How many days." default:"120" placeholder:"N"`
	Seed    uint64 `help:"All chance comes from it: the same seed gives the same journal." default:"1" placeholder:"N"`
	Faults  string `help:"How much goes wrong: ${enum}." enum:"none,light,heavy" default:"light"`
	Journal string `help:"Write everything that happened to this file, sorted by virtual instant and release." placeholder:"FILE"`
	JSON    bool   `name:"json" help:"Print one JSON document."`
}

// A year of thousands makes little that lasts and much that does not: the
// collector comes seldom until the memory that is meant for a run is nearly used.
const (
	simulateGC     = 400
	simulateMemory = 400 << 20
)

func (c *simulateCmd) Run(ctx context.Context, o out) (err error) {
	from, err := calendar.Parse(c.From)
	switch {
	case err != nil:
		return refused("--from: %v", err)
	case c.People < 1 || c.People > 100_000:
		return refused("--people must lie between 1 and 100000")
	case c.Days < 1 || c.Days > 1000:
		return refused("--days must lie between 1 and 1000")
	}
	opts := simulation.Options{People: c.People, From: from, Days: c.Days, Seed: c.Seed, Faults: simulation.Level(c.Faults)}
	if c.Journal != "" {
		file, err := os.Create(c.Journal)
		if err != nil {
			return refused("the journal cannot be written: %v", err)
		}
		defer func() { err = errors.Join(err, file.Close()) }()
		opts.Journal = file
	}
	defer debug.SetGCPercent(debug.SetGCPercent(simulateGC))
	defer debug.SetMemoryLimit(debug.SetMemoryLimit(simulateMemory))
	bar := newBar(o)
	defer bar.end()
	opts.Progress = bar.show
	server, err := pg.Start(ctx, pg.PrivateOptions{Settings: simulation.ServerSettings})
	if errors.Is(err, pg.ErrNotInstalled) {
		return refused("%v", err)
	}
	if err != nil {
		return err
	}
	defer stopDemoServer(server, o)
	report, err := simulation.Run(ctx, server, opts, time.Now)
	if err != nil {
		return fmt.Errorf("seed %d: %w", c.Seed, err)
	}
	bar.end()
	if c.JSON {
		if err := printJSON(o.std, report); err != nil {
			return err
		}
	} else {
		printSimulated(o.std, report)
	}
	if len(report.Violations) > 0 {
		printViolations(o.say, report)
		return exit(exitFailed)
	}
	return nil
}

func printSimulated(w io.Writer, r simulation.Report) {
	fmt.Fprintf(w, "Seed %d: %d people, %d days from %s, faults %s: %d releases, %d date changes, %d hand-offs, %d messages, %d of unknown outcome, %d violations, %.1f s.\n",
		r.Seed, r.People, r.Days, r.From, r.Level, r.Releases, r.DateChanges, r.HandOff, r.Messages, r.Unknown, len(r.Violations), r.Seconds)
}

func printViolations(w io.Writer, r simulation.Report) {
	for _, v := range r.Violations {
		printViolation(w, r.Seed, v)
	}
}

func printViolation(w io.Writer, seed uint64, v oracle.Violation) {
	fmt.Fprintf(w, "violation: seed %d, %s, release %s: %s\n", seed, v.Day, orDash(v.Release), v.Problem)
	for _, line := range v.History {
		fmt.Fprintf(w, "    %s\n", line)
	}
}

func orDash(s string) string {
	if s == "" {
		return "-"
	}
	return s
}
