package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"time"
)

// figure is what was measured of one thing at one size, in the unit of its measure.
type figure struct {
	Values []float64 `json:"values"`           // one, or three: p50, p95, p99
	Floor  []float64 `json:"floor,omitempty"`  // of the same, in plain SQL; none: there is no floor
	Detail string    `json:"detail,omitempty"` // how much it was
}

// stepRun is how a step went.
type stepRun struct {
	At      time.Time `json:"at"`
	Seconds float64   `json:"seconds"`
	Runs    int       `json:"runs"`             // of which the middle counts
	Failed  string    `json:"failed,omitempty"` // why; said on the terminal, and not in the table
}

// figures are those of one size. They are kept as JSON, so that sizes and steps
// can be measured at different times and still make one table.
type figures struct {
	People  int                 `json:"people"`
	Areas   int                 `json:"areas"`
	Machine machine             `json:"machine"`
	Steps   map[string]stepRun  `json:"steps"`
	Found   map[string]figure   `json:"found"`
	Notes   map[string][]string `json:"notes,omitempty"` // of a step: what stands below the table
}

func newFigures() *figures {
	return &figures{Steps: map[string]stepRun{}, Found: map[string]figure{}, Notes: map[string][]string{}}
}

func figuresFile(dir string, people int) string {
	return filepath.Join(dir, fmt.Sprintf("%d.json", people))
}

// readFigures gives what is kept of a size; nothing is no error.
func readFigures(dir string, people int) (*figures, error) {
	f := newFigures()
	text, err := os.ReadFile(figuresFile(dir, people))
	if errors.Is(err, fs.ErrNotExist) {
		return f, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read the figures of %d people: %w", people, err)
	}
	if err := json.Unmarshal(text, f); err != nil {
		return nil, fmt.Errorf("read the figures of %d people: %w", people, err)
	}
	return f, nil
}

func (f *figures) write(dir string) error {
	text, err := json.MarshalIndent(f, "", "\t")
	if err != nil {
		return err
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	return replace(figuresFile(dir, f.People), text)
}

// replace writes a file whole or not at all.
func replace(name string, text []byte) error {
	if err := os.WriteFile(name+".new", text, 0o644); err != nil {
		return err
	}
	return os.Rename(name+".new", name)
}

// forget throws away what an earlier run found in a step.
func (f *figures) forget(step string) {
	for _, m := range measures {
		if m.step == step {
			delete(f.Found, m.key)
		}
	}
	delete(f.Notes, step)
}

// add keeps a figure. A key that is in no list would never be seen again.
func (f *figures) add(key string, found figure) {
	if !slices.ContainsFunc(measures, func(m measure) bool { return m.key == key }) {
		panic("bench: " + key + " is no measure")
	}
	f.Found[key] = found
}

// timed adds the middle of ours beside the middle of the floor, which may be nil.
func (f *figures) timed(key, detail string, ours, floor []time.Duration) {
	found := figure{Values: []float64{float64(middle(ours))}, Detail: detail}
	if len(floor) > 0 {
		found.Floor = []float64{float64(middle(floor))}
	}
	f.add(key, found)
}

// rate adds how many of something go into a second.
func (f *figures) rate(key, detail string, n int, ours, floor []time.Duration) {
	found := figure{Values: []float64{float64(n) / middle(ours).Seconds()}, Detail: detail}
	if len(floor) > 0 {
		found.Floor = []float64{float64(n) / middle(floor).Seconds()}
	}
	f.add(key, found)
}

// number adds something counted.
func (f *figures) number(key, detail string, n float64) {
	f.add(key, figure{Values: []float64{n}, Detail: detail})
}

// spread adds the 50th, 95th and 99th of a hundred.
func (f *figures) spread(key, detail string, ours, floor []time.Duration) {
	f.add(key, figure{Values: percentiles(ours), Floor: percentiles(floor), Detail: detail})
}

func percentiles(list []time.Duration) (out []float64) {
	if len(list) == 0 {
		return nil
	}
	sorted := slices.Sorted(slices.Values(list))
	for _, of := range []int{50, 95, 99} {
		out = append(out, float64(sorted[len(sorted)*of/100]))
	}
	return out
}

// bulk adds the four figures of something large: time, processors, and what is
// written to the log of the database.
func (f *figures) bulk(key, detail string, ours, floor []cost) {
	f.timed(key, detail, each(ours, cost.clock), each(floor, cost.clock))
	f.timed(key+".program", "", each(ours, cost.ofProgram), each(floor, cost.ofProgram))
	f.timed(key+".server", "", each(ours, cost.ofServer), each(floor, cost.ofServer))
	f.add(key+".wal", figure{Values: []float64{float64(middle(each(ours, cost.written)))}, Floor: []float64{float64(middle(each(floor, cost.written)))}})
}

// middle is the median.
func middle[T ~int64](list []T) T {
	sorted := slices.Sorted(slices.Values(list))
	return sorted[len(sorted)/2]
}

func each[T any](list []cost, what func(cost) T) []T {
	out := make([]T, len(list))
	for i, c := range list {
		out[i] = what(c)
	}
	return out
}
