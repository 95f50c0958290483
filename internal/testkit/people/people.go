// Package people invents people for the demo, the benchmarks and the simulator:
// release extracts, and directories of services to tell. Nobody in them is
// real. The mix (legal statuses, dates, needs, consents, flags, officers) is
// that of the sample cohort; mobile numbers lie in Ofcom's drama range and
// addresses end in .example. The same seed invents the same people.
package people

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"

	"throughgate/internal/calendar"
)

// Options say whom to invent. N and AsOf are needed.
type Options struct {
	N    int           // how many people
	Seed uint64        // another seed gives other people under the same numbers
	AsOf calendar.Date // the day on which the picture is taken
	// Areas are the home areas by name, of which each person has one; empty:
	// Haringey.
	Areas []string
	// FirstNumber is the place of the first prison number among all we can
	// give. Person k is the same in every extract whose numbers take it in and
	// that has as many officers.
	FirstNumber int
	// Officers is how many community officers share the people; 0: one for 26
	// people, and at least 15, as in the sample.
	Officers int
}

const (
	peoplePerOfficer = 26
	fewestOfficers   = 15
)

func (o *Options) complete() error {
	switch {
	case o.N < 0:
		return fmt.Errorf("invent people: %d is no number of people", o.N)
	case o.AsOf.IsZero():
		return errors.New("invent people: the day of the picture is missing")
	case o.FirstNumber < 0 || o.FirstNumber > numbers-o.N:
		return fmt.Errorf("invent people: there are %d prison numbers to give, not so many from the one at %d on", numbers, o.FirstNumber)
	}
	if len(o.Areas) == 0 {
		o.Areas = []string{"Haringey"}
	}
	if o.Officers <= 0 {
		o.Officers = max(fewestOfficers, o.N/peoplePerOfficer)
	}
	return nil
}

// Extract writes a release extract (CSV, UTF-8) of invented people, one row at
// a time.
func Extract(w io.Writer, o Options) error {
	if err := o.complete(); err != nil {
		return err
	}
	prisons, err := loadPrisons()
	if err != nil {
		return err
	}
	out := csv.NewWriter(w)
	if err := out.Write(header[:]); err != nil {
		return fmt.Errorf("write invented people: %w", err)
	}
	for i := range o.N {
		p := invent(&o, prisons, o.FirstNumber+i)
		if err := out.Write(p.cells[:]); err != nil {
			return fmt.Errorf("write invented people: %w", err)
		}
	}
	out.Flush()
	if err := out.Error(); err != nil {
		return fmt.Errorf("write invented people: %w", err)
	}
	return nil
}

// person is one row while it is being made.
type person struct {
	*rand.Rand
	cells    [columnCount]string
	asOf     calendar.Date
	received calendar.Date
}

// invent makes the person at a place. Everybody has a source of chance of their
// own, so that nobody depends on who came before.
func invent(o *Options, prisons *prisons, at int) *person {
	p := &person{Rand: rand.New(rand.NewPCG(o.Seed, uint64(at))), asOf: o.AsOf}
	p.cells[prisonNumber] = number(at)
	p.cells[homeArea] = o.Areas[p.IntN(len(o.Areas))]
	p.cells[status] = "ACTIVE IN"
	p.who()
	p.cells[prison] = prisons.pick(p)
	p.sentence()
	p.cells[receivedOn] = p.received.String()
	p.phone(at)
	p.assessment()
	p.officers(o.Officers)
	return p
}

// chance tells whether something holds that holds for share of a hundred people.
func (p *person) chance(share float64) bool { return p.Float64()*100 < share }

// between is a number from low to high, both included.
func (p *person) between(low, high int) int { return low + p.IntN(high-low+1) }

func pick[T any](p *person, list []T) T { return list[p.IntN(len(list))] }

func (p *person) set(c column, day calendar.Date) { p.cells[c] = day.String() }
