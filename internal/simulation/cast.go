package simulation

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"slices"

	"throughgate/internal/calendar"
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
	row     []string
	k       int  // their place among all who were invented
	joined  bool // another record became theirs
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

func (c *cast) get(s *soul, name string) string { return s.row[c.column[name]] }
func (c *cast) put(s *soul, name, value string) { s.row[c.column[name]] = value }

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
	lines, err := csv.NewReader(&file).ReadAll()
	if err != nil {
		return fmt.Errorf("read invented people: %w", err)
	}
	if c.header == nil {
		c.header, c.column = append(lines[0], more...), map[string]int{}
		for i, name := range c.header {
			c.column[name] = i
		}
	}
	for i, line := range lines[1:] {
		if len(o.only) > 0 && !slices.Contains(o.only, first+i) {
			continue
		}
		s := &soul{k: first + i, row: append(line, make([]string, len(more))...), arrives: day}
		s.number = c.get(s, "prison_number")
		c.souls = append(c.souls, s)
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

// extract writes the file of a morning, and the rows as the oracle reads them.
func (c *cast) extract(rows []*soul) ([]byte, error) {
	var file bytes.Buffer
	w := csv.NewWriter(&file)
	if err := w.Write(c.header); err != nil {
		return nil, err
	}
	for _, s := range rows {
		if err := w.Write(s.row); err != nil {
			return nil, err
		}
	}
	w.Flush()
	return file.Bytes(), w.Error()
}

func (c *cast) cells(s *soul) map[string]string {
	out := make(map[string]string, len(c.header))
	for i, name := range c.header {
		out[name] = s.row[i]
	}
	return out
}
