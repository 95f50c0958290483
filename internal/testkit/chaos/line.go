package main

import (
	"slices"
	"time"
)

// line is what is told of one kind of fault.
type line struct {
	Fault   string  `json:"fault"`
	Planned int     `json:"planned"`
	Done    int     `json:"done"`
	InCalls int     `json:"calls_in_flight"` // at the faults
	Held    int     `json:"held_up"`         // messages that waited at a fault and were in no call
	Middle  float64 `json:"middle_seconds"`  // until all of them had left, from the fault
	Longest float64 `json:"longest_seconds"` // likewise
	Within  float64 `json:"within_seconds"`  // the target; 0: none
	Late    int     `json:"late"`            // faults after which it took longer
	Note    string  `json:"note,omitempty"`  // how it was done
	took    []time.Duration
}

// line begins what is told of a fault.
func (s *stage) line(fault string, planned int, within time.Duration) *line {
	l := &line{Fault: fault, Planned: planned, Within: within.Seconds()}
	s.lines = append(s.lines, l)
	return l
}

// measured adds a fault after which everything held up had left in such a time.
func (l *line) measured(took time.Duration, held int) {
	l.Done++
	l.Held += held
	l.took = append(l.took, took)
	sorted := slices.Sorted(slices.Values(l.took))
	l.Middle, l.Longest = seconds(sorted[len(sorted)/2]), seconds(sorted[len(sorted)-1])
	if l.Within > 0 && took.Seconds() > l.Within {
		l.Late++
	}
}

func seconds(d time.Duration) float64 {
	return float64(d.Round(10*time.Millisecond)) / float64(time.Second)
}
