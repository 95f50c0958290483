package simulation

import (
	"bytes"
	"context"
	"fmt"
	"time"

	"throughgate/intake/reference"
	"throughgate/internal/calendar"
	"throughgate/internal/oracle"
	"throughgate/internal/pg"
)

// stage is what several plays share: the server, and a template in it.
type stage struct {
	server    *pg.Private
	areas     []string
	directory []byte
	plays     int
}

// Run makes the house and plays. A violation is played again with less, until
// the history that shows it is short. now is the machine's clock.
func Run(ctx context.Context, server *pg.Private, o Options, now func() time.Time) (Report, error) {
	began := now()
	s := &stage{server: server}
	var err error
	if s.areas, _, err = areasOf(o.People); err != nil {
		return Report{}, err
	}
	if s.directory, err = directoryOf(s.areas); err != nil {
		return Report{}, err
	}
	if err := makeTemplate(ctx, server, o, s.areas, s.directory); err != nil {
		return Report{}, err
	}
	r, err := s.play(ctx, o)
	if err != nil {
		return r, err
	}
	if len(r.Violations) > 0 {
		r.Violations[0] = s.shrunk(ctx, o, r.Violations[0], now)
	}
	r.Seconds = now().Sub(began).Seconds()
	return r, nil
}

// play runs the whole, or until the first day with a violation.
func (s *stage) play(ctx context.Context, o Options) (Report, error) {
	s.plays++
	server, name := s.server, fmt.Sprintf("simulation_%d", s.plays)
	w := &world{o: o, server: server, areas: s.areas, clock: &clock{}, journal: newJournal(o.Journal)}
	w.clock.set(o.From.AddDays(-1).At(20, 0))
	w.post = newPost(o, w.clock)
	var err error
	if w.house, err = openHouse(ctx, server, name, w.clock, s.areas); err != nil {
		return Report{}, err
	}
	defer func() {
		w.house.close()
		_ = alter(context.WithoutCancel(ctx), server, "DROP DATABASE IF EXISTS "+name+" WITH (FORCE)")
	}()
	if err := w.house.wireSending(ctx, w.post); err != nil {
		return Report{}, err
	}
	if err := w.house.hire(ctx); err != nil {
		return Report{}, err
	}
	if err := w.furnish(s.directory); err != nil {
		return Report{}, err
	}
	days := 0
	for d := range o.Days {
		if err := w.day(ctx, o.From.AddDays(d)); err != nil {
			return Report{}, fmt.Errorf("on %s: %w", o.From.AddDays(d), err)
		}
		days++
		if err := w.analyse(ctx, days); err != nil {
			return Report{}, err
		}
		if err := w.checkpoint(ctx, o.From.AddDays(d)); err != nil {
			return Report{}, err
		}
		if o.Progress != nil {
			o.Progress(days, o.Days)
		}
		if len(w.found) > 0 {
			break
		}
	}
	if len(w.found) > 0 {
		if err := w.explain(ctx); err != nil {
			return Report{}, err
		}
	}
	return w.report(ctx, days)
}

// world is one run.
type world struct {
	o       Options
	server  *pg.Private
	areas   []string
	clock   *clock
	house   *house
	post    *post
	cast    *cast
	oracle  *oracle.Oracle
	journal *journal
	prisons []string

	messages   int
	lastTask   int64
	bulkDone   bool
	restarting bool   // the database goes away at the next message
	heldImport int64  // waits for somebody to press send
	lastFile   []byte // and its picture's instant
	lastAsOf   time.Time
	lastHeld   int // of its rows
	found      []oracle.Violation
	file       bytes.Buffer // the morning's picture
	pictured   oracle.File  // the same as the oracle reads it
}

// furnish invents the people and reads the reference files for the oracle.
func (w *world) furnish(directory []byte) error {
	var err error
	if w.cast, err = invent(w.o, w.areas); err != nil {
		return err
	}
	files := map[string]string{}
	for _, name := range []string{reference.StandardsFile, reference.PrisonsFile, reference.AuthoritiesFile} {
		text, err := reference.Text(name)
		if err != nil {
			return err
		}
		files[name] = text
	}
	prisons, err := reference.Prisons()
	if err != nil {
		return err
	}
	for _, p := range prisons {
		if p.MaleFemale != "female" {
			w.prisons = append(w.prisons, p.Code)
		}
	}
	w.oracle, err = oracle.New(oracle.Config{Standards: files[reference.StandardsFile], Prisons: files[reference.PrisonsFile],
		Authorities: files[reference.AuthoritiesFile], Services: string(directory), Areas: w.areas, LinkOfficers: linkOfficers(w.areas), Mailbox: unitMailbox})
	return err
}

func (w *world) violate(day calendar.Date, number, problem string) {
	w.found = append(w.found, oracle.Violation{Day: day.String(), Release: number, Problem: problem})
}
