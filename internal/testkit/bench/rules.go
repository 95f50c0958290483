package main

import (
	"context"
	"fmt"
	"os/exec"
	"strconv"
	"strings"
	"time"
)

// rules runs the benchmarks that stand beside the rules, and takes their figures.
func (b *bench) rules(ctx context.Context) error {
	decide, err := goBench(ctx, "throughgate/release", "^BenchmarkDecide$", "0.3s")
	if err != nil {
		return err
	}
	slowest, allocations := 0.0, 0.0
	for _, one := range decide {
		slowest, allocations = max(slowest, one["ns/op"]), max(allocations, one["allocs/op"])
	}
	b.add("decide", figure{Values: []float64{slowest}})
	b.number("decide.allocs", "", allocations)
	replan, err := goBench(ctx, "throughgate/pathways", "^BenchmarkReplanMoved5000$", "1x")
	if err != nil {
		return err
	}
	for key, name := range map[string]string{"replan.earlier": "a_week_earlier", "replan.later": "a_week_later"} {
		one, ok := replan[name]
		if !ok {
			return fmt.Errorf("the benchmark of planning again says nothing of %s", name)
		}
		ms := float64(time.Millisecond)
		b.add(key, figure{Values: []float64{one["ms-ours"] * ms}, Floor: []float64{one["ms-floor"] * ms},
			Detail: thousands(one["tasks-written"]+one["events-written"]) + " rows"})
	}
	return nil
}

// goBench runs a benchmark of a package and gives, for each part of it, what it
// measured by unit. times is how long or how often it runs, as go test has it.
func goBench(ctx context.Context, pkg, name, times string) (map[string]map[string]float64, error) {
	// A ratio that is too high fails the benchmark: its figures count all the same.
	said, failure := exec.CommandContext(ctx, "go", "test", pkg, "-run", "^$", "-bench", name, "-benchmem", "-benchtime", times).CombinedOutput()
	found := map[string]map[string]float64{}
	for line := range strings.Lines(string(said)) {
		fields := strings.Fields(line)
		if len(fields) < 4 || !strings.HasPrefix(fields[0], "Benchmark") {
			continue
		}
		_, part, _ := strings.Cut(fields[0], "/")
		if at := strings.LastIndex(part, "-"); at > 0 {
			part = part[:at] // how many processors
		}
		one := map[string]float64{}
		for i := 2; i+1 < len(fields); i += 2 {
			value, err := strconv.ParseFloat(fields[i], 64)
			if err != nil {
				return nil, fmt.Errorf("read a benchmark: %w", err)
			}
			one[fields[i+1]] = value
		}
		found[part] = one
	}
	if len(found) == 0 {
		return nil, fmt.Errorf("run a benchmark of %s: %w: %s", pkg, failure, said)
	}
	return found, nil
}
