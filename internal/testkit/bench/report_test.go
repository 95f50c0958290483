package main

import (
	"strings"
	"testing"
	"time"
)

func TestEveryMeasureHasAKeyOfItsOwnAndAStep(t *testing.T) {
	steps, seen := stepNames(), map[string]bool{}
	for _, m := range measures {
		if seen[m.key] {
			t.Errorf("%s stands twice in the list", m.key)
		}
		seen[m.key] = true
		if !strings.Contains(" "+strings.Join(steps, " ")+" ", " "+m.step+" ") {
			t.Errorf("%s belongs to %q, which is no step", m.key, m.step)
		}
	}
}

func TestAVerdictSaysWhatIsMissedAndWhatIsMissing(t *testing.T) {
	one := func(ours, floor float64) *figures {
		f := newFigures()
		f.Found["load"] = figure{Values: []float64{ours}, Floor: []float64{floor}}
		return f
	}
	broken := newFigures()
	broken.Steps["load"] = stepRun{Failed: "the server has gone"}
	m := measure{key: "load", step: "load", ofFloor: 3, grows: 11}
	for _, c := range []struct {
		name         string
		m            measure
		small, large *figures
		want         string
	}{
		{"both hold", m, one(3, 1), one(33, 1), met},
		{"too long", m, one(3.1, 1), one(31, 1), "NOT MET: its floor 3.10x"},
		{"grows too much", m, one(3, 1), one(36, 1), "NOT MET: grows 12.00x"},
		{"nobody measured how it grows", m, one(3, 1), newFigures(), "how it grows: not measured"},
		{"too long, and the larger failed", m, one(4, 1), broken, "NOT MET: its floor 4.00x; how it grows: FAILED"},
		{"nothing was measured", m, newFigures(), newFigures(), "not measured; how it grows: not measured"},
		{"it failed", m, broken, one(33, 1), "FAILED; how it grows: not measured"},
		{"no floor was found", measure{key: "load", step: "load", ofFloor: 3}, one(3, 0), newFigures(), "NOT MET: its floor 0.00x"},
		{"enough a second", measure{key: "load", step: "load", in: inRates, least: 3}, one(3, 0), newFigures(), met},
		{"too few a second", measure{key: "load", step: "load", in: inRates, least: 4}, one(3, 0), newFigures(), "NOT MET: too few"},
		{"nothing may be", measure{key: "load", step: "load", in: inCounts, within: []float64{0}}, one(1, 0), newFigures(), "NOT MET: too much"},
		{"nothing is aimed at", measure{key: "load", step: "load"}, one(1, 1), one(1, 1), ""},
	} {
		if got := c.m.verdict(c.small, c.large); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

func TestAVerdictOfPercentilesLooksAtThoseWithATarget(t *testing.T) {
	f := newFigures()
	f.spread("latency", "", []time.Duration{9 * time.Millisecond, 50 * time.Millisecond, 60 * time.Millisecond}, nil)
	m := measure{key: "latency", step: "latency", within: []float64{float64(10 * time.Millisecond), 0, float64(30 * time.Millisecond)}}
	if got, want := m.verdict(f, newFigures()), "NOT MET: too much p50, too much p99"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestWhatIsNotMeasuredHasItsLineInTheTable(t *testing.T) {
	small := newFigures()
	small.People = 30_000
	small.timed("load", "12 rows", []time.Duration{2 * time.Second}, []time.Duration{time.Second})
	small.Steps["watch"] = stepRun{Failed: "something with a path: /somewhere"}
	got := document(small, newFigures())
	for _, m := range measures {
		if !strings.Contains(got, "| "+m.named(small.Found[m.key].Detail)+" |") {
			t.Errorf("%s has no line", m.key)
		}
	}
	for _, want := range []string{
		"| import, first load (12 rows) | 2.00 s | 1.00 s | 2.00x | not measured |  |  |  | ≤ 3x its floor; grows ≤ 11x | how it grows: not measured |",
		"| a watch day | FAILED |  |  | not measured |  |  |  | ≤ 1.2x its floor; grows ≤ 11x | FAILED; how it grows: not measured |",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("the table has no line %s", want)
		}
	}
	if strings.Contains(got, "/somewhere") {
		t.Error("why something failed stands in the table")
	}
}

func TestFiguresAreKeptAndTakeThePlaceOfTheirStepAlone(t *testing.T) {
	dir := t.TempDir()
	f := newFigures()
	f.People = 3000
	f.number("memory", "", 1)
	f.timed("watch", "", []time.Duration{1}, []time.Duration{1})
	if err := f.write(dir); err != nil {
		t.Fatal(err)
	}
	kept, err := readFigures(dir, 3000)
	if err != nil {
		t.Fatal(err)
	}
	kept.forget("watch")
	if _, ok := kept.Found["watch"]; ok {
		t.Error("what a step found before is there still")
	}
	if kept.Found["memory"].Values[0] != 1 {
		t.Error("what another step found is lost")
	}
}

func TestNumbersAreShownAsPeopleReadThem(t *testing.T) {
	for _, c := range []struct {
		in   scale
		n    float64
		want string
	}{
		{inTime, 337, "337 ns"}, {inTime, 2.5e6, "2.50 ms"}, {inTime, 25.4e6, "25 ms"}, {inTime, 1.5e9, "1.50 s"}, {inTime, 125e9, "125 s"},
		{inCounts, 0, "0"}, {inCounts, 999, "999"}, {inCounts, 1234567, "1,234,567"}, {inCounts, -1234, "-1,234"}, {inRates, 50_000, "50,000/s"},
		{inBytes, 2048, "2 kB"}, {inBytes, 150 << 20, "150 MB"}, {inBytes, 3 << 30, "3.0 GB"},
	} {
		if got := c.in.show([]float64{c.n}); got != c.want {
			t.Errorf("%v: %s, want %s", c.n, got, c.want)
		}
	}
}

func TestStepsThatMakeWhatOthersStartFromAreDoneToo(t *testing.T) {
	b := &bench{size: size{people: 3000, only: []string{"move", "check"}}}
	var names []string
	for _, s := range b.wanted() {
		names = append(names, s.name)
	}
	if got, want := strings.Join(names, " "), "check load watch move"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	large := &bench{size: size{people: 300_000}}
	for _, s := range large.wanted() {
		if !s.large {
			t.Errorf("%s is done at the larger size", s.name)
		}
	}
}
