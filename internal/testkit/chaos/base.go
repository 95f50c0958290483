package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"regexp"
	"strings"

	"github.com/jackc/pgx/v5"

	"throughgate/internal/calendar"
	"throughgate/internal/testkit/people"
)

// firstDay is a Tuesday on which everything has begun: the people came in, and
// the first watch was done, on the day before.
var firstDay = calendar.MustParse("2026-11-24")

// population is how many people the unit looks after: enough for a watch to take
// a while, few enough for the import to take no longer.
const population = 600

// makeBase makes the database: the program's own commands load people, services
// and staff, do a first watch, and send what comes of it.
func (s *stage) makeBase(ctx context.Context) error {
	s.say("making the database")
	if err := s.exec(ctx, "postgres", append([]string{"CREATE DATABASE " + mainDB + s.disk.clause()}, logins()...)...); err != nil {
		return err
	}
	before := firstDay.AddDays(-1)
	areas := []string{"Haringey"}
	extract, services := s.file("releases.csv"), s.file("services.csv")
	if err := write(extract, func(f *os.File) error {
		return people.Extract(f, people.Options{N: population, Seed: 1, AsOf: before, Areas: areas})
	}); err != nil {
		return err
	}
	if err := write(services, func(f *os.File) error { return people.Services(f, areas) }); err != nil {
		return err
	}
	early := newClock(before.At(10, 0))
	for _, args := range [][]string{
		{"migrate"},
		{"user", "add", "--email", "link@unit.example", "--name", "Lee Link", "--role", "link_officer"},
		{"import", "services", services},
		{"import", "releases", extract, "--confirm-bulk"},
		{"sweep"},
		{"work", "--drain"},
	} {
		if err := s.command(ctx, s.options.binary, mainDB, early.now, args...); err != nil {
			return err
		}
	}
	return nil
}

func write(name string, fill func(*os.File) error) error {
	f, err := os.Create(name)
	if err != nil {
		return err
	}
	if err := fill(f); err != nil {
		f.Close()
		return err
	}
	return f.Close()
}

// watches is how many days are to come.
func (o options) watches() int {
	n := 1
	for name, days := range map[string]int{"clock": 1, "leaders": o.leaders, "sigterm": 1, "upgrade": 1} {
		if o.wants(name) {
			n += days
		}
	}
	return n
}

// makeControl plays the watches of all days to come on a copy of the database in
// which nothing is broken: what they queue there must be queued, and sent, in
// the other too.
func (s *stage) makeControl(ctx context.Context) error {
	s.say("playing the watches once without a fault")
	for i := range s.options.watches() {
		s.days = append(s.days, firstDay.AddDays(7*i))
	}
	s.pool.Reset()
	if err := s.exec(ctx, "postgres", "CREATE DATABASE "+controlDB+" TEMPLATE "+mainDB+" TABLESPACE pg_default"); err != nil {
		return err
	}
	// It is another database on purpose, not one that was restored.
	if err := s.exec(ctx, controlDB, "DELETE FROM sending_home"); err != nil {
		return err
	}
	for _, day := range s.days {
		at := newClock(day.At(10, 0))
		if err := s.command(ctx, s.options.binary, controlDB, at.now, "sweep"); err != nil {
			return err
		}
	}
	var err error
	s.base, err = s.keysIn(ctx, mainDB)
	return err
}

// instants stand in some keys: when the thing came to be known, which is another
// instant in each run.
var instants = regexp.MustCompile(`\d{4}-\d\d-\d\dT[0-9:.]+Z`)

func timeless(key string) string { return instants.ReplaceAllString(key, "*") }

// keysIn are the dedupe keys of a database, without the instants in them.
func (s *stage) keysIn(ctx context.Context, database string) (map[string]bool, error) {
	conn, err := pgx.Connect(ctx, s.server.URL(database))
	if err != nil {
		return nil, err
	}
	defer conn.Close(context.WithoutCancel(ctx))
	rows, err := conn.Query(ctx, `SELECT dedupe_key FROM message WHERE state <> 'not_sent'`)
	if err != nil {
		return nil, err
	}
	keys := map[string]bool{}
	var key string
	_, err = pgx.ForEachRow(rows, []any{&key}, func() error { keys[timeless(key)] = true; return nil })
	return keys, err
}

// exec runs statements, each on its own, on a connection of their own.
func (s *stage) exec(ctx context.Context, database string, statements ...string) error {
	conn, err := pgx.Connect(ctx, s.server.URL(database))
	if err != nil {
		return err
	}
	defer conn.Close(context.WithoutCancel(ctx))
	for _, sql := range statements {
		if _, err := conn.Exec(ctx, sql); err != nil {
			return fmt.Errorf("%s: %w", sql, err)
		}
	}
	return nil
}

// command runs the program to its end.
func (s *stage) command(ctx context.Context, binary, database string, now nowFunc, args ...string) error {
	cmd := exec.CommandContext(ctx, binary, args...)
	cmd.Env = s.environ(database, "postgres", now())
	out, err := cmd.CombinedOutput()
	if err != nil {
		return fmt.Errorf("throughgate %s: %w\n%s", strings.Join(args, " "), err, out)
	}
	return nil
}
