// Command bench measures the program beside its floor: the same rows written or
// read by plain SQL in the same run, on a private PostgreSQL that is thrown away
// afterwards. It measures two sizes, one after the other, keeps their figures in
// bin/bench-figures, and writes docs/BENCHMARKS.md from them. A step that fails
// leaves the others their lines; the exit code tells.
//
// BENCH_PEOPLE measures one size alone (hand-offs, recipients and e-mails go up and
// down with it), BENCH_ONLY names the steps to measure, BENCH_RUNS says how often each
// thing is done, of which the middle counts, BENCH_MINUTES ends each size after so
// long, BENCH_PAGES=all opens pages as every role and three of a kind, BENCH_PROFILE
// is a folder for profiles of load, again, plan, watch, move, drain. What a run measures
// takes the place of those figures alone, so sizes and steps may be measured at
// different times. BENCH_SIZES are two other sizes, whose table goes to
// bin/bench-figures. -table measures nothing and writes the table.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"slices"
	"strconv"
	"syscall"
	"time"
)

const (
	figuresDir = "bin/bench-figures"
	tableFile  = "docs/BENCHMARKS.md"
)

func main() {
	for env, be := range map[string]func(context.Context, string) error{sinkEnv: beSink, posterEnv: bePoster} {
		if with := os.Getenv(env); with != "" {
			if err := be(context.Background(), with); err != nil {
				fmt.Fprintln(os.Stderr, "bench, on the other side:", err)
				os.Exit(1)
			}
			return
		}
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context) error {
	sizes, err := readSizes()
	if err != nil {
		return err
	}
	if slices.Contains(os.Args[1:], "-table") {
		return writeTable(sizes)
	}
	if os.Getenv(peopleEnv) == "" {
		return bothSizes(ctx, sizes)
	}
	size, err := readSize()
	if err != nil {
		return err
	}
	err = measureSize(ctx, size)
	if slices.Contains(sizes[:], size.people) {
		err = errors.Join(err, writeTable(sizes))
	}
	return err
}

// bothSizes measures each size in a process of its own: what one leaves in memory
// is no burden of the other.
func bothSizes(ctx context.Context, sizes [2]int) error {
	self, err := os.Executable()
	if err != nil {
		return err
	}
	var failures []error
	for _, people := range sizes {
		child := exec.Command(self)
		child.Env = append(os.Environ(), peopleEnv+"="+strconv.Itoa(people))
		child.Stdout, child.Stderr = os.Stdout, os.Stderr
		if err := untilEnded(ctx, child); err != nil {
			failures = append(failures, fmt.Errorf("%d people: %w", people, err))
		}
	}
	return errors.Join(append(failures, ctx.Err())...)
}

// untilEnded runs a program. Where we are asked to stop it is asked too, and may
// stop its server.
func untilEnded(ctx context.Context, child *exec.Cmd) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if err := child.Start(); err != nil {
		return err
	}
	ended := make(chan error, 1)
	go func() { ended <- child.Wait() }()
	select {
	case err := <-ended:
		return err
	case <-ctx.Done():
		_ = child.Process.Signal(syscall.SIGTERM) // it may have ended already
		return <-ended
	}
}

// writeTable writes both sizes into one table.
func writeTable(sizes [2]int) error {
	small, err := readFigures(figuresDir, sizes[0])
	if err != nil {
		return err
	}
	large, err := readFigures(figuresDir, sizes[1])
	if err != nil {
		return err
	}
	name := tableFile
	if sizes != usualSizes {
		name = filepath.Join(figuresDir, "table.md")
	}
	if err := replace(name, []byte(document(small, large))); err != nil {
		return err
	}
	say("wrote " + name)
	return nil
}

func say(what string) { fmt.Fprintln(os.Stderr, time.Now().Format("15:04:05"), what) }
