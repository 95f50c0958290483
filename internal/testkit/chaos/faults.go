package main

import (
	"context"
	"fmt"
	"slices"
)

// fault is one way to break things.
type fault struct {
	name  string
	bring func(s *stage, ctx context.Context) error
}

// faults are in the order in which they come. Those from clock on move the clock
// on to further days.
var faults = []fault{
	{"outages", (*stage).outages},
	{"kills", (*stage).kills},
	{"restarts", (*stage).restarts},
	{"disk", (*stage).fullDisk},
	{"clock", (*stage).wrongClock},
	{"leaders", (*stage).leaders},
	{"sigterm", (*stage).sigterm},
	{"upgrade", (*stage).upgrade},
}

func faultNames() []string {
	var names []string
	for _, f := range faults {
		names = append(names, f.name)
	}
	return names
}

func (o options) wants(name string) bool { return len(o.only) == 0 || slices.Contains(o.only, name) }

// breakThings brings about what is wanted, one after the other.
func (s *stage) breakThings(ctx context.Context) error {
	if err := s.startAll(ctx); err != nil {
		return err
	}
	if _, _, err := s.watched(ctx, firstDay); err != nil {
		return err
	}
	for _, f := range faults {
		if !s.options.wants(f.name) {
			continue
		}
		s.say(f.name)
		if err := f.bring(s, ctx); err != nil {
			return fmt.Errorf("%s: %w", f.name, err)
		}
	}
	return nil
}
