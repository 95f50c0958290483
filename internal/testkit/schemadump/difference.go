package main

import (
	"fmt"
	"slices"
	"strings"
)

// mostLines is how much of a difference is shown: enough to see what was
// forgotten.
const mostLines = 40

// difference tells, statement by statement, which lines the committed schema
// has too many (-) and which it lacks (+).
func difference(committed, made string) string {
	before, after := statements(committed), statements(made)
	var out []string
	for _, s := range after.order {
		gone, come := without(before.lines[s], after.lines[s]), without(after.lines[s], before.lines[s])
		out = append(out, entry(s, gone, come)...)
	}
	for _, s := range before.order {
		if _, still := after.lines[s]; !still {
			out = append(out, entry(s, before.lines[s], nil)...)
		}
	}
	switch {
	case len(out) == 0:
		return "only the order of lines or white space differs"
	case len(out) > mostLines:
		more := len(out) - mostLines
		out = append(out[:mostLines], fmt.Sprintf("... and %d more lines", more))
	}
	return strings.Join(out, "\n")
}

// dumped is a dump cut into statements, named by their first lines. Statements
// that begin alike, such as two constraints of one table, are taken together.
type dumped struct {
	order []string
	lines map[string][]string
}

func statements(dump string) dumped {
	d := dumped{lines: map[string][]string{}}
	for block := range strings.SplitSeq(strings.TrimSpace(dump), "\n\n") {
		lines := strings.Split(block, "\n")
		if _, known := d.lines[lines[0]]; !known {
			d.order = append(d.order, lines[0])
		}
		d.lines[lines[0]] = append(d.lines[lines[0]], lines...)
	}
	return d
}

func without(lines, others []string) []string {
	return slices.DeleteFunc(slices.Clone(lines), func(line string) bool { return slices.Contains(others, line) })
}

func entry(statement string, gone, come []string) []string {
	if len(gone)+len(come) == 0 {
		return nil
	}
	out := []string{"  " + statement}
	for _, line := range gone {
		out = append(out, "- "+line)
	}
	for _, line := range come {
		out = append(out, "+ "+line)
	}
	return out
}
