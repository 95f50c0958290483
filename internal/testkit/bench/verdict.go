package main

import (
	"fmt"
	"strings"
)

// What is said of a line.
const (
	met         = "met"
	notMet      = "NOT MET"
	notMeasured = "not measured"
	failed      = "FAILED"
)

var named = []string{" p50", " p95", " p99"}

// target is what a line aims at, in words; "" for nothing.
func (m measure) target() string {
	var all []string
	for i, most := range m.within {
		switch {
		case len(m.within) == 1:
			all = append(all, "≤ "+m.in.show(m.within))
		case most > 0:
			all = append(all, "≤ "+m.in.show([]float64{most})+named[i])
		}
	}
	if m.least > 0 {
		all = append(all, "≥ "+m.in.show([]float64{m.least}))
	}
	if m.ofFloor > 0 {
		all = append(all, fmt.Sprintf("≤ %gx its floor", m.ofFloor))
	}
	if m.grows > 0 {
		all = append(all, fmt.Sprintf("grows ≤ %gx", m.grows))
	}
	return strings.Join(all, "; ")
}

// verdict holds a line against what it aims at. The targets of one size are those
// of the smaller; whatever could not be judged is said, and never counts as met.
func (m measure) verdict(small, large *figures) string {
	if m.target() == "" {
		return ""
	}
	var missed, open []string
	if m.ofFloor > 0 || m.least > 0 || len(m.within) > 0 {
		found, ok := small.Found[m.key]
		switch {
		case !ok:
			open = append(open, small.without(m.step))
		default:
			missed = m.misses(found)
		}
	}
	if m.grows > 0 {
		growth, ok := m.growth(small, large)
		switch {
		case !ok:
			open = append(open, "how it grows: "+large.without(m.step))
		case growth > m.grows:
			missed = append(missed, "grows "+times(growth))
		}
	}
	switch {
	case len(missed) > 0:
		return strings.Join(append([]string{notMet + ": " + strings.Join(missed, ", ")}, open...), "; ")
	case len(open) > 0:
		return strings.Join(open, "; ")
	}
	return met
}

// misses names the targets of one size that are not met.
func (m measure) misses(found figure) (missed []string) {
	for i, most := range m.within {
		if i >= len(found.Values) || (most > 0 || len(m.within) == 1) && found.Values[i] > most {
			missed = append(missed, "too much"+strings.Repeat(named[i], min(1, len(m.within)-1)))
		}
	}
	if m.least > 0 && found.Values[0] < m.least {
		missed = append(missed, "too few")
	}
	if ratio, ok := m.ratio(found); m.ofFloor > 0 && (!ok || ratio > m.ofFloor) {
		missed = append(missed, "its floor "+times(ratio))
	}
	return missed
}

// ratio is how many times as long ours takes as its floor.
func (m measure) ratio(found figure) (float64, bool) {
	if len(found.Floor) == 0 || found.Floor[0] == 0 || found.Values[0] == 0 {
		return 0, false
	}
	if m.in == inRates {
		return found.Floor[0] / found.Values[0], true
	}
	return found.Values[0] / found.Floor[0], true
}

// growth is how many times as much it is at the larger size.
func (m measure) growth(small, large *figures) (float64, bool) {
	before, ok := small.Found[m.key]
	after, both := large.Found[m.key]
	if !ok || !both || before.Values[0] == 0 {
		return 0, false
	}
	return after.Values[0] / before.Values[0], true
}

// without says why a figure of a step is missing.
func (f *figures) without(step string) string {
	if f.Steps[step].Failed != "" {
		return failed
	}
	return notMeasured
}
