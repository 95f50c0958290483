// Command throughgate watches release dates and makes sure that the right
// people are told in time.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"

	"github.com/alecthomas/kong"
)

// Exit codes (interface.md 1).
const (
	exitDone    = 0
	exitFailed  = 1
	exitRefused = 2 // bad usage, bad settings, bad file: nothing was changed
	exitPart    = 3 // some rows rejected or held; the rest is applied
)

// commands is the command line. Help texts teach: what it does, then how.
type commands struct {
	Demo      demoCmd      `cmd:"" help:"Everything on one machine with no settings: try the product with invented people."`
	Serve     serveCmd     `cmd:"" help:"Serve the pages; with --work also work jobs in the same process."`
	Work      workCmd      `cmd:"" help:"Work jobs: keep the daily watch, send e-mails and texts."`
	Migrate   migrateCmd   `cmd:"" help:"Bring the database to this program's schema and load the reference data."`
	Import    importCmd    `cmd:"" help:"Load a file: releases, services, appointments, bank holidays or local prisons."`
	Event     eventCmd     `cmd:"" help:"Record what happened to people: movements, deaths, merged numbers, decisions (JSON Lines)."`
	Held      heldCmd      `cmd:"" help:"List the imports whose messages are held, and send them."`
	Review    reviewCmd    `cmd:"" help:"Read the answers of a go-live review back (import releases FILE --review writes its file)."`
	Sending   sendingCmd   `cmd:"" help:"Say whether e-mails and texts may leave; pause and resume them."`
	Resume    resumeCmd    `cmd:"" name:"resume-sending" help:"Start sending again from a database that was restored, after showing what waits."`
	Reconcile reconcileCmd `cmd:"" help:"List what the provider of texts and the mail server saw and this database does not know: after a restore."`
	Sweep     sweepCmd     `cmd:"" help:"Do what the daily watch does for a London day, now."`
	Show      showCmd      `cmd:"" help:"Show the board, or one release with its dates, plan and messages."`
	Forecast  forecastCmd  `cmd:"" help:"Say what services would be asked, week by week, if the people of a list left on the days it gives. Nothing is stored."`
	User      userCmd      `cmd:"" help:"Add, disable, reset and list staff."`
	Token     tokenCmd     `cmd:"" help:"Make, list and end bearer tokens for the JSON API (/api/v1)."`
	Audit     auditCmd     `cmd:"" help:"Prove that nothing of the audit was changed, deleted, reordered, cut off or rewritten."`
	Retention retentionCmd `cmd:"" help:"Say who leaves by the rule and what was erased; erase whose time is over."`
	NeverText neverTextCmd `cmd:"" help:"Keep the list of numbers that are never texted."`
	Venue     venueCmd     `cmd:"" help:"Clear the name of a venue that holds a blocked word, so that texts may name it."`
	Words     wordsCmd     `cmd:"" help:"Keep the unit's own list of words that no text may hold."`
	Replies   repliesCmd   `cmd:"" help:"List the texts that came in and wait for somebody, and close them."`
	Check     checkCmd     `cmd:"" help:"Answer from the rules alone: dates, numbers, e-mail addresses, texts (JSON Lines)."`
	Health    healthCmd    `cmd:"" help:"Look from outside: exit 0 if the server answers, the watch is up to date, and nothing waits too long."`
	Simulate  simulateCmd  `cmd:"" help:"Run months of invented releases in minutes under a virtual clock, and check everything that must hold."`
	Config    configCmd    `cmd:"" help:"Print the settings in force, secrets hidden."`
}

const description = `Throughgate watches the release dates of people held far from home and makes sure that
housing, the Jobcentre, health services, probation and the person are told in time.

To try it, with nothing to set up:

  throughgate demo

To run it, give the settings in the environment (throughgate config names them), then:

  throughgate migrate
  throughgate user add --email officer@unit.example --name "An Officer" --role link_officer
  throughgate import services services.csv
  throughgate import releases extract.csv
  throughgate import appointments appointments.csv
  throughgate serve --work

Exit codes: 0 done; 1 failed; 2 refused, nothing was changed; 3 done in part.`

// out is where a command writes: results to standard output, everything said
// to people beside --json to standard error.
type out struct {
	std, say io.Writer
	progress bool // standard error is a terminal
}

// exit ends a command with a code of its own after what it said.
type exit int

func (e exit) Error() string { return fmt.Sprintf("exit %d", int(e)) }

func main() { os.Exit(run(os.Args[1:])) }

func run(args []string) int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	return runIn(ctx, args, os.Environ(), out{os.Stdout, os.Stderr, isTerminal(os.Stderr)})
}

// runIn is the program with its surroundings as arguments.
func runIn(ctx context.Context, args, environ []string, o out) int {
	var cli commands
	code := -1
	parser, err := kong.New(&cli, kong.Name("throughgate"), kong.Description(description), kong.UsageOnError(),
		kong.Writers(o.std, o.say), kong.Exit(func(c int) { code = c }),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true, WrapUpperBound: 100}))
	if err != nil {
		fmt.Fprintln(o.say, "throughgate:", err)
		return exitFailed
	}
	kctx, err := parser.Parse(args)
	if code >= 0 { // --help was shown
		return code
	}
	if err != nil {
		fmt.Fprintf(o.say, "throughgate: %v\nRun throughgate --help to see what it takes.\n", err)
		return exitRefused
	}
	set := readSettings(environ)
	set.logTo = o.say
	kctx.BindTo(ctx, (*context.Context)(nil))
	return ending(kctx.Run(&set, o), o)
}

// ending says what went wrong and gives the exit code.
func ending(err error, o out) int {
	var own exit
	switch {
	case err == nil:
		return exitDone
	case errors.As(err, &own):
		return int(own)
	}
	fmt.Fprintln(o.say, "throughgate:", err)
	if isRefusal(err) {
		return exitRefused
	}
	return exitFailed
}

func isTerminal(f *os.File) bool {
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}
