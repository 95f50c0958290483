package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"os"

	"throughgate/access"
	"throughgate/migrations"
	"throughgate/notify"
)

// neverTextCmd keeps the list of numbers that are never texted. Numbers are read
// and never printed.
type neverTextCmd struct {
	Add    neverTextAddCmd    `cmd:"" help:"Put numbers on the list; texts that wait for them are not sent."`
	Remove neverTextRemoveCmd `cmd:"" help:"Take numbers off the list."`
	Check  neverTextCheckCmd  `cmd:"" help:"Say of each number whether it is on the list."`
}

// numbersArg are telephone numbers, one a line of standard input or given as
// arguments, where others on the machine may see them.
type numbersArg struct {
	Numbers []string `arg:"" optional:"" help:"Telephone numbers; without any, one a line of standard input, which others on this machine cannot see."`
}

func (n numbersArg) read() ([]string, error) {
	if len(n.Numbers) > 0 {
		return n.Numbers, nil
	}
	var lines []string
	in := bufio.NewScanner(os.Stdin)
	for in.Scan() {
		lines = append(lines, in.Text())
	}
	if err := in.Err(); err != nil {
		return nil, refused("the numbers cannot be read: give one on each line")
	}
	return lines, nil
}

// with opens the list for the numbers given.
func (n numbersArg) with(ctx context.Context, set *settings, fn func(notify.NeverText, access.Actor, []string) error) error {
	lines, err := n.read()
	if err != nil {
		return err
	}
	a, err := open(ctx, set, "never-text", migrations.WorkerRole, 2, needTexts)
	if err != nil {
		return err
	}
	defer a.close()
	_, days, err := a.wordsAndDays(ctx)
	if err != nil {
		return err
	}
	return fn(notify.NeverText{Pool: a.pool, Now: a.clock.Now, Calendar: days, Keys: set.neverTextKeys()}, access.System("never-text"), lines)
}

type neverTextAddCmd struct{ numbersArg }

func (c *neverTextAddCmd) Run(ctx context.Context, set *settings, o out) error {
	return c.with(ctx, set, func(list notify.NeverText, who access.Actor, lines []string) error {
		added, bad, err := list.Add(ctx, who, lines)
		if err != nil {
			return err
		}
		fmt.Fprintf(o.std, "%s put on the list.\n", many(added, "number"))
		return tellBad(o.say, bad)
	})
}

type neverTextRemoveCmd struct{ numbersArg }

func (c *neverTextRemoveCmd) Run(ctx context.Context, set *settings, o out) error {
	return c.with(ctx, set, func(list notify.NeverText, who access.Actor, lines []string) error {
		removed, bad, err := list.Remove(ctx, who, lines)
		if err != nil {
			return err
		}
		fmt.Fprintf(o.std, "%s taken off the list.\n", many(removed, "number"))
		return tellBad(o.say, bad)
	})
}

type neverTextCheckCmd struct{ numbersArg }

func (c *neverTextCheckCmd) Run(ctx context.Context, set *settings, o out) error {
	return c.with(ctx, set, func(list notify.NeverText, who access.Actor, lines []string) error {
		listed, bad, err := list.Listed(ctx, who, lines)
		if err != nil {
			return err
		}
		for i, on := range listed {
			words := "not on the list"
			if on {
				words = "on the list: never texted"
			}
			fmt.Fprintf(o.std, "%d  %s\n", i+1, words)
		}
		return tellBad(o.say, bad)
	})
}

// tellBad names the lines that hold no number, without repeating them.
func tellBad(w io.Writer, bad []notify.NumberProblem) error {
	for _, b := range bad {
		fmt.Fprintf(w, "line %d: %s\n", b.Line, b.Problem)
	}
	if len(bad) > 0 {
		return exit(exitPart)
	}
	return nil
}
