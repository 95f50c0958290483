package main

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"text/tabwriter"
	"time"
)

// print tells one size, as it is on a terminal.
func (f *figures) print(w io.Writer) {
	fmt.Fprintf(w, "%s people, %s. %s\n\n", thousands(float64(f.People)), f.when(), f.Machine)
	out := tabwriter.NewWriter(w, 0, 4, 2, ' ', 0)
	fmt.Fprintln(out, "MEASURED\tOURS\tFLOOR\tRATIO\tTARGET\t")
	for _, m := range measures {
		found, ok := f.Found[m.key]
		switch failure := f.Steps[m.step].Failed; {
		case ok:
			verdict := m
			verdict.grows = 0 // one size tells nothing of it
			fmt.Fprintf(out, "%s\t%s\t%s\t%s\t%s\n", m.named(found.Detail), strings.Join(m.cells(f), "\t"), "", verdict.target(), verdict.verdict(f, f))
		case failure != "":
			fmt.Fprintf(out, "%s\t%s\n", m.what, failed)
		}
	}
	_ = out.Flush() // to a terminal or a file: there is nobody else to tell
	for _, step := range steps() {
		for _, note := range f.Notes[step.name] {
			fmt.Fprintln(w, note)
		}
		if failure := f.Steps[step.name].Failed; failure != "" {
			fmt.Fprintf(w, "%s %s: %s\n", failed, step.name, failure)
		}
	}
}

// named is what a line is, with how much of it.
func (m measure) named(details ...string) string {
	details = slices.Compact(slices.DeleteFunc(details, func(d string) bool { return d == "" }))
	if len(details) == 0 {
		return m.what
	}
	return m.what + " (" + strings.Join(details, "; ") + ")"
}

// cells are ours, its floor, and the ratio of one size.
func (m measure) cells(f *figures) []string {
	found, ok := f.Found[m.key]
	if !ok {
		return []string{f.without(m.step), "", ""}
	}
	cells := []string{m.in.show(found.Values), "", ""}
	if len(found.Floor) > 0 {
		cells[1] = m.in.show(found.Floor)
	}
	if ratio, ok := m.ratio(found); ok {
		cells[2] = times(ratio)
	}
	return cells
}

// document is docs/BENCHMARKS.md: both sizes in one table.
func document(small, large *figures) string {
	var out strings.Builder
	fmt.Fprintf(&out, "# Speed and size\n\nMade by `make bench`: do not edit. %s\n\n", aboutTheTable)
	for _, f := range []*figures{small, large} {
		if f.People > 0 {
			fmt.Fprintf(&out, "- %s people in %d areas, %s. %s.\n", thousands(float64(f.People)), f.Areas, f.when(), f.Machine)
		}
	}
	a, b := peopleIn(small, 0), peopleIn(large, 1)
	fmt.Fprintf(&out, "\n%s\n\n| measured | %s | floor | ratio | %s | floor | ratio | grows | target | |\n|---|--:|--:|--:|--:|--:|--:|--:|---|---|\n", tally(small, large), a, b)
	for _, m := range measures {
		of := m.cells(large)
		if m.small {
			of = []string{"–", "", ""}
		}
		growth := ""
		if grown, ok := m.growth(small, large); ok && m.in != inRates {
			growth = times(grown)
		}
		cells := slices.Concat([]string{m.named(small.Found[m.key].Detail, large.Found[m.key].Detail)}, m.cells(small), of, []string{growth, m.target(), m.verdict(small, large)})
		fmt.Fprintf(&out, "| %s |\n", strings.Join(cells, " | "))
	}
	notes(&out, small)
	notes(&out, large)
	return out.String()
}

func peopleIn(f *figures, at int) string {
	if f.People == 0 {
		return thousands(float64(usualSizes[at]))
	}
	return thousands(float64(f.People))
}

// when says how often and on which days its steps were done.
func (f *figures) when() string {
	var runs []int
	var days []time.Time
	for _, s := range f.Steps {
		runs, days = append(runs, s.Runs), append(days, s.At.UTC())
	}
	if len(runs) == 0 {
		return "nothing measured"
	}
	few, many := slices.Min(runs), slices.Max(runs)
	often := fmt.Sprintf("the middle of %d runs", many)
	if many == 1 {
		often = "one run"
	} else if few < many {
		often = fmt.Sprintf("the middle of %d to %d runs", few, many)
	}
	first, last := slices.MinFunc(days, time.Time.Compare).Format(dayFormat), slices.MaxFunc(days, time.Time.Compare).Format(dayFormat)
	if first != last {
		return often + " on " + first + " to " + last
	}
	return often + " on " + first
}

const dayFormat = "2 January 2006"

// tally counts the verdicts.
func tally(small, large *figures) string {
	count := map[string]int{}
	for _, m := range measures {
		switch v := m.verdict(small, large); {
		case v == "":
		case v == met:
			count[met]++
		case strings.HasPrefix(v, notMet):
			count[notMet]++
		default:
			count[notMeasured]++
		}
	}
	return fmt.Sprintf("Of %d targets %d are met, %d are not, %d could not be judged.", count[met]+count[notMet]+count[notMeasured], count[met], count[notMet], count[notMeasured])
}

func notes(out *strings.Builder, f *figures) {
	for _, step := range steps() {
		if len(f.Notes[step.name]) == 0 {
			continue
		}
		fmt.Fprintf(out, "\n## %s, %s people\n\n", step.name, thousands(float64(f.People)))
		for _, note := range f.Notes[step.name] {
			fmt.Fprintf(out, "- %s\n", strings.ReplaceAll(note, "|", "\\|"))
		}
	}
}

const aboutTheTable = `The **floor** is the same work in plain SQL, or without the program, in the same run on the same server, with the same tables, indexes, checks and foreign keys, from an equal copy of the database; the **ratio** is ours by its floor. **Grows** is the larger size by the smaller. A target of one size is that of the smaller. "–" is not measured at the larger size, "not measured" and "FAILED" say what is missing. Processor time is that of the program and of all of PostgreSQL's processes; "log" is what PostgreSQL adds to its write-ahead log.

The PostgreSQL is a private throw-away: fsync, synchronous_commit and full_page_writes off, wal_level minimal, jit off, memory as [postgresql.conf](deploy/postgresql.conf) says for the machine's size, else as PostgreSQL comes. Of large things our first run is the one whose rows its floor then writes; at the larger size what is due on the first day counts as answered before the first watch. The people are invented. ` + "`simulate` and `make chaos` tell their own times; the weight of pages stands in [PAGES.md](PAGES.md)."
