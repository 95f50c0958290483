package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"time"

	"throughgate/internal/calendar"
	"throughgate/internal/pg"
)

// stage is a step of the measurement.
type stage struct {
	name  string
	uses  []string // states of the database that it starts from
	makes []string // states that it leaves for others
	large bool     // the larger size has it too
	do    func(*bench, context.Context) error
}

// steps are in an order in which each finds the state it starts from. The watch
// takes the loaded state over: what starts from that comes before. The longest
// come last, and are what is missing when time runs out.
func steps() []stage {
	return []stage{
		{"check", nil, nil, false, (*bench).check},
		{"rules", nil, nil, false, (*bench).rules},
		{"demo", nil, nil, false, (*bench).demo},
		{"audit", []string{emptyDB}, nil, false, (*bench).audit},
		{"load", []string{emptyDB}, []string{loadedDB}, true, (*bench).firstLoad},
		{"again", []string{loadedDB}, nil, true, (*bench).again},
		{"command", []string{emptyDB, loadedDB}, nil, true, (*bench).command},
		{"sheet", []string{loadedDB}, nil, false, (*bench).sheet},
		{"callbacks", []string{loadedDB}, nil, false, (*bench).callbacks},
		{"plan", []string{loadedDB}, nil, false, (*bench).planning},
		{"watch", []string{loadedDB}, []string{steadyDB, watchedDB}, true, (*bench).watchDay},
		{"move", []string{watchedDB}, nil, true, (*bench).moving},
		{"board", []string{watchedDB}, nil, true, (*bench).board},
		{"drain", []string{watchedDB}, nil, true, (*bench).drain},
		{"latency", []string{watchedDB}, nil, false, (*bench).latency},
		{"undo", []string{watchedDB}, nil, false, (*bench).undo},
		{"events", []string{watchedDB}, nil, false, (*bench).events},
		{"forecast", []string{watchedDB}, nil, false, (*bench).forecast},
		{"memory", []string{steadyDB, watchedDB}, nil, false, (*bench).memory},
		{"policies", []string{steadyDB, watchedDB}, nil, false, (*bench).policies},
		{"users", []string{watchedDB}, nil, false, (*bench).users},
		{"pages", []string{watchedDB}, nil, false, (*bench).pages},
	}
}

func stepNames() (names []string) {
	for _, s := range steps() {
		names = append(names, s.name)
	}
	return names
}

// start is the clock at the first import: a Monday morning.
var start = time.Date(2026, 11, 23, 8, 0, 0, 0, time.UTC)

// bench is one run of one size.
type bench struct {
	*cluster
	*figures
	size    size
	file    []byte        // the release extract
	watched calendar.Date // the watch day
	have    []string      // states of the database
	dir     string        // for files, emptied after each step
}

// measureSize runs the steps of a size, and keeps what they found.
func measureSize(ctx context.Context, size size) (err error) {
	if size.within > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, size.within)
		defer cancel()
	}
	kept, err := readFigures(figuresDir, size.people)
	if err != nil {
		return err
	}
	say(fmt.Sprintf("%d people: starting a private PostgreSQL", size.people))
	settings, err := deployed(deployedSettings)
	if err != nil {
		return err
	}
	if settings, err = fitted(settings, memoryGB()); err != nil {
		return err
	}
	server, err := pg.Start(ctx, pg.PrivateOptions{Settings: settings})
	if err != nil {
		return err
	}
	defer func() {
		undo, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Minute)
		defer cancel()
		err = errors.Join(err, server.Stop(undo))
	}()
	kept.People, kept.Machine = size.people, thisMachine(server.Major())
	b := &bench{cluster: &cluster{server: server}, figures: kept, size: size}
	if b.dir, err = os.MkdirTemp("", "throughgate-bench-"); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(b.dir)) }()
	err = b.measure(ctx)
	kept.print(os.Stdout)
	return err
}

// measure goes through the steps that are wanted, and those that make what they
// start from. A step that fails takes those along that start from what it makes.
func (b *bench) measure(ctx context.Context) error {
	todo := b.wanted()
	if uses(todo, emptyDB) {
		if err := b.prepare(ctx); err != nil {
			return fmt.Errorf("prepare: %w", err)
		}
		b.have = append(b.have, emptyDB)
	}
	var failures []error
	for i, s := range todo {
		if err := b.step(ctx, s); err != nil {
			failures = append(failures, fmt.Errorf("measure %s: %w", s.name, err))
			say(failures[len(failures)-1].Error())
		}
		if err := errors.Join(b.tidy(ctx, todo[i+1:]), b.figures.write(figuresDir)); err != nil {
			failures = append(failures, err)
		}
	}
	return errors.Join(failures...)
}

// wanted are the steps to do.
func (b *bench) wanted() (todo []stage) {
	needed := map[string]bool{}
	for _, s := range slices.Backward(steps()) {
		if !b.size.wants(s.name) && !slices.ContainsFunc(s.makes, func(state string) bool { return needed[state] }) {
			continue
		}
		todo = append([]stage{s}, todo...)
		for _, state := range s.uses {
			needed[state] = true
		}
	}
	return todo
}

func uses(list []stage, state string) bool {
	return slices.ContainsFunc(list, func(s stage) bool { return slices.Contains(s.uses, state) })
}

func (b *bench) step(ctx context.Context, s stage) (err error) {
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("there was no time left: %w", err) // what an earlier run found stands
	}
	wanted := b.size.wants(s.name)
	began := time.Now()
	if wanted {
		b.forget(s.name)
	}
	say(s.name)
	defer func() {
		if !wanted && err == nil {
			return
		}
		r := stepRun{At: began.UTC(), Seconds: time.Since(began).Round(time.Second / 10).Seconds(), Runs: b.size.runs}
		if err != nil {
			r.Failed = err.Error()
		}
		b.Steps[s.name] = r
	}()
	for _, state := range s.uses {
		if !slices.Contains(b.have, state) {
			return fmt.Errorf("what it starts from is missing: %s", state)
		}
	}
	if err := s.do(b, ctx); err != nil {
		return err
	}
	b.have = append(b.have, s.makes...)
	return nil
}

// tidy drops what no step to come starts from.
func (b *bench) tidy(ctx context.Context, rest []stage) error {
	undo, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Minute)
	defer cancel()
	b.have = slices.DeleteFunc(b.have, func(state string) bool { return !uses(rest, state) })
	if err := b.dropAllBut(undo, b.have); err != nil {
		return err
	}
	return emptyFolder(b.dir)
}
