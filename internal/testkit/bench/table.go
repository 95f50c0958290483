package main

import (
	"fmt"
	"io"
	"slices"
	"text/tabwriter"
	"time"
)

// table is what is printed at the end.
type table struct{ lines []line }

// line is one measurement in words.
type line struct{ what, ours, floor, ratio, target, met string }

// timed adds a measurement of time beside its floor; most is the ratio aimed
// at, 0 for none.
func (t *table) timed(what string, ours, floor []time.Duration, most float64) {
	a, b := middle(ours), middle(floor)
	ratio := float64(a) / float64(b)
	l := line{what: what, ours: show(a), floor: show(b), ratio: fmt.Sprintf("%.2fx", ratio)}
	if most > 0 {
		l.target, l.met = fmt.Sprintf("≤ %gx", most), verdict(ratio <= most)
	}
	t.lines = append(t.lines, l)
}

// each adds what one of many took, with a target of its own.
func (t *table) each(what string, ours, floor []time.Duration, most time.Duration) {
	l := line{what: what, ours: show(middle(ours)), target: "≤ " + show(most), met: verdict(middle(ours) <= most)}
	if len(floor) > 0 {
		l.floor, l.ratio = show(middle(floor)), fmt.Sprintf("%.2fx", float64(middle(ours))/float64(middle(floor)))
	}
	t.lines = append(t.lines, l)
}

// amount adds a measurement that is no time.
func (t *table) amount(what, ours, target string, met bool) {
	t.lines = append(t.lines, line{what: what, ours: ours, target: target, met: verdict(met)})
}

func verdict(met bool) string {
	if met {
		return "met"
	}
	return "NOT MET"
}

// middle is the median.
func middle(list []time.Duration) time.Duration {
	sorted := slices.Sorted(slices.Values(list))
	return sorted[len(sorted)/2]
}

func show(d time.Duration) string {
	switch {
	case d >= time.Second:
		return fmt.Sprintf("%.2f s", d.Seconds())
	case d >= 10*time.Millisecond:
		return fmt.Sprintf("%.0f ms", float64(d)/float64(time.Millisecond))
	}
	return fmt.Sprintf("%.2f ms", float64(d)/float64(time.Millisecond))
}

func (t *table) print(w io.Writer, setting []string) {
	for _, s := range setting {
		fmt.Fprintln(w, s)
	}
	fmt.Fprintln(w)
	out := tabwriter.NewWriter(w, 0, 4, 2, ' ', 0)
	fmt.Fprintln(out, "MEASURED\tOURS\tFLOOR\tRATIO\tTARGET\t")
	for _, l := range t.lines {
		fmt.Fprintf(out, "%s\t%s\t%s\t%s\t%s\t%s\n", l.what, l.ours, l.floor, l.ratio, l.target, l.met)
	}
	_ = out.Flush() // to a terminal or a file: there is nobody else to tell
}
