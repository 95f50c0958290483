package simulation

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"io"
	"slices"
	"strings"

	"throughgate/internal/calendar"
	"throughgate/internal/oracle"
	"throughgate/internal/testkit/people"
)

// phase of somebody's life as the simulator plays it.
type phase int

const (
	inside phase = iota
	outside
	over // dead, removed, gone for good
)

// soul is one invented person: what the next extract would say of them, and
// where they truly are.
type soul struct {
	number  string
	row     string // its cells, oracle.Apart between two; another string once something changes
	k       int    // their place among all who were invented
	joined  bool   // another record became theirs
	arrives calendar.Date
	inFile  bool // the extracts list them
	listed  bool // an imported extract has had them
	phase   phase
	left    calendar.Date
	away    bool   // at court or on leave
	untold  bool   // they have left and nobody has said so yet
	booked  string // the London time of their appointment; "" none
}

// cast is everybody, in order of arrival.
type cast struct {
	header []string
	column map[string]int
	souls  []*soul
}

func (c *cast) get(s *soul, name string) string {
	return oracle.Cell(s.row, c.column[name])
}

func (c *cast) put(s *soul, name, value string) {
	cells := strings.Split(s.row, oracle.Apart)
	cells[c.column[name]] = value
	s.row = strings.Join(cells, oracle.Apart)
}

// more are columns that the invented extract has not.
var more = []string{"movement_reason"}

// invent makes the people: half are there on the first day, the others come
// over the days. Person k is the same whoever else is there.
func invent(o Options, areas []string) (*cast, error) {
	c := &cast{}
	for first := 0; first < o.People; {
		day, n := arrival(o, first), 1
		for first+n < o.People && arrival(o, first+n) == day {
			n++
		}
		if err := c.add(o, areas, first, n, day); err != nil {
			return nil, err
		}
		first += n
	}
	return c, nil
}

// arrival is the day on which the extracts first list person k.
func arrival(o Options, k int) calendar.Date {
	half := (o.People + 1) / 2
	if k < half {
		return o.From
	}
	return o.From.AddDays((k - half) * o.Days / max(o.People-half, 1))
}

func (c *cast) add(o Options, areas []string, first, n int, day calendar.Date) error {
	var file bytes.Buffer
	if err := people.Extract(&file, people.Options{N: n, Seed: o.Seed, AsOf: day, Areas: areas, FirstNumber: first, Officers: max(15, o.People/26)}); err != nil {
		return err
	}
	lines := csv.NewReader(&file)
	lines.ReuseRecord = true
	header, err := lines.Read()
	if c.header == nil && err == nil {
		c.header, c.column = slices.Concat(header, more), map[string]int{}
		for i, name := range c.header {
			c.column[name] = i
		}
	}
	for k := first; err == nil; k++ {
		var line []string
		if line, err = lines.Read(); err != nil || len(o.only) > 0 && !slices.Contains(o.only, k) {
			continue
		}
		s := &soul{k: k, row: strings.Join(line, oracle.Apart) + strings.Repeat(oracle.Apart, len(more)), arrives: day}
		s.number = strings.Clone(c.get(s, "prison_number"))
		c.souls = append(c.souls, s)
	}
	if err != io.EOF {
		return fmt.Errorf("read invented people: %w", err)
	}
	return nil
}

// placeOf is where somebody stands among all who were invented.
func placeOf(o Options, areas []string, number string) (int, bool) {
	o.only = nil
	c, err := invent(o, areas)
	if err != nil {
		return 0, false
	}
	k := slices.IndexFunc(c.souls, func(s *soul) bool { return s.number == number })
	return k, k >= 0
}

// extract writes the file of a morning.
func (c *cast) extract(file *bytes.Buffer, rows []*soul) error {
	w := csv.NewWriter(file)
	if err := w.Write(c.header); err != nil {
		return err
	}
	for _, s := range rows {
		if err := w.Write(strings.Split(s.row, oracle.Apart)); err != nil {
			return err
		}
	}
	w.Flush()
	return w.Error()
}
