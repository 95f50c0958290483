package main

import (
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"
)

const peopleEnv = "BENCH_PEOPLE"

// usualSizes are those of the table.
var usualSizes = [2]int{30_000, 300_000}

// largeFrom so many people only the steps that show how cost grows are measured,
// once each.
const largeFrom = 100_000

// size says how much is measured.
type size struct {
	people     int
	handOffs   int           // of the watch day
	recipients int           // of the hand-offs
	emails     int           // to drain
	areas      int           // home areas of the people
	runs       int           // times each thing is done
	only       []string      // the steps to measure; none: all
	within     time.Duration // after which no step goes on; 0: no end
}

func (s size) large() bool { return s.people >= largeFrom }

// wants tells whether a step is measured.
func (s size) wants(step string) bool {
	if len(s.only) > 0 {
		return slices.Contains(s.only, step)
	}
	return !s.large() || slices.ContainsFunc(steps(), func(t stage) bool { return t.name == step && t.large })
}

// full is the size of the targets.
var full = size{people: 30_000, handOffs: 10_500, recipients: 3_000, emails: 10_500, areas: 200, runs: 3}

func readSize() (size, error) {
	s := full
	minutes := 0
	s.runs = 0
	for name, into := range map[string]*int{peopleEnv: &s.people, "BENCH_RUNS": &s.runs, "BENCH_MINUTES": &minutes} {
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
		return s, fmt.Errorf("%s is %d: give at least 300", peopleEnv, s.people)
	}
	s.within = time.Duration(minutes) * time.Minute
	if s.runs == 0 {
		if s.runs = full.runs; s.large() {
			s.runs = 1
		}
	}
	s.only = strings.FieldsFunc(os.Getenv("BENCH_ONLY"), func(r rune) bool { return r == ',' || r == ' ' })
	for _, name := range s.only {
		if !slices.ContainsFunc(steps(), func(t stage) bool { return t.name == name }) {
			return s, fmt.Errorf("BENCH_ONLY names %q: the steps are %s", name, strings.Join(stepNames(), ", "))
		}
	}
	for _, n := range []*int{&s.handOffs, &s.recipients, &s.emails, &s.areas} {
		*n = max(2, *n*s.people/full.people)
	}
	return s, nil
}

// readSizes gives the two sizes of the table, the smaller first.
func readSizes() (sizes [2]int, err error) {
	text := os.Getenv("BENCH_SIZES")
	if text == "" {
		return usualSizes, nil
	}
	if n, err := fmt.Sscanf(text, "%d,%d", &sizes[0], &sizes[1]); n != 2 || sizes[0] >= sizes[1] {
		return sizes, fmt.Errorf("BENCH_SIZES is %q: give two numbers of people, the smaller first, with a comma between: %w", text, err)
	}
	return sizes, nil
}
