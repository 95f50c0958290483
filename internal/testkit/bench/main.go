// Command bench measures the program beside its floor: the same rows written or
// read by plain SQL in the same run, on a private PostgreSQL that is thrown away
// afterwards. It prints one table. BENCH_PEOPLE lowers the number of people for
// a quick run (hand-offs, recipients and e-mails go down with it), BENCH_RUNS
// sets how often each thing is done, of which the middle time counts,
// BENCH_ONLY names the steps to measure (load, again, plan, watch, move, board, policies,
// drain, callbacks, memory, users), and BENCH_PROFILE a folder for profiles of load, plan, watch, move, drain.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"

	"throughgate/internal/calendar"
	"throughgate/internal/pg"
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

// size says how much is measured.
type size struct {
	people     int
	handOffs   int      // of the watch day
	recipients int      // of the hand-offs
	emails     int      // to drain
	areas      int      // home areas of the people
	runs       int      // times each thing is done
	only       []string // the steps to measure; none: all
}

// wants tells whether a step is measured.
func (s size) wants(step string) bool { return len(s.only) == 0 || slices.Contains(s.only, step) }

// full is the size of the targets.
var full = size{people: 30_000, handOffs: 10_500, recipients: 3_000, emails: 10_500, areas: 200, runs: 3}

func readSize() (size, error) {
	s := full
	for name, into := range map[string]*int{"BENCH_PEOPLE": &s.people, "BENCH_RUNS": &s.runs} {
		text := os.Getenv(name)
		if text == "" {
			continue
		}
		n, err := strconv.Atoi(text)
		if err != nil || n < 1 {
			return s, fmt.Errorf("%s is %q: give a whole number above 0", name, text)
		}
		*into = n
	}
	if s.people < 300 {
		return s, fmt.Errorf("BENCH_PEOPLE is %d: give at least 300", s.people)
	}
	s.only = strings.FieldsFunc(os.Getenv("BENCH_ONLY"), func(r rune) bool { return r == ',' || r == ' ' })
	for _, n := range []*int{&s.handOffs, &s.recipients, &s.emails, &s.areas} {
		*n = max(2, *n*s.people/full.people)
	}
	return s, nil
}

// start is the clock at the first import: a Monday morning.
var start = time.Date(2026, 11, 23, 8, 0, 0, 0, time.UTC)

// bench is one run of everything.
type bench struct {
	*cluster
	size    size
	file    []byte        // the release extract
	watched calendar.Date // the watch day
	table   table
}

func run(ctx context.Context) error {
	size, err := readSize()
	if err != nil {
		return err
	}
	say("starting a private PostgreSQL")
	server, err := pg.Start(ctx, pg.PrivateOptions{})
	if err != nil {
		return err
	}
	b := &bench{cluster: &cluster{server: server}, size: size}
	err = b.measure(ctx)
	if len(b.table.lines) > 0 {
		b.table.print(os.Stdout, b.setting())
	}
	undo, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Minute)
	defer cancel()
	return errors.Join(err, server.Stop(undo))
}

// measure goes from one state of the database to the next; each is a database
// of its own that the next are copied from.
func (b *bench) measure(ctx context.Context) error {
	if err := b.prepare(ctx); err != nil {
		return err
	}
	for _, step := range []struct {
		name   string
		always bool // what later steps start from is made there
		do     func(context.Context) error
	}{
		{"load", true, b.firstLoad}, {"again", false, b.again}, {"plan", false, b.planning}, {"watch", true, b.watchDay},
		{"move", false, b.moving}, {"board", false, b.board}, {"policies", false, b.policies}, {"drain", false, b.drain},
		{"callbacks", false, b.callbacks}, {"memory", false, b.memory}, {"users", false, b.users}, {"pages", false, b.pages},
	} {
		if !step.always && !b.size.wants(step.name) {
			continue
		}
		say(step.name)
		if err := step.do(ctx); err != nil {
			return fmt.Errorf("measure %s: %w", step.name, err)
		}
	}
	return nil
}

// setting says on what the numbers were measured.
func (b *bench) setting() []string {
	return []string{
		fmt.Sprintf("%d people in %d areas, %d processors, %s, PostgreSQL %d; middle of %d runs.",
			b.size.people, b.size.areas, runtime.NumCPU(), runtime.Version(), b.server.Major(), b.size.runs),
		"The PostgreSQL is a private throw-away: fsync, synchronous_commit and full_page_writes off, wal_level minimal,",
		"jit off, everything else as PostgreSQL comes (128 MB of shared buffers). The floor has the same server, tables,",
		"indexes, checks and foreign keys, and starts from an equal copy of the database.",
	}
}

func say(what string) { fmt.Fprintln(os.Stderr, time.Now().Format("15:04:05"), what) }
