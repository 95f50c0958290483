package main

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"
)

// options say how much is broken, and which program.
type options struct {
	kills, leaders, restarts int
	only                     []string // the kinds of fault; none: all
	seed                     uint64
	most                     time.Duration // of breaking; what follows is bounded by itself
	binary, next             string        // the program, and the version after it
	json                     bool
}

func readOptions(args []string) (o options, err error) {
	minutes, seed := 18, 0
	o.kills, o.leaders, o.restarts = 200, 10, 20
	for name, into := range map[string]*int{"CHAOS_KILLS": &o.kills, "CHAOS_LEADERS": &o.leaders, "CHAOS_RESTARTS": &o.restarts,
		"CHAOS_MINUTES": &minutes, "CHAOS_SEED": &seed} {
		text := os.Getenv(name)
		if text == "" {
			continue
		}
		if *into, err = strconv.Atoi(text); err != nil || *into < 0 {
			return o, fmt.Errorf("%s is %q: give a whole number, 0 or more", name, text)
		}
	}
	if o.most = time.Duration(minutes) * time.Minute; o.most == 0 {
		return o, fmt.Errorf("CHAOS_MINUTES is 0: give a minute or more")
	}
	if o.seed = uint64(seed); o.seed == 0 {
		o.seed = rand.Uint64N(1_000_000) + 1
	}
	o.only = strings.FieldsFunc(os.Getenv("CHAOS_ONLY"), func(r rune) bool { return r == ',' || r == ' ' })
	for _, name := range o.only {
		if !slices.ContainsFunc(faults, func(f fault) bool { return f.name == name }) {
			return o, fmt.Errorf("CHAOS_ONLY names %q: the faults are %s", name, strings.Join(faultNames(), ", "))
		}
	}
	flags := flag.NewFlagSet("chaos", flag.ContinueOnError)
	flags.StringVar(&o.binary, "binary", "bin/throughgate", "the program to break")
	flags.StringVar(&o.next, "next", "", "the version after it; nothing: the same program, on a schema with a column more")
	flags.BoolVar(&o.json, "json", false, "print one JSON document")
	if err := flags.Parse(args); err != nil {
		return o, err
	}
	if o.next == "" {
		o.next = o.binary
	}
	for _, path := range []string{o.binary, o.next} {
		if _, err := os.Stat(path); err != nil {
			return o, fmt.Errorf("the program is not there: make build (%w)", err)
		}
	}
	return o, nil
}
